// Room tar: gzip and zstd through Node's own zlib, member by member. It stands between the callers and two traps of
// Node's streams: after the first zstd frame that ends inside a chunk the rest of the input is dropped without a
// word, and gzip padding longer than a chunk ends in an error. Which archive it is, it does not know.
import { constants, createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';
import { DecodeError } from './decode-error.ts';
import { isZero } from './header.ts';

type Engine = Gunzip | ZstdDecompress;
type Source = AsyncIterator<Uint8Array>;

const wideChunkBytes = 1024 * 1024;
const narrowChunkBytes = 64 * 1024;

/** Decompresses gzip (RFC 1952): any number of members, then zero padding; checksums and lengths are checked. */
export async function* decompressGzip(source: Source): AsyncGenerator<Buffer, void, undefined> {
  // Node goes from member to member itself and stops only at a zero byte, which no member starts with.
  let rest = yield* member(createGunzip({ chunkSize: wideChunkBytes }), source, undefined);
  while (rest !== undefined) {
    if (!isZero(rest)) throw new DecodeError('damaged', 'data after the end');
    const next = await source.next();
    rest = next.done === true ? undefined : next.value;
  }
}

/**
 * Decompresses zstd (RFC 8878): any number of frames, skippable ones passed over; checksums are checked. Windows up
 * to 2 GiB (`--long=31`) are taken: memory then grows with what the frame unpacks to, at most to the window, and
 * such archives are what a user with many similar images makes.
 */
export async function* decompressZstd(source: Source): AsyncGenerator<Buffer, void, undefined> {
  let rest: Uint8Array | undefined;
  let frameBytes = wideChunkBytes;
  do {
    // Files of zstd:chunked layers are a frame each: a megabyte of buffer would cost more than the frame.
    const chunkSize = frameBytes < narrowChunkBytes ? narrowChunkBytes : wideChunkBytes;
    const engine = createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: 31 } });
    frameBytes = 0;
    const frames = member(engine, source, rest);
    for (;;) {
      const next = await frames.next();
      if (next.done === true) {
        rest = next.value;
        break;
      }
      frameBytes += next.value.length;
      yield next.value;
    }
  } while (rest !== undefined);
}

/** Runs one engine over the input from `first` on, until it ends itself; returns the bytes it left, or undefined at the end of input. */
async function* member(
  engine: Engine,
  source: Source,
  first: Uint8Array | undefined,
): AsyncGenerator<Buffer, Uint8Array | undefined, undefined> {
  const inputFailures: unknown[] = [];
  const feeding = feed(engine, source, first).catch((error: unknown) => {
    inputFailures.push(error);
    engine.destroy();
    return undefined;
  });
  try {
    for await (const piece of engine) yield piece as Buffer;
  } catch (error) {
    throw inputFailures.length === 0 ? engineFailure(error) : inputFailures[0];
  } finally {
    engine.destroy();
  }
  const rest = await feeding;
  if (inputFailures.length > 0) throw inputFailures[0];
  return rest;
}

/**
 * Writes chunk by chunk, each once the engine is done with the one before. An engine whose member has ended never
 * answers a write: it ends its readable side and leaves `bytesWritten` short of what it was given.
 */
async function feed(engine: Engine, source: Source, first: Uint8Array | undefined): Promise<Uint8Array | undefined> {
  let wake: (() => void) | undefined;
  engine.once('end', () => wake?.());
  engine.once('close', () => wake?.());
  let givenBytes = 0;
  let chunk = first;
  for (;;) {
    if (chunk === undefined) {
      const next = await source.next();
      if (next.done === true) break;
      chunk = next.value;
    }
    if (engine.destroyed) return undefined;
    const given = chunk;
    givenBytes += given.length;
    await new Promise<void>((resolve) => {
      wake = resolve;
      engine.write(given, () => resolve());
    });
    const leftBytes = givenBytes - engine.bytesWritten;
    if (leftBytes > 0) return given.subarray(given.length - leftBytes);
    chunk = undefined;
  }
  engine.end();
  return undefined;
}

function engineFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'Z_BUF_ERROR') return new DecodeError('truncated', error.message);
  if (error.code === 'ZSTD_error_frameParameter_windowTooLarge') return new DecodeError('unsupported', 'a window over 2 GiB');
  if (error.code === 'ZSTD_error_dictionary_wrong') return new DecodeError('unsupported', 'it needs a dictionary');
  return /^(?:Z|ZSTD_error)_/.test(String(error.code)) ? new DecodeError('damaged', error.message) : error;
}
