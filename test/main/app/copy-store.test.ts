// Room test/main/app: copies between stores: what arrives is what was here, to the byte, with its tags, referrers and untagged
// artifacts; once only; and what is refused leaves the other store as it was.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import type { StoreCopyReport } from '../../../preload/contract/upkeep-model.ts';
import { writeProduced } from '../../build/archive.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { artifactsOf, filling, fillStore, referenceOf } from '../../support/filled-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { rootPool } from '../../support/root-pool.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { blobsIn, filesOf, namesIn, type OpenedStore, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));
beforeEach(() => becomeUser(newPath()));
afterEach(() => {
  vi.unstubAllEnvs();
});

async function copy({ host }: OpenedStore, to: string, references: readonly string[] = []): Promise<StoreCopyReport> {
  return await runJob(host, 'store.copy', { folder: host.picks.offer({ kind: 'path', path: to }), references: [...references] });
}

/** An archive of pool roots under these names. */
async function archiveOf(names: Readonly<Record<number, readonly string[]>>): Promise<string> {
  const pool = await rootPool();
  const roots = Object.entries(names).map(([at, own]) => ({ ...(pool[Number(at)] as (typeof pool)[number]), names: own }));
  const path = `${newPath()}.tar`;
  await writeProduced(hybrid(roots), path);
  return path;
}

async function exported(store: OpenedStore, references: readonly string[]): Promise<Buffer> {
  const path = newPath();
  await store.exportTo(path, { references: [...references], profile: 'oci', allowMissing: true });
  const bytes = readFileSync(path);
  rmSync(path);
  return bytes;
}

async function absent({ host }: OpenedStore): Promise<unknown> {
  return (await call(host, 'artifact.show', { reference: 'app:1' })).absent;
}

describe('a copy', () => {
  it('of everything is exported byte for byte as the original, and a second one writes nothing', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, async (content) => {
        const [from, to, archives] = [newPath(), newPath(), newPath()];
        mkdirSync(archives);
        await withStore(from, async (store) => {
          await fillStore(store, content, archives);
          const report = await copy(store, to);
          const before = await artifactsOf(store);
          expect(report.artifacts.length).toBe(before.length);
          await withStore(to, async (target) => {
            const after = await artifactsOf(target);
            // What came at one moment may stand in another order.
            const shape = (list: typeof after): unknown =>
              list
                .map(({ repository, digest, tags, sizeBytes, absentCount }) =>
                  JSON.stringify([repository, digest, tags.toSorted(), sizeBytes, absentCount]),
                )
                .toSorted();
            expect(shape(after)).toEqual(shape(before));
            for (const artifact of before) {
              const references = [referenceOf(artifact), ...artifact.tags.map((tag) => `${artifact.repository}:${tag}`)];
              expect(await exported(target, references)).toEqual(await exported(store, references));
            }
            await expectInvariants(target);
          });
          expect(namesIn(to)).toEqual(namesIn(from));
          const files = filesOf(to);
          expect(await copy(store, to)).toMatchObject({ newBytes: 0, heldBytes: report.newBytes });
          expect(filesOf(to)).toEqual(files);
        });
        rmSync(from, { recursive: true });
        rmSync(to, { recursive: true });
      }),
      { numRuns: 12 },
    );
  });

  it('of one tag brings that artifact with its referrers, under that tag alone', async () => {
    const [from, to] = [newPath(), newPath()];
    await withStore(from, async (store) => {
      await store.importPath(await archiveOf({ 4: ['docker.io/library/app:1', 'docker.io/library/app:2'], 6: ['charts:1'] }));
      const report = await copy(store, to, ['app:1']);
      expect(report.references).toEqual(['docker.io/library/app:1']);
      await withStore(to, async (target) => {
        expect([...namesIn(to).keys()]).toEqual(['docker.io/library/app:1']);
        const [show, original] = await Promise.all(
          [target, store].map(({ host }) => call(host, 'artifact.show', { reference: 'app:1' })),
        );
        expect(show?.referrerList).toEqual(original?.referrerList);
        expect(show?.referrerList.length).toBeGreaterThan(0);
        expect(await exported(target, ['app:1'])).toEqual(await exported(store, ['app:1']));
        await expectInvariants(target);
      });
    });
  });

  it('of an index of which only one platform is here is as sparse there, and as exportable', async () => {
    const [from, to] = [newPath(), newPath()];
    await withStore(from, async (store) => {
      await store.importPath(await archiveOf({ 4: ['app:1'] }), { platforms: ['linux/amd64'] });
      await copy(store, to, ['app:1']);
      await withStore(to, async (target) => {
        expect(await absent(target)).toEqual(await absent(store));
        expect(await absent(target)).not.toEqual([]);
        await expectInvariants(target);
      });
    });
  });

  it('writes only what the other store lacks, moves its tag, and leaves what had it there untagged', async () => {
    const [from, to] = [newPath(), newPath()];
    await withStore(to, async (target) => await target.importPath(await archiveOf({ 0: ['app:1'] })));
    const held = [...blobsIn(to)];
    await withStore(from, async (store) => {
      await store.importPath(await archiveOf({ 1: ['app:1'] }));
      const report = await copy(store, to, ['app:1']);
      const lacking = [...blobsIn(to)].filter(([digest]) => !held.some(([own]) => own === digest));
      expect(report.newBytes).toBe(lacking.reduce((sum, [, bytes]) => sum + bytes.length, 0));
      expect(report.heldBytes).toBeGreaterThan(0);
    });
    await withStore(to, async (target) => {
      expect(namesIn(to)).toEqual(namesIn(from));
      const { items } = await call(target.host, 'artifact.list', { show: 'untagged' });
      expect(items.map(({ repository }) => repository)).toContain('docker.io/library/app');
      await expectInvariants(target);
    });
  });
});

/** A store with two images and another with one; the other is the same afterwards. */
const withPair = async (use: (store: OpenedStore, to: string) => Promise<void>): Promise<void> => {
  const [from, to] = [newPath(), newPath()];
  await withStore(to, async (target) => await target.importPath(await archiveOf({ 6: ['other:1'] })));
  const before = filesOf(to);
  await withStore(from, async (store) => {
    await store.importPath(await archiveOf({ 0: ['app:1'], 2: ['arm:1'] }));
    await use(store, to);
  });
  expect(filesOf(to)).toEqual(before);
};

describe('refused, with the other store as it was', () => {
  it('is a reference that is not there', async () => {
    await withPair(async (store, to) => {
      await expect(copy(store, to, ['app:1', 'app:9'])).rejects.toMatchObject({ code: 'reference-not-found' });
    });
  });

  it('is a blob that is damaged here, and a missing store is not made for it', async () => {
    await withPair(async (store, to) => {
      const [name] = [...filesOf(store.path).keys()].filter((each) => each.startsWith('blobs'));
      rmSync(join(store.path, name ?? ''));
      writeFileSync(join(store.path, name ?? ''), 'x');
      for (const target of [to, newPath()]) {
        const missing = !existsSync(target);
        await expect(copy(store, target)).rejects.toMatchObject({ code: 'blob-damaged' });
        expect(existsSync(target)).toBe(!missing);
      }
    });
  });

  it('is an artifact that lacks a layer, where it is asked for by name', async () => {
    await withPair(async (store, to) => {
      const { image } = await call(store.host, 'artifact.show', { reference: 'app:1' });
      rmSync(join(store.path, 'blobs', ...(image?.layers[0]?.digest ?? '').split(':')));
      await expect(copy(store, to, ['app:1'])).rejects.toMatchObject({ code: 'artifact-incomplete' });
    });
  });

  it('is what a lock keeps from being read here, or written there', async () => {
    await withPair(async (store, to) => {
      await call(store.host, 'lock.set', { reference: 'app', readEnabled: false });
      for (const references of [['app:1'], []])
        await expect(copy(store, to, references)).rejects.toMatchObject({ code: 'locked', params: { action: 'read' } });
    });
    const [from, to] = [newPath(), newPath()];
    await withStore(to, async (target) => {
      await target.importPath(await archiveOf({ 0: ['app:1'] }));
      await call(target.host, 'lock.set', { reference: 'app:1', writeEnabled: false });
    });
    const before = filesOf(to);
    await withStore(from, async (store) => {
      await store.importPath(await archiveOf({ 1: ['app:1'] }));
      await expect(copy(store, to, ['app:1'])).rejects.toMatchObject({ code: 'locked', params: { action: 'write' } });
    });
    expect(filesOf(to)).toEqual(before);
  });

  it('is the store itself, and a folder in it', async () => {
    await withPair(async (store) => {
      for (const target of [store.path, join(store.path, 'blobs'), join(store.path, 'new')])
        await expect(copy(store, target)).rejects.toMatchObject({ code: 'store-inside-store' });
    });
  });
});
