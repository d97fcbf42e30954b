// Tests of main/archive/plan.ts with ingest.ts: tags that are new, stay, move or are kept; each new byte counted once; each image
// has its own word on what a shared layer unpacks to.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PlannedArtifact } from '../../../preload/contract/transfer-model.ts';
import { smallImage } from '../../build/hostile-base.ts';
import { blobOf, type Image } from '../../build/image.ts';
import { containerdExport } from '../../build/producers-oci.ts';
import { file, jsonFile, type TarEntry, tarOf } from '../../build/tar.ts';
import { namesIn, type OpenedStore, temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;

async function archive(entries: readonly TarEntry[]): Promise<string> {
  const path = join(folder, `${++serial}.tar`);
  writeFileSync(path, await tarOf(entries));
  return path;
}

const name = 'registry.example.com/a/b:1';
const layout = async (label: string, ...names: readonly string[]): Promise<string> =>
  await archive(containerdExport([{ node: await smallImage(label), names, referrers: [] }]).entries);

async function imported(
  store: OpenedStore,
  path: string,
  options: Parameters<OpenedStore['importPath']>[1] = {},
): Promise<PlannedArtifact> {
  const [artifact] = (await store.importPath(path, options)).archives.flatMap((part) => part.artifacts);
  return artifact ?? expect.fail('nothing was reported');
}

describe('a tag of the archive', () => {
  it.for([
    ['moves', 'move', { status: 'new', tags: [{ status: 'moves' }] }],
    ['is kept', 'keep', { status: 'new', references: [], tags: [{ status: 'kept' }] }],
    ['is refused', 'fail', { status: 'refused', failure: { code: 'tag-conflict' } }],
  ] as const)('that the store has for another image %s when asked so', async ([, onConflict, expected]) => {
    await withNewStore(async (store) => {
      expect(await imported(store, await layout('first', name))).toMatchObject({ status: 'new', tags: [{ status: 'new' }] });
      expect(await imported(store, await layout('second', name), { onConflict })).toMatchObject(expected);
    });
  });

  it('that is there already stays, and a second name of a held image writes no blob', async () => {
    await withNewStore(async (store) => {
      await imported(store, await layout('first', name));
      expect(await imported(store, await layout('first', name))).toMatchObject({ status: 'held', tags: [{ status: 'same' }] });
      const renamed = await imported(store, await layout('first', 'docker.io/library/other:2'));
      expect(renamed).toMatchObject({ status: 'new', newBytes: 0, tags: [{ status: 'new' }] });
    });
  });
});

describe('a name that two images of one archive have', () => {
  it.for([1, 2, 3] as const)(
    'is the last one’s, the other comes in untagged, however often it is imported (%i)',
    async (times) => {
      const nodes = await Promise.all(['first', 'second'].map(async (label) => await smallImage(label)));
      const [losing, winning] = nodes.map((node) => node.manifest.digest);
      const path = await archive(containerdExport(nodes.map((node) => ({ node, names: [name], referrers: [] }))).entries);
      await withNewStore(async (store) => {
        for (let at = 1; at < times; at += 1) await store.importPath(path);
        const [report] = (await store.importPath(path)).archives;
        expect(report?.artifacts).toMatchObject([
          {
            digest: losing,
            references: [],
            tags: [{ status: 'kept', currentDigest: winning }],
            status: times === 1 ? 'new' : 'held',
          },
          { digest: winning, references: [name], status: times === 1 ? 'new' : 'held' },
        ]);
        expect(report?.warnings).toMatchObject([{ code: 'tag-kept', params: { kept: winning, incoming: losing } }]);
        expect([...namesIn(store.path)]).toEqual([[name, winning]]);
      });
    },
  );
});

const configName = (bytes: Buffer): string => `${blobOf(bytes).digest.slice(7)}.json`;

const entryOf = (config: Buffer, image: Image, tag: string): object => ({
  Config: configName(config),
  RepoTags: [`registry.example.com/a/b:${tag}`],
  Layers: image.layers.map((_, at) => `layer-${at}.tar.gz`),
});

async function sharing(change: (diffIds: string[]) => string[], order: readonly [number, number]): Promise<string> {
  const image = await smallImage('shared');
  const config = JSON.parse(image.config.bytes.toString()) as { rootfs: { diff_ids: string[] } };
  const other = Buffer.from(JSON.stringify({ ...config, rootfs: { type: 'layers', diff_ids: change(config.rootfs.diff_ids) } }));
  const entries = [entryOf(image.config.bytes, image, 'good'), entryOf(other, image, 'other')];
  return await archive([
    ...image.layers.map((layer, at) => file(`layer-${at}.tar.gz`, layer.blob.bytes)),
    file(configName(image.config.bytes), image.config.bytes),
    file(configName(other), other),
    jsonFile(
      'manifest.json',
      order.map((at) => entries[at]),
    ),
  ]);
}

describe('images of one archive', () => {
  it.for([
    [0, 1],
    [1, 0],
  ] as const)('are each held to their own diff IDs of a shared compressed layer (order %s, %s)', async (order) => {
    const path = await sharing((diffIds) => [`sha256:${'0'.repeat(64)}`, ...diffIds.slice(1)], order);
    await withNewStore(async (store) => {
      const artifacts = (await store.importPath(path)).archives.flatMap((part) => part.artifacts);
      const told = artifacts.map(
        ({ names, status, failure }) => `${names[0]?.raw.split(':').at(-1)} ${status} ${failure?.code ?? 'whole'}`,
      );
      expect(told.toSorted()).toEqual(['good new whole', 'other refused diff-id-mismatch']);
    });
  });

  it('count the bytes of a shared layer once', async () => {
    const roots = [
      { node: await smallImage('shared'), names: [name], referrers: [] },
      { node: await smallImage('shared'), names: ['docker.io/library/other:1'], referrers: [] },
    ];
    const path = await archive(containerdExport(roots).entries);
    await withNewStore(async (store) => {
      const report = await store.importPath(path);
      const held = new Set(report.archives.flatMap((part) => part.artifacts.map((artifact) => artifact.digest)));
      expect(held.size).toBe(1);
      const sizes = containerdExport(roots.slice(0, 1)).expected.blobs;
      expect(report.newBytes).toBe([...sizes.values()].reduce((sum, bytes) => sum + bytes.length, 0));
    });
  });
});
