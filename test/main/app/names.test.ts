// Room test/main/app: tagging, untagging and removing as a person asks for it: by tag, digest or the beginning of one; and
// what each refuses.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import { writeProduced } from '../../build/archive.ts';
import { blobsOf } from '../../build/image.ts';
import { layoutFolder } from '../../build/producers-oci.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { blobsIn, namesIn, type OpenedStore, temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pool = await rootPool();
const [small, large] = [pool[0] as PoolRoot, pool[1] as PoolRoot];
const [smallDigest, largeDigest] = [small.node.manifest.digest, large.node.manifest.digest];
const app = 'docker.io/library/app';
const archive = join(folder, 'layout');
await writeProduced(
  layoutFolder(
    [
      { ...small, names: [`${app}:1`, `${app}:one`] },
      { ...large, names: [`${app}:2`] },
    ],
    'full',
  ),
  archive,
);

async function withFilled(use: (store: OpenedStore) => Promise<void>): Promise<void> {
  await withNewStore(async (store) => {
    await store.importPath(archive);
    await use(store);
    await expectInvariants(store);
  });
}

describe('a tag', () => {
  it.for([
    ['a familiar name', 'app:1'],
    ['a full name', `${app}:1`],
    ['a digest', smallDigest],
    ['the beginning of a digest', smallDigest.slice(7, 19)],
    ['a name with a digest', `app@${smallDigest}`],
    ['the image ID', small.node.kind === 'image' ? small.node.config.digest.slice(7, 19) : ''],
  ] as const)('is given to what is called by %s', async ([, source]) => {
    await withFilled(async ({ host, path }) => {
      expect(await call(host, 'tag.add', { source, reference: 'copy' })).toEqual({
        reference: 'docker.io/library/copy:latest',
        digest: smallDigest,
        previousDigest: null,
      });
      expect(namesIn(path).get('docker.io/library/copy:latest')).toBe(smallDigest);
    });
  });

  it('moves when asked to, and stays when that is a conflict', async () => {
    await withFilled(async ({ host, path }) => {
      await expect(call(host, 'tag.add', { source: 'app:1', reference: 'app:2', onConflict: 'fail' })).rejects.toMatchObject({
        code: 'tag-conflict',
        params: { current: largeDigest, incoming: smallDigest },
      });
      expect(namesIn(path).get(`${app}:2`)).toBe(largeDigest);
      expect(await call(host, 'tag.add', { source: 'app:1', reference: 'app:2' })).toMatchObject({ previousDigest: largeDigest });
      expect(namesIn(path).get(`${app}:2`)).toBe(smallDigest);
    });
  });

  it('removed takes nothing but the name, and several go together or not at all', async () => {
    await withFilled(async ({ host, path }) => {
      const blobs = [...blobsIn(path).keys()];
      await expect(call(host, 'tag.remove', { references: ['app:1', 'app:none'] })).rejects.toMatchObject({
        code: 'reference-not-found',
      });
      expect(namesIn(path).size).toBe(3);
      await call(host, 'tag.remove', { references: ['app:1', 'app:one', 'app:2'] });
      expect(namesIn(path).size).toBe(0);
      expect([...blobsIn(path).keys()]).toEqual(blobs);
    });
  });

  it.for([
    ['a digest as the new name', { source: 'app:1', reference: `app@${smallDigest}` }, 'tag-needed'],
    ['a source that is not here', { source: 'nothing:here', reference: 'app:3' }, 'reference-not-found'],
    ['a name that is none', { source: 'app:1', reference: 'UPPER:1' }, 'reference-invalid'],
  ] as const)('is refused for %s', async ([, input, code]) => {
    await withFilled(async ({ host }) => {
      await expect(call(host, 'tag.add', input)).rejects.toMatchObject({ code });
    });
  });
});

describe('a removal', () => {
  it('by tag takes every tag of the artifact in that repository, its referrers and the blobs nothing else needs', async () => {
    await withFilled(async ({ host, path }) => {
      const kept = blobsOf(small.node);
      const gone = [...blobsIn(path)].filter(([digest]) => !kept.has(digest));
      expect(await call(host, 'artifact.remove', { references: ['app:2'] })).toEqual({
        artifacts: [{ repository: app, digest: largeDigest, tags: ['2'] }],
        blobCount: gone.length,
        freedBytes: gone.reduce((sum, [, bytes]) => sum + bytes.length, 0),
        undoUntil: expect.stringMatching(/Z$/),
      });
      expect(new Set(blobsIn(path).keys())).toEqual(new Set(kept.keys()));
    });
  });

  it('in one repository leaves the artifact of another, its name and its blobs', async () => {
    await withFilled(async ({ host, path }) => {
      await call(host, 'tag.add', { source: 'app:1', reference: 'other:1' });
      expect(await call(host, 'artifact.remove', { references: ['app:1'] })).toMatchObject({
        artifacts: [{ tags: ['1', 'one'] }],
        blobCount: 0,
        freedBytes: 0,
      });
      expect(namesIn(path).get('docker.io/library/other:1')).toBe(smallDigest);
      expect([...namesIn(path).keys()]).not.toContain(`${app}:1`);
    });
  });

  it('by digest takes it out of every repository', async () => {
    await withFilled(async ({ host, path }) => {
      await call(host, 'tag.add', { source: 'app:1', reference: 'other:1' });
      await call(host, 'artifact.remove', { references: [smallDigest] });
      expect([...namesIn(path)]).toEqual([[`${app}:2`, largeDigest]]);
    });
  });

  it('frees what the artifact said only it needs', async () => {
    await withFilled(async ({ host }) => {
      const { uniqueBytes } = await call(host, 'artifact.show', { reference: 'app:2' });
      expect((await call(host, 'artifact.remove', { references: ['app:2'] })).freedBytes).toBe(uniqueBytes);
    });
  });
});
