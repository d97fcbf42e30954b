// Room test/main/app: repair on real stores: archives and folders make whole again what was harmed or never came.
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import { producers, writeProduced } from '../../build/archive.ts';
import { buildImage } from '../../build/image.ts';
import { file } from '../../build/tar.ts';
import { addOutsideRoot } from '../../support/foreign-tool.ts';
import { harmBlob, pathOf, quarantined, repair, verify, withSmall } from '../../support/harmed-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { writeImages } from '../../support/small-archive.ts';
import { blobsIn, temporaryFolder, withStore } from '../opened-store.ts';

describe('repair', () => {
  it('heals a blob by the beginning of its digest, also one that nobody had found damaged', async () => {
    await withSmall(async (store, archive) => {
      const { digest } = await call(store.host, 'artifact.show', { reference: 'app:1' });
      harmBlob(store, digest, 'flip', 3);
      const { healed, left } = await repair(store, [archive], [digest.slice(7, 17)]);
      expect(healed).toMatchObject([{ digest, source: archive }]);
      expect(left).toEqual([]);
      blobsIn(store.path);
      await expectInvariants(store);
    });
  });

  it('leaves what no source has, and says which', async () => {
    await withSmall(async (store, _archive, folder) => {
      const other = await writeImages(folder, 'other.tar', { 'other:1': ['elsewhere'] });
      const { digest } = await call(store.host, 'artifact.show', { reference: 'app:1' });
      harmBlob(store, digest, 'truncate', 10);
      await verify(store);
      expect(await repair(store, [other])).toEqual({ healed: [], left: [digest] });
      expect(quarantined(store)).toEqual([digest]);
    });
  });

  it('refuses a digest nobody knows', async () => {
    await withSmall(async (store, archive) => {
      await expect(repair(store, [archive], ['sha256:123456789abc'])).rejects.toMatchObject({ code: 'blob-not-found' });
      const whole = (await call(store.host, 'artifact.show', { reference: 'app:1' })).digest;
      expect(await repair(store, [archive], [whole])).toEqual({ healed: [], left: [] });
    });
  });

  it('takes blobs from a folder of files that is no layout, and from a compressed archive', async () => {
    await withSmall(async (store, _archive, folder) => {
      const gzip = await writeImages(folder, 'images.tar.gz', { 'app:2': ['base', 'two'] }, { wrapper: 'gzip' });
      const digests = [...blobsIn(store.path).keys()];
      const first = (await call(store.host, 'artifact.show', { reference: 'app:1' })).digest;
      const loose = join(folder, 'loose');
      mkdirSync(loose);
      renameSync(pathOf(store, first), join(loose, 'some file'));
      const layer = (await call(store.host, 'artifact.show', { reference: 'app:2' })).image?.layers.at(-1)?.digest ?? '';
      harmBlob(store, layer, 'flip', 0);
      expect((await verify(store)).damage.map(({ digest }) => digest)).toEqual([first, layer].toSorted());
      const { left, healed } = await repair(store, [loose, gzip]);
      expect(left).toEqual([]);
      expect(healed).toHaveLength(2);
      expect([...blobsIn(store.path).keys()].toSorted()).toEqual(digests.toSorted());
      await expectInvariants(store);
    });
  });

  it('an import of the archive heals as well, manifests too', async () => {
    await withSmall(async (store, archive) => {
      const { digest, image } = await call(store.host, 'artifact.show', { reference: 'app:1' });
      const layer = image?.layers[0]?.digest ?? '';
      const before = blobsIn(store.path);
      for (const each of [digest, layer]) harmBlob(store, each, 'flip', 4);
      await verify(store);
      expect((await call(store.host, 'store.status', {})).damagedCount).toBeGreaterThan(0);
      await store.importPath(archive);
      expect((await call(store.host, 'store.status', {})).damagedCount).toBe(0);
      expect(quarantined(store)).toEqual([]);
      expect(blobsIn(store.path)).toEqual(before);
      await expectInvariants(store);
    });
  });

  it('completes a platform that an index lacks, with all it needs', async () => {
    const folder = temporaryFolder();
    try {
      const root = {
        ...((await rootPool())[4] as PoolRoot),
        names: ['docker.io/library/multi:1'],
      };
      await writeProduced(producers['docker-containerd-sparse'].make([root]), join(folder, 'sparse.tar'));
      await writeProduced(producers['oras-backup'].make([root]), join(folder, 'full.tar'));
      await withStore(join(folder, 'store'), async (store) => {
        await store.importPath(join(folder, 'sparse.tar'));
        const lacks = (await call(store.host, 'artifact.show', { reference: 'multi:1' })).platforms.find(
          ({ present }) => !present,
        );
        expect((await verify(store)).damage).toEqual([]);
        const { left } = await repair(store, [join(folder, 'full.tar')], [lacks?.digest ?? '']);
        expect(left).toEqual([]);
        const { platforms } = await call(store.host, 'artifact.show', { reference: 'multi:1' });
        expect(platforms.find(({ digest }) => digest === lacks?.digest)).toMatchObject({ present: true });
        await expectInvariants(store);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('damage', () => {
  it('of an artifact that is deleted is no damage any more', async () => {
    await withSmall(async (store) => {
      const image = await buildImage({
        platform: 'linux/amd64',
        layers: [{ entries: [file('own', 'own')], compression: 'none' }],
      });
      addOutsideRoot(store.path, image, 'docker.io/library/own:1');
      const layer = (await call(store.host, 'artifact.show', { reference: 'own:1' })).image?.layers[0]?.digest ?? '';
      harmBlob(store, layer, 'truncate', 7);
      await verify(store);
      const detail = await call(store.host, 'artifact.show', { reference: 'own:1' });
      expect(detail).toMatchObject({ damagedCount: 1, absent: [{ digest: layer, reason: 'damaged' }] });
      expect(await call(store.host, 'damage.list', {})).toMatchObject([{ digest: layer, problem: 'wrong-size' }]);
      await call(store.host, 'artifact.remove', { references: ['own:1'] });
      expect(await call(store.host, 'damage.list', {})).toEqual([]);
      expect((await call(store.host, 'store.status', {})).damagedCount).toBe(0);
    });
  });
});
