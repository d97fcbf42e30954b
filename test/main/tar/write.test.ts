// Written archives: deterministic bytes that other readers take, ours and tar-stream among them.
import { spawnSync } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { extract, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { type PackedFile, packTar, tarEndBytes, tarHeader, tarPaddingBytes } from '../../../main/tar/write.ts';
import { cut, scanned, streamed } from './reading.ts';

const part = fc.stringMatching(/^[A-Za-z0-9_.-]{1,60}$/).filter((text) => !/^\.{1,2}$/.test(text));
const asciiName = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
const anyName = fc.oneof(
  asciiName,
  fc
    .array(fc.oneof(part, fc.constantFrom('é', '映像', 'a b', 'x'.repeat(120))), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/')),
);
const files = (name: fc.Arbitrary<string>) =>
  fc.uniqueArray(
    fc.record({ name, content: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)), directory: fc.boolean() }),
    {
      selector: (file) => file.name,
      maxLength: 6,
    },
  );

interface Planned {
  readonly name: string;
  readonly content: Buffer;
  readonly directory: boolean;
}

const bytesOf = ({ content, directory }: Planned): Buffer => (directory ? Buffer.alloc(0) : content);
const nameOf = ({ name, directory }: Planned): string => (directory ? `${name}/` : name);

async function* planned(all: readonly Planned[], streaming: boolean): AsyncGenerator<PackedFile, void, undefined> {
  for (const file of all)
    yield { name: nameOf(file), sizeBytes: bytesOf(file).length, content: streaming ? cut(bytesOf(file), 300) : bytesOf(file) };
}

// The streams of tar-stream do not say in their types that they give bytes.
async function collect(chunks: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of chunks) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

describe('packTar', () => {
  it('is header, content and padding of each file, and the end marker', async () => {
    await fc.assert(
      fc.asyncProperty(files(anyName), async (all) => {
        const parts = all.flatMap((file) => {
          const bytes = bytesOf(file);
          return [tarHeader(nameOf(file), bytes.length), bytes, Buffer.alloc(tarPaddingBytes(bytes.length))];
        });
        const expected = Buffer.concat([...parts, Buffer.alloc(tarEndBytes)]);
        expect((await collect(packTar(planned(all, true)))).equals(expected)).toBe(true);
        expect((await collect(packTar(planned(all, false)))).equals(expected)).toBe(true);
      }),
    );
  });

  it('reads back as what was written', async () => {
    await fc.assert(
      fc.asyncProperty(files(anyName), async (all) => {
        const bytes = await collect(packTar(planned(all, true)));
        for (const reading of [await scanned(bytes), await streamed(bytes, 1000)]) {
          expect(reading.end).toEqual({ endMarker: true, endBytes: bytes.length, trailingBytes: 0 });
          expect(reading.entries.map(({ rawName, type, mode, mtimeSeconds }) => ({ rawName, type, mode, mtimeSeconds }))).toEqual(
            all.map((file) => ({
              rawName: nameOf(file),
              type: file.directory ? 'directory' : 'file',
              mode: file.directory ? 0o755 : 0o644,
              mtimeSeconds: 0,
            })),
          );
          expect(reading.contents).toEqual(all.filter(({ directory }) => !directory).map(({ content }) => content));
        }
      }),
    );
  });

  it('writes the bytes that tar-stream writes, where no pax header is needed', async () => {
    await fc.assert(
      fc.asyncProperty(files(asciiName.filter((name) => name.length < 100)), async (all) => {
        const theirs = pack();
        for (const file of all) {
          theirs.entry(
            { name: nameOf(file), size: bytesOf(file).length, mtime: new Date(0), type: file.directory ? 'directory' : 'file' },
            bytesOf(file),
          );
        }
        theirs.finalize();
        expect((await collect(packTar(planned(all, false)))).equals(await collect(theirs))).toBe(true);
      }),
    );
  });

  it('is read by tar-stream, long and foreign names included', async () => {
    await fc.assert(
      fc.asyncProperty(files(anyName), async (all) => {
        const reader = extract();
        reader.end(await collect(packTar(planned(all, false))));
        const names: string[] = [];
        const contents: Buffer[] = [];
        for await (const entry of reader) {
          names.push(entry.header.name);
          contents.push(await collect(entry));
        }
        expect(names).toEqual(all.map(nameOf));
        expect(contents).toEqual(all.map(bytesOf));
      }),
    );
  });

  it('writes the header of a size over 8 GiB as it is placed, and closes file and content when its reader stops', async () => {
    const sizeBytes = 9 * 2 ** 30;
    const piece = Buffer.alloc(2 ** 20);
    const closed: string[] = [];
    async function* content(): AsyncGenerator<Buffer, void, undefined> {
      try {
        for (;;) yield piece;
      } finally {
        closed.push('content');
      }
    }
    async function* one(): AsyncGenerator<PackedFile, void, undefined> {
      try {
        yield { name: 'big', sizeBytes, content: content() };
      } finally {
        closed.push('files');
      }
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const next of packTar(one())) {
      pieces.push(next);
      bytes += next.length;
      if (bytes > 3 * piece.length) break;
    }
    expect(closed).toEqual(['content', 'files']);
    expect(
      Buffer.concat(pieces)
        .subarray(0, 3 * 512)
        .equals(tarHeader('big', sizeBytes)),
    ).toBe(true);
  });

  it('passes on what a file or its content fails with', async () => {
    const reason = new Error('unplugged');
    async function* failing(): AsyncGenerator<Buffer, void, undefined> {
      yield Buffer.alloc(2);
      throw reason;
    }
    async function* one(): AsyncGenerator<PackedFile, void, undefined> {
      yield { name: 'a', sizeBytes: 3, content: failing() };
    }
    async function* none(): AsyncGenerator<PackedFile, void, undefined> {
      yield* [];
      throw reason;
    }
    await expect(collect(packTar(one()))).rejects.toBe(reason);
    await expect(collect(packTar(none()))).rejects.toBe(reason);
  });

  it('asks for no more than its reader takes', async () => {
    let given = 0;
    async function* content(): AsyncGenerator<Buffer, void, undefined> {
      for (; given < 100; given++) yield Buffer.alloc(2 ** 20);
    }
    async function* one(): AsyncGenerator<PackedFile, void, undefined> {
      yield { name: 'a', sizeBytes: 100 * 2 ** 20, content: content() };
    }
    const reading = packTar(one());
    await reading.next();
    for (let turn = 0; turn < 100; turn++) await nextTurn();
    expect(given).toBeLessThan(10);
    await reading.return();
  });

  it.each([2, 4])('throws when a content is not the three bytes announced but %i', async (length) => {
    async function* one(streaming: boolean): AsyncGenerator<PackedFile, void, undefined> {
      const bytes = Buffer.alloc(length);
      yield { name: 'a', sizeBytes: 3, content: streaming ? cut(bytes, 1) : bytes };
    }
    await expect(collect(packTar(one(true)))).rejects.toThrow('3 bytes announced');
    await expect(collect(packTar(one(false)))).rejects.toThrow('3 bytes announced');
  });
});

describe('tarHeader', () => {
  const hasTar = /GNU tar/.test(spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout ?? '');

  it('needs one block for every blob of a SHA-256 layout, and pax for SHA-512', () => {
    expect(tarHeader(`blobs/sha256/${'0'.repeat(64)}`, 8 * 2 ** 30 - 1)).toHaveLength(512);
    expect(tarHeader(`blobs/sha512/${'0'.repeat(128)}`, 0)).toHaveLength(3 * 512);
  });

  it('splits a name at ustar\u2019s own bounds', () => {
    expect(tarHeader(`${'p'.repeat(155)}/${'n'.repeat(100)}`, 0)).toHaveLength(512);
    expect(tarHeader(`${'p'.repeat(156)}/${'n'.repeat(100)}`, 0)).toHaveLength(3 * 512);
    expect(tarHeader(`${'p'.repeat(155)}/${'n'.repeat(101)}`, 0)).toHaveLength(3 * 512);
  });

  it('says a size of 8 GiB in pax and in base-256', async () => {
    const sizeBytes = 8 * 2 ** 30;
    const header = tarHeader('big', sizeBytes);
    expect(header).toHaveLength(3 * 512);
    for (const [entry, bytes] of [
      ['big', header],
      ['PaxHeader', header.subarray(1024)],
    ] as const) {
      expect((await scanned(bytes)).failure).toMatchObject({ code: 'archive-truncated', params: { entry } });
    }
    expect(header.subarray(1024 + 124, 1024 + 136).toString('hex')).toBe('800000000000000200000000');
  });

  it.skipIf(!hasTar)('is read by GNU tar', () => {
    const names = ['a', `blobs/sha512/${'0'.repeat(128)}`, `${'p'.repeat(155)}/${'n'.repeat(100)}`, '映像/é', 'blobs/'];
    const bytes = Buffer.concat([...names.map((name) => tarHeader(name, 0)), Buffer.alloc(tarEndBytes)]);
    const listed = spawnSync('tar', ['--quoting-style=literal', '-tf', '-'], { input: bytes, encoding: 'utf8' });
    expect(listed.stderr).toBe('');
    expect(listed.stdout.split('\n').slice(0, -1)).toEqual(names);
  });
});
