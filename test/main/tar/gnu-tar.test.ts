// What GNU tar writes in each of its formats, and tar-stream in its one, reads back as what was on disk.

import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { scanned, streamed } from './reading.ts';

interface Item {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly content: Buffer;
  readonly target: string;
  readonly mtimeSeconds: number;
}

const item = (name: fc.Arbitrary<string>, target: fc.Arbitrary<string>): fc.Arbitrary<Item> =>
  fc.record({
    name,
    kind: fc.constantFrom('file', 'file', 'directory', 'symlink', 'hardlink'),
    content: fc.uint8Array({ maxLength: 1500 }).map((bytes) => Buffer.from(bytes)),
    target,
    mtimeSeconds: fc.integer({ min: 0, max: 2 ** 31 }),
  });

const shortName = fc.stringMatching(/^[a-z0-9][A-Za-z0-9_. -]{0,39}$/);
const longName = fc.oneof(
  shortName,
  fc.stringMatching(/^[a-z]{101,200}$/),
  fc.constantFrom('e\u0301', '\u00e9', '映像檔', "quo'te", 'back\\slash'),
);
// In a folder of its own each, so that any name goes with any other.
const tree = (name: fc.Arbitrary<string>) =>
  fc.array(item(name, name), { minLength: 1, maxLength: 8 }).map((items) =>
    items.map(
      (one, index): Item => ({
        ...one,
        name: `${index}/${one.name}`,
        kind: index === 0 && one.kind === 'hardlink' ? 'file' : one.kind,
      }),
    ),
  );

const hasTar = /GNU tar/.test(spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout ?? '');

/** Puts the items on disk and has GNU tar archive them; hard links go to the first item. */
function tarOf(items: readonly Item[], format: string): Buffer {
  const root = mkdtempSync(join(tmpdir(), 'stowage-tar-'));
  try {
    for (const one of items) {
      const path = join(root, one.name);
      mkdirSync(join(path, '..'));
      if (one.kind === 'directory') mkdirSync(path);
      else if (one.kind === 'symlink') symlinkSync(one.target, path);
      else if (one.kind === 'hardlink') linkSync(join(root, items[0]?.name ?? ''), path);
      else writeFileSync(path, one.content);
      if (one.kind === 'file') chmodSync(path, 0o640);
      if (one.kind === 'file' || one.kind === 'directory') utimesSync(path, one.mtimeSeconds, one.mtimeSeconds);
    }
    const args = [`--format=${format}`, '--no-recursion', '--null', '--verbatim-files-from', '-T', '-', '-cf', '-'];
    const made = spawnSync('tar', args, { cwd: root, input: items.map(({ name }) => name).join('\0'), maxBuffer: 2 ** 24 });
    if (made.status !== 0) throw new Error(made.stderr.toString());
    return made.stdout;
  } finally {
    rmSync(root, { recursive: true });
  }
}

async function expectItems(bytes: Buffer, items: readonly Item[]): Promise<void> {
  const scan = await scanned(bytes);
  expect(await streamed(bytes, 4096)).toEqual(scan);
  expect(scan.end?.endMarker).toBe(true);
  const expected = items.map((one) => {
    const linked =
      one.kind === 'symlink' ? { linkTarget: one.target } : one.kind === 'hardlink' ? { linkTarget: items[0]?.name } : {};
    const written = one.kind === 'file' || one.kind === 'directory' ? { mtimeSeconds: one.mtimeSeconds } : {};
    return { name: one.name, type: one.kind, sizeBytes: one.kind === 'file' ? one.content.length : 0, ...linked, ...written };
  });
  expect(scan.entries).toHaveLength(items.length);
  for (const [index, entry] of scan.entries.entries()) expect(entry).toMatchObject(expected[index] ?? {});
  expect(scan.contents).toEqual(items.filter(({ kind }) => kind === 'file').map(({ content }) => content));
}

const linkable = (items: readonly Item[]): readonly Item[] =>
  items[0]?.kind === 'file' ? items : items.map((one): Item => (one.kind === 'hardlink' ? { ...one, kind: 'file' } : one));

describe.skipIf(!hasTar)('archives of GNU tar', () => {
  it.each([
    ['v7', shortName],
    ['ustar', shortName],
    ['oldgnu', longName],
    ['gnu', longName],
    ['pax', longName],
  ])('--format=%s reads back as what was on disk', async (format, name) => {
    await fc.assert(
      fc.asyncProperty(tree(name), async (items) => {
        const usable = linkable(items);
        await expectItems(tarOf(usable, format), usable);
      }),
      { numRuns: 12 },
    );
  });
});

it('archives of tar-stream read back as what was packed', async () => {
  await fc.assert(
    fc.asyncProperty(tree(longName), async (items) => {
      // tar-stream 3 cuts times to 32 bits and writes 2^31 as another time.
      const usable = linkable(items).map((one) => ({ ...one, mtimeSeconds: Math.min(one.mtimeSeconds, 2 ** 31 - 1) }));
      const packing = pack();
      for (const one of usable) {
        const type = one.kind === 'hardlink' ? 'link' : one.kind;
        const linkname = one.kind === 'symlink' ? one.target : one.kind === 'hardlink' ? (usable[0]?.name ?? '') : '';
        const mtime = new Date(one.mtimeSeconds * 1000);
        if (one.kind === 'file') packing.entry({ name: one.name, mtime }, one.content);
        else packing.entry({ name: one.name, type, linkname, mtime });
      }
      packing.finalize();
      const pieces: Buffer[] = [];
      for await (const piece of packing) pieces.push(piece as Buffer);
      await expectItems(Buffer.concat(pieces), usable);
    }),
    { numRuns: 50 },
  );
});
