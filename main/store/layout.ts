// Room store: the folder itself: whether it is an OCI image layout, whether it can be written, and making one. A new
// layout is written inside the critical section, so that two processes that start one at once do not undo each other (I7).
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { errnoOf, fileSystemError, StowageError } from '../errors.ts';
import { isTemporaryOf, replaceFile } from './durable.ts';
import { emptyRest, renderIndex } from './index-file.ts';
import { ledgerSize } from './ledger-segments.ts';
import type { StorePaths } from './paths.ts';
import { assertCanLock, type Statfs } from './volume.ts';

const layoutText = '{"imageLayoutVersion":"1.0.0"}';

/** True when the folder holds a layout, whoever made it. */
export function isLayout(paths: StorePaths): boolean {
  return existsSync(paths.index) || existsSync(paths.layout);
}

/**
 * Makes the folder of a store that is not there yet. What a crash left of one that was being made is no hindrance.
 * False where the folder was there, empty.
 * @throws StowageError store-not-a-layout where other files or no folder are in the way, store-read-only, file-system
 */
export function makeFolder(paths: StorePaths): boolean {
  try {
    const isMade = mkdirSync(paths.root, { recursive: true }) !== undefined;
    const foreign = readdirSync(paths.root).find((name) => !isOurs(paths, name));
    if (foreign !== undefined)
      throw new StowageError('store-not-a-layout', { store: paths.root, reason: `it holds other files (${foreign})` });
    mkdirSync(paths.own, { recursive: true });
    return isMade;
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR' || errnoOf(error) === 'EEXIST') {
      throw new StowageError('store-not-a-layout', { store: paths.root, reason: 'it is not a folder' }, { cause: error });
    }
    if (isRefused(error)) throw new StowageError('store-read-only', { store: paths.root }, { cause: error });
    throw fileSystemError(error, paths.root, 'create');
  }
}

/**
 * Writes what a layout needs and this one lacks. An index.json that went missing is not made empty: its names come back from the
 * ledger (follow-index.ts). @throws StowageError no-space, file-system
 */
export function completeLayout(catalog: Catalog, paths: StorePaths): void {
  if (existsSync(paths.index) && existsSync(paths.layout)) return;
  try {
    catalog.critical(() => {
      mkdirSync(join(paths.blobs, 'sha256'), { recursive: true });
      if (!existsSync(paths.index) && ledgerSize(paths.ledger) === 0)
        replaceFile(paths.index, renderIndex(emptyRest, new Uint8Array()));
      if (!existsSync(paths.layout)) replaceFile(paths.layout, [Buffer.from(layoutText)]);
    });
  } catch (error) {
    throw fileSystemError(error, paths.root, 'create');
  }
}

/** Whether the store can be written. @throws StowageError store-cannot-lock where it could be but for its file system */
export function canWrite(paths: StorePaths, statfs?: Statfs): boolean {
  try {
    accessSync(paths.root, constants.W_OK);
    assertCanLock(paths.root, statfs);
    mkdirSync(paths.staging, { recursive: true });
    if (existsSync(paths.catalog)) accessSync(paths.catalog, constants.W_OK);
    accessSync(paths.own, constants.W_OK);
    return true;
  } catch (error) {
    if (isRefused(error)) return false;
    throw fileSystemError(error, paths.root, 'open');
  }
}

/** @throws StowageError store-not-a-layout for a version other than 1 (image-spec, image layout, oci-layout file) */
export function checkLayoutVersion(paths: StorePaths): void {
  if (!existsSync(paths.layout)) return;
  const found = /"imageLayoutVersion"\s*:\s*"([^"]*)"/.exec(readFileSync(paths.layout, 'utf8'))?.[1];
  if (found !== undefined && !found.startsWith('1.'))
    throw new StowageError('store-not-a-layout', { store: paths.root, reason: `its layout version is ${found}` });
}

function isOurs({ own, blobs, index, layout }: StorePaths, name: string): boolean {
  const ours = [...[own, blobs, index, layout].map((path) => basename(path)), 'lost+found'];
  return ours.includes(name) || isTemporaryOf(index, name) || isTemporaryOf(layout, name);
}

function isRefused(error: unknown): boolean {
  return ['EROFS', 'EACCES', 'EPERM'].includes(errnoOf(error) ?? '');
}
