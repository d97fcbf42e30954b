// Room store: the reserve: a file that only takes room. On a full disk SQLite cannot open the catalogue, and a deletion cannot be
// written down: the reserve is given up then, so that what is there can be looked at and something deleted.
import { createCipheriv } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import type { StorePaths } from './paths.ts';

const reserveBytes = 1 << 20;
/** Less than this opens no catalogue. */
const leastBytes = reserveBytes / 16;
/** A disk with less room than this is nearly full: nothing is kept back there that was not before. */
const ampleBytes = 8 * reserveBytes;

/** Keeps the reserve back where the disk has ample room; `again`, of one that was given up, as much as fits. */
export function keepReserve(paths: StorePaths, freeBytes: number, again: boolean): void {
  if (freeBytes < ampleBytes && !again) return;
  for (let bytes = reserveBytes; bytes > heldBytes(paths) && bytes >= leastBytes; bytes -= leastBytes) {
    try {
      writeFileSync(paths.reserve, incompressible(bytes));
    } catch {
      rmSync(paths.reserve, { force: true });
    }
  }
}

/** Gives the reserve up. False where there is none. */
export function releaseReserve(paths: StorePaths): boolean {
  if (heldBytes(paths) === 0) return false;
  rmSync(paths.reserve, { force: true });
  return true;
}

function heldBytes({ reserve }: StorePaths): number {
  return statSync(reserve, { throwIfNoEntry: false })?.size ?? 0;
}

/** The same bytes always, and none that a file system makes smaller. */
function incompressible(bytes: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes));
}
