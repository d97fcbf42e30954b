// Room test/interop: Debian's docker-registry with a password and TLS, kept at hand: signed in to once, checked, looked through, and
// pulled from and pushed to with nothing more said.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { composeHost } from '../../main/compose.ts';
import { call, runJob } from '../../main/host/client.ts';
import type { Host } from '../../main/host/host.ts';
import { ownCertificate } from '../../main/registry/server/certificate.ts';
import { writeProduced } from '../build/archive.ts';
import { blobsOf, buildImage } from '../build/image.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';
import { blobsIn } from '../main/opened-store.ts';
import { type RunningRegistry, registryUser, startDockerRegistry } from '../support/docker-registry.ts';
import { serveProxy, stopServers } from '../support/loopback-server.ts';
import { becomeUser } from '../support/user-folders.ts';
import { describeWith, workFolder } from './client.ts';

const image = await buildImage({
  platform: 'linux/amd64',
  layers: [{ entries: [file('app', 'app'.repeat(300))], compression: 'gzip' }],
});
const { name: user, password } = registryUser;

describeWith(['docker-registry'], 'a docker-registry at hand', () => {
  const folder = workFolder();
  const home = join(folder, 'home');
  const storePath = join(folder, 'store');
  let running: RunningRegistry;
  let registry: string;
  let certificate: string;
  let host: Host;

  beforeAll(async () => {
    mkdirSync(home);
    const tls = await ownCertificate(folder, 'registry.example.com');
    certificate = tls.path;
    const files = { cert: tls.path, key: join(folder, 'registry-key.pem') };
    running = await startDockerRegistry(join(folder, 'registry'), { auth: true, tls: files });
    registry = running.address;
  });
  beforeEach(() => {
    becomeUser(home);
    vi.stubEnv('DOCKER_CONFIG', home);
    vi.stubEnv('XDG_RUNTIME_DIR', undefined);
    vi.stubEnv('REGISTRY_AUTH_FILE', undefined);
    vi.stubEnv('NO_PROXY', undefined);
    vi.stubEnv('no_proxy', undefined);
    host ??= composeHost({ storePath });
  });
  afterAll(async () => {
    await host.close();
    await running.stop();
    await stopServers();
    vi.unstubAllEnvs();
  });

  const trusted = (): string => host.picks.offer({ kind: 'path', path: certificate });

  it('is found to be what it is at every step to being signed in', async () => {
    expect(await call(host, 'remote.set', { registry: `https://${registry}/`, name: 'Ours' })).toMatchObject({ registry });
    const check = async (): Promise<unknown> => await call(host, 'remote.check', { registry });
    expect(await check()).toMatchObject({ state: 'not-reachable', problem: { code: 'remote-untrusted' } });
    await call(host, 'remote.set', { registry, ca: trusted() });
    expect(await check()).toMatchObject({ state: 'sign-in-refused', problem: { code: 'remote-sign-in' } });
    await expect(call(host, 'remote.sign-in', { registry, user, password: 'wrong' })).rejects.toMatchObject({
      code: 'remote-sign-in',
    });
    await call(host, 'remote.sign-in', { registry, user, password });
    expect(await check()).toMatchObject({ state: 'reachable', user, credentials: 'session', problem: null });
  });

  it('takes what is pushed, lists it, and gives it back', async () => {
    const archive = join(folder, 'archive.tar');
    const names = Array.from({ length: 8 }, (_, at) => `${registry}/team/app:${String(at).padStart(3, '0')}`);
    await writeProduced(hybrid([{ node: image, names, referrers: [] }]), archive);
    await runJob(host, 'archive.import', { picks: [host.picks.offer({ kind: 'path', path: archive })] });
    expect(await call(host, 'remote.repositories', { registry })).toEqual({ items: [], hasMore: false });
    for (const reference of names) await runJob(host, 'remote.push', { references: [reference] });
    expect(await call(host, 'remote.repositories', { registry })).toEqual({ items: ['team/app'], hasMore: false });
    const repository = `${registry}/team/app`;
    const { items } = await call(host, 'remote.tags', { repository });
    expect(items.toSorted()).toEqual(names.map((name) => name.slice(-3)));
    await expect(call(host, 'remote.tags', { repository: `${registry}/team/none` })).rejects.toMatchObject({
      code: 'remote-not-found',
    });
    const path = join(folder, 'other');
    await call(host, 'store.create', { folder: host.picks.offer({ kind: 'path', path }) });
    await runJob(host, 'remote.pull', { references: [`${registry}/team/app:007`] });
    expect(blobsIn(path)).toEqual(blobsOf(image));
  });

  it('is reached through a proxy under the name that its certificate has', async () => {
    const proxy = await serveProxy(running);
    vi.stubEnv('HTTPS_PROXY', proxy.address);
    const outside = 'registry.example.com';
    await call(host, 'remote.set', { registry: outside, ca: trusted() });
    await call(host, 'remote.sign-in', { registry: outside, user, password });
    const { items } = await call(host, 'remote.repositories', { registry: outside });
    expect(items).toEqual(['team/app']);
    const pulled = await runJob(host, 'remote.pull', { references: [`${outside}/team/app:001`] });
    expect(pulled.artifacts[0]?.digest).toBe(image.manifest.digest);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${outside}:443`]));
  });
});
