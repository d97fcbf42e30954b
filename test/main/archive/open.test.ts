// Tests of main/archive/open.ts: files, streams and folders give the same tree; the last entry of a name wins and is said;
// what is no archive is told by what it is.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../../main/archive/open.ts';
import type { ArchiveTree } from '../../../main/archive/tree.ts';
import { directory, file, symlink, type TarEntry, tarOf } from '../../build/tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'stowage-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;

function newFolder(): string {
  const path = join(folder, String(++serial));
  mkdirSync(path);
  return path;
}

async function open(path: string): Promise<ArchiveTree> {
  const signal = new AbortController().signal;
  const spoolFolder = newFolder();
  return await openArchive(
    { kind: 'path', path },
    { spoolFolder, documentsOnly: false, signal, onBytes: () => {}, held: () => [] },
  );
}

async function openBytes(bytes: Uint8Array): Promise<ArchiveTree> {
  const path = join(newFolder(), 'archive');
  writeFileSync(path, bytes);
  return await open(path);
}

const contentOf = (tree: ArchiveTree): ReadonlyMap<string, string> =>
  new Map([...tree.files.values()].map((entry) => [entry.name, tree.read(entry, 1 << 20).toString('hex')]));

const segment = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const files = fc.uniqueArray(
  fc.record({ name: fc.tuple(segment, segment).map((parts) => parts.join('/')), bytes: fc.uint8Array({ maxLength: 900 }) }),
  { selector: (entry) => entry.name, minLength: 1, maxLength: 6 },
);

describe('openArchive', () => {
  it('gives the same files from a tar, a compressed tar and a folder', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (list) => {
        const tar = await tarOf(list.map(({ name, bytes }) => file(name, bytes)));
        const place = newFolder();
        for (const { name, bytes } of list) {
          mkdirSync(dirname(join(place, name)), { recursive: true });
          writeFileSync(join(place, name), bytes);
        }
        const expected = new Map(list.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]));
        for (const tree of [await openBytes(tar), await openBytes(gzipSync(tar)), await open(place)])
          expect(contentOf(tree)).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('takes the last of several entries of one name, whatever they are, and says so once', async () => {
    const entries: readonly TarEntry[] = [file('a', 'first'), symlink('a', 'b'), file('a', 'last'), file('b', 'other')];
    for (const tree of [await openBytes(await tarOf(entries)), await openBytes(gzipSync(await tarOf(entries)))]) {
      expect(tree.read(tree.find('a') ?? expect.fail('no entry'), 100).toString()).toBe('last');
      expect(tree.warnings.filter(({ code }) => code === 'entry-duplicate')).toHaveLength(1);
    }
  });

  it('passes over entries that climb out, and says so', async () => {
    const tree = await openBytes(await tarOf([file('../evil', 'x'), file('good', 'y')]));
    expect([...tree.names()]).toEqual(['good']);
    expect(tree.warnings.map(({ code }) => code)).toEqual(['entry-unsafe']);
  });

  it('remembers folders at the top, which tell a root file system', async () => {
    const tree = await openBytes(await tarOf([directory('bin'), directory('etc/ssl'), file('x', '')]));
    expect(tree.hints.topFolders).toEqual(['bin']);
  });

  it('follows links in a folder to files inside it only', async () => {
    const place = newFolder();
    writeFileSync(join(place, 'real'), 'inside');
    symlinkSync('real', join(place, 'link'));
    symlinkSync('/etc/hostname', join(place, 'out'));
    const tree = await open(place);
    expect(tree.read(tree.find('link') ?? expect.fail('no entry'), 100).toString()).toBe('inside');
    expect(() => tree.find('out')).toThrow(expect.objectContaining({ code: 'link-escapes' }));
  });

  it.for([
    ['nothing', Buffer.alloc(0), 'archive-empty'],
    ['a ZIP', Buffer.from('PK\u0003\u0004 and more'), 'archive-is-zip'],
    ['UTF-16', Buffer.from([0xff, 0xfe, 0x61, 0]), 'archive-is-utf16'],
    ['a text', Buffer.from('no archive '.repeat(100)), 'archive-not-tar'],
  ] as const)('refuses %s as what it is', async ([, bytes, code]) => {
    await expect(openBytes(bytes)).rejects.toMatchObject({ code });
  });

  it('tells a path that is not there', async () => {
    await expect(open(join(folder, 'none.tar'))).rejects.toMatchObject({ code: 'archive-not-found' });
  });
});
