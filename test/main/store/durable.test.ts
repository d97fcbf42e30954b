// Room test/main/store: a replaced file is whole or the old one, with nothing left beside it.
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isTemporaryOf, replaceFile, writeAll } from '../../../main/store/durable.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a file is replaced whole, and made where there was none', () => {
  const path = join(folder, 'file');
  for (const text of ['first', 'second, longer', '']) {
    replaceFile(path, [Buffer.from(text.slice(0, 2)), Buffer.from(text.slice(2))]);
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
  expect(readdirSync(folder)).toEqual(['file']);
});

it('a replacement that fails leaves nothing beside what is there', () => {
  const parent = join(folder, 'sub');
  mkdirSync(join(parent, 'taken', 'full'), { recursive: true });
  expect(() => replaceFile(join(parent, 'taken'), [Buffer.from('x')])).toThrow(/EISDIR|ENOTEMPTY|EPERM/);
  expect(readdirSync(parent)).toEqual(['taken']);
});

it('tells the files of a cut-off replacement from others', () => {
  expect(isTemporaryOf('/store/index.json', 'index.json.17.tmp')).toBe(true);
  for (const name of ['index.json', 'oci-layout.17.tmp', 'index.json.bak', 'my-index.json.17.tmp'])
    expect(isTemporaryOf('/store/index.json', name)).toBe(false);
});

it('writes at a position without touching what stands before', () => {
  const path = join(folder, 'positioned');
  writeFileSync(path, 'abcdef');
  const fd = openSync(path, 'r+');
  writeAll(fd, Buffer.from('XY'), 2);
  closeSync(fd);
  expect(readFileSync(path, 'utf8')).toBe('abXYef');
});
