// Room test/main/store: clocks that are set back or forward while something runs (I8): running work keeps what it relies on, dead
// work loses it, and what is to be kept for a time is rather kept longer.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { sweepLeases } from '../../../main/catalog/leases.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { writeImages } from '../../support/small-archive.ts';
import { blobsIn, namesIn, type OpenedStore, temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

const [minuteMs, hourMs] = [60_000, 3_600_000];
const archive = await writeImages(folder, 'images.tar', { 'app:1': ['base', 'one'], 'app:2': ['base', 'two'] });
const stowage = join(import.meta.dirname, '..', '..', '..', 'main', 'stowage.mjs');

const setClock = (byMs: number): unknown => vi.setSystemTime(Date.now() + byMs);
const cleanUp = async ({ host }: OpenedStore, olderThanSeconds: number): Promise<unknown> =>
  await runJob(host, 'cleanup.run', { olderThanSeconds });
const stagedIn = ({ path }: OpenedStore): readonly string[] => readdirSync(join(path, '.stowage', 'staging'));

/** An import in a process of its own that has begun, and waits for the second half of what it reads. */
async function halfImport(store: OpenedStore): Promise<{ readonly child: ChildProcess; readonly finish: () => Promise<number> }> {
  const args = [stowage, 'import', '-', '--name', 'other/app', '--store', store.path];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  const bytes = readFileSync(archive);
  const half = bytes.length >> 1;
  child.stdin?.write(bytes.subarray(0, half));
  await vi.waitUntil(() => stagedIn(store).length > 0, { timeout: 20_000 });
  return {
    child,
    finish: async () => {
      child.stdin?.end(bytes.subarray(half));
      const [exitCode] = (await once(child, 'close')) as [number];
      return exitCode;
    },
  };
}

describe.each([
  ['back by an hour', -hourMs],
  ['forward by a day', 24 * hourMs],
] as const)('a clock that is set %s', (_, byMs) => {
  it('takes nothing from an import that another process runs, and everything from one that is dead', async () => {
    await withNewStore(async (store) => {
      await store.importPath(archive);
      const living = await halfImport(store);
      setClock(byMs);
      await cleanUp(store, 0);
      expect(await living.finish()).toBe(0);
      expect(namesIn(store.path).size).toBe(4);
      vi.useRealTimers();
      const dead = await halfImport(store);
      dead.child.kill('SIGKILL');
      await once(dead.child, 'close');
      setClock(byMs);
      await cleanUp(store, 0);
      expect(stagedIn(store)).toEqual([]);
      await expectInvariants(store);
    });
  });

  it('takes no blob that running work holds', async () => {
    await withNewStore(async (store) => {
      await store.importPath(archive);
      const held = [...blobsIn(store.path).keys()];
      const opened = Store.open(store.path, 'cli', 'existing');
      const work = opened.startWork('import');
      work.hold(held);
      setClock(byMs);
      await call(store.host, 'artifact.remove', { references: ['app:1', 'app:2'] });
      await cleanUp(store, 0);
      expect([...blobsIn(store.path).keys()]).toEqual(held);
      work.release();
      opened.close();
      await cleanUp(store, 0);
      expect(blobsIn(store.path).size).toBe(0);
    });
  });
});

describe('a clock that is set back', () => {
  it('takes no deletion from undo while its hour lasts either way', async () => {
    await withNewStore(async (store) => {
      await store.importPath(archive);
      const before = blobsIn(store.path);
      for (const byMs of [-50 * minuteMs, 50 * minuteMs]) {
        await call(store.host, 'artifact.remove', { references: ['app:1'] });
        setClock(byMs);
        Store.open(store.path, 'cli', 'existing').close();
        await call(store.host, 'undo.run', {});
        expect(blobsIn(store.path)).toEqual(before);
        vi.useRealTimers();
      }
      await expectInvariants(store);
    });
  });

  it('keeps what was untagged, and what was only just, for as long as was asked for', async () => {
    await withNewStore(async (store) => {
      await store.importPath(archive);
      await call(store.host, 'tag.remove', { references: ['app:1'] });
      const before = blobsIn(store.path);
      setClock(-hourMs);
      await cleanUp(store, 60);
      expect(blobsIn(store.path)).toEqual(before);
      setClock(hourMs + 2 * minuteMs);
      await cleanUp(store, 60);
      expect(blobsIn(store.path).size).toBeLessThan(before.size);
      await expectInvariants(store);
    });
  });
});

it('work whose lease was given up, because nobody could see it and the clock was set, changes nothing', async () => {
  await withNewStore(async (store) => {
    await store.importPath(archive);
    const opened = Store.open(store.path, 'cli', 'existing');
    const work = opened.startWork('import');
    opened.catalog.critical(() => sweepLeases(opened.catalog, () => undefined, Date.now() + 24 * hourMs));
    const before = readFileSync(join(store.path, '.stowage', 'ledger.jsonl'));
    expect(() => opened.commit(() => ({ change: { operation: 'import' } }), work)).toThrow(
      expect.objectContaining({ code: 'store-busy' }),
    );
    expect(readFileSync(join(store.path, '.stowage', 'ledger.jsonl'))).toEqual(before);
    work.release();
    opened.close();
    await expectInvariants(store);
  });
});
