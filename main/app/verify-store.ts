// Room app: verify: hashes the blobs of the store, or a part of it, compares the catalogue with the disk, and records what it
// found: damaged blobs go to quarantine. A run that is interrupted, killed too, is continued by the next of its kind.
import type { Damage, DamageProblem, VerifyReport } from '../../preload/contract/upkeep-model.ts';
import { allDamage, type DamageRow, describeDamage, neededDamage } from '../catalog/damage.ts';
import { findRepository } from '../catalog/queries.ts';
import { noteVerifyProgress, verifyProgress } from '../catalog/verify-progress.ts';
import { blobsInScope, documentsInScope, type VerifyScope } from '../catalog/verify-scope.ts';
import { StowageError } from '../errors.ts';
import { isDigest } from '../oci/digest.ts';
import { familiarRepository, parseRepository } from '../oci/reference.ts';
import type { Store } from '../store/store.ts';
import { TransferPool } from '../store/transfer/pool.ts';
import { type BlobToCheck, type CheckedBlob, checkBlobs } from '../store/verify-blobs.ts';
import { compareWithRebuild } from '../store/verify-catalog.ts';
import { readExpectations } from '../store/verify-graph.ts';
import { type VerifyOutcome, verifyCommit, verifyOutcome } from '../store/verify-record.ts';
import type { Work } from '../store/work.ts';
import type { AppContext, JobContext } from './context.ts';

export interface VerifyInput {
  readonly repository?: string | undefined;
  /** Only blobs that were not checked since they came. */
  readonly sinceLast?: boolean | undefined;
  /** Also unpack layers and compare their diff IDs. */
  readonly deep?: boolean | undefined;
  readonly limitBytesPerSecond?: number | undefined;
}

/** Progress is written down this often; what was hashed since is hashed again after a kill. */
const checkpointMs = 2000;

/** A run under way. */
interface Run {
  readonly store: Store;
  readonly scope: VerifyScope;
  /** Null in a store that cannot be written: then nothing is recorded. */
  readonly work: Work | null;
  /** Names runs of the same kind. */
  readonly progress: string;
  readonly whole: Set<string>;
  readonly notable: CheckedBlob[];
  /** What was recorded by now. */
  readonly damaged: Map<string, DamageProblem>;
  readonly healed: Set<string>;
  checkedCount: number;
  checkedBytes: number;
}

/**
 * Verifies the store. In one that is read-only it reports, and records nothing.
 * @throws StowageError repository-not-found, reference-invalid, cancelled (what was found so far is recorded), file-system
 */
export async function verifyStore(app: AppContext, job: JobContext, input: VerifyInput): Promise<VerifyReport> {
  const startedAt = new Date().toISOString();
  const startMs = performance.now();
  const store = app.openStore('existing');
  const scope = scopeOf(store, input);
  const work = store.readOnly ? null : store.startWork('verify');
  const progress = JSON.stringify([scope.repository, scope.sinceLast, scope.deep]);
  const run: Run = {
    store,
    scope,
    work,
    progress,
    whole: new Set(),
    notable: [],
    damaged: new Map(),
    healed: new Set(),
    checkedCount: 0,
    checkedBytes: 0,
  };
  // A limit holds up the workers, so that a limited run has its own.
  const own = input.limitBytesPerSecond === undefined ? null : new TransferPool({ workers: 1 });
  try {
    job.report({ phase: 'verifying', item: scope.repository ?? store.paths.root, doneBytes: 0, totalBytes: null });
    takeUp(run);
    const { checkedCount: resumedCount, checkedBytes: resumedBytes } = run;
    const pool = own ?? app.pool();
    await checkAll(run, pool, job, input.limitBytesPerSecond);
    // Damage is no fault of the catalogue, so that it is recorded before the two are compared.
    record(run, true, null);
    const catalogDifferences = work === null ? 0 : compareWithRebuild(store, work.newPath());
    if (catalogDifferences > 0) await checkAll(run, pool, job, input.limitBytesPerSecond);
    const durationMs = Math.round(performance.now() - startMs);
    record(run, true, durationMs);
    return {
      ...scope,
      startedAt,
      durationMs,
      checkedCount: run.checkedCount - resumedCount,
      checkedBytes: run.checkedBytes - resumedBytes,
      resumedCount,
      damage: damageOf(run, startedAt),
      healedCount: run.healed.size,
      catalogDifferences,
    };
  } finally {
    await own?.close();
    work?.release();
  }
}

/** Damaged and missing blobs that something needs and that are not repaired. */
export function listDamage(app: AppContext): readonly Damage[] {
  const { catalog } = app.openStore('existing');
  return neededDamage(catalog, null).map((row) => describeDamage(catalog, row));
}

function scopeOf({ catalog }: Store, { repository, sinceLast = false, deep = false }: VerifyInput): VerifyScope {
  if (repository === undefined) return { repository: null, sinceLast, deep };
  const name = parseRepository(repository);
  if (findRepository(catalog, name) === null)
    throw new StowageError('repository-not-found', { repository: familiarRepository(name) });
  return { repository: name, sinceLast, deep };
}

/** Takes over what a former run of this kind found whole. */
function takeUp(run: Run): void {
  const former = verifyProgress(run.store.catalog, run.progress, Date.now());
  for (const { digest, sizeBytes, isSure } of blobsInScope(run.store.catalog, run.scope))
    if (isSure && former.has(digest)) countWhole(run, digest, sizeBytes);
}

/** Checks everything in the scope that was not checked yet. What is found before a failure is recorded. */
async function checkAll(
  run: Run,
  pool: TransferPool,
  { signal, report }: JobContext,
  bytesPerSecond: number | undefined,
): Promise<void> {
  const { store, scope, work } = run;
  const rows = blobsInScope(store.catalog, scope);
  work?.hold(rows.map(({ digest }) => digest));
  const unsure = new Set(rows.filter((row) => !row.isSure).map(({ digest }) => digest));
  const seen = new Set(run.notable.map(({ digest }): string => digest));
  const left = rows.flatMap(({ digest, sizeBytes }): readonly BlobToCheck[] =>
    isDigest(digest) && !run.whole.has(digest) && !seen.has(digest) ? [{ digest, sizeBytes }] : [],
  );
  let doneBytes = run.checkedBytes;
  const totalBytes = left.reduce((sum, { sizeBytes }) => sum + sizeBytes, doneBytes);
  const onBytes = (bytes: number): void => {
    doneBytes = Math.min(totalBytes, doneBytes + bytes);
    report({ phase: 'verifying', doneBytes, totalBytes });
  };
  onBytes(0);
  const expected = await readExpectations(store.paths, documentsInScope(store.catalog, scope), scope.deep, signal);
  const checkpoint = new Checkpoint(run);
  const limit = bytesPerSecond === undefined ? {} : { bytesPerSecond };
  try {
    await checkBlobs(store.paths, pool, left, expected, { signal, onBytes, ...limit }, (blob) => {
      if (blob.problem === null) countWhole(run, blob.digest, blob.sizeBytes);
      else count(run, blob.sizeBytes);
      if (blob.problem !== null || unsure.has(blob.digest)) run.notable.push(blob);
      else checkpoint.add(blob.digest);
    });
  } catch (error) {
    checkpoint.write();
    record(run, false, null);
    throw error;
  }
  checkpoint.write();
}

function count(run: Run, sizeBytes: number): void {
  run.checkedCount++;
  run.checkedBytes += sizeBytes;
}

function countWhole(run: Run, digest: string, sizeBytes: number): void {
  count(run, sizeBytes);
  run.whole.add(digest);
}

/** Writes progress down now and then. */
class Checkpoint {
  readonly #run: Run;
  #digests: string[] = [];
  #writtenMs = performance.now();

  constructor(run: Run) {
    this.#run = run;
  }

  add(digest: string): void {
    this.#digests.push(digest);
    if (performance.now() - this.#writtenMs >= checkpointMs) this.write();
  }

  write(): void {
    const { work, store, progress } = this.#run;
    if (work !== null) noteVerifyProgress(store.catalog, progress, this.#digests, Date.now());
    this.#digests = [];
    this.#writtenMs = performance.now();
  }
}

/** Commits what was found. `isComplete`: everything was looked at; `durationMs`: that was all, and the run is at its end. */
function record(run: Run, isComplete: boolean, durationMs: number | null): void {
  const { store, scope, work, progress, checkedCount } = run;
  let outcome: VerifyOutcome = { damaged: [], healed: [] };
  const look = (): VerifyOutcome => (outcome = verifyOutcome(store, scope, run, isComplete));
  if (work === null) look();
  else {
    store.commit(() => {
      const now = look();
      const damagedCount = damagedDigests(run, now).size;
      const end = durationMs === null ? null : { durationMs, checkedCount, damagedCount, progress };
      return verifyCommit(store, scope, run, now, end);
    }, work);
  }
  for (const { digest, problem } of outcome.damaged) run.damaged.set(digest, problem);
  for (const digest of outcome.healed) run.healed.add(digest);
}

/** What is damaged in the scope: found now or before, and not whole again. */
function damagedDigests(run: Run, { damaged, healed }: VerifyOutcome): ReadonlySet<string> {
  const known = neededDamage(run.store.catalog, run.scope.repository).map(({ digest }) => digest);
  const digests = new Set([...known, ...run.damaged.keys(), ...damaged.map(({ digest }) => digest)]);
  for (const digest of healed) digests.delete(digest);
  return digests;
}

function damageOf(run: Run, foundAt: string): readonly Damage[] {
  const { catalog } = run.store;
  const recorded = new Map(allDamage(catalog).map((row) => [row.digest, row]));
  const found = new Map([...run.damaged].map(([digest, problem]): [string, DamageRow] => [digest, { digest, problem, foundAt }]));
  const rows = [...damagedDigests(run, { damaged: [], healed: [] })].toSorted();
  return rows.flatMap((digest) => {
    const row = recorded.get(digest) ?? found.get(digest);
    return row === undefined ? [] : [describeDamage(catalog, row)];
  });
}
