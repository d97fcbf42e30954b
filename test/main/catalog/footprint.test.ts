// Room test/main/catalog: what a selection is said to weigh is what deleting it frees on disk, to the byte.
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import type { ArtifactSummary, SelectionFootprint } from '../../../preload/contract/model.ts';
import { artifactsOf, filling, fillStore, referenceOf } from '../../support/filled-store.ts';
import { blobsIn, type OpenedStore, withNewStore } from '../opened-store.ts';

const storeFolder = (store: OpenedStore): string => join(store.path, '..');

function bytesOnDisk(store: OpenedStore): number {
  return [...blobsIn(store.path).values()].reduce((sum, blob) => sum + blob.length, 0);
}

async function footprintOf(
  store: OpenedStore,
  artifacts: readonly Pick<ArtifactSummary, 'repository' | 'digest'>[],
): Promise<SelectionFootprint> {
  const selection = artifacts.map(({ repository, digest }) => ({ repository, digest }));
  return await call(store.host, 'selection.footprint', { artifacts: selection });
}

/** A digest alone means the artifact in every repository: then more would go than was selected. */
function isExact(selection: readonly ArtifactSummary[], all: readonly ArtifactSummary[]): boolean {
  return selection.every(
    ({ repository, digest }) => repository !== null || all.every((other) => other.digest !== digest || selection.includes(other)),
  );
}

const chosen = fc.array(fc.nat(), { minLength: 1, maxLength: 8 });

describe('selection.footprint', () => {
  it('says to the byte what deleting the selection frees', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, chosen, async (content, picked) => {
        await withNewStore(async (store) => {
          await fillStore(store, content, storeFolder(store));
          const all = await artifactsOf(store);
          fc.pre(all.length > 0);
          const selection = [...new Set(picked.map((at) => all[at % all.length] as ArtifactSummary))];
          fc.pre(isExact(selection, all));
          // What an index would lose is refused, and forced it frees more.
          const { breaks } = await call(store.host, 'artifact.plan-removal', { references: selection.map(referenceOf) });
          fc.pre(breaks.length === 0);
          const footprint = await footprintOf(store, selection);
          const before = bytesOnDisk(store);
          const removed = await call(store.host, 'artifact.remove', { references: selection.map(referenceOf) });
          expect(before - bytesOnDisk(store)).toBe(footprint.uniqueBytes);
          expect(removed.freedBytes).toBe(footprint.uniqueBytes);
          expect(
            removed.artifacts.flatMap(({ repository, tags }) => tags.map((tag) => `${repository}:${tag}`)).toSorted(),
          ).toEqual([...footprint.tags]);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('agrees with the figures of a single artifact and of the whole store', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, async (content) => {
        await withNewStore(async (store) => {
          await fillStore(store, content, storeFolder(store));
          const all = await artifactsOf(store);
          for (const artifact of all) {
            const { sizeBytes, uniqueBytes, sumOfSingleUniqueBytes, sharedBytes } = await footprintOf(store, [artifact]);
            expect({ sizeBytes, uniqueBytes }).toEqual({ sizeBytes: artifact.sizeBytes, uniqueBytes: artifact.uniqueBytes });
            expect(sumOfSingleUniqueBytes).toBe(uniqueBytes);
            expect(sharedBytes).toBe(sizeBytes - uniqueBytes);
          }
          const { diskBytes, orphanBytes } = await call(store.host, 'usage.show', {});
          const whole = await footprintOf(store, all);
          expect(whole).toMatchObject({
            sizeBytes: diskBytes - orphanBytes,
            uniqueBytes: diskBytes - orphanBytes,
            sharedBytes: 0,
          });
          expect(whole.sumOfSingleUniqueBytes).toBe(all.reduce((sum, { uniqueBytes }) => sum + uniqueBytes, 0));
        });
      }),
      { numRuns: 10 },
    );
  });

  it('counts an artifact that is named twice once, and unknown ones not at all', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, chosen, async (content, picked) => {
        await withNewStore(async (store) => {
          await fillStore(store, content, storeFolder(store));
          const all = await artifactsOf(store);
          fc.pre(all.length > 0);
          const selection = [...new Set(picked.map((at) => all[at % all.length] as ArtifactSummary))];
          const unknown = { repository: 'docker.io/library/never', digest: `sha256:${'0'.repeat(64)}` };
          expect(await footprintOf(store, [...selection, unknown, ...selection])).toEqual(await footprintOf(store, selection));
        });
      }),
      { numRuns: 10 },
    );
  });

  it('counts the referrers that go along, referrers of referrers too, and none that is selected itself', async () => {
    await withNewStore(async (store) => {
      const signedIndex = { at: 4, names: ['docker.io/library/a:1'] };
      const content = { imports: [{ producer: 'hybrid' as const, roots: [signedIndex] }], untag: [] };
      await fillStore(store, content, storeFolder(store));
      const [index] = await artifactsOf(store);
      expect(index?.kind).toBe('index');
      const selection = [{ repository: index?.repository ?? null, digest: index?.digest ?? '' }];
      expect((await footprintOf(store, selection)).referrerCount).toBe(2);
    });
  });
});
