// Room store: quarantine: files that stood under blobs/ and are not what they were called. They are kept, in case somebody
// can still use them, until the store has the whole blob again. It decides nothing; a commit moves them here.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, isDigest } from '../oci/digest.ts';
import { blobPath, type StorePaths } from './paths.ts';

/** Where the file of a blob lies that was found bad. */
function quarantinePath(paths: StorePaths, digest: Digest): string {
  return join(paths.quarantine, digest.replace(':', '-'));
}

/** Moves a blob's file out of blobs/. Called inside the critical section, after the change counts. */
export function toQuarantine(paths: StorePaths, digest: Digest): void {
  if (!existsSync(blobPath(paths, digest))) return;
  mkdirSync(paths.quarantine, { recursive: true });
  renameSync(blobPath(paths, digest), quarantinePath(paths, digest));
}

/** Removes the files of blobs that the store has again, whole. */
export function sweepQuarantine(paths: StorePaths, isWhole: (digest: Digest) => boolean): void {
  if (!existsSync(paths.quarantine)) return;
  for (const name of readdirSync(paths.quarantine)) {
    const digest = name.replace('-', ':');
    if (isDigest(digest) && isWhole(digest)) rmSync(quarantinePath(paths, digest), { force: true });
  }
}
