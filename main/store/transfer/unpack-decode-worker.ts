// Room store, transfer: the worker thread that reads a stream and decompresses it. It passes the tar inside on to the spooling
// thread, with its failures in their place in the stream, and tells the main thread how far it has read.
import { fstatSync, openSync, read } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { fileSystemError, StowageError } from '../../errors.ts';
import { type Compression, decompress, sniffCompression } from '../../tar/compression.ts';
import { refuseForeign } from '../../tar/foreign.ts';
import { ChunkSender, receiveChunks } from './chunk-channel.ts';
import { sourceError } from './copy-stream.ts';
import type { DecodeInput, DecodeJob, DecodeReport } from './unpack-message.ts';

const READ_BYTES = 1024 * 1024;

/** What `decompress` fills at a time. */
const DECODED_BYTES = 1024 * 1024;

/** The longest magic that `sniffCompression` looks for. */
const SNIFF_BYTES = 10;

/** Progress goes out each time so much was read. */
const REPORT_EVERY_BYTES = 2 * 1024 * 1024;

const job = workerData as DecodeJob;
const report = (message: DecodeReport): void => parentPort?.postMessage(message);

let unreportedBytes = 0;

function inputChunks(input: DecodeInput): AsyncIterable<Uint8Array> {
  if ('path' in input) return fileChunks(openInput(input.path));
  return 'fd' in input ? descriptorChunks(input.fd) : receiveChunks(input.chunks);
}

async function* countedChunks(input: DecodeInput): AsyncGenerator<Uint8Array> {
  for await (const bytes of inputChunks(input)) {
    unreportedBytes += bytes.length;
    if (unreportedBytes >= REPORT_EVERY_BYTES) {
      report({ kind: 'bytes', bytes: unreportedBytes });
      unreportedBytes = 0;
    }
    yield bytes;
  }
}

function openInput(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw sourceError(error, path);
  }
}

/** A pipe is read through the event loop: a blocking read of a silent one could not be called off. */
function descriptorChunks(fd: number): AsyncIterable<Uint8Array> {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() ? new Socket({ fd, readable: true, writable: false }) : fileChunks(fd);
}

/**
 * Reads on from where the descriptor stands, one chunk ahead. Two buffers take turns: gzip and zstd are done with a chunk when
 * they ask for the next. The others gather chunks and get them as copies (`ownChunks`).
 */
async function* fileChunks(fd: number): AsyncGenerator<Uint8Array> {
  const readAt = promisify(read);
  const next = async (buffer: Uint8Array): Promise<Uint8Array> =>
    buffer.subarray(0, (await readAt(fd, buffer, 0, buffer.length, null)).bytesRead);
  let buffer = new Uint8Array(READ_BYTES);
  let spare = new Uint8Array(READ_BYTES);
  let reading = next(buffer);
  for (;;) {
    const bytes = await reading;
    if (bytes.length === 0) return;
    [buffer, spare] = [spare, buffer];
    reading = next(buffer);
    reading.catch(() => undefined); // thrown when its turn comes
    yield bytes;
  }
}

async function* ownChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of chunks) yield bytes.slice();
}

/** Reads enough of the stream to tell its compression, and gives it back whole. @throws StowageError as `refuseForeign` */
async function sniff(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly compression: Compression; readonly chunks: AsyncIterable<Uint8Array> }> {
  const rest = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < SNIFF_BYTES) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  refuseForeign(head, job.archive);
  const whole = (async function* (): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    yield* { [Symbol.asyncIterator]: () => rest };
  })();
  return { compression: sniffCompression(head), chunks: whole };
}

async function decode(sender: ChunkSender): Promise<void> {
  const all = countedChunks(job.input);
  const { compression, chunks } = 'path' in job.input ? { compression: job.input.compression, chunks: all } : await sniff(all);
  const gathers = compression === 'bzip2' || compression === 'xz';
  let isStart = compression !== 'none';
  for await (const bytes of decompress(compression, gathers ? ownChunks(chunks) : chunks, job.archive)) {
    if (isStart) refuseTwice(compression, bytes);
    isStart = false;
    await sender.send(bytes);
    if (compression !== 'none') freeIfSpent(bytes);
  }
  report({ kind: 'done', bytes: unreportedBytes, compression });
}

/** One tool compressed what another had compressed: to unpack both would square what a bomb may do. */
function refuseTwice(compression: Compression, start: Uint8Array): void {
  const inner = sniffCompression(start);
  if (inner === 'none') return;
  throw new StowageError('compression-unsupported', { archive: job.archive, compression, reason: `${inner} inside` });
}

/**
 * Decoders fill one megabyte after another, front to back, and have moved on to the next when they hand out the end of one. Freed
 * here and now: to the garbage collector such memory is cheap, and 64 MiB of it would pile up before it stirs.
 */
function freeIfSpent(bytes: Uint8Array): void {
  const { buffer, byteOffset, length } = bytes;
  const isSpent = buffer.byteLength === DECODED_BYTES && byteOffset + length === DECODED_BYTES;
  if (isSpent && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

const sender = new ChunkSender(job.to);
decode(sender).then(
  () => sender.end(),
  (error: unknown) => sender.end({ error: fileSystemErrorOnly(error) }),
);

/** Errors of the system's read calls, which have no coded form yet. */
function fileSystemErrorOnly(error: unknown): unknown {
  return error instanceof Error && 'syscall' in error ? fileSystemError(error, job.archive, 'read') : error;
}
