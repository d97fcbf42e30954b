// Room store: a store's files on their way to another folder: what belongs to it, bringing that over, and the moment in which
// the old place stops being the store and the new one is it. Up to then the old one is whole, from then on the new one.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { sweepLeases } from '../catalog/leases.ts';
import { fileSystemError, StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import type { StagedBlob } from './commit.ts';
import { replaceFile, syncFolderNow } from './durable.ts';
import { clearFolder, endLayout } from './end-store.ts';
import { makeFolder } from './layout.ts';
import { blobPath, type StorePaths } from './paths.ts';
import { ownerRuns } from './process-owner.ts';
import { type StageContext, stageBlobs, stageFiles } from './stage-blobs.ts';
import type { Store } from './store.ts';
import { type DiskMarks, diskMarks, marksEqual } from './sync.ts';
import type { RunOptions, TransferPool } from './transfer/pool.ts';
import type { Work } from './work.ts';

interface KeptFile {
  readonly path: string;
  readonly sizeBytes: number;
}

/** The files of a store that are not made again from others (I4). */
export interface StoreFiles {
  readonly blobs: readonly StagedBlob[];
  /** Files right in our own folder, the ledger among them. */
  readonly records: readonly KeptFile[];
  /** Files in folders there, as the quarantine. */
  readonly kept: readonly KeptFile[];
}

/** How often a store that changes while it is copied is looked through again. */
const maxRounds = 10;

export function storeFiles(paths: StorePaths): StoreFiles {
  const blobs = namesIn(paths.blobs).flatMap((algorithm) =>
    namesIn(join(paths.blobs, algorithm)).flatMap((hex): StagedBlob[] => {
      const digest = `${algorithm}:${hex}`;
      // Through links, as whoever reads the store goes.
      const stat = isDigest(digest) ? statSync(blobPath(paths, digest), { throwIfNoEntry: false }) : undefined;
      return isDigest(digest) && stat?.isFile() === true ? [{ digest, sizeBytes: stat.size, path: blobPath(paths, digest) }] : [];
    }),
  );
  const derived = [paths.staging, paths.trash];
  const own = filesBelow(paths.own).filter(
    ({ path }) =>
      path !== paths.reserve && !path.startsWith(paths.catalog) && !derived.some((folder) => path.startsWith(join(folder, '/'))),
  );
  const isRecord = ({ path }: KeptFile): boolean => dirname(path) === paths.own;
  return { blobs, records: own.filter(isRecord), kept: own.filter((file) => !isRecord(file)) };
}

/** Moves the folder itself, where that is one step. False, and nothing done, where it is not. @throws StowageError store-in-use */
export function renameStore(store: Store, to: StorePaths): boolean {
  let renamed = false;
  try {
    store.catalog.critical(() => {
      assertUnused(store, null);
      mkdirSync(dirname(to.root), { recursive: true });
      // Another file system, a place where a disk is mounted, a folder that may not be changed, Windows with the catalogue open.
      renamed = attempt(() => renameSync(store.paths.root, to.root));
    });
  } catch (error) {
    if (!renamed) throw fileSystemError(error, to.root, 'create');
  }
  if (renamed) for (const folder of new Set([dirname(to.root), dirname(store.paths.root)])) attempt(() => syncFolderNow(folder));
  return renamed;
}

/**
 * Copies the store into a missing or empty folder, every blob hashed as it arrives, and ends it where it was. Its files there are
 * left to `clearFolder`. When it fails the new folder is as it was.
 * @throws StowageError store-in-use, store-busy, blob-damaged, no-space, file-system; and the reason of an abort
 */
export async function copyStoreOver(
  store: Store,
  work: Work,
  to: StorePaths,
  pool: TransferPool,
  options: RunOptions & { readonly onPlanned: (totalBytes: number) => void },
): Promise<void> {
  const isMade = makeFolder(to);
  const copied = new Set<Digest>();
  try {
    // What a move that was cut off left there, in either direction.
    rmSync(to.own, { recursive: true, force: true });
    const folder = join(to.staging, 'move');
    mkdirSync(folder, { recursive: true });
    let serial = 0;
    const context: StageContext = { pool, folder, options, newPath: () => join(folder, String(++serial)) };
    for (let round = 0; round < maxRounds; round++) {
      store.refresh();
      const marks = diskMarks(store.paths);
      const { blobs, kept } = storeFiles(store.paths);
      work.hold(blobs.map(({ digest }) => digest));
      const lacking = blobs.filter(({ digest }) => !copied.has(digest));
      options.onPlanned([...lacking, ...kept].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
      for (const { digest } of lacking) copied.add(digest);
      publish(to, await stageBlobs(context, lacking));
      await bringKept(store.paths, to, context, kept);
      options.signal?.throwIfAborted();
      if (arrive(store, work, to, marks)) return;
    }
    throw new StowageError('store-busy', { store: store.paths.root });
  } catch (error) {
    attempt(() => endLayout(to));
    attempt(() => clearFolder(to, copied, !isMade));
    throw fileSystemError(error, to.root, 'write');
  }
}

/** The turning point, in the critical section; false where the store is not what was copied. Leaves `from` whole if it fails. */
function arrive(store: Store, work: Work, to: StorePaths, marks: DiskMarks): boolean {
  const from = store.paths;
  let ended = false;
  try {
    return store.catalog.critical(() => {
      if (!marksEqual(diskMarks(from), marks)) return false;
      assertUnused(store, work.leaseId);
      rmSync(to.staging, { recursive: true, force: true });
      for (const { path } of storeFiles(from).records) replaceFile(join(to.own, relative(from.own, path)), [readFileSync(path)]);
      // With its index the new place is a store, and whole: a crash from here on leaves both.
      replaceFile(to.index, [readFileSync(from.index)]);
      replaceFile(to.layout, [readFileSync(from.layout)]);
      syncFolderNow(dirname(to.root));
      endLayout(from);
      ended = true;
      return true;
    });
  } catch (error) {
    // The old place is the store no more: what the derived catalogue there says counts for nothing.
    if (ended) return true;
    throw error;
  }
}

/** No other running work, in whatever process. Called inside the critical section. */
function assertUnused(store: Store, ownLease: string | null): void {
  const alive = sweepLeases(store.catalog, ownerRuns, Date.now());
  const jobCount = [...alive].filter((id) => id !== ownLease).length;
  if (jobCount > 0) throw new StowageError('store-in-use', { store: store.paths.root, jobCount });
}

function publish(to: StorePaths, staged: readonly StagedBlob[]): void {
  const folders = new Set([to.root, to.blobs]);
  for (const { digest, path } of staged) {
    const target = blobPath(to, digest);
    if (!folders.has(dirname(target))) mkdirSync(dirname(target), { recursive: true });
    folders.add(dirname(target));
    if (process.platform === 'win32') rmSync(target, { force: true });
    renameSync(path, target);
  }
  mkdirSync(join(to.blobs, 'sha256'), { recursive: true });
  for (const folder of folders) syncFolderNow(folder);
}

async function bringKept(from: StorePaths, to: StorePaths, context: StageContext, kept: readonly KeptFile[]): Promise<void> {
  const staged = await stageFiles(
    context,
    kept.map((file) => ({ ...file, algorithm: 'sha256' })),
  );
  for (const [at, { path }] of kept.entries()) {
    const target = join(to.own, relative(from.own, path));
    mkdirSync(dirname(target), { recursive: true });
    renameSync(staged[at]?.path ?? '', target);
    syncFolderNow(dirname(target));
  }
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
}

function filesBelow(folder: string): readonly KeptFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    return [{ path, sizeBytes: statSync(path).size }];
  });
}

/** Whether it worked; what did not is answered in another way, or was only a precaution. */
function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
