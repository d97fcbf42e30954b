// Tests of main/archive/tree.ts: names are looked up cleaned, links resolve inside the archive only, documents have limits.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ArchiveFile, type ArchiveLink, ArchiveTree, linkOf } from '../../../main/archive/tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'stowage-tree-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: string): ArchiveFile => ({ name, sizeBytes: 1, content: null });

function treeOf(names: readonly string[], links: Readonly<Record<string, ArchiveLink>> = {}): ArchiveTree {
  return new ArchiveTree('a.tar', 'none', new Map(names.map((name) => [name, fileOf(name)])), new Map(Object.entries(links)), []);
}

const segment = fc.stringMatching(/^[a-z0-9._-]{1,6}$/).filter((text) => !/^\.+$/.test(text));
const path = fc.array(segment, { minLength: 1, maxLength: 4 });

describe('ArchiveTree.find', () => {
  it('finds a file by any spelling of its name', () => {
    const spelling = fc.constantFrom('', './', '/', './/', '././');
    fc.assert(
      fc.property(path, spelling, (parts, prefix) => {
        const tree = treeOf([parts.join('/')]);
        expect(tree.find(`${prefix}${parts.join('//')}`)?.name).toBe(parts.join('/'));
        expect(tree.find(`${prefix}${parts.join('/./')}`)?.name).toBe(parts.join('/'));
      }),
    );
  });

  it('follows a chain of links to its end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), (hops) => {
        const links = Array.from({ length: hops }, (_, at) => [
          `l${at}`,
          { target: at + 1 === hops ? 'end' : `l${at + 1}`, raw: '' },
        ]);
        expect(treeOf(['end'], Object.fromEntries(links) as Record<string, ArchiveLink>).find('l0')?.name).toBe('end');
      }),
    );
  });

  it('tells a loop from a link to nothing', () => {
    const links = { a: { target: 'b', raw: 'b' }, b: { target: 'a', raw: 'a' }, c: { target: 'gone', raw: 'gone' } };
    expect(() => treeOf([], links).find('a')).toThrow(expect.objectContaining({ code: 'link-loop' }));
    expect(treeOf([], links).find('c')).toBeUndefined();
  });

  it('refuses a link that leads out', () => {
    const tree = treeOf([], { out: linkOf('x/out', '../../etc/passwd', 'symlink') });
    expect(() => tree.find('out')).toThrow(expect.objectContaining({ code: 'link-escapes' }));
  });
});

describe('linkOf', () => {
  it('reads a symlink from its own folder and a hard link from the root of the archive', () => {
    fc.assert(
      fc.property(path, segment, segment, (target, home, name) => {
        const to = target.join('/');
        expect(linkOf(`${home}/${name}`, `../${to}`, 'symlink').target).toBe(to);
        expect(linkOf(`${home}/${name}`, to, 'symlink').target).toBe(`${home}/${to}`);
        expect(linkOf(`${home}/${name}`, to, 'hardlink').target).toBe(to);
        expect(linkOf(`${home}/${name}`, `./${to}`, 'hardlink').target).toBe(to);
      }),
    );
  });

  it('has no target where the link is absolute or climbs out', () => {
    fc.assert(
      fc.property(path, fc.constantFrom('symlink' as const, 'hardlink' as const), (target, kind) => {
        const to = target.join('/');
        expect(linkOf('a/b', `/${to}`, kind).target).toBeNull();
        expect(linkOf('a/b', `../../${to}`, kind).target).toBeNull();
      }),
    );
  });
});

describe('ArchiveTree.split', () => {
  it('shows each folder as an archive of its own, links included, and nothing of what lies in none', () => {
    const links = { 'in/l': { target: 'in/f', raw: 'f' }, 'in/out': { target: 'f', raw: '../f' } };
    const parts = treeOf(['in/f', 'f', 'deep/er/g', 'in/side/h'], links).split(new Set(['in', 'in/side', 'deep/er']));
    expect([...parts.keys()]).toEqual(['in', 'deep/er']);
    expect([...(parts.get('deep/er')?.names() ?? [])]).toEqual(['g']);
    const tree = parts.get('in') ?? treeOf([], {});
    expect([...tree.names()]).toEqual(['f', 'side/h', 'l', 'out']);
    expect(tree.find('l')?.name).toBe('f');
    expect(() => tree.find('out')).toThrow(expect.objectContaining({ code: 'link-escapes' }));
  });
});

describe('ArchiveTree.read', () => {
  const written = join(folder, 'document');
  writeFileSync(written, 'before{"a":1}after');
  const inside: ArchiveFile = { name: 'x', sizeBytes: 7, content: { path: written, offsetBytes: 6 } };
  const tree = new ArchiveTree('a.tar', 'none', new Map([['x', inside]]), new Map(), []);

  it('reads the file’s own range and no more', () => {
    expect(tree.read(inside, 100).toString()).toBe('{"a":1}');
    expect(Buffer.from(tree.head(inside)).toString()).toBe('{"a":1}');
  });

  it('refuses a document above its limit and one whose content was not kept', () => {
    expect(() => tree.read(inside, 6)).toThrow(expect.objectContaining({ code: 'json-too-large' }));
    expect(() => tree.read(fileOf('y'), 100)).toThrow(expect.objectContaining({ code: 'json-invalid' }));
  });

  it('says that the archive changed where the range is not there any more', () => {
    const beyond: ArchiveFile = { ...inside, content: { path: written, offsetBytes: 15 } };
    expect(() => tree.read(beyond, 100)).toThrow(expect.objectContaining({ code: 'archive-changed' }));
    const gone: ArchiveFile = { ...inside, content: { path: join(folder, 'gone'), offsetBytes: 0 } };
    expect(() => tree.read(gone, 100)).toThrow(expect.objectContaining({ code: 'archive-changed' }));
  });
});
