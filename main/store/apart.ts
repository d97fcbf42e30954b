// Room store: two folders that are to hold a store each: neither is the other, or lies in it, whatever links lead there.
import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { StowageError } from '../errors.ts';
import { nearestFolder } from './volume.ts';

/** @throws StowageError store-inside-store where `target`, which may be missing, is the store or lies in it */
export function assertApart(store: string, target: string): void {
  const way = relative(realPath(store), realPath(target));
  // Between drives of Windows there is no relative path.
  if (!isAbsolute(way) && way.split(sep)[0] !== '..') throw new StowageError('store-inside-store', { store, target });
}

function realPath(path: string): string {
  const folder = nearestFolder(path);
  return join(realpathSync(folder), relative(folder, path));
}
