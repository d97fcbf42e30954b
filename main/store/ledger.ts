// Room store: the ledger, one JSON line per change, append-only (I4). A torn last line (a crash while appending) never
// took effect and is cut off before the next append.
import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs';
import type { Change } from '../catalog/change.ts';
import { writeAll } from './durable.ts';

const newline = 0x0a;
const readBytes = 1 << 20;

/** Size of the ledger in bytes; 0 when there is none. */
export function ledgerSize(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** Appends one change durably at `offset`, cutting off anything after it, and returns the new size. */
export function appendLedger(path: string, offset: number, change: Change): number {
  const line = Buffer.from(`${JSON.stringify(change)}\n`);
  const fd = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o644);
  try {
    if (fstatSync(fd).size > offset) ftruncateSync(fd, offset);
    try {
      writeAll(fd, line, offset);
      fsyncSync(fd);
    } catch (error) {
      ftruncateSync(fd, offset);
      throw error;
    }
  } finally {
    closeSync(fd);
  }
  return offset + line.length;
}

/** Cuts the ledger back to `size`: an entry whose change did not take effect. */
export function cutLedger(path: string, size: number): void {
  if (ledgerSize(path) <= size) return;
  const fd = openSync(path, 'r+');
  try {
    ftruncateSync(fd, size);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * Calls `visit` with each whole line from `offset` on, in order; a line that is not JSON is passed over. Returns the
 * offset after the last whole line.
 */
export function readLedger(path: string, offset: number, visit: (change: Change) => void): number {
  if (!existsSync(path)) return 0;
  const fd = openSync(path, 'r');
  try {
    let position = offset;
    let rest = Buffer.alloc(0);
    const chunk = Buffer.allocUnsafe(readBytes);
    for (let read = readSync(fd, chunk, 0, readBytes, position + rest.length); read > 0; ) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
        visitLine(bytes.subarray(start, end), visit);
        start = end + 1;
      }
      position += start;
      rest = bytes.subarray(start);
      read = readSync(fd, chunk, 0, readBytes, position + rest.length);
    }
    return position;
  } finally {
    closeSync(fd);
  }
}

function visitLine(line: Buffer, visit: (change: Change) => void): void {
  let change: unknown;
  try {
    change = JSON.parse(line.toString('utf8'));
  } catch {
    return;
  }
  if (typeof (change as Partial<Change> | null)?.at === 'string') visit(change as Change);
}
