// Room test/main/host: what becomes of the archives of an import while its plan is looked at: broken ones are named and
// cost the others nothing, and what is not any more what was shown is refused.
import { readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import type { ProducerName } from '../../build/archive.ts';
import { answered, artifactsIn, failuresIn, planned, plannedOf, settledFiles } from '../../support/reviewed-import.ts';
import { type Images, writeImages } from '../../support/small-archive.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, type OpenedStore, withNewStore } from '../opened-store.ts';

const folderOf = (store: OpenedStore): string => join(store.path, '..');
const name = (label: string): string => `docker.io/library/${label}`;
const one: Images = { [name('one:1')]: ['base', 'one'] };
const two: Images = { [name('two:1')]: ['base', 'two'] };
const both: Images = { ...one, ...two };

describe('an archive of a reviewed import', () => {
  it('that is broken is named in the plan, and the rest goes in', async () => {
    await withNewStore(async (store) => {
      const broken = join(folderOf(store), 'broken.tar');
      writeFileSync(broken, 'not an archive');
      const good = await writeImages(folderOf(store), 'good.tar', one);
      const { plan, id } = await planned(store, [broken, good]);
      expect(plan.archives.map(({ archive, failure }) => [archive, failure?.code])).toEqual([
        [broken, 'archive-not-tar'],
        [good, undefined],
      ]);
      expect(plan).toMatchObject({ addedCount: 1, refusedCount: 1 });
      const { importReport, state } = await answered(store, id, { proceed: true });
      expect(state).toBe('finished');
      expect(failuresIn(importReport)).toEqual(['archive-not-tar', undefined]);
      expect([...namesIn(store.path).keys()]).toEqual([name('one:1')]);
    });
  });

  it('that is broken spoils an atomic import, unless only others were chosen', async () => {
    await withNewStore(async (store) => {
      await store.importPath(await writeImages(folderOf(store), 'before.tar', { [name('before:1')]: ['base'] }));
      const before = filesOf(store.path);
      const broken = join(folderOf(store), 'broken.tar');
      writeFileSync(broken, 'not an archive');
      const good = await writeImages(folderOf(store), 'good.tar', one);
      const all = await planned(store, [broken, good], { atomic: true });
      expect((await answered(store, all.id, { proceed: true })).importReport).toMatchObject({ addedCount: 0, refusedCount: 2 });
      expect(filesOf(store.path)).toEqual(before);
      const some = await planned(store, [broken, good], { atomic: true });
      const keys = artifactsIn(some.plan).map(({ key }) => key);
      const { importReport } = await answered(store, some.id, { proceed: true, keys });
      expect(importReport).toMatchObject({ addedCount: 1, refusedCount: 1 });
      expect(namesIn(store.path).has(name('one:1'))).toBe(true);
    });
  });

  it.for(['keys', 'all'] as const)('that breaks after the plan spoils an atomic import it is wanted in (%s)', async (how) => {
    await withNewStore(async (store) => {
      await store.importPath(await writeImages(folderOf(store), 'before.tar', { [name('before:1')]: ['base'] }));
      const before = filesOf(store.path);
      const first = await writeImages(folderOf(store), 'first.tar', one);
      const second = await writeImages(folderOf(store), 'second.tar', two);
      const { plan, id } = await planned(store, [first, second], { atomic: true });
      truncateSync(second, 2000);
      const answer = how === 'all' ? {} : { keys: artifactsIn(plan).map(({ key }) => key) };
      const { importReport } = await answered(store, id, { proceed: true, ...answer });
      expect(failuresIn(importReport)).toEqual(['image-refused', 'archive-changed']);
      expect(filesOf(store.path)).toEqual(before);
      expect(leftoversIn(store.path)).toEqual([]);
    });
  });

  const spoilers: readonly {
    readonly how: string;
    readonly producer: ProducerName;
    readonly spoil: (path: string) => void | Promise<void>;
  }[] = [
    { how: 'vanishes', producer: 'docker-containerd', spoil: (path) => rmSync(path) },
    { how: 'is cut short', producer: 'docker-containerd', spoil: (path) => truncateSync(path, 3000) },
    { how: 'is written anew', producer: 'docker-legacy', spoil: (path) => writeFileSync(path, readFileSync(path)) },
    {
      how: 'becomes another',
      producer: 'docker-containerd',
      spoil: async (path) => void (await writeImages(join(path, '..'), 'second.tar', { [name('evil:1')]: ['evil'] })),
    },
    {
      how: 'loses a file',
      producer: 'skopeo-oci-folder',
      spoil: (path) => rmSync(join(path, 'blobs/sha256', readdirSync(join(path, 'blobs/sha256'))[0] ?? '')),
    },
    {
      how: 'becomes a file instead of a folder',
      producer: 'skopeo-oci-folder',
      spoil: (path) => {
        rmSync(path, { recursive: true });
        writeFileSync(path, 'x');
      },
    },
    {
      how: 'gets another index.json',
      producer: 'skopeo-oci-folder',
      spoil: (path) => utimesSync(join(path, 'index.json'), 1, 1),
    },
  ];
  it.for(spoilers)('that $how between plan and answer is refused, and nothing else is lost', async ({ producer, spoil }) => {
    await withNewStore(async (store) => {
      const first = await writeImages(folderOf(store), 'first.tar', one);
      const second = await writeImages(folderOf(store), 'second.tar', two, { producer });
      const third = await writeImages(folderOf(store), 'third.tar', { [name('three:1')]: ['base', 'three'] });
      const { id } = await planned(store, [first, second, third]);
      await spoil(second);
      const { importReport, state } = await answered(store, id, { proceed: true });
      expect(state).toBe('finished');
      expect(failuresIn(importReport)).toEqual([undefined, 'archive-changed', undefined]);
      expect(importReport?.archives[1]?.archive).toBe(second);
      expect([...namesIn(store.path).keys()]).toEqual([name('one:1'), name('three:1')]);
      expect(blobsIn(store.path).size).toBeGreaterThan(0);
      expect(leftoversIn(store.path)).toEqual([]);
    });
  });

  it('that was spooled is not needed any more', async () => {
    await withNewStore(async (store) => {
      const path = await writeImages(folderOf(store), 'packed.tar.gz', both, { wrapper: 'gzip' });
      const { id } = await planned(store, [path]);
      rmSync(path);
      expect((await answered(store, id, { proceed: true })).importReport).toMatchObject({ addedCount: 2, refusedCount: 0 });
    });
  });

  it('comes in whole when the store loses blobs while the answer is awaited', async () => {
    await withNewStore(async (store) => {
      const path = await writeImages(folderOf(store), 'packed.tar.gz', both, { wrapper: 'gzip' });
      await store.importPath(path);
      const all = [...blobsIn(store.path).keys()].toSorted();
      await call(store.host, 'artifact.remove', { references: ['one:1'] });
      const { plan, id } = await planned(store, [path]);
      expect(plan.heldBytes).toBeGreaterThan(0);
      await call(store.host, 'artifact.remove', { references: ['two:1'] });
      expect(blobsIn(store.path).size).toBe(0);
      expect((await answered(store, id, { proceed: true })).importReport).toMatchObject({ addedCount: 2, refusedCount: 0 });
      expect([...blobsIn(store.path).keys()].toSorted()).toEqual(all);
    });
  });

  it('is refused when it was a stream and the store lost what the stream was read without', async () => {
    await withNewStore(async (store) => {
      const path = await writeImages(folderOf(store), 'both.tar', both);
      await store.importPath(path);
      const stream = Readable.from([readFileSync(path)]);
      const { id } = await plannedOf(store, [store.host.picks.offer({ kind: 'upload', name: 'mine.tar', stream })]);
      await call(store.host, 'artifact.remove', { references: ['one:1', 'two:1'] });
      const { importReport } = await answered(store, id, { proceed: true });
      expect(failuresIn(importReport)).toEqual(['blob-not-found']);
      expect(namesIn(store.path).size).toBe(0);
    });
  });

  it('counts what other imports brought in meanwhile as held', async () => {
    await withNewStore(async (store) => {
      const path = await writeImages(folderOf(store), 'both.tar', both);
      const { plan, id } = await planned(store, [path]);
      expect(plan.newBytes).toBeGreaterThan(0);
      await store.importPath(path);
      const before = settledFiles(store);
      expect((await answered(store, id, { proceed: true })).importReport).toMatchObject({
        addedCount: 0,
        heldCount: 2,
        newBytes: 0,
      });
      expect(settledFiles(store)).toEqual(before);
    });
  });
});
