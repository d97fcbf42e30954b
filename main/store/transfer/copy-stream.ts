// Room store, transfer: copies one range of bytes through a ring of buffers, hashing it on the way: the next piece is read and
// the last one written while this one is hashed. Asynchronous throughout, so it may run on any thread.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { errnoOf, fileSystemError, StowageError } from '../../errors.ts';
import { digestFromHex } from '../../oci/digest.ts';
import { alignDown, type BufferRing } from './buffer-ring.ts';
import type { CopyResult, CopyTask } from './copy-task.ts';
import { TargetFile } from './direct-io.ts';
import type { UnpackedDigest } from './unpacked-digest.ts';

/** What a copy reports to while it runs. */
export interface CopyWatch {
  /** Bytes gone through since the last call. */
  readonly onBytes: (bytes: number) => void;
  /** Throws once the run is to stop; asked before each piece. */
  readonly check: () => void;
}

/**
 * Copies and hashes `task.from`. Fails with `archive-changed` when the source is gone or ends early, `no-space`,
 * `too-many-files` or `file-system` when the system says so, and with whatever `watch.check` throws. All descriptors are closed
 * and no write is in flight once it settles; a new file that was not finished is removed again, what a range got stays.
 */
export async function copyStream(task: CopyTask, ring: BufferRing, watch: CopyWatch): Promise<CopyResult> {
  const source = await openSource(task.from.path);
  try {
    const target = task.to.kind === 'none' ? undefined : await TargetFile.open(task.to, task.from.sizeBytes);
    try {
      const result = await pump(task, source, target, ring, watch);
      if (task.to.kind === 'file') await target?.seal();
      if (task.sync) await target?.sync();
      await target?.close();
      return result;
    } catch (error) {
      await target?.discard();
      throw error;
    }
  } finally {
    await source.close();
  }
}

interface Piece {
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly targetBytes: number;
}

async function pump(
  task: CopyTask,
  source: FileHandle,
  target: TargetFile | undefined,
  ring: BufferRing,
  watch: CopyWatch,
): Promise<CopyResult> {
  const hash = createHash(task.algorithm);
  const unpacked = await startUnpacking(task);
  const pieces = piecesOf(task, ring.sizeBytes);
  let reading = readNext(pieces, task, source, ring);
  let previous: Promise<void> = Promise.resolve();
  let writing = previous;
  try {
    for (;;) {
      watch.check();
      const piece = await reading;
      if (piece === undefined) break;
      reading = readNext(pieces, task, source, ring);
      previous = writing;
      writing = (target?.write(piece.bytes, piece.targetBytes) ?? Promise.resolve()).finally(() => ring.release(piece.buffer));
      for (const pending of [reading, writing]) pending.catch(() => undefined); // awaited a round later, or in `finally`
      hash.update(piece.bytes);
      await unpacked?.push(piece.bytes);
      await previous;
      watch.onBytes(piece.bytes.length);
    }
    await writing;
    const digest = digestFromHex(hash.digest('hex'), task.algorithm);
    return { id: task.id, digest, sizeBytes: task.from.sizeBytes, ...(await unpacked?.finish()) };
  } finally {
    unpacked?.abandon();
    await Promise.allSettled([previous, writing]);
    const unused = await reading.catch(() => undefined);
    if (unused !== undefined) ring.release(unused.buffer);
  }
}

/**
 * Cuts the task into pieces that fill one buffer each. A piece lies in its buffer as it lies in the target, modulo the
 * alignment, so that all but the target's first and last block can be written direct.
 */
function* piecesOf(
  task: CopyTask,
  bufferBytes: number,
): Generator<{ readonly start: number; readonly end: number; readonly inBuffer: number }> {
  const first = task.to.kind === 'range' ? task.to.offsetBytes : 0;
  const last = first + task.from.sizeBytes;
  for (let window = alignDown(first); window < last; window += bufferBytes) {
    const start = Math.max(first, window);
    yield { start: start - first, end: Math.min(last, window + bufferBytes) - first, inBuffer: start - window };
  }
}

async function readNext(
  pieces: ReturnType<typeof piecesOf>,
  task: CopyTask,
  source: FileHandle,
  ring: BufferRing,
): Promise<Piece | undefined> {
  const next = pieces.next();
  if (next.done === true) return undefined;
  const { start, end, inBuffer } = next.value;
  const buffer = await ring.take();
  try {
    const bytes = buffer.subarray(inBuffer, inBuffer + end - start);
    await readAll(source, bytes, task.from.offsetBytes + start, task.from.path);
    return { buffer, bytes, targetBytes: start + (task.to.kind === 'range' ? task.to.offsetBytes : 0) };
  } catch (error) {
    ring.release(buffer);
    throw error;
  }
}

async function readAll(source: FileHandle, bytes: Uint8Array, offsetBytes: number, path: string): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await source.read(bytes, done, bytes.length - done, offsetBytes + done).catch((error: unknown) => {
      throw fileSystemError(error, path, 'read');
    });
    if (bytesRead === 0) throw new StowageError('archive-changed', { archive: path });
    done += bytesRead;
  }
}

async function openSource(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw sourceError(error, path);
  }
}

/** A source that is gone has changed since it was scanned; anything else is the file system's own trouble. */
export function sourceError(error: unknown, path: string): unknown {
  if (errnoOf(error) === 'ENOENT') return new StowageError('archive-changed', { archive: path }, { cause: error });
  return fileSystemError(error, path, 'open');
}

/** Loads the decoders only when a task asks for them: most never do. */
async function startUnpacking(task: CopyTask): Promise<UnpackedDigest | undefined> {
  if (task.unpack === undefined) return undefined;
  const { UnpackedDigest } = await import('./unpacked-digest.ts');
  return new UnpackedDigest(task.unpack, task.unpackAlgorithm ?? 'sha256', task.from.path);
}
