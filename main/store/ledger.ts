// Room store: the ledger, one JSON line per change, append-only (I4). A torn last line (a crash while appending) never
// took effect and is cut off before the next append; a line that is torn or no change is passed over.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, readSync } from 'node:fs';
import type { Change } from '../catalog/change.ts';
import { writeAll } from './durable.ts';
import { cutLedger, ledgerSize, openLive, type Segment, withSegments } from './ledger-segments.ts';

const newline = 0x0a;
const readBytes = 1 << 20;
const backwardBytes = 1 << 18;
const tailBytes = 512;

/** Appends one change durably at `offset`, cutting off anything after it, and returns the new size. */
export function appendLedger(path: string, offset: number, change: Change): number {
  const line = Buffer.from(`${JSON.stringify(change)}\n`);
  cutLedger(path, offset);
  const { fd, start, sizeBytes } = openLive(path);
  try {
    try {
      writeAll(fd, line, sizeBytes);
      fsyncSync(fd);
    } catch (error) {
      ftruncateSync(fd, sizeBytes);
      throw error;
    }
  } finally {
    closeSync(fd);
  }
  return start + sizeBytes + line.length;
}

/** Hash of the last bytes before `end`, which hold a time and digests: no other ledger has them there. */
export function ledgerTail(path: string, end: number): string {
  const from = Math.max(0, end - tailBytes);
  const hash = createHash('sha256');
  withSegments(path, from, (segments) => {
    for (const { fd, start, sizeBytes } of segments) {
      const at = Math.max(from, start);
      const bytes = Buffer.alloc(Math.max(0, Math.min(end, start + sizeBytes) - at));
      hash.update(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, at - start)));
    }
  });
  return hash.digest('hex');
}

/**
 * Calls `visit` with the change of each whole line from `offset` on, in order, and the offset after it. Returns the offset
 * after the last whole line.
 */
export function readLedger(path: string, offset: number, visit: (change: Change, end: number) => void): number {
  return withSegments(path, offset, (segments) => {
    let end = offset;
    // A sealed segment that somebody cut short ends with its last whole line.
    for (const segment of segments) end = readForward(segment, Math.max(offset, segment.start), visit);
    return segments.length === 0 ? Math.min(offset, ledgerSize(path)) : end;
  });
}

function readForward({ fd, start, sizeBytes }: Segment, from: number, visit: (change: Change, end: number) => void): number {
  let position = from - start;
  let rest = Buffer.alloc(0);
  const chunk = Buffer.allocUnsafe(Math.min(readBytes, sizeBytes));
  for (let read = readSync(fd, chunk, 0, chunk.length, position); read > 0; ) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
    let begin = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, begin)) {
      const change = parseLine(bytes.subarray(begin, end));
      begin = end + 1;
      if (change !== null) visit(change, start + position + begin);
    }
    position += begin;
    rest = bytes.subarray(begin);
    read = readSync(fd, chunk, 0, chunk.length, position + rest.length);
  }
  return start + position;
}

/** Calls `visit` with the change of each whole line before `end`, newest first, until it returns false. Memory stays flat. */
export function readLedgerBackward(path: string, end: number, visit: (change: Change, lineBytes: number) => boolean): void {
  withSegments(path, 0, (segments) => {
    segments.toReversed().every((segment) => readBackward(segment, end - segment.start, visit));
  });
}

function readBackward({ fd, sizeBytes }: Segment, end: number, visit: (change: Change, lineBytes: number) => boolean): boolean {
  let position = Math.min(end, sizeBytes);
  /** Parts of the line that is being put together, its end first; null before the first newline: what follows it is torn. */
  let parts: Buffer[] | null = null;
  const take = (line: Buffer): boolean => {
    const change = parseLine(line);
    return change === null || visit(change, line.length);
  };
  while (position > 0) {
    const block = Buffer.allocUnsafe(Math.min(backwardBytes, position));
    position -= block.length;
    const read = readSync(fd, block, 0, block.length, position);
    let stop = read;
    for (let at = block.subarray(0, stop).lastIndexOf(newline); at !== -1; at = block.subarray(0, stop).lastIndexOf(newline)) {
      parts?.push(block.subarray(at + 1, stop));
      if (parts !== null && !take(Buffer.concat(parts.toReversed()))) return false;
      parts = [];
      stop = at;
    }
    parts?.push(block.subarray(0, stop));
  }
  return parts === null || take(Buffer.concat(parts.toReversed()));
}

function parseLine(line: Buffer): Change | null {
  let change: unknown;
  try {
    change = JSON.parse(line.toString('utf8'));
  } catch {
    return null;
  }
  return typeof (change as Partial<Change> | null)?.at === 'string' ? (change as Change) : null;
}
