// Room store: the trash: blobs that a deletion took away, kept for `undo` until the next deletion, an hour, or need of room
// ends that. A folder per deletion, named by its time, so that nothing else must be remembered and no crash leaves trash
// that stays for ever. What is given up is renamed in one step before it is unlinked. It decides nothing about blobs (I8).
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { fileBytes, listNames } from './folder.ts';
import { blobPath, type StorePaths } from './paths.ts';

/** How long a deletion can be taken back. */
export const undoWindowMs = 3_600_000;

/** A blob that a deletion took away; its fields are those of a staged blob, so a commit publishes it as it does those. */
export interface TrashedBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly path: string;
}

/** Every blob that can still be brought back, by digest. */
export function trashedBlobs(paths: StorePaths): ReadonlyMap<string, TrashedBlob> {
  const blobs = new Map<string, TrashedBlob>();
  for (const folder of deletions(paths)) {
    for (const name of listNames(folder)) {
      const digest = name.replace('-', ':');
      const path = join(folder, name);
      if (isDigest(digest)) blobs.set(digest, { digest, sizeBytes: statSync(path).size, path });
    }
  }
  return blobs;
}

/**
 * The blobs of `digests` that are not under blobs/, to be handed to a commit as `publish`: it moves them back to their names
 * by rename, and into the trash again when it fails. Called inside the critical section. Empty folders go with the next sweep.
 * @throws StowageError undo-gone for a blob that is neither under blobs/ nor in the trash
 */
export function restoreFromTrash(paths: StorePaths, digests: readonly Digest[]): readonly TrashedBlob[] {
  const trashed = trashedBlobs(paths);
  return digests.flatMap((digest) => {
    if (statSync(blobPath(paths, digest), { throwIfNoEntry: false })?.isFile() === true) return [];
    const blob = trashed.get(digest);
    if (blob === undefined) throw new StowageError('undo-gone', { digest });
    return [blob];
  });
}

/** Bytes of all files in the trash. */
export function trashBytes(paths: StorePaths): number {
  return fileBytes(paths.trash);
}

/**
 * Moves blobs into the trash of the deletion of this time, and gives those that were there with the sizes of their files.
 * Called inside the critical section, after the change counts.
 */
export function moveToTrash(paths: StorePaths, atMs: number, digests: readonly string[]): readonly TrashedBlob[] {
  if (digests.length === 0) return [];
  const folder = join(paths.trash, String(atMs));
  mkdirSync(folder, { recursive: true });
  const moved: TrashedBlob[] = [];
  for (const digest of digests) {
    if (!isDigest(digest)) continue;
    const from = blobPath(paths, digest);
    const sizeBytes = statSync(from, { throwIfNoEntry: false })?.size;
    if (sizeBytes === undefined) continue;
    const path = join(folder, digest.replace(':', '-'));
    renameSync(from, path);
    moved.push({ digest, sizeBytes, path });
  }
  return moved;
}

/** When the last deletion that lies in the trash can no longer be taken back, or null where there is none. */
export function trashUntilMs(paths: StorePaths): number | null {
  const times = deletions(paths).map(deletedMs);
  return times.length === 0 ? null : Math.max(...times) + undoWindowMs;
}

/**
 * Gives up the trash of the deletion of this time, or all of it: from here on nobody brings it back. Called inside the
 * critical section; the caller unlinks the folders it returns once it has left the section.
 */
export function discardTrash(paths: StorePaths, atMs?: number): readonly string[] {
  return discard(atMs === undefined ? deletions(paths) : deletions(paths).filter((folder) => deletedMs(folder) === atMs));
}

/** As `discardTrash`, of what has had its time, also by a clock that was set back, and what is no deletion or empty (I6). */
export function discardExpired(paths: StorePaths, nowMs: number): readonly string[] {
  const all = deletions(paths);
  const newest = all.find((folder) => deletedMs(folder) === Math.max(...all.map(deletedMs)));
  const isKept = newest !== undefined && Math.abs(nowMs - deletedMs(newest)) <= undoWindowMs && listNames(newest).length > 0;
  const other = listNames(paths.trash).map((name) => join(paths.trash, name));
  const discarded = discard(all.filter((folder) => !isKept || folder !== newest));
  return [...discarded, ...other.filter((path) => !all.includes(path))];
}

/** Unlinks what was discarded. A file that cannot be unlinked stays for the next sweep. */
export function unlinkDiscarded(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // A failing disk: the change counts, and the next process that opens the store tries again.
    }
  }
}

/** Folders of deletions that were not given up. */
function deletions(paths: StorePaths): readonly string[] {
  return listNames(paths.trash)
    .filter((name) => /^\d{1,15}$/.test(name))
    .map((name) => join(paths.trash, name));
}

function deletedMs(folder: string): number {
  return Number(basename(folder));
}

/** One rename each, so that nobody finds half of one. */
function discard(folders: readonly string[]): readonly string[] {
  return folders.map((folder) => {
    const discarded = join(dirname(folder), `discarded-${process.pid}-${basename(folder)}`);
    renameSync(folder, discarded);
    return discarded;
  });
}
