// Reading a tar that only flows: pieces without copies, the rest drained, the source closed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTarStream } from '../../../main/tar/stream.ts';
import { cut, endMarker, member, streamed } from './reading.ts';

const archive = Buffer.concat([
  member({ name: 'a' }, 'x'.repeat(3000)),
  member({ name: 'b', type: 'Z' }, 'skipped'),
  member({ name: 'c' }, 'y'),
  endMarker,
]);

/** Chunks that count how often they were closed, and how many were taken. */
function watched(chunks: readonly Uint8Array[]) {
  const seen = { taken: 0, closed: 0 };
  const iterator: AsyncIterator<Uint8Array> = {
    next: async () => {
      const value = chunks[seen.taken++];
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
    return: async () => {
      seen.closed++;
      return { done: true, value: undefined };
    },
  };
  return { seen, chunks: { [Symbol.asyncIterator]: () => iterator } };
}

async function* failing(): AsyncGenerator<Buffer, void, undefined> {
  yield archive.subarray(0, 700);
  throw new Error('unplugged');
}

describe('readTarStream', () => {
  it('reads the same however the bytes are cut', async () => {
    const whole = await streamed(archive, archive.length);
    expect(whole.contents.map((content) => content.length)).toEqual([3000, 1]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2000 }), async (chunkBytes) => {
        expect(await streamed(archive, chunkBytes)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('hands contents through without copying', async () => {
    for await (const piece of readTarStream(cut(archive, 1000), 'a.tar')) {
      if (piece.kind === 'data') expect(piece.bytes.buffer).toBe(archive.buffer);
    }
  });

  it('takes empty chunks', async () => {
    const { chunks } = watched([Buffer.alloc(0), archive.subarray(0, 700), Buffer.alloc(0), archive.subarray(700)]);
    const names: string[] = [];
    for await (const piece of readTarStream(chunks, 'a.tar')) if (piece.kind === 'entry') names.push(piece.entry.name);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('drains what follows the end marker, so that a checksum below is reached', async () => {
    const { seen, chunks } = watched([archive, Buffer.alloc(10), Buffer.from('rest')]);
    const reading = readTarStream(chunks, 'a.tar');
    let next = await reading.next();
    while (next.done !== true) next = await reading.next();
    expect(next.value).toEqual({ endMarker: true, endBytes: archive.length, trailingBytes: 14 });
    expect(seen.taken).toBe(4);
  });

  it('closes the chunks when the reader stops early', async () => {
    const { seen, chunks } = watched([archive.subarray(0, 700), archive.subarray(700)]);
    for await (const piece of readTarStream(chunks, 'a.tar')) if (piece.kind === 'data') break;
    expect(seen).toEqual({ taken: 1, closed: 1 });
  });

  it('closes the chunks when the archive is damaged', async () => {
    const { seen, chunks } = watched([Buffer.alloc(600, 'text')]);
    await expect(readTarStream(chunks, 'a.tar').next()).rejects.toMatchObject({ code: 'archive-not-tar' });
    expect(seen.closed).toBe(1);
  });

  it('passes failures of the chunks through', async () => {
    const reading = readTarStream(failing(), 'a.tar');
    await reading.next();
    await reading.next();
    await expect(reading.next()).rejects.toThrow('unplugged');
  });
});
