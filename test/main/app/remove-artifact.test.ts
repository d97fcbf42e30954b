// Room test/main/app: deleting artifacts, and parts of them: what it would touch is said beforehand, what would break an index
// is refused unless forced, locks stand, and the blobs that go lie in the trash.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStowageError } from '../../../main/errors.ts';
import { call } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import type { RemovalPlan } from '../../../preload/contract/upkeep-model.ts';
import { producers, writeProduced } from '../../build/archive.ts';
import { catalogRows } from '../../support/catalog-rows.ts';
import { artifactsOf, filling, fillStore, referenceOf } from '../../support/filled-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { blobsIn, filesOf, type OpenedStore, withNewStore } from '../opened-store.ts';

const pool = await rootPool();
const [small, large, , , platforms] = pool as [PoolRoot, PoolRoot, PoolRoot, PoolRoot, PoolRoot];
const [smallDigest, largeDigest, indexDigest] = [small, large, platforms].map(({ node }) => node.manifest.digest) as [
  string,
  string,
  string,
];
const app = 'docker.io/library/app';

async function withFilled(use: (store: OpenedStore) => Promise<void>): Promise<void> {
  await withNewStore(async (store) => {
    const archive = join(store.path, '..', 'archive.tar');
    const roots = [
      { ...small, names: [`${app}:1`] },
      { ...platforms, names: [`${app}:many`] },
    ];
    await writeProduced(producers.hybrid.make(roots), archive);
    await store.importPath(archive);
    await use(store);
    await expectInvariants(store);
  });
}

/** Digests of the files in the trash, each checked against its bytes. */
function trashOf(store: string): readonly string[] {
  const trash = join(store, '.stowage', 'trash');
  const folders = existsSync(trash) ? readdirSync(trash) : [];
  return folders.flatMap((folder) =>
    readdirSync(join(trash, folder)).map((name) => {
      const [algorithm = '', hex] = name.split('-');
      expect(
        createHash(algorithm)
          .update(readFileSync(join(trash, folder, name)))
          .digest('hex'),
      ).toBe(hex);
      return `${algorithm}:${hex}`;
    }),
  );
}

const bytesOf = (blobs: ReadonlyMap<string, Buffer>): number => [...blobs.values()].reduce((sum, blob) => sum + blob.length, 0);
const planned = async ({ host }: OpenedStore, ...references: readonly string[]): Promise<RemovalPlan> =>
  await call(host, 'artifact.plan-removal', { references: [...references] });
const coded = (code: string, params: object = {}): unknown =>
  expect.objectContaining({ code, params: expect.objectContaining(params) });

/** Everything a removal can be asked for: artifacts, and the parts of them that are manifests. */
async function referencesIn(store: OpenedStore): Promise<readonly string[]> {
  const artifacts = await artifactsOf(store);
  const parts = artifacts.flatMap(({ repository, platforms: own }) => own.map(({ digest }) => ({ repository, digest })));
  return [...new Set([...artifacts, ...parts].map(referenceOf))];
}

describe('a removal', () => {
  it('frees what its plan says, to the byte, into the trash; or is refused and changes nothing', {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        filling,
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (content, picks, force) => {
          await withNewStore(async (store) => {
            await fillStore(store, content, join(store.path, '..'));
            const all = await referencesIn(store);
            fc.pre(all.length > 0);
            const references = [...new Set(picks.map((at) => all[at % all.length] as string))];
            const files = filesOf(store.path);
            const before = blobsIn(store.path);
            const plan = await planned(store, ...references);
            expect(filesOf(store.path)).toEqual(files);
            try {
              const { freedBytes, blobCount, artifacts } = await call(store.host, 'artifact.remove', { references, force });
              expect(force || plan.breaks.length === 0).toBe(true);
              const after = blobsIn(store.path);
              const gone = [...before.keys()].filter((digest) => !after.has(digest));
              expect([freedBytes, blobCount]).toEqual([plan.freedBytes, plan.blobCount]);
              expect([bytesOf(before) - bytesOf(after), gone.length]).toEqual([freedBytes, blobCount]);
              expect(artifacts).toEqual(plan.artifacts);
              expect(trashOf(store.path).toSorted()).toEqual(gone.toSorted());
            } catch (error) {
              if (!isStowageError(error)) throw error;
              expect(error.code).toBe('index-needs-it');
              const taken = plan.artifacts.map(({ digest }) => digest);
              // Forced, it is only refused for what another repository has in its own right.
              expect(force ? plan.breaks.filter(({ child }) => !taken.includes(child)) : plan.breaks).not.toEqual([]);
              expect(filesOf(store.path)).toEqual(files);
            }
            expect((await call(store.host, 'cleanup.plan', {})).blockers).toEqual([]);
            await expectInvariants(store);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it.for([`app@${largeDigest}`, largeDigest])(
    'of a platform, as %s, is refused unless forced, and makes the index sparse then',
    async (reference) => {
      await withFilled(async (store) => {
        const plan = await planned(store, reference);
        const index = { repository: app, digest: indexDigest, tags: ['many'] };
        expect(plan.breaks).toEqual([{ index, child: largeDigest, platform: 'linux/amd64' }]);
        await expect(call(store.host, 'artifact.remove', { references: [reference] })).rejects.toThrowError(
          coded('index-needs-it', { index: 'app:many' }),
        );
        const { freedBytes } = await call(store.host, 'artifact.remove', { references: [reference], force: true });
        expect(freedBytes).toBe(plan.freedBytes);
        expect(blobsIn(store.path).has(largeDigest)).toBe(false);
        const show = await call(store.host, 'artifact.show', { reference: 'app:many' });
        expect(show.platforms.map(({ platform, present }) => [platform, present])).toContainEqual(['linux/amd64', false]);
        expect((await call(store.host, 'cleanup.plan', {})).blockers).toEqual([]);
      });
    },
  );

  it('of a platform that running work holds takes nothing, and calls nothing absent that is there', async () => {
    await withFilled(async (store) => {
      const opened = Store.open(store.path, 'cli', 'existing');
      const work = opened.startWork('export');
      const before = blobsIn(store.path);
      work.hold([largeDigest]);
      await call(store.host, 'artifact.remove', { references: [largeDigest], force: true });
      expect(blobsIn(store.path)).toEqual(before);
      expect(catalogRows(store.path)['absence']).toEqual([]);
      work.release();
      opened.close();
      await call(store.host, 'artifact.remove', { references: [largeDigest], force: true });
      expect(catalogRows(store.path)['absence']).toEqual([{ digest: largeDigest, reason: 'platform' }]);
    });
  });

  it('of an index together with its platforms breaks nothing', async () => {
    await withFilled(async (store) => {
      const { breaks } = await planned(store, 'app:many', `app@${largeDigest}`);
      expect(breaks).toEqual([]);
      await call(store.host, 'artifact.remove', { references: ['app:many', `app@${largeDigest}`] });
      expect((await artifactsOf(store)).map(({ digest }) => digest)).toEqual([smallDigest]);
    });
  });

  it('of a platform that has a tag elsewhere takes names only, and is refused where there is none to take', async () => {
    await withFilled(async (store) => {
      for (const reference of ['other:1', 'app:large']) await call(store.host, 'tag.add', { source: largeDigest, reference });
      const before = blobsIn(store.path);
      const { artifacts } = await call(store.host, 'artifact.remove', { references: ['app:large'], force: true });
      expect(artifacts).toEqual([{ repository: app, digest: largeDigest, tags: ['large'] }]);
      const again = call(store.host, 'artifact.remove', { references: [`app@${largeDigest}`], force: true });
      await expect(again).rejects.toThrowError(coded('index-needs-it', { index: 'app:many' }));
      expect(blobsIn(store.path).size).toBe(before.size);
      // In its own repository nothing contains it.
      expect((await planned(store, 'other:1')).breaks).toEqual([]);
    });
  });

  it('shows and takes the referrers, and takes one by itself', async () => {
    await withFilled(async (store) => {
      const { referrers } = await planned(store, 'app:many');
      const [signature, review] = referrers.toSorted((left) => (left.subject === indexDigest ? -1 : 1));
      expect(referrers).toHaveLength(2);
      expect(review?.subject).toBe(signature?.digest);
      await call(store.host, 'artifact.remove', { references: [signature?.digest ?? ''] });
      expect((await planned(store, 'app:many')).referrers).toEqual([]);
    });
  });

  it.for([
    ['app', 'app:1'],
    ['app:1', smallDigest],
    [`app@${smallDigest}`, 'app:1'],
    ['app:many', `app@${largeDigest}`],
  ] as const)('is refused by a lock on %s for %s, forced or not', async ([reference, removed]) => {
    await withFilled(async (store) => {
      await call(store.host, 'lock.set', { reference, deleteEnabled: false });
      expect((await planned(store, removed)).locks.map((lock) => lock.switches.deleteEnabled)).toEqual([false]);
      const files = filesOf(store.path);
      for (const force of [false, true]) {
        const refused = call(store.host, 'artifact.remove', { references: [removed], force });
        await expect(refused).rejects.toThrowError(coded('locked', { action: 'delete', by: reference }));
      }
      expect(filesOf(store.path)).toEqual(files);
    });
  });

  it('is refused of what may not be written, too', async () => {
    await withFilled(async (store) => {
      await call(store.host, 'lock.set', { reference: `app@${smallDigest}`, writeEnabled: false });
      const refused = call(store.host, 'artifact.remove', { references: ['app:1'], force: true });
      await expect(refused).rejects.toThrowError(coded('locked', { action: 'delete' }));
    });
  });

  it('empties the trash of the one before', async () => {
    await withFilled(async (store) => {
      await call(store.host, 'artifact.remove', { references: ['app:1'] });
      expect(trashOf(store.path)).toContain(smallDigest);
      await call(store.host, 'artifact.remove', { references: ['app:many'] });
      expect(trashOf(store.path)).toContain(indexDigest);
      expect(trashOf(store.path)).not.toContain(smallDigest);
    });
  });
});
