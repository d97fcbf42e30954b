// Room test/main/store: the catalogue is derived (I4): however it was harmed, or exchanged for one of another time or store, the
// store says what index.json, blobs and ledger say, and nothing is lost.
import { appendFileSync, copyFileSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG_VERSION } from '../../../main/catalog/schema.ts';
import { call } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import { type CatalogRows, catalogRows } from '../../support/catalog-rows.ts';
import { verify } from '../../support/harmed-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { writeImages } from '../../support/small-archive.ts';
import { filesOf, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const store = join(folder, 'store');
const catalog = join(store, '.stowage', 'catalog.db');
const ledger = join(store, '.stowage', 'ledger.jsonl');
const older = join(folder, 'older.db');
let files: ReadonlyMap<string, string>;
let rows: CatalogRows;

/** A store with tags, untagged artifacts, locks and a deletion, whose catalogue was copied to `older` three changes ago. */
beforeAll(async () => {
  const first = await writeImages(folder, 'first.tar', {
    'app:1': ['base', 'one'],
    'app:2': ['base', 'two'],
    'app:3': ['three'],
  });
  const second = await writeImages(folder, 'second.tar', { 'app:2': ['base', 'other'], 'tools/x:1': ['x'] });
  await withStore(store, async ({ host, importPath }) => {
    await importPath(first);
    await call(host, 'lock.set', { reference: 'app:1', deleteEnabled: false });
    await call(host, 'tag.add', { source: 'app:1', reference: 'app:latest' });
  });
  copyFileSync(catalog, older);
  await withStore(store, async ({ host, importPath }) => {
    await importPath(second, { onConflict: 'move' });
    await call(host, 'artifact.remove', { references: ['app:3'] });
    await call(host, 'lock.set', { reference: 'app', writeEnabled: false });
  });
  await withStore(store, expectInvariants);
  [files, rows] = [filesOf(store), catalogRows(store)];
});

/** Another store; the more images, the longer its ledger. */
async function otherCatalog(images: number): Promise<string> {
  const path = join(folder, `other-${images}`);
  await withStore(path, async ({ importPath, host }) => {
    for (let at = 0; at < images; at++) {
      await importPath(await writeImages(folder, `other-${at}.tar`, { [`app:${at}`]: ['base', `theirs ${at}`] }));
      await call(host, 'lock.set', { reference: `app:${at}`, listEnabled: false });
    }
  });
  return join(path, '.stowage', 'catalog.db');
}

/** Opened once more, the store is what it was, in every file and every derived row. */
async function expectUnharmed(): Promise<void> {
  await withStore(store, async ({ host }) => await call(host, 'artifact.list', {}));
  expect(filesOf(store)).toEqual(files);
  expect(catalogRows(store)).toEqual(rows);
  await withStore(store, expectInvariants);
  expect(filesOf(store)).toEqual(files);
}

describe('a catalogue that', () => {
  it.for([
    ['is gone', () => rmSync(catalog)],
    ['is empty', () => truncateSync(catalog, 0)],
    ['was cut short in its header', () => truncateSync(catalog, 60)],
    ['was cut short after a page', () => truncateSync(catalog, 4096)],
    ['was cut short in its middle', () => truncateSync(catalog, readFileSync(catalog).length >> 1)],
    ['is another file', () => writeFileSync(catalog, 'no database'.repeat(1000))],
    ['is older by three changes', () => copyFileSync(older, catalog)],
    ['is of a store with a shorter ledger', async () => copyFileSync(await otherCatalog(1), catalog)],
    ['is of a store with a longer ledger', async () => copyFileSync(await otherCatalog(12), catalog)],
  ] as const)('%s is made again, and the store is what it was', { timeout: 60_000 }, async ([, harm]) => {
    await harm();
    await expectUnharmed();
  });

  it('has a page of rubbish is made again by the command that meets it, at the latest by verify', {
    timeout: 120_000,
  }, async () => {
    const before = readFileSync(catalog);
    const ledgerBefore = readFileSync(ledger);
    const pageBytes = 4096;
    const page = fc.nat(before.length / pageBytes - 1);
    try {
      await fc.assert(
        fc.asyncProperty(page, fc.constantFrom(0, 0xa5), async (at, filler) => {
          writeFileSync(ledger, ledgerBefore);
          writeFileSync(catalog, Buffer.from(before).fill(filler, at * pageBytes, (at + 1) * pageBytes));
          await withStore(store, async (opened) => {
            const { host } = opened;
            await call(host, 'artifact.list', {});
            await call(host, 'usage.show', {});
            await call(host, 'tag.add', { source: 'app:1', reference: 'app:1' });
            // It writes down that it was, and nothing else.
            expect((await verify(opened)).damage).toEqual([]);
            expect(readFileSync(ledger).subarray(ledgerBefore.length).toString().split('\n')).toHaveLength(2);
            expect(catalogRows(store)).toMatchObject({ tag: rows['tag'], member: rows['member'], lock: rows['lock'] });
            await expectInvariants(opened);
          });
        }),
        { numRuns: 30 },
      );
    } finally {
      writeFileSync(ledger, ledgerBefore);
    }
  });

  it('another process made again is left by those who had it open, before they change anything', async () => {
    await withStore(store, async ({ host }) => {
      await call(host, 'artifact.list', {});
      const opened = Store.open(store, 'cli', 'existing');
      rmSync(catalog);
      // What runs on it, and may rely on leases nobody sees, stops.
      expect(() => opened.commit(() => ({ change: { operation: 'tag' } }))).toThrow(
        expect.objectContaining({ code: 'store-busy' }),
      );
      opened.close();
      expect(filesOf(store)).toEqual(files);
      // What is asked for next works on the new one.
      await call(host, 'artifact.list', {});
      expect(catalogRows(store)).toEqual(rows);
    });
  });

  it('a newer Stowage made is left as it is, and the store is refused until that is gone', async () => {
    const database = new Database(catalog);
    database.pragma(`user_version = ${CATALOG_VERSION + 1}`);
    database.close();
    await withStore(store, async ({ host }) => {
      await expect(call(host, 'artifact.list', {})).rejects.toMatchObject({ code: 'store-newer' });
    });
    expect(filesOf(store)).toEqual(files);
    rmSync(catalog);
    await expectUnharmed();
  });
});

describe('beside an older catalogue', () => {
  it.for([
    ['half a line', '{"at":"2026-01-01T00:00:00.000Z","door":"cli","operation":"tag","tags":[{"repos'],
    ['bytes that are no line', Buffer.from([0, 255, 10, 0, 1, 2])],
  ] as const)('a ledger that ends with %s loses that, and nothing else', async ([, torn]) => {
    const whole = readFileSync(ledger);
    try {
      for (const isOlder of [true, false]) {
        if (isOlder) copyFileSync(older, catalog);
        else rmSync(catalog);
        appendFileSync(ledger, torn);
        await withStore(store, async (opened) => {
          await call(opened.host, 'artifact.list', {});
          const { meta: _meta, ...now } = catalogRows(store);
          const { meta: _before, ...then } = rows;
          expect(now).toEqual(then);
          await call(opened.host, 'lock.set', { reference: 'tools/x', deleteEnabled: false });
          const last = readFileSync(ledger, 'utf8').trimEnd().split('\n').at(-1) ?? '';
          expect(JSON.parse(last)).toMatchObject({ operation: 'lock' });
          await expectInvariants(opened);
        });
        writeFileSync(ledger, whole);
      }
    } finally {
      writeFileSync(ledger, whole);
    }
  });

  it('an index.json that was cut short stops everything and loses nothing once it is back', async () => {
    copyFileSync(older, catalog);
    const index = join(store, 'index.json');
    const whole = readFileSync(index);
    writeFileSync(index, whole.subarray(0, whole.length >> 1));
    utimesSync(index, 0, 0);
    await withStore(store, async ({ host }) => {
      await expect(call(host, 'artifact.list', {})).rejects.toMatchObject({ code: 'store-damaged' });
    });
    writeFileSync(index, whole);
    const { meta: _meta, ...then } = rows;
    await withStore(store, expectInvariants);
    const { meta: _now, ...now } = catalogRows(store);
    expect([filesOf(store), now]).toEqual([files, then]);
  });
});
