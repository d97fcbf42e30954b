// Room test/main/app: sync between registries (our own endpoint), stores and archives: the destination gets exactly what is meant,
// byte for byte, once; a dry run tells it before and changes nothing; what is between is not left behind.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import type { StowageEvent } from '../../../preload/contract/events.ts';
import type { OperationInput } from '../../../preload/contract/operations.ts';
import type { SyncReport } from '../../../preload/contract/registry-model.ts';
import { writeProduced } from '../../build/archive.ts';
import { blobsOf, type Root } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { startFrontServer } from '../../support/docker-registry.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { nextEvent, settled, startJob } from '../../support/job-watch.ts';
import { rootPool } from '../../support/root-pool.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { blobsIn, filesOf, namesIn, type OpenedStore, temporaryFolder, withStore } from '../opened-store.ts';

type Place = OperationInput<'remote.sync'>['destination'];
type Options = Omit<OperationInput<'remote.sync'>, 'sources' | 'destination'>;
/** `repository:tag`, without a registry → position in the pool. */
type Content = Readonly<Record<string, number>>;

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));
const scratch = newPath();

beforeEach(() => {
  becomeUser(newPath());
  mkdirSync(scratch, { recursive: true });
  vi.stubEnv('TMPDIR', scratch);
});
afterEach(() => {
  // What goes through temporary files leaves none, however it ended.
  expect(readdirSync(scratch)).toEqual([]);
  vi.unstubAllEnvs();
});

async function rootsOf(content: Content): Promise<readonly Root[]> {
  const pool = await rootPool();
  return Object.entries(Object.groupBy(Object.entries(content), ([, at]) => at)).map(([at, named = []]) => ({
    ...(pool[Number(at)] as (typeof pool)[number]),
    names: named.map(([name]) => `docker.io/${name}`),
  }));
}

async function archiveOf(content: Content): Promise<string> {
  const path = `${newPath()}.tar`;
  await writeProduced(hybrid(await rootsOf(content)), path);
  return path;
}

async function sync(
  { host }: OpenedStore,
  sources: readonly Place[],
  destination: Place,
  options: Options = {},
): Promise<SyncReport> {
  return await runJob(host, 'remote.sync', { sources: [...sources], destination, ...options });
}

const archiveAt = ({ host }: OpenedStore, path: string): Place => ({
  kind: 'archive',
  pick: host.picks.offer({ kind: 'path', path }),
});
const storeAt = ({ host }: OpenedStore, path: string): Place => ({
  kind: 'store',
  folder: host.picks.offer({ kind: 'path', path }),
});

/** Serves the store at `path` until `use` is done; gives its `host:port`. */
async function served(path: string, use: (address: string, store: OpenedStore) => Promise<void>): Promise<void> {
  await withStore(path, async (store) => {
    const { address } = await call(store.host, 'registry.start', { port: 0, allowPush: true });
    await use(address, store);
  });
}

/** Uploads of an endpoint that runs have a folder of their own. */
async function expectStopped(store: OpenedStore): Promise<void> {
  await call(store.host, 'registry.stop', {});
  await expectInvariants(store);
}

async function filled(content: Content): Promise<string> {
  const path = newPath();
  const archive = await archiveOf(content);
  await withStore(path, async (store) => await store.importPath(archive));
  return path;
}

/** Names in a store without their registry and what else they begin with → digest. */
function tagsIn(path: string, prefix = ''): Readonly<Record<string, string>> {
  const short = (name: string): string => name.slice(name.indexOf('/') + 1).replace(new RegExp(`^${prefix}`), '');
  return Object.fromEntries([...namesIn(path)].map(([name, digest]) => [short(name), digest]));
}

const sorted = ({ synced }: SyncReport): unknown => synced.toSorted((a, b) => (a.destination < b.destination ? -1 : 1));

const names = ['team/a:1', 'team/a:1.1', 'team/a:latest', 'team/b:1', 'team/deep/c:2', 'other/a:1', 'other/a:2'];
const contents: fc.Arbitrary<Content> = fc
  .array(fc.tuple(fc.constantFrom(...names), fc.nat(6)), { minLength: 1, maxLength: 5 })
  .map((entries) => Object.fromEntries(entries));
const filters: readonly { readonly options: Options; readonly takes: (name: string) => boolean }[] = [
  { options: {}, takes: () => true },
  { options: { repositories: ['team/*'] }, takes: (name) => name.startsWith('team/') },
  { options: { tagPattern: '1|1[.].' }, takes: (name) => /:1(\..)?$/.test(name) },
  {
    options: { repositories: ['*/a', 'none'], tagPattern: 'latest|2' },
    takes: (name) => /^\w+\/a:(latest|2)$/.test(name),
  },
];
const kinds = ['registry', 'store', 'archive'] as const;

describe('a sync', () => {
  it('brings exactly the tags that are meant, with every byte they need, and the second time nothing', {
    timeout: 240_000,
  }, async () => {
    const pool = await rootPool();
    await fc.assert(
      fc.asyncProperty(
        contents,
        fc.constantFrom(...kinds),
        fc.constantFrom(...kinds),
        fc.constantFrom(...filters),
        fc.boolean(),
        async (content, from, to, { options, takes }, referrers) => {
          const meant = Object.entries(content).filter(([name]) => takes(name));
          const wantedTags = Object.fromEntries(meant.map(([name, at]) => [name, pool[at]?.node.manifest.digest]));
          const wantedBlobs = new Map(meant.flatMap(([, at]) => [...blobsOf((pool[at] as Root).node)]));
          // Whatever refers to any manifest that comes, of a platform too; a subject stands before what refers to it.
          for (const referrer of referrers ? Object.values(content).flatMap((at) => pool[at]?.referrers ?? []) : [])
            if (wantedBlobs.has(referrer.subject ?? ''))
              for (const [digest, bytes] of blobsOf(referrer)) wantedBlobs.set(digest, bytes);
          const [source, open, destination] = [await filled(content), newPath(), newPath()];
          const archive = await archiveOf(content);
          const written = `${newPath()}.tar.gz`;
          await served(source, async (sourceAddress) => {
            await served(destination, async (destinationAddress, target) => {
              await withStore(open, async (store) => {
                const froms: Record<(typeof kinds)[number], Place> = {
                  registry: { kind: 'registry', reference: `${sourceAddress}/` },
                  store: storeAt(store, source),
                  archive: archiveAt(store, archive),
                };
                const tos: Record<(typeof kinds)[number], Place> = {
                  registry: { kind: 'registry', reference: `${destinationAddress}/mirror/` },
                  store: storeAt(store, destination),
                  archive: archiveAt(store, written),
                };
                const run = async (more: Options = {}): Promise<SyncReport> =>
                  await sync(store, [froms[from]], tos[to], { ...options, referrers, ...more });
                const planned = await run({ dryRun: true });
                expect(blobsIn(destination).size).toBe(0);
                const report = await run();
                expect(sorted(report)).toEqual(sorted(planned));
                expect(report.synced.map(({ status }) => status)).toEqual(meant.map(() => 'new'));
                const again = await run();
                if (to === 'archive') expect(again).toEqual(report);
                else {
                  expect(again).toMatchObject({ newBytes: 0, synced: meant.map(() => ({ status: 'held' })) });
                  const bytes = [...wantedBlobs.values()].reduce((sum, { length }) => sum + length, 0);
                  // To a registry a manifest is sent once for every tag.
                  expect(to === 'registry' ? Math.max(bytes, report.newBytes) : bytes).toBe(report.newBytes);
                }
                if (to === 'archive' && meant.length > 0) await target.importPath(written);
              });
              // Neither source nor destination: it is not even made.
              expect(filesOf(open)).toEqual(new Map());
              if (meant.length === 0) return;
              expect(tagsIn(destination, to === 'registry' ? 'mirror/' : '')).toEqual(wantedTags);
              expect(blobsIn(destination)).toEqual(wantedBlobs);
              await expectStopped(target);
            });
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('from several places into one archive writes all of them', async () => {
    const [one, two] = [await filled({ 'team/a:1': 0, 'team/a:2': 1 }), await filled({ 'team/b:1': 4 })];
    const written = newPath();
    mkdirSync(written);
    await served(one, async (address) => {
      await withStore(newPath(), async (store) => {
        const sources: Place[] = [
          { kind: 'registry', reference: `${address}/team/a:1` },
          storeAt(store, two),
          archiveAt(store, await archiveOf({ 'team/c:1': 6 })),
        ];
        const { synced } = await sync(store, sources, archiveAt(store, written));
        expect(synced.length).toBe(3);
        const { synced: read } = await sync(store, [archiveAt(store, written)], { kind: 'store' });
        expect(read.map(({ destination }) => destination.slice(destination.indexOf('/') + 1)).toSorted()).toEqual([
          'team/a:1',
          'team/b:1',
          'team/c:1',
        ]);
        await expectInvariants(store);
      });
    });
  });

  it('takes an untagged artifact that is named by its digest, and no other', async () => {
    const source = await filled({ 'team/a:1': 0, 'team/a:2': 1 });
    const destination = newPath();
    await served(source, async (address, { host }) => {
      const { digest } = await call(host, 'artifact.show', { reference: 'team/a:2' });
      await call(host, 'tag.remove', { references: ['team/a:2'] });
      await withStore(destination, async (store) => {
        await sync(store, [{ kind: 'registry', reference: `${address}/team/a` }], { kind: 'store' });
        expect(Object.keys(tagsIn(destination))).toEqual(['team/a:1']);
        const reference = `${address}/team/a@${digest}`;
        const report = await sync(store, [{ kind: 'registry', reference }], { kind: 'store' });
        expect(report.synced).toEqual([{ source: reference, destination: reference, digest, status: 'new' }]);
        await served(newPath(), async (to, target) => {
          await sync(store, [{ kind: 'registry', reference }], { kind: 'registry', reference: to });
          expect((await call(target.host, 'artifact.show', { reference: `docker.io/team/a@${digest}` })).digest).toBe(digest);
        });
      });
    });
  });

  it.each(kinds)('of one platform leaves the others out and the index as it is, from a %s', async (from) => {
    const content = { 'team/a:1': 4 };
    const pool = await rootPool();
    const [source, archive] = [await filled(content), await archiveOf(content)];
    const destination = newPath();
    await served(source, async (address) => {
      await served(destination, async (to, target) => {
        await withStore(newPath(), async (store) => {
          const froms = {
            registry: { kind: 'registry', reference: `${address}/team/a:1` },
            store: storeAt(store, source),
            archive: archiveAt(store, archive),
          } as const;
          const report = await sync(store, [froms[from]], { kind: 'registry', reference: to }, { platforms: ['linux/arm64'] });
          expect(report.synced[0]?.digest).toBe(pool[4]?.node.manifest.digest);
        });
        const held = blobsIn(destination);
        const [arm, amd] = [pool[2], pool[1]].map((root) => held.has(root?.node.manifest.digest ?? ''));
        expect([arm, amd]).toEqual([true, false]);
        await expectStopped(target);
      });
    });
  });

  it('fetches no layer that the destination has, and says what moved', async () => {
    const source = await filled({ 'team/a:1': 0 });
    await served(source, async (address, { importPath }) => {
      const port = Number(address.split(':')[1]);
      const front = await startFrontServer({ address, port, data: '', stop: async () => await Promise.resolve() }, {});
      try {
        await served(newPath(), async (to) => {
          await withStore(newPath(), async (store) => {
            const run = async (): Promise<SyncReport> =>
              await sync(store, [{ kind: 'registry', reference: `${front.address}/team/a` }], {
                kind: 'registry',
                reference: to,
              });
            await run();
            await importPath(await archiveOf({ 'team/a:1': 1 }));
            const before = front.requests.length;
            const report = await run();
            expect(report.synced).toMatchObject([{ status: 'updated' }]);
            const [small, large] = await rootPool();
            const fetched = front.requests.slice(before).flatMap(({ line }) => line.match(/^GET .*\/blobs\/(.*)$/)?.[1] ?? []);
            const had = blobsOf((small as Root).node);
            expect(fetched.toSorted()).toEqual(
              [...blobsOf((large as Root).node).keys()]
                .filter((digest) => !had.has(digest) && digest !== large?.node.manifest.digest)
                .concat(
                  (large as Root).referrers.flatMap((one) =>
                    [...blobsOf(one).keys()].filter((digest) => digest !== one.manifest.digest),
                  ),
                )
                .toSorted(),
            );
            await run();
            expect(front.requests.slice(before).filter(({ line }) => line.includes('/blobs/')).length).toBe(fetched.length);
          });
        });
      } finally {
        await front.stop();
      }
    });
  });

  it('ends with the failure of the artifact that fails, and what went before stays', async () => {
    const source = await filled({ 'team/a:1': 0, 'team/b:1': 3 });
    const destination = newPath();
    await served(destination, async (to) => {
      await withStore(source, async (store) => {
        const { image } = await call(store.host, 'artifact.show', { reference: 'team/b:1' });
        rmSync(join(source, 'blobs', ...(image?.layers[1]?.digest ?? '').split(':')));
        await expect(sync(store, [{ kind: 'store' }], { kind: 'registry', reference: to })).rejects.toMatchObject({
          code: 'artifact-incomplete',
          params: { reference: 'team/b:1' },
        });
      });
      expect(Object.keys(tagsIn(destination))).toEqual(['team/a:1']);
    });
  });

  it('can be cancelled', async () => {
    const source = await filled({ 'team/a:1': 4, 'team/b:1': 1 });
    await served(source, async (address) => {
      await served(newPath(), async (to) => {
        await withStore(newPath(), async ({ host }) => {
          const begun = nextEvent(
            host,
            (event): event is StowageEvent => event.type === 'job.progress' && event.progress.phase === 'writing',
          );
          const job = await startJob(host, 'remote.sync', {
            sources: [{ kind: 'registry', reference: `${address}/` }],
            destination: { kind: 'registry', reference: to },
          });
          await begun;
          await call(host, 'job.cancel', { job });
          expect((await settled(host, job)).state).toBe('cancelled');
        });
      });
    });
  });
});

describe('refused, with nothing changed', () => {
  const refusals: readonly (readonly [string, string, (store: OpenedStore) => readonly [Place, Place, Options?]])[] = [
    [
      'a destination that begins with no registry',
      'reference-invalid',
      () => [{ kind: 'store' }, { kind: 'registry', reference: 'team/app' }],
    ],
    [
      'a destination with a tag',
      'reference-invalid',
      () => [{ kind: 'store' }, { kind: 'registry', reference: 'localhost:1/team/app:1' }],
    ],
    ['a glob without a registry', 'reference-invalid', () => [{ kind: 'registry', reference: 'team/*' }, { kind: 'store' }]],
    [
      'a bad pattern',
      'pattern-invalid',
      () => [{ kind: 'store' }, { kind: 'registry', reference: 'localhost:1' }, { tagPattern: '(' }],
    ],
    [
      'a bad platform',
      'platform-invalid',
      () => [{ kind: 'store' }, { kind: 'registry', reference: 'localhost:1' }, { platforms: ['a/b/c/d'] }],
    ],
    ['a store that is not there', 'store-not-found', (store) => [storeAt(store, newPath()), { kind: 'store' }]],
    ['the store itself', 'store-inside-store', (store) => [{ kind: 'store' }, storeAt(store, store.path)]],
    ['an archive that is none', 'archive-not-found', (store) => [archiveAt(store, newPath()), { kind: 'store' }]],
    [
      'a registry that does not answer',
      'remote-unreachable',
      () => [{ kind: 'registry', reference: '127.0.0.1:1/' }, { kind: 'store' }],
    ],
  ];

  it.each(refusals)('is %s', async (_what, code, places) => {
    const path = await filled({ 'team/a:1': 0 });
    await withStore(path, async (store) => {
      const before = filesOf(path);
      const [source, destination, options] = places(store);
      await expect(sync(store, [source], destination, options)).rejects.toMatchObject({ code });
      expect(filesOf(path)).toEqual(before);
    });
  });
});
