// Room tar: lists a seekable, uncompressed tar by its headers alone, so that opening 15 GB costs as much as its
// number of entries. Reads nothing of the contents and keeps nothing open.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StowageError } from '../errors.ts';
import type { TarEntry } from './entry.ts';
import { maxTarEntries, type TarEnd, tarGrammar, truncated } from './grammar.ts';
import { tarPaddingBytes } from './header.ts';

export interface TarScan extends TarEnd {
  readonly entries: readonly TarEntry[];
}

/** Reads at an offset (a sync pread): as many bytes as asked for, fewer only at the end. */
export type ReadAt = (offsetBytes: number, lengthBytes: number) => Buffer;

// Small entries lie side by side and want a wide window; after a jump over a content, one header with its
// extensions is all that is wanted, and 64 KiB for each would read a gigabyte at 16,000 entries.
const wideWindowBytes = 64 * 1024;
const narrowWindowBytes = 4 * 1024;
const turnMs = 8;

// Names and pax records stay in memory with the entries; a hostile archive has up to 1 MiB of them for each.
const keptTextLimit = 256 * 1024 * 1024;

/**
 * Lists the entries in order, duplicates included. Sync reads, but the event loop gets its turn every 8 ms.
 * Fails as `tarGrammar` does, and with `archive-truncated` when a content goes past `totalBytes`; a missing end
 * marker alone is reported in `endMarker`. `trailingBytes` counts what follows the marker, the usual zeros included.
 */
export async function scanTar(
  readAt: ReadAt,
  totalBytes: number,
  archive: string,
  limits: { readonly maxEntries: number } = { maxEntries: maxTarEntries },
): Promise<TarScan> {
  const grammar = tarGrammar(archive, limits.maxEntries);
  const read = windowed(readAt, totalBytes);
  const entries: TarEntry[] = [];
  let atBytes = 0;
  let keptText = 0;
  let answer: Buffer = Buffer.alloc(0);
  let turnStarted = performance.now();
  for (;;) {
    const step = grammar.next(answer);
    if (step.done === true)
      return {
        entries,
        endMarker: step.value,
        endBytes: Math.min(atBytes, totalBytes),
        trailingBytes: Math.max(0, totalBytes - atBytes),
      };
    if (step.value.kind === 'read') {
      answer = read(atBytes, step.value.lengthBytes);
      atBytes += step.value.lengthBytes;
    } else {
      const { entry } = step.value;
      const endBytes = entry.offsetBytes + entry.sizeBytes;
      if (endBytes > totalBytes) throw truncated(archive, entry.name, totalBytes);
      keptText += textLength(entry);
      if (keptText > keptTextLimit) throw new StowageError('too-many-entries', { archive, limit: entries.length });
      entries.push(entry);
      atBytes = endBytes + tarPaddingBytes(entry.sizeBytes);
    }
    if (performance.now() - turnStarted > turnMs) {
      await nextTurn();
      turnStarted = performance.now();
    }
  }
}

function textLength(entry: TarEntry): number {
  let length = entry.rawName.length + (entry.linkTarget?.length ?? 0);
  if (entry.pax !== undefined) for (const [key, value] of Object.entries(entry.pax)) length += key.length + value.length;
  return length;
}

/** Reads through one window, wide while reads follow each other closely and narrow after a jump. */
function windowed(readAt: ReadAt, totalBytes: number): ReadAt {
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;
  return (offsetBytes, lengthBytes) => {
    const wanted = Math.max(0, Math.min(lengthBytes, totalBytes - offsetBytes));
    if (wanted === 0) return window.subarray(0, 0);
    const windowEnd = windowStart + window.length;
    if (offsetBytes < windowStart || offsetBytes + wanted > windowEnd) {
      const size = offsetBytes - windowEnd < wideWindowBytes ? wideWindowBytes : narrowWindowBytes;
      window = readAt(offsetBytes, Math.min(Math.max(size, wanted), totalBytes - offsetBytes));
      windowStart = offsetBytes;
    }
    return window.subarray(offsetBytes - windowStart, offsetBytes - windowStart + wanted);
  };
}
