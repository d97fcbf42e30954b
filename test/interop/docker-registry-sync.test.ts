// Room test/interop: sync with Debian's docker-registry, which lists in pages and knows no referrers: into a store and out of it,
// from one registry to another, and again with nothing to do.
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { call, runJob } from '../../main/host/client.ts';
import type { OperationInput } from '../../preload/contract/operations.ts';
import type { SyncReport } from '../../preload/contract/registry-model.ts';
import { writeProduced } from '../build/archive.ts';
import { blobsOf, buildArtifact, buildImage, buildIndex, type Root } from '../build/image.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';
import { blobsIn, namesIn, type OpenedStore, withStore } from '../main/opened-store.ts';
import { type RunningRegistry, startDockerRegistry, startFrontServer } from '../support/docker-registry.ts';
import { expectInvariants } from '../support/invariants.ts';
import { becomeUser } from '../support/user-folders.ts';
import { describeWith, workFolder } from './client.ts';

const layer = (text: string) => ({ entries: [file(text, text.repeat(300))], compression: 'gzip' as const });
const amd64 = await buildImage({ platform: 'linux/amd64', layers: [layer('base'), layer('app')] });
const arm64 = await buildImage({ platform: 'linux/arm64', layers: [layer('base-arm'), layer('app')] });
const index = buildIndex({ children: [amd64, arm64], attested: true });
const sbom = buildArtifact({
  configMediaType: 'application/vnd.oci.empty.v1+json',
  config: '{}',
  artifactType: 'application/spdx+json',
  layers: [{ mediaType: 'application/spdx+json', content: '{"spdx":true}' }],
  subject: index,
});
// More tags than a page has.
const tags = Array.from({ length: 120 }, (_, at) => `v${at}`);
const roots: readonly Root[] = [
  { node: index, names: ['docker.io/team/app:1', 'docker.io/team/app:latest'], referrers: [sbom] },
  { node: amd64, names: tags.map((tag) => `docker.io/team/many:${tag}`), referrers: [] },
  { node: arm64, names: ['docker.io/other/arm:1'], referrers: [] },
];
const everything = new Map([...blobsOf(index), ...blobsOf(sbom)]);

type Place = OperationInput<'remote.sync'>['destination'];

async function sync(
  { host }: OpenedStore,
  source: Place,
  destination: Place,
  options: Omit<OperationInput<'remote.sync'>, 'sources' | 'destination'> = {},
): Promise<SyncReport> {
  return await runJob(host, 'remote.sync', { sources: [source], destination, ...options });
}

const at = (reference: string): Place => ({ kind: 'registry', reference });

/** Names without the registry they were pulled from. */
function shortNames(path: string): readonly string[] {
  return [...namesIn(path).keys()].map((name) => name.slice(name.indexOf('/') + 1)).toSorted();
}

describeWith(['docker-registry'], 'a sync with docker-registry', () => {
  const folder = workFolder();
  const source = join(folder, 'source');
  const running: { stop: () => Promise<void> }[] = [];
  let count = 0;
  const newPath = (): string => join(folder, String(count++));

  async function started<R extends { stop: () => Promise<void> }>(server: Promise<R>): Promise<R> {
    const one = await server;
    running.push(one);
    return one;
  }
  const newRegistry = async (): Promise<RunningRegistry> => await started(startDockerRegistry(newPath()));

  beforeAll(async () => {
    const archive = join(folder, 'archive.tar');
    await writeProduced(hybrid(roots), archive);
    await withStore(source, async (store) => {
      expect((await store.importPath(archive)).refusedCount).toBe(0);
    });
  });
  beforeEach(() => {
    // Nobody's own settings and credentials.
    becomeUser(newPath());
    vi.stubEnv('DOCKER_CONFIG', join(folder, 'nothing'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const server of running.splice(0)) await server.stop();
  });

  it('out of a store and into another brings all tags, page by page, and referrers, but no tag that only lists them', async () => {
    const { address } = await newRegistry();
    await withStore(source, async (store) => {
      const report = await sync(store, { kind: 'store' }, at(address));
      expect(report.synced.length).toBe(tags.length + 3);
      expect(await sync(store, { kind: 'store' }, at(address))).toMatchObject({ newBytes: 0, heldBytes: expect.any(Number) });
    });
    const path = newPath();
    await withStore(path, async (store) => {
      const report = await sync(store, at(`${address}/`), { kind: 'store' });
      expect(report.synced.length).toBe(tags.length + 3);
      expect(shortNames(path)).toEqual(shortNames(source));
      expect(blobsIn(path)).toEqual(everything);
      await expectInvariants(store);
      const again = await sync(store, at(`${address}/`), { kind: 'store' });
      expect([again.newBytes, new Set(again.synced.map(({ status }) => status))]).toEqual([0, new Set(['held'])]);
    });
  });

  it('sends an image that is known by another digest than sha256 under its tag all the same', async () => {
    const { address } = await newRegistry();
    const long = await buildImage({ platform: 'linux/amd64', layers: [layer('long')], algorithm: 'sha512' });
    const archive = `${newPath()}.tar`;
    await writeProduced(hybrid([{ node: long, names: ['docker.io/team/long:1'], referrers: [] }]), archive);
    await withStore(newPath(), async (store) => {
      await store.importPath(archive);
      const { synced } = await sync(store, { kind: 'store' }, at(address));
      expect(synced).toMatchObject([{ status: 'new' }]);
    });
  });

  it('from one registry to another takes what is meant, through nothing that stays, and fetches no layer twice', async () => {
    const [one, two] = [await newRegistry(), await newRegistry()];
    await withStore(source, async (store) => {
      await sync(store, { kind: 'store' }, at(one.address), { repositories: ['team/app', 'other/*'] });
    });
    const front = await started(startFrontServer(one, {}));
    const destination = at(`${two.address}/mirror`);
    await withStore(newPath(), async (store) => {
      const planned = await sync(store, at(`${front.address}/*`), destination, { tagPattern: '1', dryRun: true });
      expect(front.requests.some(({ line }) => line.includes('/blobs/'))).toBe(false);
      const report = await sync(store, at(`${front.address}/*`), destination, { tagPattern: '1' });
      expect(report.synced.map(({ destination: name }) => name)).toEqual([
        `${two.address}/mirror/other/arm:1`,
        `${two.address}/mirror/team/app:1`,
      ]);
      expect(planned).toMatchObject({ dryRun: true, synced: report.synced });
      const fetched = front.requests.filter(({ line }) => line.startsWith('GET') && line.includes('/blobs/')).length;
      expect(await sync(store, at(`${front.address}/*`), destination, { tagPattern: '1' })).toMatchObject({ newBytes: 0 });
      expect(front.requests.filter(({ line }) => line.includes('/blobs/')).length).toBe(fetched);
      expect((await call(store.host, 'host.describe', {})).storeExists).toBe(false);
    });
    const path = newPath();
    await withStore(path, async (store) => {
      await sync(store, at(`${two.address}/mirror/`), { kind: 'store' });
      expect(shortNames(path)).toEqual(['mirror/other/arm:1', 'mirror/team/app:1']);
      expect(blobsIn(path)).toEqual(everything);
      await expectInvariants(store);
    });
  });
});
