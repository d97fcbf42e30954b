// Room test/main/app: what is deleted and taken back is what it was, in every derived row; and where it cannot come back whole,
// nothing comes back and the failure says why.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import { writeProduced } from '../../build/archive.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { type CatalogRows, catalogRows } from '../../support/catalog-rows.ts';
import { artifactsOf, filling, fillStore, referenceOf } from '../../support/filled-store.ts';
import { addOutsideRoot, editIndex } from '../../support/foreign-tool.ts';
import { expectInvariants, indexDescriptors } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { blobsIn, filesOf, type OpenedStore, temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pool = await rootPool();
const app = 'docker.io/library/app';
const digestAt = (at: number): string => (pool[at] as PoolRoot).node.manifest.digest;
let serial = 0;

async function bringIn(store: OpenedStore, at: number, ...names: readonly string[]): Promise<void> {
  const path = join(folder, `${++serial}.tar`);
  await writeProduced(hybrid([{ ...(pool[at] as PoolRoot), names }]), path);
  await store.importPath(path);
}

const text = (row: Readonly<Record<string, unknown>>): string => JSON.stringify(row);

/** Everything derived but what counts changes, and the order of index.json. */
function rowsOf({ path }: OpenedStore): CatalogRows {
  const { meta: _meta, repository = [], root = [], ...rows } = catalogRows(path);
  return {
    ...rows,
    repository: repository.map(({ changed_at: _at, ...row }) => row),
    root: root.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)),
  };
}

const undo = async ({ host }: OpenedStore): Promise<unknown> => await call(host, 'undo.run', {});
const remove = async ({ host }: OpenedStore, ...references: readonly string[]): Promise<unknown> =>
  await call(host, 'artifact.remove', { references: [...references], force: true });

async function expectRefused(store: OpenedStore, code: string): Promise<void> {
  const before = filesOf(store.path);
  expect(await call(store.host, 'undo.show', {})).toBe(null);
  await expect(undo(store)).rejects.toMatchObject({ code });
  expect(filesOf(store.path)).toEqual(before);
}

describe('a deletion that is taken back', () => {
  it('leaves every derived row as it was, whatever was deleted', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        filling,
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (filled, chosen, byDigest) => {
          await withNewStore(async (store) => {
            await fillStore(store, filled, folder);
            const artifacts = await artifactsOf(store);
            if (artifacts.length === 0) return;
            const references = chosen.map((at) => {
              const artifact = artifacts[at % artifacts.length] as (typeof artifacts)[number];
              return byDigest ? artifact.digest : referenceOf(artifact);
            });
            const before = rowsOf(store);
            await remove(store, ...references);
            const offer = await call(store.host, 'undo.show', {});
            const report = await call(store.host, 'undo.run', {});
            expect(report).toMatchObject(offer ?? {});
            expect(rowsOf(store)).toEqual(before);
            await expectInvariants(store);
            expect(await call(store.host, 'undo.show', {})).not.toMatchObject({ revision: offer?.revision });
          });
        },
      ),
      { numRuns: 20 },
    );
  });

  it('brings back what another tool had written about it, and does not vouch for blobs it never hashed', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      addOutsideRoot(store.path, (pool[6] as PoolRoot).node, `${app}:2`);
      const before = [rowsOf(store), await artifactsOf(store), indexDescriptors(store.path)];
      const rows = rowsOf(store);
      await remove(store, `${app}:2`);
      await undo(store);
      expect(rowsOf(store)).toEqual(rows);
      expect(indexDescriptors(store.path)).toEqual(before[2]);
      await expectInvariants(store);
    });
  });

  it('brings back its locks, with their times', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      for (const reference of ['app:1', `app@${digestAt(0)}`])
        await call(store.host, 'lock.set', { reference, listEnabled: false });
      const locks = await call(store.host, 'lock.list', {});
      await remove(store, `${app}:1`);
      expect(await call(store.host, 'lock.list', {})).toEqual([]);
      await undo(store);
      expect(await call(store.host, 'lock.list', {})).toEqual(locks);
      await expectInvariants(store);
    });
  });

  it('brings back what was taken out of an index', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 4, `${app}:1`);
      const before = rowsOf(store);
      const child = before['edge']?.find(({ role }) => role === 'child')?.['child'] as string;
      await remove(store, `app@${child}`);
      expect(rowsOf(store)).not.toEqual(before);
      await undo(store);
      expect(rowsOf(store)).toEqual(before);
      await expectInvariants(store);
    });
  });
});

describe('changes of tags', () => {
  it('are taken back one after the other with their times, newest first, and no further than the first', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      await bringIn(store, 6, `${app}:2`);
      const states = [rowsOf(store)];
      const change = async (work: () => Promise<unknown>): Promise<void> => {
        await work();
        states.push(rowsOf(store));
      };
      await change(async () => await call(store.host, 'tag.add', { source: 'app:1', reference: 'team/other:1' }));
      await change(async () => await call(store.host, 'tag.add', { source: 'app:2', reference: 'app:1' }));
      await change(async () => await call(store.host, 'tag.remove', { references: ['app:2', 'team/other:1'] }));
      for (let at = states.length - 2; at >= 0; at--) {
        await undo(store);
        expect(rowsOf(store)['tag']).toEqual(states[at]?.['tag']);
        await expectInvariants(store);
      }
      // The tag that made another repository is gone with what it brought there.
      expect(rowsOf(store)['member']).toHaveLength(states[0]?.['member']?.length ?? 0);
      await expectRefused(store, 'nothing-to-undo');
    });
  });
});

describe('an undo is refused, and changes nothing,', () => {
  it('where there is nothing to take back', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      await expectRefused(store, 'nothing-to-undo');
    });
  });

  it('where a later deletion gave up its blobs, or they are no longer in the trash', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      await bringIn(store, 6, `${app}:2`);
      await remove(store, 'app:1');
      await remove(store, 'app:2');
      await undo(store);
      await expectRefused(store, 'undo-gone');
      await remove(store, 'app:2');
      const trash = join(store.path, '.stowage', 'trash');
      for (const name of existsSync(trash) ? readdirSync(trash) : []) rmSync(join(trash, name), { recursive: true });
      await expectRefused(store, 'undo-gone');
    });
  });

  it('after a cleanup, which is final', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      await call(store.host, 'tag.remove', { references: ['app:1'] });
      await runJob(store.host, 'cleanup.run', { olderThanSeconds: 0 });
      await expectRefused(store, 'undo-gone');
    });
  });

  it('where a cleanup freed what the deletion had left to running work', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      const { digest } = await call(store.host, 'artifact.show', { reference: 'app:1' });
      const other = Store.open(store.path, 'test', 'existing');
      const work = other.startWork('export');
      work.hold([...blobsIn(store.path).keys()]);
      await remove(store, 'app:1');
      work.release();
      other.close();
      const whole = { olderThanSeconds: 0 };
      const { groups } = await call(store.host, 'cleanup.plan', whole);
      const keys = groups.flatMap(({ items }) => items.map(({ key }) => key));
      // Of its blobs, first only one that is not the manifest.
      const part = keys.filter((key) => key.startsWith('unreferenced:') && !key.endsWith(digest)).slice(0, 1);
      await runJob(store.host, 'cleanup.run', { ...whole, keys: part });
      await expectRefused(store, 'undo-gone');
      await runJob(store.host, 'cleanup.run', whole);
      await expectRefused(store, 'undo-gone');
    });
  });

  it('where a tag stands for something else now', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      await remove(store, 'app:1');
      await bringIn(store, 6, `${app}:1`);
      await expectRefused(store, 'undo-conflict');
    });
  });

  it('where the repository was locked since', async () => {
    await withNewStore(async (store) => {
      await bringIn(store, 0, `${app}:1`);
      await bringIn(store, 6, `${app}:2`);
      await remove(store, 'app:1');
      await call(store.host, 'lock.set', { reference: 'app', writeEnabled: false });
      await expectRefused(store, 'locked');
    });
  });
});

it('what was imported again since is left as it is, and the deletion before it is offered', async () => {
  await withNewStore(async (store) => {
    await bringIn(store, 0, `${app}:1`);
    await call(store.host, 'tag.add', { source: 'app:1', reference: 'app:2' });
    await remove(store, 'app:1');
    await bringIn(store, 0, `${app}:1`, `${app}:2`);
    expect(await call(store.host, 'undo.show', {})).toMatchObject({ operation: 'tag', tags: [`${app}:2`] });
    editIndex(store.path, () => null);
    await undo(store);
    expect((await artifactsOf(store)).map(({ tags }) => tags)).toEqual([['1']]);
  });
});
