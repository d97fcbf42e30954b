// Unpacking a stream: contents and digests whatever the wrapping, what a dry run keeps, failures in the order of the stream,
// and that nothing stays open or waits for ever.
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type StreamInput, type UnpackOptions, unpackArchive } from '../../../../main/store/transfer/unpack-stream.ts';
import { sniffCompression } from '../../../../main/tar/compression.ts';
import { tarPaddingBytes } from '../../../../main/tar/header.ts';
import { readTarStream, type TarPiece } from '../../../../main/tar/stream.ts';
import { block } from '../../tar/reading.ts';
import {
  canMount,
  digest,
  mountTmpfs,
  openUnder,
  scratchFolder,
  startedWorkers,
  succeeds,
  writeRandom,
} from './scratch-folder.ts';

const mebibyte = 1024 * 1024;
const fixtures = join(import.meta.dirname, '../../../fixtures/archives');

interface ExpectedOrigins {
  readonly archives: Readonly<Record<string, { readonly from?: string }>>;
}
const origins = JSON.parse(readFileSync(join(fixtures, 'EXPECT.json'), 'utf8')) as ExpectedOrigins;
const compressed = readdirSync(join(fixtures, 'compressed'));

function options(more: Partial<UnpackOptions> = {}): UnpackOptions {
  return { archive: 'archive.tar', spoolFolder: scratchFolder(), keep: 'all', ...more };
}

function inputOf(path: string): StreamInput {
  return { path, compression: sniffCompression(readFileSync(path)) };
}

interface Content {
  readonly name: string;
  readonly bytes: Buffer | undefined;
}

/** What a plain tar holds, read in one go. */
async function contentsOf(tar: Buffer): Promise<readonly Content[]> {
  const contents: { name: string; bytes: Buffer | undefined }[] = [];
  const pieces = readTarStream(
    (async function* () {
      yield tar;
    })(),
    'plain',
  );
  for await (const piece of pieces as AsyncIterable<TarPiece>) {
    const last = contents.at(-1);
    if (piece.kind === 'entry')
      contents.push({ name: piece.entry.name, bytes: piece.entry.type === 'file' ? Buffer.alloc(0) : undefined });
    else if (last?.bytes !== undefined) last.bytes = Buffer.concat([last.bytes, piece.bytes]);
  }
  return contents;
}

/** A tar of files, each under a name that may be too long for its header. */
function tarOf(files: readonly { readonly name: string; readonly bytes: Buffer }[]): Buffer {
  const parts: Buffer[] = [];
  const push = (type: string, name: string, bytes: Buffer): void => {
    parts.push(block({ name, type, size: bytes.length }), bytes, Buffer.alloc(tarPaddingBytes(bytes.length)));
  };
  for (const { name, bytes } of files) {
    if (name.length > 100) push('L', '././@LongLink', Buffer.from(`${name}\0`));
    push('0', name.slice(0, 100), bytes);
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

async function expectContents(input: StreamInput, tar: Buffer, opts: UnpackOptions): Promise<void> {
  const { entries } = await unpackArchive(input, opts);
  const contents = await contentsOf(tar);
  expect(entries.map(({ entry }) => entry.name)).toEqual(contents.map(({ name }) => name));
  for (const [index, spooled] of entries.entries()) {
    const bytes = contents[index]?.bytes;
    expect(spooled.sha256).toBe(bytes === undefined ? undefined : digest(bytes));
    expect(Buffer.from(spooled.head).equals((bytes ?? Buffer.alloc(0)).subarray(0, 512))).toBe(true);
    if (spooled.path !== undefined && bytes !== undefined) expect(readFileSync(spooled.path).equals(bytes)).toBe(true);
    expect(spooled.path === undefined).toBe(bytes === undefined);
  }
}

/** Both ends of a pipe; nothing is lost when the reader is asked first. */
function pipe(): { readonly fd: number; readonly writer: number } {
  const path = join(scratchFolder(), 'pipe');
  if (!succeeds('mkfifo', path)) throw new Error('mkfifo failed');
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { fd, writer: openSync(path, 'w') };
}

describe('unpackArchive', () => {
  it.each(compressed)('unpacks %s into the contents of the tar it was made from', async (name) => {
    const tar = readFileSync(join(fixtures, origins.archives[`compressed/${name}`]?.from ?? ''));
    await expectContents(inputOf(join(fixtures, 'compressed', name)), tar, options());
  });

  it('unpacks files of any size and names of any length, wherever the chunks break', { timeout: 60_000 }, async () => {
    const size = fc.oneof(
      fc.nat({ max: 3 * mebibyte }),
      fc.constantFrom(0, 1, 512, mebibyte - 1, mebibyte, 4 * mebibyte, 9 * mebibyte + 1),
    );
    const nameLength = fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 101, max: mebibyte - 1 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(size, nameLength), { maxLength: 6, minLength: 1 }),
        fc.constantFrom('none', 'gzip', 'zstd'),
        async (files, compression) => {
          const folder = scratchFolder();
          const path = join(folder, 'archive');
          const tar = tarOf(
            files.map(([length, name], index) => ({
              name: String(index).repeat(name),
              bytes: writeRandom(join(folder, 'part'), length),
            })),
          );
          const pack = {
            none: (bytes: Buffer) => bytes,
            gzip: (bytes: Buffer) => gzipSync(bytes, { level: 1 }),
            zstd: (bytes: Buffer) => zstdCompressSync(bytes),
          };
          writeFileSync(path, pack[compression](tar));
          await expectContents({ path, compression }, tar, options());
        },
      ),
      { numRuns: 10 },
    );
  });

  it('reports bytes of the input and how the tar ended', async () => {
    const path = join(scratchFolder(), 'archive');
    const tar = tarOf([{ name: 'a', bytes: Buffer.alloc(5 * mebibyte) }]);
    writeFileSync(path, gzipSync(Buffer.concat([tar, Buffer.alloc(100)]), { level: 0 }));
    let read = 0;
    const unpacked = await unpackArchive(inputOf(path), options({ onBytes: (bytes) => (read += bytes) }));
    expect(read).toBe(statSync(path).size);
    expect(unpacked).toMatchObject({ compression: 'gzip', endMarker: true, trailingBytes: 100 });
  });

  it('hashes blobs under sha512 both ways', async () => {
    const path = join(scratchFolder(), 'archive');
    const bytes = Buffer.from('blob');
    writeFileSync(path, tarOf([{ name: `blobs/sha512/${'0'.repeat(80)}`, bytes }]));
    const { entries } = await unpackArchive(inputOf(path), options());
    expect(entries[0]).toMatchObject({ sha256: digest(bytes), sha512: digest(bytes, 'sha512') });
  });

  it('passes over blobs that are held', async () => {
    const path = join(scratchFolder(), 'archive');
    const hex = 'ab'.repeat(32);
    const files = [`blobs/sha256/${hex}`, hex, `blobs/sha256/${'cd'.repeat(32)}`].map((name) => ({
      name,
      bytes: Buffer.from(name),
    }));
    writeFileSync(path, tarOf(files));
    const { entries } = await unpackArchive(inputOf(path), options({ held: [hex] }));
    expect(entries.map((spooled) => [spooled.path !== undefined, spooled.sha256 !== undefined])).toEqual([
      [false, false],
      [true, true],
      [true, true],
    ]);
    expect(Buffer.from(entries[0]?.head ?? []).toString()).toBe(files[0]?.name);
  });

  it('keeps only what may be JSON on a dry run', async () => {
    const path = join(scratchFolder(), 'archive');
    const files = {
      object: Buffer.from(' \n{"a": 1}'),
      array: Buffer.from('[]'),
      text: Buffer.from('no { json'),
      empty: Buffer.alloc(0),
      'large.json': Buffer.alloc(64 * mebibyte, '{'),
      'too-large.json': Buffer.alloc(64 * mebibyte + 1, '{'),
      layer: Buffer.alloc(5 * mebibyte, 1),
    };
    writeFileSync(path, tarOf(Object.entries(files).map(([name, bytes]) => ({ name, bytes }))));
    const { entries } = await unpackArchive(inputOf(path), options({ keep: 'documents' }));
    const kept = entries.filter((spooled) => spooled.path !== undefined);
    expect(kept.map(({ entry }) => entry.name)).toEqual(['object', 'array', 'large.json']);
    for (const { entry, path: at } of kept) expect(readFileSync(at ?? '').equals(files[entry.name as 'array'])).toBe(true);
    expect(entries.map(({ sha256 }) => sha256)).toEqual(Object.values(files).map((bytes) => digest(bytes)));
  });

  it('keeps the index of a layout with 30,000 tags on a dry run', async () => {
    const path = join(scratchFolder(), 'archive');
    const manifests = Array.from({ length: 30_000 }, (_, index) => {
      const name = `registry.example/team/project/image:v${index}`;
      return {
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest: digest(Buffer.from(name)),
        size: 1000 + index,
        annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name },
      };
    });
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests }, null, 2));
    expect(bytes.length).toBeGreaterThan(8 * mebibyte);
    writeFileSync(path, zstdCompressSync(tarOf([{ name: 'index.json', bytes }])));
    const { entries } = await unpackArchive(inputOf(path), options({ keep: 'documents' }));
    expect(readFileSync(entries[0]?.path ?? '').equals(bytes)).toBe(true);
  });

  it('never lets a name choose where content goes', async () => {
    const path = join(scratchFolder(), 'archive');
    writeFileSync(path, tarOf(['../../escape', '/absolute', 'a/b', 'a/b'].map((name) => ({ name, bytes: Buffer.from(name) }))));
    const spoolFolder = scratchFolder();
    const { entries } = await unpackArchive(inputOf(path), options({ spoolFolder }));
    expect(entries.map((spooled) => spooled.path)).toEqual(['0', '1', '2', '3'].map((name) => join(spoolFolder, name)));
  });

  it.each([
    ['archive-empty', Buffer.alloc(0)],
    ['archive-empty', gzipSync(Buffer.alloc(0))],
    ['archive-not-tar', Buffer.alloc(3 * mebibyte, 'text ')],
    ['archive-truncated', tarOf([{ name: 'a', bytes: Buffer.alloc(3 * mebibyte) }]).subarray(0, 2 * mebibyte)],
    [
      'archive-truncated',
      gzipSync(tarOf([{ name: 'a', bytes: Buffer.alloc(3 * mebibyte) }]), { level: 0 }).subarray(0, 2 * mebibyte),
    ],
    ['archive-not-tar', gzipSync(Buffer.alloc(3 * mebibyte, 'text '), { level: 0 }).subarray(0, 2 * mebibyte)],
  ])('fails with %s, whichever comes first in the stream', async (code, bytes) => {
    const path = join(scratchFolder(), 'archive');
    writeFileSync(path, bytes);
    await expect(unpackArchive(inputOf(path), options())).rejects.toMatchObject({ code, params: { archive: 'archive.tar' } });
  });

  it('reports a source that is gone and a spool folder that is missing', async () => {
    const folder = scratchFolder();
    const gone = unpackArchive({ path: join(folder, 'gone'), compression: 'gzip' }, options());
    await expect(gone).rejects.toMatchObject({ code: 'archive-changed' });
    for (const bytes of [Buffer.from('small'), Buffer.alloc(3 * mebibyte)]) {
      const path = join(folder, 'archive');
      writeFileSync(path, tarOf([{ name: 'a', bytes }]));
      const missing = unpackArchive(inputOf(path), options({ spoolFolder: join(folder, 'missing') }));
      await expect(missing).rejects.toMatchObject({ code: 'file-system', params: { errno: 'ENOENT' } });
    }
  });

  it.skipIf(!canMount)('reports a full disk (mounting a small one needs root on Linux)', async () => {
    const spoolFolder = scratchFolder();
    const path = join(scratchFolder(), 'archive');
    mountTmpfs(spoolFolder, 8 * mebibyte);
    for (const files of [
      [{ name: 'large', bytes: Buffer.alloc(40 * mebibyte) }],
      Array.from({ length: 300 }, (_, index) => ({ name: String(index), bytes: Buffer.alloc(40_000) })),
    ]) {
      writeFileSync(path, tarOf(files));
      await expect(unpackArchive(inputOf(path), options({ spoolFolder }))).rejects.toMatchObject({
        code: 'no-space',
        cause: { code: 'ENOSPC' },
      });
      expect(openUnder(spoolFolder)).toEqual([]);
      for (const name of readdirSync(spoolFolder)) rmSync(join(spoolFolder, name));
    }
  });

  it.each([0, 1])('rejects when a thread dies (the one started at %i)', async (index) => {
    const path = join(scratchFolder(), 'archive');
    writeFileSync(path, gzipSync(tarOf([{ name: 'a', bytes: Buffer.alloc(20 * mebibyte) }]), { level: 0 }));
    const { workers, stopWatching } = startedWorkers();
    const unpacking = unpackArchive(inputOf(path), options());
    await nextTurn();
    stopWatching();
    void workers[index]?.terminate();
    await expect(unpacking).rejects.toThrow('an unpacking worker died');
  });

  it('reads a descriptor from where it stands and tells its compression itself', async () => {
    const path = join(scratchFolder(), 'archive');
    const tar = tarOf([{ name: 'a', bytes: Buffer.alloc(3 * mebibyte, 3) }]);
    for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
      writeFileSync(path, bytes);
      const fd = openSync(path, 'r');
      try {
        await expectContents({ fd }, tar, options());
      } finally {
        closeSync(fd);
      }
    }
  });

  describe.skipIf(process.platform === 'win32')('from a pipe', () => {
    it('reads to the end', async () => {
      const path = join(scratchFolder(), 'archive');
      const tar = tarOf([
        { name: 'a', bytes: Buffer.alloc(7 * mebibyte, 'abc') },
        { name: 'b', bytes: Buffer.from('{}') },
      ]);
      for (const bytes of [tar, gzipSync(tar)]) {
        writeFileSync(path, bytes);
        const { fd, writer } = pipe();
        spawn('cat', [path], { stdio: ['ignore', writer, 'inherit'] });
        closeSync(writer);
        await expectContents({ fd }, tar, options());
      }
    });

    it('finds nothing in an empty one', async () => {
      const { fd, writer } = pipe();
      closeSync(writer);
      await expect(unpackArchive({ fd }, options())).rejects.toMatchObject({ code: 'archive-empty' });
    });

    it('stops when aborted, though nothing comes', async () => {
      const { fd, writer } = pipe();
      const abort = new AbortController();
      const reason = new Error('enough');
      const unpacking = unpackArchive({ fd }, options({ signal: abort.signal }));
      setImmediate(() => abort.abort(reason));
      await expect(unpacking).rejects.toBe(reason);
      closeSync(writer);
    });
  });

  it('stops midway when aborted, with the reason of the signal and everything closed', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'archive');
    writeFileSync(path, tarOf([{ name: 'a', bytes: Buffer.alloc(200 * mebibyte) }]));
    const abort = new AbortController();
    const reason = new Error('enough');
    const spoolFolder = scratchFolder();
    const stopped = unpackArchive(
      inputOf(path),
      options({ spoolFolder, signal: abort.signal, onBytes: () => abort.abort(reason) }),
    );
    await expect(stopped).rejects.toBe(reason);
    expect([...openUnder(folder), ...openUnder(spoolFolder)]).toEqual([]);
    await expect(unpackArchive(inputOf(path), options({ signal: abort.signal }))).rejects.toBe(reason);
  });
});
