// Room store: looks at files and folders of the store: names, bytes, times. What is not there is empty; it changes nothing.
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../errors.ts';

/** Names in a folder; none where there is no folder. */
export function listNames(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** Bytes of a file, or of all files below a folder; 0 when it is not there. Links are not followed. */
export function fileBytes(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  return listNames(path).reduce((sum, name) => sum + fileBytes(join(path, name)), 0);
}

/**
 * When a file, or the newest below a folder, was written or came under its name, whichever is later; 0 when it is not there. A
 * copied file may keep an old time of writing.
 */
export function writtenMs(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  const own = Math.max(stat.mtimeMs, stat.ctimeMs);
  return stat.isDirectory() ? Math.max(own, ...listNames(path).map((name) => writtenMs(join(path, name)))) : own;
}
