// Room test/main/store: where things stand in a store folder.
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOf } from '../../../main/oci/digest.ts';
import { blobPath, storePaths } from '../../../main/store/paths.ts';

it('a store is an image layout with everything of ours in one folder beside it', () => {
  const paths = storePaths(join('some', 'store'));
  expect(paths.index).toBe(join('some', 'store', 'index.json'));
  expect(paths.layout).toBe(join('some', 'store', 'oci-layout'));
  expect(paths.blobs).toBe(join('some', 'store', 'blobs'));
  for (const own of [paths.ledger, paths.catalog, paths.staging, paths.trash])
    expect(own.startsWith(join('some', 'store', '.stowage'))).toBe(true);
});

it('a blob is found by its algorithm and hex, and two digests never share a path', () => {
  const digest = fc
    .tuple(fc.uint8Array(), fc.constantFrom('sha256' as const, 'sha512' as const))
    .map(([bytes, algorithm]) => digestOf(bytes, algorithm));
  const paths = storePaths('store');
  fc.assert(
    fc.property(digest, digest, (left, right) => {
      const [algorithm = '', hex = ''] = left.split(':');
      expect(blobPath(paths, left)).toBe(join('store', 'blobs', algorithm, hex));
      expect(blobPath(paths, left) === blobPath(paths, right)).toBe(left === right);
    }),
  );
});
