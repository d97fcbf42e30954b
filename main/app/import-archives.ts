// Room app: import and its dry run. Opens each archive, plans, brings blobs in and commits; one archive's failure does not
// cost the others unless the import is atomic.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveReport, ImportReport } from '../../preload/contract/model.ts';
import { heldHexes, heldNow, heldView } from '../archive/held-view.ts';
import { commitOf, type Incoming, type MovedTags } from '../archive/import-commit.ts';
import { atomicRefusal, refusedArchive, refusedCount, summary } from '../archive/import-report.ts';
import { ingest, ingestBytes } from '../archive/ingest.ts';
import { type ArchiveInput, inputName, openArchive } from '../archive/open.ts';
import {
  type ArchivePlan,
  archiveReport,
  type HeldCheck,
  type ImportOptions,
  parsePlatforms,
  planArchive,
} from '../archive/plan.ts';
import { readArchive } from '../archive/read.ts';
import { StowageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Work } from '../store/work.ts';
import type { AppContext, JobContext } from './context.ts';

/** Plans the import of every input without writing to the store. A store that does not exist yet counts as empty. */
export async function planImport(
  app: AppContext,
  job: JobContext,
  inputs: readonly ArchiveInput[],
  options: ImportOptions,
): Promise<ImportReport> {
  parsePlatforms(options.platforms ?? []);
  const store = app.openStore('peek');
  const archives: ArchiveReport[] = [];
  for (const input of inputs) {
    const spoolFolder = mkdtempSync(join(tmpdir(), 'stowage-plan-'));
    try {
      const plan = await openAndPlan(store, job, input, options, spoolFolder, true);
      archives.push(archiveReport(plan, heldNow(store)));
    } catch (error) {
      archives.push(refusedArchive(input, error, job.signal));
    } finally {
      rmSync(spoolFolder, { recursive: true, force: true });
    }
  }
  return summary(store, archives, [], true);
}

/**
 * Imports every input.
 * @throws StowageError store-read-only, store-busy, no-space, cancelled; a refused archive or image stands in the report
 */
export async function importArchives(
  app: AppContext,
  job: JobContext,
  inputs: readonly ArchiveInput[],
  options: ImportOptions,
): Promise<ImportReport> {
  parsePlatforms(options.platforms ?? []);
  const store = app.openStore('create');
  const archives: ArchiveReport[] = [];
  const moved: MovedTags[number][] = [];
  const groups = options.atomic === true ? [inputs] : inputs.map((input) => [input]);
  for (const group of groups) {
    const work = store.startWork('import');
    try {
      const result = await importGroup(app, store, work, job, group, options);
      archives.push(...result.archives);
      moved.push(...result.moved);
    } finally {
      work.release();
    }
  }
  return summary(store, archives, moved, false);
}

/** Imports archives that are committed together. */
async function importGroup(
  app: AppContext,
  store: Store,
  work: Work,
  job: JobContext,
  inputs: readonly ArchiveInput[],
  options: ImportOptions,
): Promise<{ readonly archives: readonly ArchiveReport[]; readonly moved: MovedTags }> {
  const incoming: Incoming[] = [];
  const refused: ArchiveReport[] = [];
  for (const [position, input] of inputs.entries()) {
    try {
      const spoolFolder = join(work.folder, `spool-${position}`);
      mkdirSync(spoolFolder);
      const plan = await openAndPlan(store, job, input, options, spoolFolder, false);
      incoming.push(await bringIn(app, store, work, job, input, plan, options));
    } catch (error) {
      refused.push(refusedArchive(input, error, job.signal));
    }
  }
  job.signal.throwIfAborted();
  if (options.atomic === true && (refused.length > 0 || incoming.some(({ plan }) => refusedCount(plan) > 0))) {
    return { archives: [...incoming.map((item) => atomicRefusal(store, item)), ...refused], moved: [] };
  }
  job.report({ phase: 'committing' });
  const before = new Set(incoming.flatMap(({ staged }) => staged.map((blob) => blob.digest)));
  const moved: MovedTags[number][] = [];
  const settled: ArchivePlan[] = [];
  store.commit(() => {
    settled.length = 0;
    moved.length = 0;
    return commitOf(store, incoming, options, settled, moved);
  }, work);
  const isHeld: HeldCheck = (blob) => blob.digest !== null && !before.has(blob.digest) && store.heldBytes(blob.digest) !== null;
  return { archives: [...settled.map((plan) => archiveReport(plan, isHeld)), ...refused], moved };
}

async function openAndPlan(
  store: Store,
  job: JobContext,
  input: ArchiveInput,
  options: ImportOptions,
  spoolFolder: string,
  documentsOnly: boolean,
): Promise<ArchivePlan> {
  const item = inputName(input);
  job.report({ phase: 'opening', item, doneBytes: 0, totalBytes: null });
  let readBytes = 0;
  const onBytes = (bytes: number): void => {
    readBytes += bytes;
    job.report({ phase: 'reading', item, doneBytes: readBytes, totalBytes: null });
  };
  const tree = await openArchive(input, {
    spoolFolder,
    documentsOnly,
    signal: job.signal,
    onBytes,
    held: () => heldHexes(store),
  });
  job.report({ phase: 'planning', item });
  return planArchive(tree, readArchive(tree, heldView(store)), store, options);
}

async function bringIn(
  app: AppContext,
  store: Store,
  work: Work,
  job: JobContext,
  input: ArchiveInput,
  plan: ArchivePlan,
  options: ImportOptions,
): Promise<Incoming> {
  const candidates = plan.candidates.map((item) => item.candidate);
  const totalBytes = ingestBytes(candidates, store);
  const { freeBytes } = store.volume();
  if (totalBytes > freeBytes) throw new StowageError('no-space', { path: store.paths.root, neededBytes: totalBytes, freeBytes });
  const { newBytes, heldBytes } = archiveReport(plan, heldNow(store));
  let doneBytes = 0;
  const report = (): void =>
    job.report({
      phase: 'writing',
      item: inputName(input),
      doneBytes,
      totalBytes,
      newBytes: Math.min(doneBytes, newBytes),
      sharedBytes: heldBytes,
    });
  report();
  const result = await ingest(
    {
      store,
      work,
      pool: app.pool(),
      archive: plan.tree.archive,
      deep: options.deep === true,
      signal: job.signal,
      onBytes: (bytes) => {
        doneBytes += bytes;
        report();
      },
    },
    plan.candidates,
  );
  return { input, plan: { ...plan, candidates: result.candidates }, staged: result.staged, verified: result.verified };
}
