// Compressions told by their first bytes, undone whatever way the bytes are cut or damaged, and exports compressed to the same
// bytes each time.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStowageError } from '../../../main/errors.ts';
import { type Compression, createCompressor, decompress, sniffCompression } from '../../../main/tar/compression.ts';
import { cut } from './reading.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/archives');
const fixture = (path: string): Buffer => readFileSync(join(fixtures, path));

/** Text with some repetition in it, the same every time. */
function sample(length: number): Buffer {
  let state = 1;
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const word = `${state % 1000} `.repeat((state >>> 20) % 4);
    at += bytes.write(word.slice(0, length - at), at, 'latin1');
    if (word === '' && at < length) bytes[at++] = state & 0xff;
  }
  return bytes;
}

const plain = sample(150_000);
const zstdFrame = zstdCompressSync(plain, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const skippable = Buffer.concat([Buffer.from('532a4d1806000000', 'hex'), Buffer.from('ignore')]);

/** Compressed by a tool that is not us, where it is installed. */
function compressedBy(tool: string, args: readonly string[], input: Buffer): Buffer | undefined {
  const made = spawnSync(tool, args, { input, maxBuffer: 2 ** 28 });
  return made.status === 0 ? made.stdout : undefined;
}

const bzip2 = compressedBy('bzip2', ['-c'], plain);
const xz = compressedBy('xz', ['-c', '--block-size=40000', '--check=crc64'], plain);
const made: readonly (readonly [Compression, Buffer])[] = [
  ['gzip', gzipSync(plain)],
  ['zstd', zstdFrame],
  ...(xz === undefined ? [] : [['xz', xz] as const]),
  ...(bzip2 === undefined ? [] : [['bzip2', bzip2] as const]),
];

async function unpack(compression: Compression, bytes: Buffer, chunkBytes = 10_000): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of decompress(compression, cut(bytes, chunkBytes), 'a.tar')) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The output, or the code of the failure; anything else is thrown on. */
async function attempt(compression: Compression, bytes: Buffer): Promise<Buffer | string> {
  try {
    return await unpack(compression, bytes);
  } catch (error) {
    if (isStowageError(error)) return error.code;
    throw error;
  }
}

const silence = (): Promise<IteratorResult<Uint8Array>> => new Promise(() => undefined);

// Magic, no content size and no checksum, the window's exponent, then one last, raw block of five bytes.
const windowFrame = (windowLog: number): Buffer =>
  Buffer.from(`28b52ffd00${((windowLog - 10) << 3).toString(16)}290000${'61'.repeat(5)}`, 'hex');

/** Compresses; ends the stream either right after the last write or only when every write was answered. */
async function compress(kind: 'gzip' | 'zstd', input: Buffer, chunkBytes: number, endsLate: boolean): Promise<Buffer> {
  const compressor = createCompressor(kind);
  const output = buffer(compressor);
  for await (const chunk of cut(input, chunkBytes)) {
    if (endsLate) await new Promise((resolve) => compressor.write(chunk, resolve));
    else compressor.write(chunk);
  }
  compressor.end();
  return output;
}

describe('sniffCompression', () => {
  it('tells what it is, and takes all else for none', () => {
    for (const [compression, bytes] of made) expect(sniffCompression(bytes)).toBe(compression);
    expect(sniffCompression(skippable)).toBe('zstd');
    expect(sniffCompression(Buffer.from('BZh9 is a file name'))).toBe('none');
    for (const text of ['', 'PK', 'blobs/']) expect(sniffCompression(Buffer.from(text))).toBe('none');
  });

  it.each([
    ['docker-28.5-app.tar.gz', 'gzip'],
    ['docker-28.5-app.tar.zst', 'zstd'],
    ['docker-28.5-app.tar.xz', 'xz'],
    ['docker-28.5-app.tar.bz2', 'bzip2'],
  ] as const)('%s: unpacks to the plain archive', async (path, compression) => {
    const bytes = fixture(`compressed/${path}`);
    expect(sniffCompression(bytes)).toBe(compression);
    expect((await unpack(compression, bytes)).equals(fixture('docker-28.5/app.tar'))).toBe(true);
  });

  it('docker-20.10-several.two-members.tar.gz: unpacks both members', async () => {
    const bytes = fixture('compressed/docker-20.10-several.two-members.tar.gz');
    expect((await unpack('gzip', bytes)).equals(fixture('docker-20.10/several.tar'))).toBe(true);
  });
});

describe.each(made)('decompress %s', { timeout: 60_000 }, (compression, bytes) => {
  it('gives back what was compressed, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.integer({ min: 40, max: 3000 }), fc.constant(2 ** 20)), async (chunkBytes) => {
        expect((await unpack(compression, bytes, chunkBytes)).equals(plain)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('takes any number of members, one after another', async () => {
    const three = Buffer.concat([plain, plain, plain]);
    for (const chunkBytes of [997, bytes.length, 2 ** 20]) {
      expect((await unpack(compression, Buffer.concat([bytes, bytes, bytes]), chunkBytes)).equals(three)).toBe(true);
    }
  });

  it('says truncated at every fiftieth, and in the second member too', async () => {
    for (let step = 0; step < 50; step++) {
      const length = Math.floor((bytes.length * step) / 50);
      expect(await attempt(compression, bytes.subarray(0, length))).toBe('archive-truncated');
      if (step > 0)
        expect(await attempt(compression, Buffer.concat([bytes, bytes.subarray(0, length)]))).toBe('archive-truncated');
    }
    expect(await attempt(compression, bytes.subarray(0, -1))).toBe('archive-truncated');
  });

  it('never gives wrong bytes for right ones when a bit flips', async () => {
    for (let step = 0; step < 200; step++) {
      const flipped = Buffer.from(bytes);
      const at = Math.floor((bytes.length * step) / 200);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (step % 8));
      const outcome = await attempt(compression, flipped);
      if (typeof outcome !== 'string') expect(outcome.equals(plain)).toBe(true);
      else expect(['compression-damaged', 'archive-truncated', 'compression-unsupported']).toContain(outcome);
    }
  });

  it('refuses other data after the end', async () => {
    expect(await attempt(compression, Buffer.concat([bytes, Buffer.from('some other data')]))).toBe('compression-damaged');
  });

  it('hands out pieces of up to 1 MiB', async () => {
    let longest = 0;
    for await (const piece of decompress(compression, cut(Buffer.concat(Array<Buffer>(10).fill(bytes)), 2 ** 20), 'a.tar'))
      longest = Math.max(longest, piece.length);
    expect(longest).toBeLessThanOrEqual(2 ** 20);
  });

  it('closes the chunks when the reader stops early, and can be used again', async () => {
    let closed = 0;
    async function* endless(): AsyncGenerator<Buffer, void, undefined> {
      try {
        for (;;) yield* cut(bytes, 5000);
      } finally {
        closed++;
      }
    }
    for await (const piece of decompress(compression, endless(), 'a.tar')) if (piece.length > 0) break;
    expect(closed).toBe(1);
    expect((await unpack(compression, bytes)).equals(plain)).toBe(true);
  });

  it('does not wait for a silent input when the reader stops', async () => {
    // bzip2 gathers its input and xz its output before they hand out anything.
    const chunkCount = compression === 'gzip' || compression === 'zstd' ? 2 : 400;
    let given = 0;
    const chunks = {
      [Symbol.asyncIterator]: (): AsyncIterator<Uint8Array> => ({
        next: async () => (given++ < chunkCount ? { done: false, value: bytes } : silence()),
        // Like a generator's: answered after the chunk that is still awaited.
        return: async () => (given > chunkCount ? silence() : { done: true, value: undefined }),
      }),
    };
    const reading = decompress(compression, chunks, 'a.tar');
    await reading.next();
    await reading.return();
    expect((await unpack(compression, bytes)).equals(plain)).toBe(true);
  });

  it('passes failures of the input through', async () => {
    async function* failing(): AsyncGenerator<Buffer, void, undefined> {
      yield bytes.subarray(0, 1000);
      throw new Error('unplugged');
    }
    const all = async (): Promise<void> => {
      for await (const piece of decompress(compression, failing(), 'a.tar')) expect(piece.length).toBeGreaterThan(0);
    };
    await expect(all()).rejects.toThrow('unplugged');
    expect((await unpack(compression, bytes)).equals(plain)).toBe(true);
  });
});

describe('decompress', () => {
  it('passes plain bytes through', async () => {
    expect((await unpack('none', plain)).equals(plain)).toBe(true);
  });

  it('takes zero padding after gzip, longer than a chunk, and nothing after it', async () => {
    const padded = Buffer.concat([gzipSync(plain), Buffer.alloc(50_000)]);
    expect((await unpack('gzip', padded)).equals(plain)).toBe(true);
    expect(await attempt('gzip', Buffer.concat([padded, gzipSync(plain)]))).toBe('compression-damaged');
  });

  it('passes over skippable zstd frames wherever they are', async () => {
    const bytes = Buffer.concat([skippable, zstdFrame, skippable, skippable, zstdFrame, skippable]);
    for (const chunkBytes of [500, 2 ** 20])
      expect((await unpack('zstd', bytes, chunkBytes)).equals(Buffer.concat([plain, plain]))).toBe(true);
    expect(await attempt('zstd', bytes.subarray(0, -3))).toBe('archive-truncated');
  });

  it('takes thousands of small zstd frames in one chunk', async () => {
    const frame = zstdCompressSync(plain.subarray(0, 100));
    const unpacked = await unpack('zstd', Buffer.concat(Array<Buffer>(2000).fill(frame)), 2 ** 20);
    expect(unpacked.equals(Buffer.concat(Array<Buffer>(2000).fill(plain.subarray(0, 100))))).toBe(true);
  });

  it('says that a zstd frame needs a dictionary', async () => {
    // A frame header with dictionary ID 7 and a size of one byte, then one raw last block (RFC 8878, 3.1.1).
    const frame = Buffer.from('28b52ffd210701090000ff', 'hex');
    expect(await attempt('zstd', frame)).toBe('compression-unsupported');
  });

  it('takes a zstd window of 2 GiB, and refuses a larger one', async () => {
    expect((await unpack('zstd', windowFrame(31))).toString()).toBe('aaaaa');
    expect(await attempt('zstd', windowFrame(32))).toBe('compression-unsupported');
  });

  it('stops a bomb once a gigabyte is out', async () => {
    const frame = zstdCompressSync(Buffer.alloc(2 ** 26));
    let outputBytes = 0;
    const all = async (): Promise<void> => {
      const bomb = Buffer.concat(Array<Buffer>(20).fill(frame));
      for await (const piece of decompress('zstd', cut(bomb, 2 ** 20), 'a.tar')) outputBytes += piece.length;
    };
    await expect(all()).rejects.toMatchObject({ code: 'decompression-bomb', params: { archive: 'a.tar', limitRatio: 200 } });
    expect(outputBytes).toBeLessThanOrEqual(2 ** 30);
  });

  it.skipIf(bzip2 === undefined)('takes bzip2 of every level, empty and all zeros included', async () => {
    for (const input of [
      Buffer.alloc(0),
      Buffer.alloc(3_000_000),
      sample(1_000_000),
      Buffer.from('aaaa'),
      Buffer.from('a'.repeat(259)),
    ]) {
      for (const level of ['-1', '-9']) {
        const bytes = compressedBy('bzip2', ['-c', level], input) ?? Buffer.alloc(0);
        expect((await unpack('bzip2', bytes, 2 ** 20)).equals(input)).toBe(true);
      }
    }
  });

  it.skipIf(xz === undefined)(
    'takes xz with any check it can verify, and refuses what it cannot read as unsupported',
    async () => {
      for (const args of [['--check=none'], ['--check=crc32'], ['-9']]) {
        const bytes = compressedBy('xz', ['-c', ...args], plain) ?? Buffer.alloc(0);
        expect((await unpack('xz', bytes)).equals(plain)).toBe(true);
      }
      for (const args of [['--check=sha256'], ['--x86', '--lzma2=preset=6'], ['--lzma2=dict=512MiB']]) {
        expect(await attempt('xz', compressedBy('xz', ['-c', ...args], plain) ?? Buffer.alloc(0))).toBe(
          'compression-unsupported',
        );
      }
    },
  );

  it.skipIf(xz === undefined)('takes padding between xz streams', async () => {
    const bytes = Buffer.concat([xz ?? Buffer.alloc(0), Buffer.alloc(8), xz ?? Buffer.alloc(0), Buffer.alloc(4)]);
    expect((await unpack('xz', bytes)).equals(Buffer.concat([plain, plain]))).toBe(true);
  });
});

describe('createCompressor', () => {
  it.each([
    ['gzip', gunzipSync],
    ['zstd', zstdDecompressSync],
  ] as const)('%s: gives the same bytes however the input is cut and ended, and they unpack', async (kind, unpackSync) => {
    const input = sample(700_000);
    const whole = await compress(kind, input, input.length, true);
    expect(unpackSync(whole).equals(input)).toBe(true);
    for (const chunkBytes of [input.length, input.length - 1, 350_000, 131_072, 65_536]) {
      for (const endsLate of [true, false]) expect((await compress(kind, input, chunkBytes, endsLate)).equals(whole)).toBe(true);
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5000, max: 700_000 }), fc.boolean(), async (chunkBytes, endsLate) => {
        expect((await compress(kind, input, chunkBytes, endsLate)).equals(whole)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it.each(['gzip', 'zstd'] as const)('%s: waits for its reader, in a pipeline', async (kind) => {
    const compressor = createCompressor(kind);
    const noise = randomBytes(4 * 2 ** 20);
    let writtenBytes = 0;
    async function* counted(): AsyncGenerator<Buffer, void, undefined> {
      for await (const chunk of cut(noise, 65_536)) {
        writtenBytes += chunk.length;
        yield chunk;
      }
    }
    await pipeline(counted(), compressor, async (output: AsyncIterable<Buffer>) => {
      const reading = output[Symbol.asyncIterator]();
      await reading.next();
      for (let turn = 0; turn < 100; turn++) await nextTurn();
      expect(writtenBytes).toBeLessThan(noise.length);
      for (let next = await reading.next(); next.done !== true; next = await reading.next())
        expect(next.value.length).toBeGreaterThan(0);
    });
    expect(writtenBytes).toBe(noise.length);
  });

  it.each(['gzip', 'zstd'] as const)('%s: ends when it is destroyed', async (kind) => {
    const compressor = createCompressor(kind);
    compressor.write(plain);
    compressor.destroy(new Error('cancelled'));
    await expect(buffer(compressor)).rejects.toThrow('cancelled');
  });

  it('writes no time into the gzip header', async () => {
    expect((await compress('gzip', plain, 1000, true)).subarray(4, 8)).toEqual(Buffer.alloc(4));
  });
});
