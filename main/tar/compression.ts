// Room tar: the compressions an archive may be wrapped in, told by their first bytes and undone as a stream with
// steady memory, and the two that exports are written in. It never looks at file names.
import { Transform } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { StowageError } from '../errors.ts';
import { decompressBzip2 } from './bzip2.ts';
import { DecodeError } from './decode-error.ts';
import { decompressGzip, decompressZstd } from './inflate.ts';
import { decompressXz } from './xz.ts';

export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2';

const chunkBytes = 1024 * 1024;
// Layers of zeros do reach gzip's limit of 1:1000, but not over a gigabyte of them.
const bombFloorBytes = 1024 * 1024 * 1024;
const bombRatio = 200;

/** Tells the compression by the first bytes; ten of them are enough. */
export function sniffCompression(head: Uint8Array): Compression {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 10)).toString('hex');
  if (start.startsWith('1f8b08')) return 'gzip';
  // A zstd frame, or a skippable one (RFC 8878, 3.1.2) before it.
  if (start.startsWith('28b52ffd') || /^5.2a4d18/.test(start)) return 'zstd';
  if (start.startsWith('fd377a585a00')) return 'xz';
  // The level, then a block or the end of an empty stream; a tar may well hold a file named `BZh`.
  if (/^425a683[1-9](?:314159265359|177245385090)/.test(start)) return 'bzip2';
  return 'none';
}

/**
 * Decompresses chunks into chunks of up to 1 MiB: several members, frames or streams one after another, with their
 * checksums checked. Fails with `archive-truncated` when the input just ends (`atBytes` counts compressed bytes),
 * `compression-damaged`, `compression-unsupported`, and `decompression-bomb` when over 1 GiB comes out at more than
 * 200 times what went in. Failures of the chunks themselves pass through. Stopping early ends the decoder and closes
 * the chunks.
 */
export async function* decompress(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<Buffer, void, undefined> {
  const source = new CountedSource(chunks);
  let outputBytes = 0;
  try {
    for await (const output of decoders[compression](source)) {
      outputBytes += output.length;
      if (outputBytes > bombFloorBytes && outputBytes > bombRatio * source.inputBytes && compression !== 'none') {
        throw new StowageError('decompression-bomb', { archive, limitRatio: bombRatio });
      }
      yield output;
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (error.kind === 'truncated')
      throw new StowageError('archive-truncated', { archive, entry: '', atBytes: source.inputBytes }, { cause: error });
    const code = error.kind === 'damaged' ? 'compression-damaged' : 'compression-unsupported';
    throw new StowageError(code, { archive, compression, reason: error.message }, { cause: error });
  } finally {
    await source.close();
  }
}

const decoders: Readonly<Record<Compression, (source: AsyncIterator<Uint8Array>) => AsyncGenerator<Buffer, void, undefined>>> = {
  none: passThrough,
  gzip: decompressGzip,
  zstd: decompressZstd,
  xz: decompressXz,
  bzip2: decompressBzip2,
};

async function* passThrough(source: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length);
  }
}

/** The chunks without empty ones, counted. */
class CountedSource implements AsyncIterator<Uint8Array, undefined, undefined> {
  inputBytes = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #waiting = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#waiting = true;
    try {
      for (;;) {
        const next = await this.#chunks.next();
        if (next.done === true) return { done: true, value: undefined };
        this.inputBytes += next.value.length;
        if (next.value.length > 0) return { done: false, value: next.value };
      }
    } finally {
      this.#waiting = false;
    }
  }

  /** Closes the chunks; where one is still awaited (a silent standard input), without waiting for it to come. */
  async close(): Promise<void> {
    const closing = this.#chunks.return?.();
    if (this.#waiting) closing?.catch(() => undefined);
    else await closing;
  }
}

/**
 * A compressor for exports: gzip 6 (header without time or name) or zstd 3 with a checksum. The same input gives the
 * same bytes, however it is cut into chunks and whenever it is ended, with the same version of the library.
 */
export function createCompressor(kind: 'gzip' | 'zstd'): Transform {
  const engine = kind === 'gzip' ? createGzip({ level: 6, chunkSize: chunkBytes }) : createZstdCompress(zstdOptions);
  // Node finishes a zstd frame with the last data if `end` was called by then, and finishes again when it flushes:
  // an empty frame more, or not, by chance. So the engine is ended only when it has answered every write.
  const compressor = new Transform({
    transform: (chunk: Buffer, _encoding, done) => void engine.write(chunk, done),
    flush: (done) => void engine.once('end', () => done()).end(),
    destroy: (error, done) => {
      engine.destroy();
      done(error);
    },
  });
  engine.on('data', (piece: Buffer) => compressor.push(piece));
  engine.once('error', (error) => compressor.destroy(error));
  return compressor;
}

const zstdOptions = {
  chunkSize: chunkBytes,
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};
