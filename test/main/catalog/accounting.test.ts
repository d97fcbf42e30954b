// Room test/main/catalog: the byte figures, kept up to date row by row, are at all times those that counting everything
// anew would give.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setStoredBytes } from '../../../main/catalog/accounting.ts';
import type { Catalog } from '../../../main/catalog/catalog.ts';
import { artifactUsage, repositoryUsage, totals } from '../../../main/catalog/queries.ts';
import { memoryCatalog, reach, storedBlob } from './memory-catalog.ts';

const blobCount = 6;
const artifacts = ['a 1', 'a 2', 'b 1', 'b 3', ' 4'] as const;

const step = fc.oneof(
  fc.record({
    do: fc.constant('reach' as const),
    artifact: fc.constantFrom(...artifacts),
    blobs: fc.uniqueArray(fc.nat(blobCount - 1), { maxLength: blobCount }),
  }),
  fc.record({ do: fc.constant('size' as const), blob: fc.nat(blobCount - 1), sizeBytes: fc.nat(1000) }),
);

/** What `du` must say, counted from nothing. `owners` are artifacts or repositories with the blobs they need. */
function counted(owners: ReadonlyMap<string, ReadonlySet<number>>, sizes: readonly number[]): Readonly<Record<string, object>> {
  const needers = (blob: number): number => [...owners.values()].filter((blobs) => blobs.has(blob)).length;
  const sum = (blobs: readonly number[]): number => blobs.reduce((total, blob) => total + (sizes[blob] ?? 0), 0);
  return Object.fromEntries(
    [...owners].map(([owner, blobs]) => {
      const [size, unique] = [sum([...blobs]), sum([...blobs].filter((blob) => needers(blob) === 1))];
      return [owner, { sizeBytes: size, uniqueBytes: unique, sharedBytes: size - unique }];
    }),
  );
}

function reported(catalog: Catalog, by: 'artifact' | 'repository'): Readonly<Record<string, object>> {
  const rows = by === 'artifact' ? artifactUsage(catalog) : repositoryUsage(catalog);
  return Object.fromEntries(
    rows.map(({ repository, digest, sizeBytes, uniqueBytes, sharedBytes }) => [
      by === 'artifact' ? `${repository ?? ''} ${digest}` : (repository ?? ''),
      { sizeBytes, uniqueBytes, sharedBytes },
    ]),
  );
}

it('sizes, unique and shared bytes are right after any sequence of changes, and add up', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: blobCount, maxLength: blobCount }), fc.array(step), (initial, steps) => {
      const catalog = memoryCatalog();
      const sizes = [...initial];
      const ids = sizes.map((sizeBytes, at) => storedBlob(catalog, `blob ${at}`, sizeBytes));
      const owners = new Map<string, ReadonlySet<number>>();
      for (const each of steps) {
        if (each.do === 'size') {
          sizes[each.blob] = each.sizeBytes;
          setStoredBytes(catalog, ids[each.blob] ?? 0, each.sizeBytes);
        } else {
          const [repository = '', digest = ''] = each.artifact.split(' ');
          owners.set(each.artifact, new Set(each.blobs));
          reach(
            catalog,
            repository,
            digest,
            each.blobs.map((blob) => ids[blob] ?? 0),
          );
        }
      }
      const repositories = new Map<string, Set<number>>();
      for (const [artifact, blobs] of owners) {
        const name = artifact.split(' ')[0] ?? '';
        repositories.set(name, new Set([...(repositories.get(name) ?? []), ...blobs]));
      }
      expect(reported(catalog, 'artifact')).toEqual(counted(owners, sizes));
      expect(reported(catalog, 'repository')).toEqual(counted(repositories, sizes));
      const { diskBytes, orphanBytes, sharedAcrossBytes } = totals(catalog);
      const unique = repositoryUsage(catalog).reduce((sum, row) => sum + row.uniqueBytes, 0);
      expect(unique + sharedAcrossBytes + orphanBytes).toBe(diskBytes);
      catalog.close();
    }),
    { numRuns: 200 },
  );
});
