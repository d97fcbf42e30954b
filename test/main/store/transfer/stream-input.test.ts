// Room test/main/store: an archive that comes as a stream of this thread is taken apart as a file is, whatever pieces it
// comes in, and one that breaks off breaks the reading off with a failure that names it.
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStowageError, StowageError } from '../../../../main/errors.ts';
import type { UnpackedArchive } from '../../../../main/store/transfer/unpack-message.ts';
import { type UnpackOptions, unpackArchive } from '../../../../main/store/transfer/unpack-stream.ts';
import { type Wrapper, wrap } from '../../../build/archive.ts';
import { file, tarOf } from '../../../build/tar.ts';
import { openUnder, scratchFolder } from './scratch-folder.ts';

function options(more: Partial<UnpackOptions> = {}): UnpackOptions {
  return { archive: 'upload.tar', spoolFolder: scratchFolder(), keep: 'all', ...more };
}

/** The bytes in pieces of these lengths, over and over. */
function* piecesOf(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? bytes.length;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** Without the names of the spooled files, which are ours to choose. */
function contentOf({ entries, ...rest }: UnpackedArchive): unknown {
  return { ...rest, entries: entries.map(({ path, ...entry }) => ({ ...entry, isKept: path !== undefined })) };
}

const files = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,12}$/), fc.uint8Array({ maxLength: 5000 })), {
  maxLength: 6,
  selector: ([name]) => name,
});
const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 600, max: 70_000 })), {
  minLength: 1,
  maxLength: 5,
});
const wrapper = fc.constantFrom<Wrapper>('none', 'gzip', 'gzip-members', 'zstd');

/** The failure of the unpacking; anything uncoded goes on to the test. */
async function failureOf(unpacking: Promise<UnpackedArchive>): Promise<StowageError> {
  try {
    await unpacking;
  } catch (error) {
    if (isStowageError(error)) return error;
    throw error;
  }
  throw new Error('it was unpacked');
}

describe('unpackArchive of a stream', () => {
  it('gives what it gives for a file, in whatever pieces the bytes come', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(files, lengths, wrapper, async (content, cuts, packed) => {
        const bytes = wrap(await tarOf(content.map(([name, data]) => file(name, data))), packed);
        const path = join(scratchFolder(), 'archive');
        writeFileSync(path, bytes);
        const compression = packed.startsWith('gzip') ? 'gzip' : packed === 'zstd' ? 'zstd' : 'none';
        const expected = await unpackArchive({ path, compression }, options());
        let readBytes = 0;
        const stream = Readable.from(piecesOf(bytes, cuts), { objectMode: false });
        const unpacked = await unpackArchive({ stream }, options({ onBytes: (more) => (readBytes += more) }));
        expect(contentOf(unpacked)).toEqual(contentOf(expected));
        expect(readBytes).toBe(bytes.length);
        expect(stream.destroyed).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('takes pieces of many megabytes', async () => {
    const bytes = await tarOf([file('large', Buffer.alloc(9 << 20, 7)), file('small', 'x')]);
    const { entries } = await unpackArchive({ stream: Readable.from([bytes]) }, options());
    expect(entries.map(({ entry }) => entry.sizeBytes)).toEqual([9 << 20, 1]);
  });

  it('says where a stream broke off, whatever broke it', { timeout: 60_000 }, async () => {
    const breaks = fc.constantFrom(
      undefined,
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      new StowageError('archive-truncated', { archive: 'upload.tar', entry: '', atBytes: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 0.99, noNaN: true }), wrapper, breaks, async (share, packed, cause) => {
        const bytes = wrap(await tarOf([file('a', Buffer.alloc(3000, 1)), file('b', 'b')]), packed);
        const sentBytes = Math.floor(bytes.length * share);
        const stream = new PassThrough({ highWaterMark: 1 << 20 });
        stream.on('error', () => undefined);
        const unpacking = failureOf(unpackArchive({ stream }, options()));
        if (sentBytes > 0) {
          const taken = once(stream, 'data');
          stream.write(bytes.subarray(0, sentBytes));
          await taken;
        }
        stream.destroy(cause);
        const atBytes = cause instanceof StowageError ? 5 : sentBytes;
        expect((await unpacking).failure).toEqual({
          code: 'archive-truncated',
          params: { archive: 'upload.tar', entry: '', atBytes },
        });
      }),
      { numRuns: 12 },
    );
  });

  it('refuses a stream that was broken before anyone read it', async () => {
    const stream = new PassThrough();
    stream.on('error', () => undefined);
    stream.destroy(new StowageError('archive-changed', { archive: 'upload.tar' }));
    expect((await failureOf(unpackArchive({ stream }, options()))).code).toBe('archive-changed');
  });

  it.for([
    ['archive-empty', Buffer.alloc(0)],
    ['archive-is-zip', Buffer.from('PK\x03\x04 and what a ZIP file holds')],
    ['archive-is-utf16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(600)])],
    ['archive-not-tar', Buffer.from('not an archive at all, but a text')],
  ] as const)('refuses with %s what no archive is', async ([code, bytes]) => {
    const stream = Readable.from(piecesOf(bytes, [3]), { objectMode: false });
    expect((await failureOf(unpackArchive({ stream }, options()))).code).toBe(code);
  });

  it('lets go of a silent stream when it is called off, with its files closed', async () => {
    const abort = new AbortController();
    const { spoolFolder, ...rest } = options({ signal: abort.signal });
    const stream = new PassThrough();
    const unpacking = failureOf(unpackArchive({ stream }, { spoolFolder, ...rest }));
    const taken = once(stream, 'data');
    stream.write(await tarOf([file('a', Buffer.alloc(2 << 20, 1))]));
    await taken;
    abort.abort(new StowageError('cancelled', { what: 'The job' }));
    expect((await unpacking).code).toBe('cancelled');
    expect(stream.destroyed).toBe(true);
    expect(openUnder(spoolFolder)).toEqual([]);
  });

  it('stops taking from a stream whose archive is found bad', async () => {
    const stream = new PassThrough();
    const closed = once(stream, 'close');
    const unpacking = failureOf(unpackArchive({ stream }, options()));
    stream.write(Buffer.alloc(2 << 20, 'x'));
    expect((await unpacking).code).toBe('archive-not-tar');
    await closed;
  });

  it('waits when the spooling is slower than the sender', async () => {
    const bytes = await tarOf([file('a', Buffer.alloc(40 << 20, 3))]);
    let aheadBytes = 0;
    let mostAheadBytes = 0;
    const pieces = function* (): Generator<Buffer> {
      for (const piece of piecesOf(bytes, [1 << 16])) {
        aheadBytes += piece.length;
        mostAheadBytes = Math.max(mostAheadBytes, aheadBytes);
        yield piece;
      }
    };
    const spoolFolder = scratchFolder();
    await unpackArchive(
      { stream: Readable.from(pieces(), { objectMode: false }) },
      options({ spoolFolder, onBytes: (read) => (aheadBytes -= read) }),
    );
    expect(readdirSync(spoolFolder)).toHaveLength(1);
    expect(mostAheadBytes).toBeLessThan(32 << 20);
  });
});
