// Room test/main/store: kill -9 of verify and repair (I6): at every change of a file, after which the next run finds or heals
// the same; and in the middle of hashing, after which the next run goes on where the killed one was.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import { startStowage } from '../../support/child.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { writeImages } from '../../support/small-archive.ts';
import { blobsIn, type OpenedStore, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const crashAt = new URL('../../support/crash-at.ts', import.meta.url);
const harmed = join(folder, 'harmed');
const verified = join(folder, 'verified');
let archive = '';
let bad: readonly string[] = [];
let whole: ReadonlyMap<string, Buffer> = new Map();
let serial = 0;

beforeAll(async () => {
  archive = await writeImages(folder, 'images.tar', { 'app:1': ['base', 'one'], 'app:2': ['base', 'two'] });
  await withStore(harmed, async ({ importPath, host, path }) => {
    await importPath(archive);
    whole = blobsIn(path);
    const { digest } = await call(host, 'artifact.show', { reference: 'app:1' });
    const { image } = await call(host, 'artifact.show', { reference: 'app:2' });
    bad = [digest, image?.layers[0]?.digest ?? ''].toSorted();
  });
  for (const each of bad) {
    const path = join(harmed, 'blobs', ...each.split(':'));
    const bytes = readFileSync(path);
    rmSync(path);
    writeFileSync(path, bytes.subarray(1));
  }
  cpSync(harmed, verified, { recursive: true });
  await withStore(verified, async ({ host }) => await runJob(host, 'store.verify', {}));
});

const quarantined = (store: string): readonly string[] => {
  const path = join(store, '.stowage', 'quarantine');
  return existsSync(path) ? readdirSync(path).map((name) => name.replace('-', ':')) : [];
};

/** Runs the command on fresh copies, killed one step later each time, until it gets through; gives how often it was killed. */
async function crashEverywhere(
  from: string,
  args: readonly string[],
  afterwards: (store: OpenedStore) => Promise<void>,
): Promise<number> {
  for (let step = 1; ; step++) {
    const store = join(folder, String(++serial));
    cpSync(from, store, { recursive: true });
    const { exitCode } = await startStowage(store, args, { url: crashAt, step }).ended;
    await withStore(store, afterwards);
    rmSync(store, { recursive: true, force: true });
    if (exitCode !== null) return step - 1;
  }
}

describe('killed at any change of a file', () => {
  it('a verify that found damage has quarantined it, or the next one does', { timeout: 120_000 }, async () => {
    const kills = await crashEverywhere(harmed, ['verify'], async (store) => {
      const { damage } = await runJob(store.host, 'store.verify', {});
      expect(damage.map(({ digest }) => digest)).toEqual(bad);
      expect(quarantined(store.path).toSorted()).toEqual(bad);
      await expectInvariants(store);
    });
    expect(kills).toBeGreaterThan(4);
  });

  it('a repair has healed, or the next one does', { timeout: 120_000 }, async () => {
    const kills = await crashEverywhere(verified, ['repair', '--all', '--from', archive], async (store) => {
      await expectInvariants(store);
      const source = store.host.picks.offer({ kind: 'path', path: archive });
      expect((await runJob(store.host, 'store.repair', { sources: [source] })).left).toEqual([]);
      expect(await call(store.host, 'damage.list', {})).toEqual([]);
      expect(blobsIn(store.path)).toEqual(whole);
      await runJob(store.host, 'store.verify', {});
      expect(quarantined(store.path)).toEqual([]);
      await expectInvariants(store);
    });
    expect(kills).toBeGreaterThan(4);
  });
});

describe('killed while it hashes', () => {
  it('a verify is continued by the next one of its kind, and by no other', { timeout: 120_000 }, async () => {
    const store = join(folder, 'long');
    const layers = Array.from({ length: 60 }, (_, at) => `layer ${at}`);
    await withStore(store, async ({ importPath }) => {
      await importPath(await writeImages(folder, 'long.tar', { 'long:1': layers }));
    });
    const count = blobsIn(store).size;
    const noted = (): number => {
      const database = new Database(join(store, '.stowage', 'catalog.db'), { readonly: true });
      try {
        return Number(database.prepare('SELECT count(*) FROM verify_progress').pluck().get());
      } finally {
        database.close();
      }
    };
    const child = startStowage(store, ['verify', '--limit', '4KB', '--progress', 'json']);
    child.process.stderr?.on('data', () => {
      if (noted() > 0) child.process.kill('SIGKILL');
    });
    expect((await child.ended).exitCode).toBeNull();
    const known = noted();
    await withStore(store, async ({ host }) => {
      expect((await runJob(host, 'store.verify', { deep: true })).resumedCount).toBe(0);
      const report = await runJob(host, 'store.verify', {});
      expect(report).toMatchObject({ resumedCount: known, checkedCount: count - known, damage: [] });
      expect((await runJob(host, 'store.verify', {})).resumedCount).toBe(0);
    });
    expect(known).toBeGreaterThan(0);
  });
});
