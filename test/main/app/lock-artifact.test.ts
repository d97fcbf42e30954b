// Room test/main/app: setting and lifting locks by every form of name, and every operation against every holder: refused by the
// one switch it needs, whole under all others. Deletion and cleanup have tests of their own.
import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AppContext, JobContext } from '../../../main/app/context.ts';
import { importArchives } from '../../../main/app/import-archives.ts';
import { setLock } from '../../../main/app/lock-artifact.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import { TransferPool } from '../../../main/store/transfer/pool.ts';
import type { ImportReport } from '../../../preload/contract/transfer-model.ts';
import type { LockInfo, LockSwitches } from '../../../preload/contract/upkeep-model.ts';
import { writeProduced } from '../../build/archive.ts';
import { blobsOf } from '../../build/image.ts';
import { layoutFolder } from '../../build/producers-oci.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { filesOf, namesIn, type OpenedStore, temporaryFolder, withNewStore, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pool = await rootPool();
const [small, large, arm, , index] = pool as readonly [PoolRoot, PoolRoot, PoolRoot, PoolRoot, PoolRoot];
const smallDigest = small.node.manifest.digest;
const smallConfig = small.node.kind === 'image' ? small.node.config.digest : '';
const repository = 'docker.io/library/app';
let serial = 0;

async function archive(...roots: readonly (PoolRoot & { readonly names: readonly string[] })[]): Promise<string> {
  const path = join(folder, String(++serial));
  await writeProduced(layoutFolder(roots, 'full'), path);
  return path;
}

const filled = await archive(
  { ...small, names: [`${repository}:1`, `${repository}:one`] },
  { ...large, names: [`${repository}:2`] },
);
const both = await archive({ ...arm, names: [`${repository}:1`] }, { ...index, names: ['localhost/b:1'] });
const moving = await archive({ ...arm, names: [`${repository}:1`] });
const adding = await archive({ ...arm, names: [`${repository}:3`] });

async function withFilled(use: (store: OpenedStore) => Promise<void>): Promise<void> {
  await withNewStore(async (store) => {
    await store.importPath(filled);
    await use(store);
    await expectInvariants(store);
  });
}

/** What an import made of its one image, as an error where it was refused. */
function refusedImage({ archives }: ImportReport): void {
  const failure = archives.flatMap(({ artifacts }) => artifacts).find((artifact) => artifact.failure !== null)?.failure;
  if (failure != null) throw Object.assign(new Error(failure.code), failure);
}

const open: LockSwitches = { deleteEnabled: true, writeEnabled: true, listEnabled: true, readEnabled: true };
const shut: LockSwitches = { deleteEnabled: false, writeEnabled: false, listEnabled: false, readEnabled: false };
const holders = { repository: 'app', tag: 'app:1', artifact: `app@${smallDigest}` } as const;
type HolderKind = keyof typeof holders;
type Act = (store: OpenedStore) => Promise<unknown>;

const newTarget = (store: OpenedStore): string => store.host.picks.offer({ kind: 'path', path: join(folder, `out-${++serial}`) });
const tag =
  (source: string, reference: string): Act =>
  async ({ host }) =>
    await call(host, 'tag.add', { source, reference });
const untag =
  (reference: string): Act =>
  async ({ host }) =>
    await call(host, 'tag.remove', { references: [reference] });
const bringIn =
  (path: string, onConflict?: 'keep'): Act =>
  async ({ importPath }) =>
    refusedImage(await importPath(path, { onConflict }));
const exporting =
  (reference: string): Act =>
  async ({ host, ...store }) =>
    await runJob(host, 'archive.export', { references: [reference], target: newTarget({ host, ...store }), profile: 'oci' });
const blob =
  (digest: string): Act =>
  async (store) =>
    await runJob(store.host, 'blob.read', { digest, target: newTarget(store) });
const all: readonly HolderKind[] = ['repository', 'tag', 'artifact'];

/** Each of the switches it needs forbids it by itself; what may not be written may not be deleted either. */
const deletion = ['deleteEnabled', 'writeEnabled'] as const;
const writing = ['writeEnabled'] as const;
const reading = ['readEnabled'] as const;

const operations: readonly (readonly [
  what: string,
  act: Act,
  needs: readonly (keyof LockSwitches)[],
  of: readonly HolderKind[],
])[] = [
  ['removing a tag', untag('app:1'), deletion, all],
  ['removing another tag of the artifact', untag('app:one'), deletion, ['repository', 'artifact']],
  ['removing the tag of another artifact', untag('app:2'), deletion, ['repository']],
  ['moving the tag', tag('app:2', 'app:1'), writing, all],
  ['moving a tag to the artifact', tag('app:1', 'app:2'), writing, ['repository', 'artifact']],
  ['a new tag of the artifact', tag('app:1', 'app:new'), writing, ['repository', 'artifact']],
  ['a new tag of another artifact', tag('app:2', 'app:new'), writing, ['repository']],
  ['a tag that is there already', tag('app:1', 'app:1'), writing, []],
  ['a tag of it in another repository', tag('app:1', 'other:1'), reading, all],
  ['an import that moves the tag', bringIn(moving), writing, all],
  ['an import that keeps the tag and adds an untagged artifact', bringIn(moving, 'keep'), writing, ['repository']],
  ['an import with a new tag', bringIn(adding), writing, ['repository']],
  ['an import of what is there already', bringIn(filled), writing, []],
  ['an export by tag', exporting('app:1'), reading, all],
  ['an export by digest', exporting(smallDigest), reading, all],
  ['an export of another artifact', exporting('app:2'), reading, ['repository']],
  ['reading the manifest', async ({ host }) => await call(host, 'manifest.read', { reference: 'app:1' }), reading, all],
  ['reading the config', async ({ host }) => await call(host, 'config.read', { reference: 'app:one' }), reading, all],
  ['reading a blob of it alone', blob(smallConfig), reading, all],
  ['reading a blob that another needs too', blob(sharedLayer()), reading, ['repository']],
  ['showing it', async ({ host }) => await call(host, 'artifact.show', { reference: 'app:1' }), reading, []],
];

function sharedLayer(): string {
  const others = blobsOf(large.node);
  return [...blobsOf(small.node).keys()].find((digest) => others.has(digest)) ?? '';
}

describe.for(operations)('%s', ([, act, needs, of]) => {
  it.for(all)('is judged by a lock on the %s', async (kind) => {
    const reference = holders[kind];
    await withFilled(async (store) => {
      const needed = of.includes(kind) ? needs : [];
      for (const each of needed) {
        await call(store.host, 'lock.set', { reference, ...open, [each]: false });
        const before = filesOf(store.path);
        const action = needs[0]?.replace('Enabled', '');
        await expect(act(store)).rejects.toMatchObject({ code: 'locked', params: { action, by: reference } });
        expect(filesOf(store.path)).toEqual(before);
      }
      // No other switch has a say.
      await call(store.host, 'lock.set', { reference, ...shut, ...Object.fromEntries(needed.map((each) => [each, true])) });
      await act(store);
    });
  });
});

describe('a lock that keeps something out of lists', () => {
  const lists = {
    repositories: async ({ host }: OpenedStore) => (await call(host, 'repository.list', {})).items.map((item) => item.familiar),
    tags: async ({ host }: OpenedStore) => (await call(host, 'tag.list', { repository: 'app' })).items.map((item) => item.tag),
    artifacts: async ({ host }: OpenedStore) =>
      (await call(host, 'artifact.list', {})).items.map(({ digest, tags }) => [
        digest === smallDigest ? 'small' : 'large',
        ...tags,
      ]),
    hits: async ({ host }: OpenedStore) =>
      (
        await Promise.all(
          ['app', 'app:1', smallDigest.slice(7, 19)].map((query) => call(host, 'search.find', { query, limit: 9 })),
        )
      )
        .flat()
        .map(({ title }) => title),
  };
  const lookAt = async (store: OpenedStore): Promise<Record<keyof typeof lists, unknown>> => ({
    repositories: await lists.repositories(store),
    tags: await lists.tags(store),
    artifacts: await lists.artifacts(store),
    hits: [...new Set(await lists.hits(store))].toSorted(),
  });

  it.for([
    ['repository', { repositories: [], tags: [], artifacts: [], hits: [] }],
    [
      'tag',
      {
        repositories: ['app'],
        tags: ['2', 'one'],
        artifacts: [
          ['large', '2'],
          ['small', 'one'],
        ],
        hits: ['app', 'app:one'],
      },
    ],
    ['artifact', { repositories: ['app'], tags: ['2'], artifacts: [['large', '2']], hits: ['app'] }],
  ] as const)('hides no more than the %s, and shows what is asked for by name', async ([kind, expected]) => {
    await withFilled(async (store) => {
      const usage = await call(store.host, 'usage.show', {});
      const map = await call(store.host, 'usage.map', {});
      const before = await lookAt(store);
      const reference = holders[kind];
      await call(store.host, 'lock.set', { reference, listEnabled: false });
      expect(await lookAt(store)).toEqual(expected);
      expect(await call(store.host, 'usage.show', {})).toEqual(usage);
      expect(await call(store.host, 'usage.map', {})).toEqual(map);
      expect(await call(store.host, 'artifact.show', { reference: 'app:1' })).toMatchObject({
        digest: smallDigest,
        tags: ['1', 'one'],
        locked: { ...open, listEnabled: false },
      });
      await exporting('app:1')(store);
      const [lock] = await call(store.host, 'lock.list', {});
      await call(store.host, 'lock.set', { reference: lock?.reference ?? '', listEnabled: true });
      expect(await lookAt(store)).toEqual(before);
    });
  });

  it('hides an artifact once all of its tags are hidden', async () => {
    await withFilled(async (store) => {
      for (const reference of ['app:1', 'app:one']) await call(store.host, 'lock.set', { reference, listEnabled: false });
      expect(await lists.artifacts(store)).toEqual([['large', '2']]);
    });
  });
});

describe('lock.set', () => {
  const whole: Partial<LockInfo> = { reference: repository, repository, tag: null, digest: null };
  const oneTag: Partial<LockInfo> = { reference: `${repository}:1`, repository, tag: '1', digest: null };
  const artifact: Partial<LockInfo> = { reference: `${repository}@${smallDigest}`, repository, tag: null, digest: smallDigest };

  it.for([
    ['app', whole],
    [repository, whole],
    ['app:1', oneTag],
    [`${repository}:1`, oneTag],
    [`app@${smallDigest}`, artifact],
    [`app:1@${smallDigest}`, artifact],
    [`${repository}@${smallDigest.slice(0, 20)}`, artifact],
    [`app@${smallDigest.slice(7, 20)}`, artifact],
    [smallDigest, artifact],
    [smallDigest.slice(7), artifact],
    [smallDigest.slice(7, 19), artifact],
    [smallConfig.slice(7, 19), artifact],
  ] as const)('takes %s', async ([reference, expected]) => {
    await withFilled(async ({ host }) => {
      const lock = await call(host, 'lock.set', { reference, writeEnabled: false });
      expect(lock).toMatchObject({ ...expected, switches: { ...open, writeEnabled: false } });
      expect(await call(host, 'lock.list', {})).toEqual([lock]);
    });
  });

  it.for([
    ['nothing', 'repository-not-found'],
    ['app:none', 'reference-not-found'],
    [`app@sha256:${'0'.repeat(64)}`, 'reference-not-found'],
    [`other@${smallDigest}`, 'reference-not-found'],
    ['0123456789ab', 'reference-not-found'],
    ['0'.repeat(64), 'reference-not-found'],
    ['app@1', 'reference-invalid'],
    ['UPPER', 'reference-invalid'],
  ] as const)('refuses %s and changes nothing', async ([reference, code]) => {
    await withFilled(async ({ host, path }) => {
      const before = filesOf(path);
      await expect(call(host, 'lock.set', { reference, writeEnabled: false })).rejects.toMatchObject({ code });
      expect(filesOf(path)).toEqual(before);
    });
  });

  it('asks which repository is meant where a digest is in several', async () => {
    await withFilled(async ({ host }) => {
      await call(host, 'tag.add', { source: 'app:1', reference: 'other:1' });
      const set = call(host, 'lock.set', { reference: smallDigest, writeEnabled: false });
      await expect(set).rejects.toMatchObject({ code: 'reference-ambiguous' });
    });
  });

  it('does not lock a part of an index by itself', async () => {
    await withNewStore(async ({ host, importPath }) => {
      await importPath(await archive({ ...index, names: [`${repository}:multi`] }));
      const set = call(host, 'lock.set', { reference: `app@${arm.node.manifest.digest}`, deleteEnabled: false });
      await expect(set).rejects.toMatchObject({ code: 'reference-not-found' });
    });
  });

  it('leaves switches that are not named as they are, and is no lock once all are on', async () => {
    await withFilled(async ({ host, path }) => {
      const set = async (switches: Partial<LockSwitches>): Promise<LockInfo | null> =>
        await call(host, 'lock.set', { reference: 'app', ...switches });
      expect(await set({})).toBeNull();
      expect((await set({ writeEnabled: false }))?.switches).toEqual({ ...open, writeEnabled: false });
      const locked = await set({ readEnabled: false });
      expect(locked?.switches).toEqual({ ...open, writeEnabled: false, readEnabled: false });
      const before = filesOf(path);
      expect(await set({ readEnabled: false })).toEqual(locked);
      expect(filesOf(path)).toEqual(before);
      expect(await set({ writeEnabled: true, readEnabled: true })).toBeNull();
      expect(await call(host, 'lock.list', {})).toEqual([]);
    });
  });

  it('locks an artifact without a repository, and the lock goes where a tag takes it', async () => {
    await withNewStore(async (store) => {
      await store.importPath(await archive({ ...small, names: [] }));
      const lock = await call(store.host, 'lock.set', { reference: smallDigest, deleteEnabled: false });
      expect(lock).toMatchObject({ reference: smallDigest, repository: '' });
      await call(store.host, 'tag.add', { source: smallDigest, reference: 'app:1' });
      await expect(untag('app:1')(store)).rejects.toMatchObject({ code: 'locked', params: { by: `app@${smallDigest}` } });
      await expectInvariants(store);
    });
  });
});

it('a lock whose process was killed before its catalogue took it in stands all the same', async () => {
  const path = join(folder, `store-${++serial}`);
  const catalog = join(path, '.stowage', 'catalog.db');
  await withStore(path, async ({ importPath }) => await importPath(filled));
  copyFileSync(catalog, `${catalog}.before`);
  const locked = await withStore(path, async ({ host }) => {
    await call(host, 'lock.set', { reference: 'app', writeEnabled: false });
    return await call(host, 'lock.list', {});
  });
  renameSync(`${catalog}.before`, catalog);
  await withStore(path, async (store) => {
    expect(await call(store.host, 'lock.list', {})).toEqual(locked);
    await expectInvariants(store);
  });
});

describe('an import', () => {
  it('refuses the image that a lock stands against, says so in its plan, and lands the others', async () => {
    await withFilled(async (store) => {
      await call(store.host, 'lock.set', { reference: 'app:1', writeEnabled: false });
      const pick = store.host.picks.offer({ kind: 'path', path: both });
      const planned = await runJob(store.host, 'archive.plan', { picks: [pick] });
      const report = await store.importPath(both);
      for (const { archives } of [planned, report])
        expect(archives.flatMap(({ artifacts }) => artifacts).map(({ failure }) => failure)).toEqual(
          expect.arrayContaining([{ code: 'locked', params: { reference: 'app:1', action: 'write', by: 'app:1' } }, null]),
        );
      expect(Object.fromEntries(namesIn(store.path))).toMatchObject({
        [`${repository}:1`]: smallDigest,
        'localhost/b:1': index.node.manifest.digest,
      });
    });
  });

  it('of all or nothing brings in nothing', async () => {
    await withFilled(async (store) => {
      await call(store.host, 'lock.set', { reference: 'app', writeEnabled: false });
      const before = filesOf(store.path);
      const report = await store.importPath(both, { atomic: true });
      expect(report.archives).toMatchObject([{ failure: { code: 'image-refused' } }]);
      expect(filesOf(store.path)).toEqual(before);
    });
  });

  it.for([true, false])('meets a lock that is set just before its commit (all or nothing: %s)', async (atomic) => {
    await withFilled(async ({ host, path }) => {
      const workers = new TransferPool();
      const store = Store.open(path, 'cli', 'existing');
      const app = { openStore: () => store, pool: () => workers } as unknown as AppContext;
      const job: JobContext = {
        signal: new AbortController().signal,
        report: ({ phase }) => {
          if (phase === 'committing') setLock(app, { reference: 'app:1', writeEnabled: false });
        },
        ask: () => expect.fail('nothing is asked'),
      };
      const report = await importArchives(app, job, [{ kind: 'path', path: both }], { atomic });
      store.close();
      await workers.close();
      const artifacts = report.archives.flatMap((each) => each.artifacts);
      expect(artifacts.map(({ failure }) => failure?.code)).toEqual(expect.arrayContaining(['locked', undefined]));
      expect(report).toMatchObject({ refusedCount: atomic ? 2 : 1, movedTags: [] });
      const { items } = await call(host, 'artifact.list', {});
      expect(items.flatMap(({ tags }) => tags).toSorted()).toEqual(atomic ? ['1', '2', 'one'] : ['1', '1', '2', 'one']);
      expect(namesIn(path).get(`${repository}:1`)).toBe(smallDigest);
    });
  });
});
