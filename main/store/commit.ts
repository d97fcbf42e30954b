// Room store: the critical section (I7). Everything a change does to the disk happens here, in an order in which a
// crash at any step leaves the invariants true (I6): blobs, then ledger, then index.json, which is what makes it count.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { applyChange, type Change } from '../catalog/change.ts';
import { forgetBlob, putBlobFile, settle } from '../catalog/graph.ts';
import { isLeased } from '../catalog/leases.ts';
import { fileSystemError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { replaceFile, syncFolderNow } from './durable.ts';
import { readFacts } from './facts.ts';
import { emptyRest, fileMark, renderIndex } from './index-file.ts';
import { appendLedger, cutLedger, ledgerSize } from './ledger.ts';
import { blobPath, type StorePaths } from './paths.ts';
import { applyTagRoots, dropRoots, ensureRoots, rootLines } from './roots.ts';
import { diskMarks, type Outside, rememberMarks, revision, setRevision, syncCatalog } from './sync.ts';

/** A blob that was staged, hashed and synced, and is to be published. */
export interface StagedBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly path: string;
}

/** What a commit is to do. `at` and `door` are filled in here. */
export interface Commit {
  readonly change: Omit<Change, 'at' | 'door' | 'blobs' | 'gone'>;
  readonly publish?: readonly StagedBlob[];
  /** Blobs found already on disk and hashed by this process: from now on they count as ours (I1). */
  readonly verified?: readonly Digest[];
  /** Descriptors of digests that get a tag or a nameless root. */
  readonly descriptors?: readonly Descriptor[];
  /** Rows of artifacts that go: blobs of theirs that nothing needs once the change counts are taken away. */
  readonly sweep?: readonly number[];
}

export interface CommitResult {
  readonly revision: number;
  /** Blobs that were taken away, with their sizes; the caller unlinks them from trash. */
  readonly swept: readonly { readonly digest: string; readonly sizeBytes: number; readonly trashPath: string }[];
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
    writeOutside(catalog, paths, outsideOf(catalog, paths, true));
    return revision(catalog);
  });
}

/**
 * Runs `build` inside the critical section, on the state as it is now, and carries out what it returns; null does
 * nothing. On failure the store is as it was.
 */
export function commit(context: CommitContext, build: () => Commit | null): CommitResult {
  const { catalog, paths } = context;
  const published: StagedBlob[] = [];
  const state = { counts: false, result: { revision: 0, swept: [] } as CommitResult };
  try {
    return catalog.critical(() => {
      writeOutside(catalog, paths, syncCatalog(catalog, paths, true));
      const plan = build();
      if (plan === null) return { revision: revision(catalog), swept: [] };
      publish(context, plan.publish ?? [], published);
      state.result = carryOut(context, plan, () => {
        state.counts = true;
      });
      return state.result;
    });
  } catch (error) {
    // Once index.json is replaced the change counts, whatever becomes of the derived catalogue: the next sync catches up.
    if (state.counts) return state.result;
    withdraw(context, published);
    throw fileSystemError(error, paths.root, 'write');
  }
}

function carryOut({ catalog, paths, door, leaseId }: CommitContext, plan: Commit, counts: () => void): CommitResult {
  const reach = catalog.sql('SELECT blob_id FROM reach WHERE artifact_id = ?').pluck();
  const before = [...new Set((plan.sweep ?? []).flatMap((artifact) => reach.all(artifact) as number[]))];
  const blobs = [...(plan.publish ?? []).map((blob) => blob.digest), ...(plan.verified ?? [])];
  const base: Change = { at: new Date().toISOString(), door, ...plan.change, ...(blobs.length === 0 ? {} : { blobs }) };
  const touched = applyChange(catalog, base);
  const descriptors = new Map((plan.descriptors ?? []).map((descriptor) => [descriptor.digest as string, descriptor]));
  const source = (digest: string): Descriptor | undefined => descriptors.get(digest);
  applyTagRoots(catalog, base.tags ?? [], source);
  for (const { digest } of base.remove ?? []) dropRoots(catalog, digest);
  for (const { digest } of plan.publish ?? []) for (const near of forgetBlob(catalog, digest)) touched.add(near);
  settle(catalog, touched, (digest) => readFacts(paths, digest));
  ensureRoots(catalog, touched, source);
  const doomed = unneeded(catalog, before, leaseId);
  const change: Change = doomed.length === 0 ? base : { ...base, gone: doomed.map((blob) => blob.digest) };
  writeDown(catalog, paths, change, counts);
  const swept = doomed.map((blob) => ({ ...blob, trashPath: toTrash(paths, blob.digest) }));
  for (const { digest } of doomed) {
    putBlobFile(catalog, digest, null);
    catalog.sql('DELETE FROM blob WHERE digest = ? AND artifact_refs = 0').run(digest);
  }
  rememberMarks(catalog, diskMarks(paths));
  return { revision: revision(catalog), swept };
}

/** Ledger first, then index.json: an entry without its index did not happen and is cut off, an index counts (see sync.ts). */
function writeDown(catalog: Catalog, paths: StorePaths, change: Change, counts: () => void): void {
  const ledgerBefore = Number(catalog.meta('ledger') ?? 0);
  appendLedger(paths.ledger, ledgerBefore, change);
  try {
    const bytes = renderIndex(catalog.meta('rest') || emptyRest, rootLines(catalog));
    const names = [change.tags, change.add, change.remove].some((list) => (list?.length ?? 0) > 0);
    if (names || fileMark(paths.index) === 'none' || catalog.meta('index') !== fileMark(paths.index))
      replaceFile(paths.index, bytes);
  } catch (error) {
    cutLedger(paths.ledger, ledgerBefore);
    throw error;
  }
  counts();
  setRevision(catalog, revision(catalog) + 1);
}

function writeOutside(catalog: Catalog, paths: StorePaths, outside: Outside): void {
  if (outside.indexStale) replaceFile(paths.index, renderIndex(catalog.meta('rest') || emptyRest, rootLines(catalog)));
  if (outside.change !== null) {
    appendLedger(paths.ledger, ledgerSize(paths.ledger), outside.change);
    setRevision(catalog, revision(catalog) + 1);
  }
  if (outside.indexStale || outside.change !== null) rememberMarks(catalog, diskMarks(paths));
}

/** Moves staged blobs to their names (I1). One that another process published meanwhile is left as it is. */
function publish({ catalog, paths }: CommitContext, blobs: readonly StagedBlob[], published: StagedBlob[]): void {
  const folders = new Set<string>();
  for (const blob of blobs) {
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

/** Takes published blobs back after a failed commit, unless somebody else has come to rely on them. */
function withdraw({ catalog, paths, leaseId }: CommitContext, published: readonly StagedBlob[]): void {
  if (published.length === 0) return;
  try {
    catalog.critical(() => {
      for (const blob of published) {
        if (!isLeased(catalog, blob.digest, leaseId)) rmSync(blobPath(paths, blob.digest), { force: true });
      }
    });
  } catch {
    // The disk is failing: what is left behind are whole blobs that nothing names, which cleanup frees.
  }
}

/** Blobs of `before` (row ids) that nothing needs now, less the leased ones. Unreadable documents stop it (I8). */
function unneeded(catalog: Catalog, before: readonly number[], leaseId: string | null): { digest: string; sizeBytes: number }[] {
  if (before.length === 0 || catalog.sql('SELECT 1 FROM document WHERE unreadable IS NOT NULL LIMIT 1').get() !== undefined)
    return [];
  const row = catalog.sql(
    'SELECT digest, stored_bytes AS sizeBytes FROM blob WHERE id = ? AND artifact_refs = 0 AND present = 1',
  );
  return before
    .map((id) => row.get(id) as { digest: string; sizeBytes: number } | undefined)
    .filter((blob) => blob !== undefined)
    .filter((blob) => !isLeased(catalog, blob.digest, leaseId));
}

function toTrash(paths: StorePaths, digest: string): string {
  const target = join(paths.trash, digest.replace(':', '-'));
  if (isDigest(digest) && existsSync(blobPath(paths, digest))) {
    mkdirSync(paths.trash, { recursive: true });
    renameSync(blobPath(paths, digest), target);
  }
  return target;
}
