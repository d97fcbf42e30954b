// Room store: small files that must survive a power cut whole or not at all (I3, I6). Synchronous, because they are
// written inside the critical section.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Makes the names in a folder durable. Windows has no such call; its rename is journalled. */
export function syncFolderNow(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** True for the name of a file that a replacement of `path` is written to; only one that was cut off leaves it behind. */
export function isTemporaryOf(path: string, name: string): boolean {
  return name.startsWith(`${basename(path)}.`) && name.endsWith('.tmp');
}

/**
 * Replaces `path` atomically by these parts, one after the other: written beside it, synced, renamed, folder synced. A failure
 * leaves the old file, also one of `beforeRename`, the last look at it.
 */
export function replaceFile(path: string, parts: readonly Uint8Array[], beforeRename: () => void = () => undefined): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const fd = openSync(temporary, 'w', 0o644);
    try {
      for (const part of parts) writeAll(fd, part);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    beforeRename();
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolderNow(dirname(path));
}

/** Writes every byte; a short write is continued. */
export function writeAll(fd: number, bytes: Uint8Array, position: number | null = null): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done);
}
