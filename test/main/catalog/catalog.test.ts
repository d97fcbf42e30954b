// Room test/main/catalog: one writer at a time, nothing of a section that failed, and database errors told by kind.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { Catalog, isCatalogCorrupt } from '../../../main/catalog/catalog.ts';
import { CATALOG_VERSION, derivedTables } from '../../../main/catalog/schema.ts';
import { temporaryFolder } from '../opened-store.ts';
import { memoryCatalog, reach, storedBlob } from './memory-catalog.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a new catalogue says that it is to be filled, one that was filled does not', () => {
  const path = join(folder, 'new.db');
  const first = Catalog.open(path, 'a store');
  expect(first.fresh).toBe(true);
  first.catalog.close();
  const unfilled = Catalog.open(path, 'a store');
  expect(unfilled.fresh).toBe(true);
  unfilled.catalog.setMeta('complete', '1');
  unfilled.catalog.close();
  const second = Catalog.open(path, 'a store');
  expect(second.fresh).toBe(false);
  expect(second.catalog.db.pragma('user_version', { simple: true })).toBe(CATALOG_VERSION);
  second.catalog.close();
});

it('a critical section that throws leaves nothing behind, and the error is the one thrown', () => {
  const catalog = memoryCatalog();
  const failure = new RangeError('on purpose');
  expect(() =>
    catalog.critical(() => {
      catalog.setMeta('half', 'way');
      throw failure;
    }),
  ).toThrow(failure);
  expect(catalog.meta('half')).toBeNull();
});

it('another connection sees a section whole or not at all', () => {
  const path = join(folder, 'shared.db');
  const { catalog: left } = Catalog.open(path, 'a store');
  const { catalog: right } = Catalog.open(path, 'a store');
  left.critical(() => {
    left.setMeta('one', '1');
    expect(right.meta('one')).toBeNull();
    left.setMeta('two', '2');
  });
  expect([right.meta('one'), right.meta('two')]).toEqual(['1', '2']);
  left.close();
  right.close();
});

it('clearing empties everything derived and leaves leases', () => {
  const catalog = memoryCatalog();
  reach(catalog, 'r', 'x', [storedBlob(catalog, 'b', 5)]);
  catalog.sql("INSERT INTO lease (id, owner, purpose, expires_at) VALUES ('l', '{}', 'import', 1)").run();
  catalog.critical(() => catalog.clear());
  for (const table of [...derivedTables, 'meta'])
    expect([table, catalog.sql(`SELECT count(*) FROM ${table}`).pluck().get()]).toEqual([table, 0]);
  expect(catalog.sql('SELECT count(*) FROM lease').pluck().get()).toBe(1);
});

it('a file that is no database is told as one to make again', () => {
  const path = join(folder, 'none.db');
  const database = new Database(path);
  database.exec('CREATE TABLE x (y)');
  database.close();
  expect(Catalog.open(path, 'a store').fresh).toBe(true);
  expect(isCatalogCorrupt(new Error('else'))).toBe(false);
  expect(isCatalogCorrupt(Object.assign(new Error('bad'), { code: 'SQLITE_CORRUPT_INDEX' }))).toBe(true);
  expect(isCatalogCorrupt(Object.assign(new Error('bad'), { code: 'SQLITE_NOTADB' }))).toBe(true);
});

it.for([
  ['SQLITE_IOERR_LOCK', 'store-cannot-lock'],
  ['SQLITE_IOERR_RDLOCK', 'store-cannot-lock'],
  ['SQLITE_IOERR_CHECKRESERVEDLOCK', 'store-cannot-lock'],
  ['SQLITE_IOERR_SHMMAP', 'store-cannot-lock'],
  ['SQLITE_PROTOCOL', 'store-cannot-lock'],
  ['SQLITE_IOERR_SHMSIZE', 'no-space'],
  ['SQLITE_IOERR_READ', 'store-damaged'],
  ['SQLITE_BUSY_SNAPSHOT', 'store-busy'],
] as const)('%s is told as %s', ([errno, code]) => {
  const fail = (): never => {
    throw Object.assign(new Error('from SQLite'), { code: errno });
  };
  expect(() => memoryCatalog().critical(fail)).toThrow(expect.objectContaining({ code }));
});
