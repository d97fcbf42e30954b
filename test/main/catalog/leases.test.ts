// Room test/main/catalog: whose leases count (I8): of a process that runs always, of one that is gone never, of one that
// cannot be seen until they expire.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  dropLease,
  holdBlobs,
  isLeased,
  leaseDurationMs,
  renewLease,
  sweepLeases,
  takeLease,
} from '../../../main/catalog/leases.ts';
import { memoryCatalog } from './memory-catalog.ts';

const owner = (processId: number) => ({ host: 'here', processId, startMark: '' });

it('a sweep keeps exactly the leases of running owners, and unexpired ones of owners it cannot see', () => {
  const lease = fc.record({ runs: fc.constantFrom(true, false, undefined), takenMs: fc.nat(3 * leaseDurationMs) });
  fc.assert(
    fc.property(fc.array(lease, { maxLength: 8 }), (leases) => {
      const catalog = memoryCatalog();
      const nowMs = 3 * leaseDurationMs;
      const ids = leases.map(({ takenMs }, at) => takeLease(catalog, owner(at), 'import', takenMs));
      for (const id of ids) holdBlobs(catalog, id, [id]);
      const alive = catalog.critical(() => sweepLeases(catalog, ({ processId }) => leases[processId]?.runs, nowMs));
      const wanted = ids.filter((_, at) => {
        const { runs, takenMs } = leases[at] ?? { runs: false, takenMs: 0 };
        return runs ?? takenMs + leaseDurationMs > nowMs;
      });
      expect(alive).toEqual(new Set(wanted));
      for (const id of ids) expect(isLeased(catalog, id, null)).toBe(alive.has(id));
      catalog.close();
    }),
  );
});

it('a lease keeps others from its blobs, not its holder, and ends with a drop', () => {
  const catalog = memoryCatalog();
  const [mine, theirs] = [takeLease(catalog, owner(1), 'import', 0), takeLease(catalog, owner(2), 'export', 0)];
  holdBlobs(catalog, mine, ['a', 'b', 'a']);
  expect(isLeased(catalog, 'a', mine)).toBe(false);
  expect(isLeased(catalog, 'a', theirs)).toBe(true);
  holdBlobs(catalog, theirs, ['a']);
  expect(isLeased(catalog, 'a', mine)).toBe(true);
  dropLease(catalog, theirs);
  expect(isLeased(catalog, 'a', mine)).toBe(false);
});

it('a renewed lease lives on', () => {
  const catalog = memoryCatalog();
  const id = takeLease(catalog, owner(1), 'import', 0);
  renewLease(catalog, id, leaseDurationMs);
  const sweep = (nowMs: number) => catalog.critical(() => sweepLeases(catalog, () => undefined, nowMs));
  expect(sweep(leaseDurationMs + 1)).toEqual(new Set([id]));
  expect(sweep(2 * leaseDurationMs)).toEqual(new Set());
});

it('a lease of a clock that was set back since lives no longer than any other', () => {
  const catalog = memoryCatalog();
  const id = takeLease(catalog, owner(1), 'import', 1000 * leaseDurationMs);
  const sweep = (nowMs: number) => catalog.critical(() => sweepLeases(catalog, () => undefined, nowMs));
  expect(sweep(0)).toEqual(new Set([id]));
  expect(sweep(leaseDurationMs + 1)).toEqual(new Set());
});
