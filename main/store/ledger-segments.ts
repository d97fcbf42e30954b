// Room store: the files of the ledger. `ledger.jsonl` is written; one that has grown large is sealed as `ledger-000001.jsonl`
// and so on. Offsets count bytes over all of them, so that sealing changes none.
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { errnoOf } from '../errors.ts';
import { syncFolderNow } from './durable.ts';

/** Size from which on a segment is sealed before the next change is written. */
export const sealBytes = 16 << 20;

/** One open file of the ledger; `start` is the offset of its first byte. */
export interface Segment {
  readonly fd: number;
  readonly start: number;
  readonly sizeBytes: number;
}

/** Sealed segments, oldest first; the live one is not among them. */
function sealedPaths(path: string): readonly string[] {
  const extension = extname(path);
  const prefix = `${basename(path, extension)}-`;
  return namesIn(dirname(path))
    .filter((name) => name.startsWith(prefix) && name.endsWith(extension))
    .map((name) => ({ name, digits: name.slice(prefix.length, name.length - extension.length) }))
    .filter(({ digits }) => /^\d{6,}$/.test(digits))
    .toSorted((a, b) => Number(a.digits) - Number(b.digits))
    .map(({ name }) => join(dirname(path), name));
}

/** Size of the ledger in bytes; 0 when there is none. */
export function ledgerSize(path: string): number {
  return [...sealedPaths(path), path].reduce((sum, each) => sum + sizeOf(each), 0);
}

/**
 * Runs `use` on the segments that hold anything from `offset` on, oldest first. Outside the critical section another process
 * may seal the live one meanwhile: what is open then is still one whole ledger.
 */
export function withSegments<Value>(path: string, offset: number, use: (segments: readonly Segment[]) => Value): Value {
  for (;;) {
    const sealed = sealedPaths(path);
    const segments: Segment[] = [];
    const opened: number[] = [];
    try {
      let start = 0;
      for (const each of [...sealed, path]) {
        const fd = openIfThere(each);
        if (fd === null) continue;
        opened.push(fd);
        const sizeBytes = fstatSync(fd).size;
        if (start + sizeBytes > offset) segments.push({ fd, start, sizeBytes });
        start += sizeBytes;
      }
      if (sealedPaths(path).length === sealed.length) return use(segments);
    } finally {
      for (const fd of opened) closeSync(fd);
    }
  }
}

/** Opens the live segment for writing at the ledger's end, sealing a large one first. `start` is its offset. */
export function openLive(path: string): Segment {
  if (sizeOf(path) >= sealBytes) {
    const last = sealedPaths(path).at(-1);
    const extension = extname(path);
    const number = last === undefined ? 1 : Number(/(\d+)$/.exec(basename(last, extension))?.[1]) + 1;
    renameSync(path, `${path.slice(0, path.length - extension.length)}-${String(number).padStart(6, '0')}${extension}`);
    syncFolderNow(dirname(path));
  }
  const start = sealedPaths(path).reduce((sum, each) => sum + sizeOf(each), 0);
  const fd = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o644);
  return { fd, start, sizeBytes: fstatSync(fd).size };
}

/** Cuts the ledger back to `size`: entries whose changes did not take effect. */
export function cutLedger(path: string, size: number): void {
  let start = 0;
  for (const each of [...sealedPaths(path), path]) {
    const end = start + sizeOf(each);
    if (end > size && start >= size && each !== path) rmSync(each);
    else if (end > size) truncateDurably(each, Math.max(0, size - start));
    start = end;
  }
}

function truncateDurably(path: string, sizeBytes: number): void {
  const fd = openSync(path, 'r+');
  try {
    ftruncateSync(fd, sizeBytes);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
