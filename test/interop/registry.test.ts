// Room test/interop: skopeo, podman and docker pull from the endpoint over a store of imported archives, by tag and by digest with
// every platform, and push to another; what arrives is what went in. Beyond this computer they do it over TLS, signed in.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { digestOf } from '../build/image.ts';
import { archiveFolder } from '../main/expected-archives.ts';
import { blobsIn, namesIn, withNewStore, withStore } from '../main/opened-store.ts';
import { describeWith, run, workFolder } from './client.ts';
import { daemonOrReason, docker, endDaemon } from './docker-daemon.ts';
import { Served } from './served.ts';

/** Archives of one artifact each: Docker's types and OCI's, zstd, several platforms, attestations, a Helm chart. */
const sources: Readonly<Record<string, string>> = {
  'docker/app': 'docker-28.5/app.tar',
  'docker/multi': 'docker-28.5-containerd/multi-full.tar',
  'buildx/attest': 'buildx-0.29/oci-multi-attest.tar',
  'buildx/zstd': 'buildx-0.29/oci-zstd.tar',
  'podman/app': 'podman-5.8/oci-archive-app.tar',
  'skopeo/multi': 'skopeo-1.22/oci-archive-multi-all.tar',
  'oras/helm': 'oras-1.3/layout-helm',
};
const names = Object.keys(sources);

function skopeoCopy(source: string, target: string): void {
  const options = ['--quiet', '--all', '--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false'];
  run('skopeo', ['copy', ...options, source, target]);
}

function dockerId(reference: string): string {
  return docker('image', 'inspect', '--format', '{{.Id}}', reference);
}

const daemon = await daemonOrReason();
afterAll(async () => await endDaemon(daemon));
if (typeof daemon === 'string') console.warn(`!!! NOT CHECKED: docker (${daemon})`);

describeWith(['skopeo', 'podman'], 'the registry endpoint', () => {
  const folder = workFolder();
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  const servers: Served[] = [];
  let digests: ReadonlyMap<string, string> = new Map();
  const serving = (index: number): Served => {
    const server = servers[index];
    if (server === undefined) throw new Error('nothing is served');
    return server;
  };

  beforeAll(async () => {
    await withStore(from, async (store) => {
      for (const [name, archive] of Object.entries(sources))
        await store.importPath(join(archiveFolder, archive), { name: `${name}:v1` });
    });
    digests = new Map([...namesIn(from)].map(([name, digest]) => [name.replace(/^docker\.io\/|:v1$/g, ''), digest]));
    servers.push(await new Served(from).listening(), await new Served(to, '--allow-push').listening());
  });
  afterAll(async () => await Promise.all(servers.map(async (server) => await server.close())));

  it.each(names)('skopeo pulls %s by tag and by digest, as it is stored', (name) => {
    const digest = digests.get(name) ?? '';
    for (const [at, reference] of [`:v1`, `@${digest}`].entries()) {
      const target = join(folder, `${name.replaceAll('/', '-')}-${at}`);
      skopeoCopy(`docker://${serving(0).address}/${name}${reference}`, `dir:${target}`);
      expect(digestOf(readFileSync(join(target, 'manifest.json')))).toBe(digest);
    }
  });

  it('skopeo sync fills folders from it, which come in under their names, plain or packed', { timeout: 120_000 }, async () => {
    const mirror = join(folder, 'mirror');
    mkdirSync(mirror);
    const { address } = serving(0);
    for (const name of names) {
      const options = ['--src', 'docker', '--dest', 'dir', '--src-tls-verify=false', '--all', '--scoped'];
      run('skopeo', ['sync', ...options, `${address}/${name}:v1`, mirror]);
    }
    run('tar', ['-cf', `${mirror}.tar`, '-C', folder, 'mirror']);
    const expected = new Map([...digests].map(([name, digest]) => [`${address}/${name}:v1`, digest]));
    for (const path of [mirror, `${mirror}.tar`]) {
      await withNewStore(async (store) => {
        await store.importPath(path);
        expect(namesIn(store.path)).toEqual(expected);
      });
    }
  });

  it.each(names)('skopeo pushes %s, which arrives whole', (name) => {
    skopeoCopy(`docker://${serving(0).address}/${name}:v1`, `docker://${serving(1).address}/copy/${name}:v2`);
    expect(namesIn(to).get(`docker.io/copy/${name}:v2`)).toBe(digests.get(name));
  });

  it('skopeo lists the tags and finds the layers of another repository there', () => {
    const { address } = serving(1);
    const listed = run('skopeo', ['list-tags', '--tls-verify=false', `docker://${address}/copy/docker/app`]);
    expect((JSON.parse(listed) as { Tags: readonly string[] }).Tags).toEqual(['v2']);
    const before = [...blobsIn(to).keys()].toSorted();
    skopeoCopy(`docker://${address}/copy/docker/app:v2`, `docker://${address}/mounted/app:v2`);
    expect([...blobsIn(to).keys()].toSorted()).toEqual(before);
  });

  it('podman pulls, pushes, and pulls the same image again', () => {
    const storage = ['--root', join(folder, 'r'), '--runroot', join(folder, 'n'), '--storage-driver', 'vfs'];
    const podman = (...args: readonly string[]): string => run('podman', [...storage, ...args]).trim();
    const [source, target] = [`${serving(0).address}/docker/app:v1`, `${serving(1).address}/podman/app:v1`];
    const id = podman('pull', '--quiet', '--tls-verify=false', source);
    podman('push', '--quiet', '--tls-verify=false', source, target);
    podman('image', 'rm', '--all', '--force');
    expect(podman('pull', '--quiet', '--tls-verify=false', target)).toBe(id);
  });

  it.runIf(typeof daemon !== 'string')('docker pulls, pushes, and pulls the same image again', () => {
    const [source, target] = [`${serving(0).address}/docker/app:v1`, `${serving(1).address}/docker/pushed:v1`];
    docker('pull', '--quiet', source);
    const id = dockerId(source);
    docker('tag', source, target);
    docker('push', '--quiet', target);
    docker('image', 'rm', '--force', source, target);
    docker('pull', '--quiet', target);
    expect(dockerId(target)).toBe(id);
  });
});

describeWith(['skopeo', 'podman'], 'the registry endpoint beyond this computer', () => {
  const folder = workFolder();
  const store = join(folder, 'store');
  const certificates = join(folder, 'certs');
  const [name, password] = ['ann', 'correct horse'];
  const as = (word: string): readonly string[] => ['src', 'dest'].flatMap((end) => [`--${end}-creds`, `${name}:${word}`]);
  let server: Served | undefined;
  let address = '';

  beforeAll(async () => {
    vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
    await withStore(store, async (opened) => {
      await opened.importPath(join(archiveFolder, 'docker-28.5/app.tar'), { name: 'docker/app:v1' });
    });
    const users = join(folder, 'users');
    writeFileSync(users, `${name}:${hashSync(password, 5)}\n`);
    server = await new Served(store, '--allow-push', '--host', '0.0.0.0', '--users', users).listening();
    // One of its addresses, which its certificate names, too.
    address = `127.0.0.1:${new URL(`https://${server.address}`).port}`;
    mkdirSync(certificates);
    copyFileSync(server.certificatePath, join(certificates, 'ca.crt'));
  });
  afterAll(async () => {
    await server?.close();
    vi.unstubAllEnvs();
  });

  it('skopeo pulls and pushes over TLS that it verifies, as a user, and gets nowhere without either', () => {
    const [from, to] = [`docker://${address}/docker/app:v1`, `docker://${address}/copy/app:v2`];
    const trust = ['--src-cert-dir', certificates, '--dest-cert-dir', certificates];
    run('skopeo', ['copy', '--quiet', '--preserve-digests', ...trust, ...as(password), from, to]);
    expect(namesIn(store).get('docker.io/copy/app:v2')).toBe(namesIn(store).get('docker.io/docker/app:v1'));
    expect(() => run('skopeo', ['copy', '--quiet', ...trust, ...as('wrong'), from, to])).toThrow(/unauthorized|authentication/i);
    expect(() => run('skopeo', ['copy', '--quiet', ...as(password), from, to])).toThrow(/certificate/);
  });

  it('podman signs in, pulls, pushes, and pulls the same image again', () => {
    const storage = ['--root', join(folder, 'r'), '--runroot', join(folder, 'n'), '--storage-driver', 'vfs'];
    const trust = ['--cert-dir', certificates, '--authfile', join(folder, 'auth.json')];
    const podman = (...args: readonly string[]): string => run('podman', [...storage, ...args]).trim();
    podman('login', ...trust, '--username', name, '--password', password, address);
    const [source, target] = [`${address}/docker/app:v1`, `${address}/podman/app:v1`];
    const id = podman('pull', '--quiet', ...trust, source);
    podman('push', '--quiet', ...trust, source, target);
    podman('image', 'rm', '--all', '--force');
    expect(podman('pull', '--quiet', ...trust, target)).toBe(id);
  });

  it.runIf(typeof daemon !== 'string')('docker signs in, pulls and pushes', () => {
    vi.stubEnv('DOCKER_CONFIG', join(folder, 'docker'));
    const [source, target] = [`${address}/docker/app:v1`, `${address}/docker/pushed:v1`];
    expect(() => docker('pull', '--quiet', source)).toThrow(/docker.* failed/);
    docker('login', '--username', name, '--password', password, address);
    docker('pull', '--quiet', source);
    docker('tag', source, target);
    docker('push', '--quiet', target);
    docker('image', 'rm', '--force', source, target);
    expect(namesIn(store).has('docker.io/docker/pushed:v1')).toBe(true);
  });
});
