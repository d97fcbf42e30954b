// Room app: import and its dry run. Opens each archive, plans, brings blobs in and commits; one archive's failure does not
// cost the others unless the import is atomic.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveReport, ImportReport } from '../../preload/contract/transfer-model.ts';
import { heldNow, heldView } from '../archive/held-view.ts';
import { commitOf, type Incoming, type MovedTags } from '../archive/import-commit.ts';
import { atomicRefusal, refusedArchive, summary } from '../archive/import-report.ts';
import { ingest, ingestBytes } from '../archive/ingest.ts';
import { type ArchiveInput, inputName } from '../archive/open.ts';
import {
  type ArchivePlan,
  archiveReport,
  type HeldCheck,
  type ImportOptions,
  parsePlatforms,
  planArchive,
  refusedCount,
} from '../archive/plan.ts';
import { readArchive } from '../archive/read.ts';
import { StowageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Work } from '../store/work.ts';
import type { AppContext, ImportAnswer, JobContext } from './context.ts';
import { ImportSource, openInput } from './import-source.ts';

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
      const tree = await openInput(store, job, input, spoolFolder, true);
      const plan = planArchive(tree, readArchive(tree, heldView(store)), store, options);
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
  options: ImportOptions & { readonly review?: boolean | undefined },
): Promise<ImportReport> {
  parsePlatforms(options.platforms ?? []);
  const store = app.openStore('create');
  const spools = store.startWork('import');
  try {
    const sources = inputs.map((input, position) => new ImportSource(store, job, input, join(spools.folder, String(position))));
    const answer = options.review === true ? await review(store, job, sources, options) : {};
    const chosen = { ...options, ...answer };
    parsePlatforms(chosen.platforms ?? []);
    const archives: ArchiveReport[] = [];
    const moved: MovedTags[number][] = [];
    for (const group of chosen.atomic === true ? [sources] : sources.map((source) => [source])) {
      const work = store.startWork('import');
      try {
        const result = await importGroup(app, store, work, job, group, chosen);
        archives.push(...result.archives);
        moved.push(...result.moved);
      } finally {
        work.release();
        for (const source of group) source.release();
      }
    }
    return summary(store, archives, moved, false);
  } finally {
    spools.release();
    // A store that was made for what was then refused.
    store.discardIfNew();
  }
}

/** Plans everything, shows the plan and waits for what the user makes of it. @throws StowageError cancelled */
async function review(
  store: Store,
  job: JobContext,
  sources: readonly ImportSource[],
  options: ImportOptions,
): Promise<ImportAnswer> {
  const archives: ArchiveReport[] = [];
  for (const source of sources) {
    try {
      archives.push(archiveReport(await source.plan(options), heldNow(store)));
    } catch (error) {
      archives.push(refusedArchive(source.input, error, job.signal));
    }
  }
  const answer = await job.ask(summary(store, archives, [], true));
  job.signal.throwIfAborted();
  if (answer === null) throw new StowageError('cancelled', { what: 'The import' });
  return answer;
}

/** Imports archives that are committed together. */
async function importGroup(
  app: AppContext,
  store: Store,
  work: Work,
  job: JobContext,
  sources: readonly ImportSource[],
  options: ImportAnswer,
): Promise<{ readonly archives: readonly ArchiveReport[]; readonly moved: MovedTags }> {
  const incoming: Incoming[] = [];
  const refused: ArchiveReport[] = [];
  let isSpoiled = false;
  for (const source of sources) {
    const isWanted = source.isWanted(options.keys);
    try {
      incoming.push(await bringIn(app, store, work, job, source.input, await source.plan(options), options));
    } catch (error) {
      refused.push(refusedArchive(source.input, error, job.signal));
      // All or nothing of what was asked for: an archive the user was told about and chose nothing of spoils nothing.
      isSpoiled ||= isWanted;
    }
  }
  job.signal.throwIfAborted();
  if (options.atomic === true && (isSpoiled || incoming.some(({ plan }) => refusedCount(plan) > 0))) {
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
  if (options.atomic === true && settled.some((plan) => refusedCount(plan) > 0)) {
    // Something came in between that stands against it.
    return { archives: incoming.map((item, at) => atomicRefusal(store, { ...item, plan: settled[at] ?? item.plan })), moved: [] };
  }
  const isHeld: HeldCheck = (blob) => blob.digest !== null && !before.has(blob.digest) && store.heldBytes(blob.digest) !== null;
  return { archives: [...settled.map((plan) => archiveReport(plan, isHeld)), ...refused], moved };
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
  const freeBytes = store.makeRoom(totalBytes);
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
