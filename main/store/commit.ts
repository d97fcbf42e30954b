// Room store: the critical section (I7). Everything a change does to the disk happens here, in an order in which a
// crash at any step leaves the invariants true (I6): blobs, then ledger, then index.json, which is what makes it count.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { applyChange, type Change } from '../catalog/change.ts';
import { forgetUnneeded, hideBlob } from '../catalog/damage.ts';
import { forgetBlob, putBlobFile } from '../catalog/documents.ts';
import { settle } from '../catalog/graph.ts';
import { hasLease, isLeased } from '../catalog/leases.ts';
import { fileSystemError, StowageError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { replaceFile, syncFolderNow } from './durable.ts';
import { readFacts } from './facts.ts';
import { emptyRest, fileMark, type IndexRoot, renderIndex } from './index-file.ts';
import { isLayout } from './layout.ts';
import { appendLedger } from './ledger.ts';
import { cutLedger } from './ledger-segments.ts';
import { blobPath, type StorePaths } from './paths.ts';
import { hostUser } from './process-owner.ts';
import { toQuarantine } from './quarantine.ts';
import { applyTagRoots, dropRoots, ensureRoots, putRoots, rootLines } from './roots.ts';
import { changesNames, diskMarks, type Outside, rememberMarks, revision, setRevision, syncCatalog } from './sync.ts';
import { candidates, type Departure, type DoomedBlob, droppable, unneeded } from './take-away.ts';
import { standing, takenOf, withTimes } from './taken.ts';
import { discardTrash, moveToTrash, undoWindowMs } from './trash.ts';

/** How often a commit begins again when another tool writes index.json meanwhile. */
const maximumAttempts = 50;

/** A blob that was staged, hashed and synced, and is to be published. */
export interface StagedBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly path: string;
}

/** What a commit is to do. `at` and `door` are filled in here. */
export interface Commit extends Departure {
  readonly change: Omit<Change, 'at' | 'door' | 'user' | 'blobs' | 'gone' | 'taken'>;
  readonly publish?: readonly StagedBlob[];
  /** Digests of `publish` that nobody has hashed: blobs another tool had put here, which come back. */
  readonly unhashed?: ReadonlySet<string>;
  /** Blobs found already on disk and hashed by this process: from now on they count as ours (I1). */
  readonly verified?: readonly Digest[];
  /** Blobs found bad: moved out of blobs/ into quarantine. `sizeBytes` is what a descriptor gives them, 0 where none does. */
  readonly quarantine?: readonly { readonly digest: Digest; readonly sizeBytes: number }[];
  /** Descriptors of digests that get a tag or a nameless root. */
  readonly descriptors?: readonly Descriptor[];
  /** Descriptors to be put back into index.json, word for word. */
  readonly roots?: readonly IndexRoot[];
  /** Rows of artifacts that go: blobs of theirs that nothing needs once the change counts are taken away. */
  readonly sweep?: readonly number[];
  /** Documents that are taken away though an index or a subject leads to them, and what only they need. */
  readonly drop?: readonly string[];
  /** Row ids of blobs that no artifact reaches: those that nothing holds are taken away. */
  readonly unreferenced?: readonly number[];
  /** What is taken away goes at once: `undo` does not bring it back. */
  readonly isFinal?: boolean;
}

export interface CommitResult {
  readonly revision: number;
  /** Blobs that were taken away, with the sizes their files had. */
  readonly swept: readonly DoomedBlob[];
  /** Until when a deletion can be taken back; null for other changes and final ones. */
  readonly undoUntil: string | null;
  /** Folders of trash that was given up, for the caller to unlink. */
  readonly discarded: readonly string[];
}

export interface CommitContext {
  readonly catalog: Catalog;
  readonly paths: StorePaths;
  readonly door: string;
  readonly leaseId: string | null;
}

/** Picks up what happened on disk, and writes down what that means. Returns the revision. */
export function syncStore({ catalog, paths }: CommitContext, outsideOf = syncCatalog): number {
  return catalog.critical(() => {
    assertThere(catalog, paths);
    untilStill(catalog, paths, () => writeOutside(catalog, paths, outsideOf(catalog, paths, true)));
    return revision(catalog);
  });
}

/**
 * Runs `build` inside the critical section, on the state as it is now, and carries out what it returns; null does
 * nothing. On failure the store is as it was: also where the lease is gone (a clock was set), and with it perhaps what
 * it held. Where another tool writes index.json meanwhile, it is run again.
 */
export function commit(context: CommitContext, build: () => Commit | null): CommitResult {
  const { catalog, paths, leaseId } = context;
  const published: StagedBlob[] = [];
  const placed = new Set<string>();
  const state = { counts: false, result: nothing(0) };
  try {
    return catalog.critical(() => {
      assertThere(catalog, paths);
      if (leaseId !== null && !hasLease(catalog, leaseId)) throw new StowageError('store-busy', { store: paths.root });
      return untilStill(catalog, paths, () => {
        writeOutside(catalog, paths, syncCatalog(catalog, paths, true));
        const plan = build();
        if (plan === null) return nothing(revision(catalog));
        publish(context, plan.publish ?? [], published, placed);
        state.result = carryOut(context, plan, () => {
          state.counts = true;
        });
        return state.result;
      });
    });
  } catch (error) {
    // Once index.json is replaced the change counts, whatever becomes of the derived catalogue: the next sync catches up.
    if (state.counts) return state.result;
    withdraw(context, published);
    throw fileSystemError(error, paths.root, 'write');
  }
}

/** index.json is not the file any more that a change was worked out on. */
class IndexMoved extends Error {}

/** Runs `work` again while another tool writes index.json under it. @throws StowageError store-busy when that does not end */
function untilStill<Value>(catalog: Catalog, paths: StorePaths, work: () => Value): Value {
  for (let attempt = 1; attempt <= maximumAttempts; attempt++) {
    try {
      return catalog.attempt(work);
    } catch (error) {
      if (!(error instanceof IndexMoved)) throw error;
    }
  }
  throw new StowageError('store-busy', { store: paths.root });
}

/** Writes index.json unless somebody else did since it was read. Between the last look and the rename lies nothing but the rename. */
function writeIndex(catalog: Catalog, paths: StorePaths): void {
  const parts = renderIndex(catalog.meta('rest') || emptyRest, rootLines(catalog));
  replaceFile(paths.index, parts, () => assertUnmoved(catalog, paths));
}

function assertUnmoved(catalog: Catalog, paths: StorePaths): void {
  if (fileMark(paths.index) !== catalog.meta('index')) throw new IndexMoved();
}

/**
 * A store that was moved away while it was open is left alone: what is written here now, nobody would find. Nor is it changed by
 * two catalogues, which know nothing of each other's sections and leases (I7, I8).
 */
export function assertThere(catalog: Catalog, paths: StorePaths): void {
  if (!isLayout(paths)) throw new StowageError('store-not-found', { store: paths.root });
  if (!catalog.isInPlace()) throw new StowageError('store-busy', { store: paths.root });
}

/** Which blobs a commit would take away now. Nothing changes: the catalogue goes back to what it was. */
export function rehearse(context: CommitContext, build: () => Commit): readonly DoomedBlob[] {
  return context.catalog.rehearse(() => settleChange(context, build()).doomed);
}

function nothing(revisionNow: number): CommitResult {
  return { revision: revisionNow, swept: [], undoUntil: null, discarded: [] };
}

function carryOut(context: CommitContext, plan: Commit, counts: () => void): CommitResult {
  const { catalog, paths } = context;
  const { change, doomed, rootsAdded } = settleChange(context, plan);
  writeDown(catalog, paths, change, rootsAdded, counts);
  for (const { digest } of plan.quarantine ?? []) toQuarantine(paths, digest);
  const isDeletion = plan.sweep !== undefined && plan.isFinal !== true;
  const older = isDeletion ? discardTrash(paths) : [];
  const deletedMs = Date.parse(change.at);
  const digests = doomed.map((blob) => blob.digest);
  const swept = moveToTrash(paths, deletedMs, digests);
  for (const digest of digests) {
    putBlobFile(catalog, digest, null);
    catalog.sql('UPDATE blob SET verified = 0, checked_at = NULL WHERE digest = ?').run(digest);
    forgetUnneeded(catalog, digest);
  }
  rememberMarks(catalog, paths, diskMarks(paths));
  return {
    revision: revision(catalog),
    swept,
    undoUntil: isDeletion ? new Date(deletedMs + undoWindowMs).toISOString() : null,
    discarded: plan.isFinal === true ? discardTrash(paths, deletedMs) : older,
  };
}

/** Makes the catalogue what it is once the change counts. Gives the whole change and the blobs that go. */
function settleChange(
  { catalog, paths, door, leaseId }: CommitContext,
  plan: Commit,
): { readonly change: Change; readonly doomed: readonly DoomedBlob[]; readonly rootsAdded: boolean } {
  const before = candidates(catalog, plan);
  const stood = standing(catalog, plan.change, before);
  const dropped = droppable(catalog, plan, leaseId);
  const hashed = (plan.publish ?? []).filter((blob) => plan.unhashed?.has(blob.digest) !== true);
  const blobs = [...hashed.map((blob) => blob.digest), ...(plan.verified ?? [])];
  const user = hostUser();
  // What stays, because somebody uses it or the graph is not known, is not absent.
  const kept = new Set((plan.drop ?? []).filter((digest) => !dropped.some((blob) => blob.digest === digest)));
  const absent = (plan.change.absent ?? []).filter(({ digest }) => !kept.has(digest));
  const base: Change = {
    at: new Date().toISOString(),
    door,
    ...(user === null ? {} : { user }),
    ...plan.change,
    ...(plan.change.tags === undefined ? {} : { tags: withTimes(catalog, plan.change.tags) }),
    ...(plan.change.absent === undefined ? {} : { absent }),
    ...(blobs.length === 0 ? {} : { blobs }),
  };
  const touched = applyChange(catalog, base);
  const descriptors = new Map((plan.descriptors ?? []).map((descriptor) => [descriptor.digest as string, descriptor]));
  const source = (digest: string): Descriptor | undefined => descriptors.get(digest);
  applyTagRoots(catalog, base.tags ?? [], source);
  for (const { digest } of base.remove ?? []) dropRoots(catalog, digest);
  putRoots(catalog, plan.roots ?? []);
  for (const { digest } of plan.publish ?? []) for (const near of forgetBlob(catalog, digest)) touched.add(near);
  const bad = new Set<string>();
  for (const { digest, sizeBytes } of [...(plan.quarantine ?? []), ...dropped]) {
    bad.add(digest);
    for (const near of hideBlob(catalog, digest, sizeBytes)) touched.add(near);
  }
  settle(catalog, touched, (digest) => (bad.has(digest) ? null : readFacts(paths, digest)));
  const rootsAdded = ensureRoots(catalog, touched, source);
  for (const digest of bad) forgetUnneeded(catalog, digest);
  const doomed = [...dropped, ...unneeded(catalog, before, leaseId)];
  const gone = doomed.map((blob) => blob.digest);
  const taken = takenOf(catalog, stood, gone);
  const change: Change = {
    ...base,
    ...(gone.length === 0 ? {} : { gone }),
    ...(taken === undefined ? {} : { taken }),
  };
  return { change, doomed, rootsAdded: rootsAdded || (plan.roots ?? []).length > 0 };
}

/** Ledger first, then index.json: an entry without its index did not happen and is cut off, an index counts (see sync.ts). */
function writeDown(catalog: Catalog, paths: StorePaths, change: Change, rootsAdded: boolean, counts: () => void): void {
  const ledgerBefore = Number(catalog.meta('ledger') ?? 0);
  appendLedger(paths.ledger, ledgerBefore, change);
  try {
    assertUnmoved(catalog, paths);
    if (changesNames(change) || rootsAdded || catalog.meta('index') === 'none') writeIndex(catalog, paths);
  } catch (error) {
    cutLedger(paths.ledger, ledgerBefore);
    throw error;
  }
  counts();
  setRevision(catalog, revision(catalog) + 1);
}

function writeOutside(catalog: Catalog, paths: StorePaths, outside: Outside): void {
  if (outside.indexStale) writeIndex(catalog, paths);
  // Not at the file's end, where a torn line may stand.
  let ledger = Number(catalog.meta('ledger'));
  for (const change of outside.changes) ledger = appendLedger(paths.ledger, ledger, change);
  setRevision(catalog, revision(catalog) + outside.changes.length);
  if (outside.indexStale || outside.changes.length > 0) rememberMarks(catalog, paths, diskMarks(paths));
}

/** Moves staged blobs to their names (I1). One that another process published meanwhile is left as it is. */
function publish(
  { catalog, paths }: CommitContext,
  blobs: readonly StagedBlob[],
  published: StagedBlob[],
  placed: Set<string>,
): void {
  const folders = new Set<string>();
  for (const blob of blobs) {
    if (placed.has(blob.digest)) {
      putBlobFile(catalog, blob.digest, blob.sizeBytes);
      continue;
    }
    placed.add(blob.digest);
    const path = blobPath(paths, blob.digest);
    const folder = dirname(path);
    if (!folders.has(folder) && !existsSync(folder)) {
      mkdirSync(folder, { recursive: true });
      syncFolderNow(paths.blobs);
    }
    folders.add(folder);
    // A file that was cut short gives way to the whole one.
    if (isVerified(catalog, blob.digest) && statSync(path, { throwIfNoEntry: false })?.size === blob.sizeBytes) continue;
    // Windows does not rename over a read-only file; an unverified blob of the same name gives way.
    if (process.platform === 'win32') rmSync(path, { force: true });
    const isNew = !existsSync(path);
    renameSync(blob.path, path);
    if (isNew) published.push(blob);
    putBlobFile(catalog, blob.digest, blob.sizeBytes);
  }
  for (const folder of folders) syncFolderNow(folder);
}

export function isVerified(catalog: Catalog, digest: string): boolean {
  return catalog.sql('SELECT 1 FROM blob WHERE digest = ? AND present = 1 AND verified = 1').get(digest) !== undefined;
}

/** Takes published blobs back to where they came from after a failed commit, unless somebody else has come to rely on them. */
function withdraw({ catalog, paths, leaseId }: CommitContext, published: readonly StagedBlob[]): void {
  if (published.length === 0) return;
  try {
    catalog.critical(() => {
      for (const blob of published) {
        if (!isLeased(catalog, blob.digest, leaseId)) renameSync(blobPath(paths, blob.digest), blob.path);
      }
    });
  } catch {
    // The disk is failing: what is left behind are whole blobs that nothing names, which cleanup frees.
  }
}
