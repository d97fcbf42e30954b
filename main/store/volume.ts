// Room store: the file system a folder lies on: how much room it has, and whether SQLite's locks mean anything there. It
// writes nothing.
import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Volume } from '../../preload/contract/host-model.ts';
import { StowageError } from '../errors.ts';

/** What is asked of a file system; tests answer for ones that are not at hand. */
export type Statfs = (path: string) => { readonly type: number };

/**
 * File systems shared between hosts, by the type statfs(2) gives on Linux (linux/magic.h and the file systems' own headers).
 * Some of them lock files, but the memory that SQLite's WAL shares between processes ends at each host (sqlite.org/wal.html).
 */
const sharedFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0x01021997, '9p'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
]);

/** Room on the file system of a folder, or of the one it would be made in. */
export function volumeOf(path: string): Volume {
  const stat = statfsSync(nearestFolder(path));
  return { totalBytes: stat.blocks * stat.bsize, freeBytes: stat.bavail * stat.bsize };
}

/** @throws StowageError store-cannot-lock where a store cannot be written safely; elsewhere than on Linux only SQLite can tell */
export function assertCanLock(path: string, statfs: Statfs = statfsSync): void {
  if (process.platform !== 'linux') return;
  // On 32-bit machines the type is a signed number.
  const fileSystem = sharedFileSystems.get(statfs(nearestFolder(path)).type >>> 0);
  if (fileSystem !== undefined) throw new StowageError('store-cannot-lock', { store: path, fileSystem });
}

/** The folder itself, or the nearest above it that is there. */
export function nearestFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
