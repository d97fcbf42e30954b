// Room test/main/store: what other tools did to index.json and blobs/ between two looks is taken over as one change of
// the door `outside`, and what our own cut-off commits left is caught up with or undone (I6, I7).
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import { writeProduced } from '../../build/archive.ts';
import { buildImage, type Image } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { file } from '../../build/tar.ts';
import { addOutsideRoot, dropOutsideRoots, editIndex } from '../../support/foreign-tool.ts';
import { expectInvariants, indexDescriptors } from '../../support/invariants.ts';
import { type OpenedStore, temporaryFolder, withNewStore, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

const imageOf = async (content: string): Promise<Image> =>
  await buildImage({ platform: 'linux/amd64', layers: [{ entries: [file(content, content)], compression: 'none' }] });
const [one, two] = [await imageOf('one'), await imageOf('two')];
const app = 'docker.io/library/app';
const archive = join(folder, 'archive.tar');
await writeProduced(hybrid([{ node: one, names: [`${app}:1`], referrers: [] }]), archive);

async function withFilled(use: (store: OpenedStore) => Promise<void>): Promise<void> {
  await withNewStore(async (store) => {
    await store.importPath(archive);
    await use(store);
    await expectInvariants(store);
  });
}

const tagsOf = async ({ host }: OpenedStore): Promise<Readonly<Record<string, string>>> => {
  const { items } = await call(host, 'artifact.list', {});
  return Object.fromEntries(items.flatMap(({ repository, digest, tags }) => tags.map((tag) => [`${repository}:${tag}`, digest])));
};
const ledgerOf = ({ path }: OpenedStore): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(join(path, '.stowage', 'ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe('another tool', () => {
  it('that adds an artifact is followed, and recorded as outside', async () => {
    await withFilled(async (store) => {
      addOutsideRoot(store.path, two, `${app}:2`);
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: one.manifest.digest, [`${app}:2`]: two.manifest.digest });
      expect(ledgerOf(store).at(-1)).toMatchObject({
        door: 'outside',
        tags: [{ repository: app, tag: '2', from: null, to: two.manifest.digest }],
      });
    });
  });

  it('that moves a tag leaves the old artifact untagged, and remembered', async () => {
    await withFilled(async (store) => {
      addOutsideRoot(store.path, two, `${app}:1`);
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: two.manifest.digest });
      const { items } = await call(store.host, 'artifact.list', { show: 'untagged' });
      expect(items).toMatchObject([
        { repository: app, digest: one.manifest.digest, formerTags: [{ tag: '1', replacedBy: two.manifest.digest }] },
      ]);
      expect(indexDescriptors(store.path).map((root) => root.digest)).toContain(one.manifest.digest);
    });
  });

  it('that removes a tag loses nothing of the artifact', async () => {
    await withFilled(async (store) => {
      vi.setSystemTime(Date.now() + 2 * 3_600_000);
      dropOutsideRoots(store.path, `${app}:1`);
      expect(await tagsOf(store)).toEqual({});
      const { items } = await call(store.host, 'artifact.list', {});
      expect(items).toMatchObject([{ repository: app, digest: one.manifest.digest, absentCount: 0 }]);
    });
  });

  it('that names an artifact by a tag alone keeps its root as it wrote it, through our changes', async () => {
    await withFilled(async (store) => {
      addOutsideRoot(store.path, two, 'v1');
      const written = indexDescriptors(store.path).at(-1);
      await call(store.host, 'tag.add', { source: two.manifest.digest, reference: `${app}:2` });
      await call(store.host, 'tag.remove', { references: [`${app}:2`] });
      expect(indexDescriptors(store.path)).toContainEqual(written);
    });
  });

  it('that writes descriptors nobody understands, and takes them away again, makes no artifacts', async () => {
    await withFilled(async (store) => {
      const before = await tagsOf(store);
      for (const odd of [[{ digest: '' }, { digest: 'sha256:short' }], [{ digest: 7 }], []]) {
        editIndex(store.path, (index) => ({
          ...index,
          manifests: [...index.manifests.filter(({ size }) => size !== undefined), ...odd],
        }));
        expect(await tagsOf(store)).toEqual(before);
        expect((await call(store.host, 'artifact.list', {})).total).toBe(1);
        await expectInvariants(store);
      }
    });
  });

  it('that annotates our root and the index finds both again after our changes', async () => {
    await withFilled(async (store) => {
      editIndex(store.path, (index) => ({
        ...index,
        'org.example': [1],
        manifests: index.manifests.map((root) => ({
          ...root,
          annotations: { ...(root['annotations'] as object), note: 'kept' },
        })),
      }));
      await call(store.host, 'tag.add', { source: `${app}:1`, reference: `${app}:2` });
      await call(store.host, 'tag.remove', { references: [`${app}:1`, `${app}:2`] });
      const index = JSON.parse(readFileSync(join(store.path, 'index.json'), 'utf8')) as Record<string, unknown>;
      expect(index).toMatchObject({
        'org.example': [1],
        manifests: [{ digest: one.manifest.digest, annotations: { note: 'kept' } }],
      });
      expect(index['manifests']).toHaveLength(1);
    });
  });

  it('that writes a broken index.json stops changes until it is mended, and harms nothing', async () => {
    await withFilled(async (store) => {
      const path = join(store.path, 'index.json');
      const good = readFileSync(path);
      writeFileSync(path, '{"manifests":[');
      await expect(call(store.host, 'tag.add', { source: `${app}:1`, reference: `${app}:2` })).rejects.toMatchObject({
        code: 'store-damaged',
      });
      expect(readFileSync(path, 'utf8')).toBe('{"manifests":[');
      writeFileSync(path, good);
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: one.manifest.digest });
    });
  });

  it('that writes a broken index.json loses no name: a rebuild sets the file aside, and all come back from the ledger', async () => {
    await withNewStore(async (store) => {
      await store.importPath(archive);
      const path = join(store.path, 'index.json');
      const good = indexDescriptors(store.path);
      writeFileSync(path, '{"manifests":[');
      await runJob(store.host, 'store.rebuild', {});
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: one.manifest.digest });
      expect(indexDescriptors(store.path)).toEqual(good);
      const quarantine = join(store.path, '.stowage', 'quarantine');
      expect(readdirSync(quarantine).map((name) => readFileSync(join(quarantine, name), 'utf8'))).toEqual(['{"manifests":[']);
      await expectInvariants(store);
      await store.host.close();
      // Where the ledger knows nothing, an empty index would make everything garbage.
      writeFileSync(path, 'broken');
      rmSync(join(store.path, '.stowage'), { recursive: true });
      await withStore(store.path, async (opened) => {
        await expect(runJob(opened.host, 'store.rebuild', {})).rejects.toMatchObject({ code: 'store-damaged' });
        expect(readFileSync(path, 'utf8')).toBe('broken');
      });
    });
  });

  it('that takes a blob away and puts another under its name is not trusted', async () => {
    await withNewStore(async (store) => {
      await store.importPath(archive);
      const layer = one.layers[0]?.blob.digest ?? '';
      const path = join(store.path, 'blobs', ...layer.split(':'));
      const bytes = readFileSync(path);
      rmSync(path);
      expect((await call(store.host, 'artifact.list', {})).items).toMatchObject([{ absentCount: 1 }]);
      writeFileSync(path, Buffer.alloc(bytes.length));
      // I1: hashed before it counts as held, and replaced.
      await store.importPath(archive);
      expect(readFileSync(path).equals(bytes)).toBe(true);
      await expectInvariants(store);
    });
  });
});

const ledgerPath = ({ path }: OpenedStore): string => join(path, '.stowage', 'ledger.jsonl');

describe('a ledger that somebody spoiled', () => {
  it.for([
    ['deleted', (path: string): void => rmSync(path)],
    ['emptied', (path: string): void => truncateSync(path, 0)],
    ['cut off in its last line', (path: string): void => truncateSync(path, readFileSync(path).length - 5)],
    ['cut off in its first line', (path: string): void => truncateSync(path, 5)],
    ['torn in the middle', (path: string): void => writeFileSync(path, readFileSync(path, 'utf8').replace('"tag"', '"ta'))],
  ] as const)('%s costs no tag and stops nothing', async ([, spoil]) => {
    await withFilled(async (store) => {
      await call(store.host, 'tag.add', { source: `${app}:1`, reference: `${app}:2` });
      await call(store.host, 'tag.add', { source: `${app}:1`, reference: `${app}:3` });
      await call(store.host, 'tag.remove', { references: [`${app}:3`] });
      const before = await tagsOf(store);
      spoil(ledgerPath(store));
      expect(await tagsOf(store)).toEqual(before);
      await expectInvariants(store);
      await call(store.host, 'tag.add', { source: `${app}:1`, reference: `${app}:4` });
      const { items, total } = await call(store.host, 'log.list', {});
      expect(items).toHaveLength(total);
      expect(items[0]).toMatchObject({ revision: total, operation: 'tag', tags: [{ reference: `${app}:4` }] });
    });
  });
});

describe('a commit that was cut off', () => {
  it('after its ledger line and before index.json did not happen: the line goes', async () => {
    await withFilled(async (store) => {
      const before = ledgerOf(store);
      const line = {
        at: '2026-01-01T00:00:00Z',
        door: 'cli',
        operation: 'untag',
        tags: [{ repository: app, tag: '1', from: one.manifest.digest, to: null }],
      };
      appendFileSync(join(store.path, '.stowage', 'ledger.jsonl'), `${JSON.stringify(line)}\n{"torn`);
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: one.manifest.digest });
      expect(ledgerOf(store)).toEqual(before);
    });
  });

  it('leaves what had happened before it: the lines of changes that index.json does not show', async () => {
    await withFilled(async (store) => {
      const path = join(store.path, '.stowage', 'ledger.jsonl');
      const switches = { deleteEnabled: false, writeEnabled: true, listEnabled: true, readEnabled: true };
      const locked = {
        at: '2026-01-01T00:00:00Z',
        door: 'cli',
        operation: 'lock',
        locks: [{ repository: app, tag: null, digest: null, switches }],
      };
      const cutOff = {
        at: '2026-01-01T00:00:01Z',
        door: 'cli',
        operation: 'untag',
        tags: [{ repository: app, tag: '1', from: one.manifest.digest, to: null }],
      };
      appendFileSync(path, `${JSON.stringify(locked)}\n${JSON.stringify(cutOff)}\n`);
      expect(await call(store.host, 'lock.list', {})).toMatchObject([{ repository: app, switches }]);
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: one.manifest.digest });
      expect(ledgerOf(store).at(-1)).toEqual(locked);
    });
  });

  it('after index.json and before the catalogue did happen: it is caught up with, time and door as recorded', async () => {
    await withFilled(async (store) => {
      const line = {
        at: '2026-01-01T00:00:00Z',
        door: 'web',
        operation: 'untag',
        tags: [{ repository: app, tag: '1', from: one.manifest.digest, to: null }],
      };
      appendFileSync(join(store.path, '.stowage', 'ledger.jsonl'), `${JSON.stringify(line)}\n`);
      editIndex(store.path, (index) => ({ ...index, manifests: [{ ...one.descriptor }] }));
      const { items } = await call(store.host, 'artifact.list', {});
      expect(items).toMatchObject([{ digest: one.manifest.digest, tags: [], untaggedAt: line.at }]);
      expect(ledgerOf(store).at(-1)).toEqual(line);
    });
  });
});
