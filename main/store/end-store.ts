// Room store: the end of a store whose content is elsewhere, or that never had any. First it stops being a layout, at once;
// then what is ours goes. Files that are not ours stay, and the folders that hold them.
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { blobPath, type StorePaths } from './paths.ts';

/** From here on it is no store any more. Called inside the critical section. A failure leaves it one (it lives by index.json). */
export function endLayout(paths: StorePaths): void {
  rmSync(paths.layout, { force: true });
  rmSync(paths.index, { force: true });
}

/** Removes our own folder and these blobs of a store that has ended. `keepRoot` leaves its folder, empty. */
export function clearFolder(paths: StorePaths, digests: Iterable<Digest>, keepRoot: boolean): void {
  const folders = new Set<string>();
  for (const digest of digests) {
    const path = blobPath(paths, digest);
    folders.add(dirname(path));
    rmSync(path, { force: true });
  }
  rmSync(paths.own, { recursive: true, force: true });
  for (const folder of [...folders, join(paths.blobs, 'sha256'), paths.blobs]) removeIfEmpty(folder);
  if (!keepRoot) removeIfEmpty(paths.root);
}

function removeIfEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch (error) {
    // Gone already, filled meanwhile, or the place where a disk is mounted: what matters is that it holds no store.
    if (errnoOf(error) === undefined) throw error;
  }
}
