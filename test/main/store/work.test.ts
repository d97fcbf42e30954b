// Room test/main/store: a lease that is renewed while its work runs (I8), and a disk that does not let it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { leaseDurationMs, sweepLeases } from '../../../main/catalog/leases.ts';
import { Store } from '../../../main/store/store.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

it('running work keeps its lease for as long as it takes, even where its process cannot be seen', () => {
  vi.useFakeTimers();
  const store = Store.open(join(folder, 'renewed'), 'cli', 'create');
  const work = store.startWork('import');
  vi.advanceTimersByTime(leaseDurationMs * 5);
  const alive = store.catalog.critical(() => sweepLeases(store.catalog, () => undefined, Date.now()));
  expect(alive).toEqual(new Set([work.leaseId]));
  work.release();
  vi.advanceTimersByTime(leaseDurationMs * 5);
  expect(store.catalog.critical(() => sweepLeases(store.catalog, () => undefined, Date.now()))).toEqual(new Set());
  store.close();
});

it('a lease that cannot be renewed does not end the process', () => {
  vi.useFakeTimers();
  const store = Store.open(join(folder, 'stuck'), 'cli', 'create');
  store.startWork('import');
  store.close();
  expect(() => vi.advanceTimersByTime(leaseDurationMs)).not.toThrow();
});
