// Room test/interop: the endpoint as a mirror of Docker Hub for containerd and podman, as containerd's registry over TLS with a user,
// and beside Debian's docker-registry, with which skopeo syncs it both ways.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { archiveFolder } from '../main/expected-archives.ts';
import { namesIn, withStore } from '../main/opened-store.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { describeWith, run, workFolder } from './client.ts';
import { ctr, endContainerd, startContainerd, whyNoContainerd } from './containerd-daemon.ts';
import { Served } from './served.ts';

const sources: Readonly<Record<string, string>> = {
  alpine: 'docker-20.10/app.tar',
  'team/multi': 'docker-28.5-containerd/multi-full.tar',
  'team/zstd': 'buildx-0.29/oci-zstd.tar',
};

/** The digest containerd has under a name. */
function listed(reference: string): string | undefined {
  const rows = ctr('images', 'ls').split('\n');
  return rows.map((row) => row.split(/\s+/)).find(([name]) => name === reference)?.[2];
}

function skopeoSync(from: string, to: string): void {
  const plain = ['--src-tls-verify=false', '--dest-tls-verify=false'];
  run('skopeo', ['sync', '--all', ...plain, '--src', 'docker', '--dest', 'docker', from, to]);
}

describeWith(
  ['containerd', 'ctr', 'podman', 'skopeo', 'docker-registry'],
  'the registry endpoint in the place of another',
  () => {
    const folder = workFolder();
    const store = join(folder, 'store');
    const hosts = join(folder, 'hosts');
    const user = 'ann:correct horse';
    const servers: Served[] = [];
    let [address, secure] = ['', ''];

    const hostsFile = (host: string, content: string): void => {
      mkdirSync(join(hosts, host), { recursive: true });
      writeFileSync(join(hosts, host, 'hosts.toml'), content);
    };
    const digestOf = (repository: string): string => namesIn(store).get(`docker.io/${repository}:v1`) ?? '';
    const as = (who: string): readonly string[] => ['--hosts-dir', hosts, '--user', who];

    beforeAll(async () => {
      vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'));
      await withStore(store, async (opened) => {
        for (const [name, archive] of Object.entries(sources))
          await opened.importPath(join(archiveFolder, archive), { name: `${name}:v1` });
      });
      const users = join(folder, 'users');
      writeFileSync(users, user.replace(/:.*/, `:${hashSync('correct horse', 5)}\n`));
      const plain = await new Served(store, '--allow-push', '--allow-delete').listening();
      const beyond = await new Served(store, '--allow-push', '--host', '0.0.0.0', '--users', users).listening();
      servers.push(plain, beyond);
      [address, secure] = [plain.address, beyond.address];
      hostsFile('docker.io', `[host."http://${address}"]\n  capabilities = ["pull", "resolve"]\n`);
      hostsFile(secure, `[host."https://${secure}"]\n  ca = "${beyond.certificatePath}"\n`);
      await startContainerd();
    });
    afterAll(async () => {
      await endContainerd();
      await Promise.all(servers.map(async (server) => await server.close()));
      vi.unstubAllEnvs();
    });

    it.each(['library/alpine', 'team/multi', 'team/zstd'])('containerd finds docker.io/%s there', (name) => {
      const reference = `docker.io/${name}:v1`;
      ctr('images', 'pull', '--hosts-dir', hosts, '--snapshotter', 'native', reference);
      expect(listed(reference)).toBe(namesIn(store).get(reference));
    });

    it('containerd pulls and pushes over TLS that it verifies, as a user, and gets nothing as another', () => {
      const [from, to] = [`${secure}/team/multi:v1`, `${secure}/copy/multi:v1`];
      expect(() => ctr('images', 'pull', '--snapshotter', 'native', ...as('ann:wrong'), from)).toThrow(/401/);
      ctr('images', 'pull', '--snapshotter', 'native', '--all-platforms', ...as(user), from);
      ctr('images', 'push', ...as(user), to, from);
      expect(digestOf('copy/multi')).toBe(digestOf('team/multi'));
    });

    it('podman finds images of docker.io there', () => {
      const config = join(folder, 'registries.conf');
      const mirror = `[[registry.mirror]]\nlocation = "${address}"\ninsecure = true\n`;
      writeFileSync(config, `[[registry]]\nprefix = "docker.io"\nlocation = "docker.io"\n${mirror}`);
      const storage = ['--root', join(folder, 'r'), '--runroot', join(folder, 'n'), '--storage-driver', 'vfs'];
      const podman = (...args: readonly string[]): string =>
        run('podman', [...storage, ...args], { env: { CONTAINERS_REGISTRIES_CONF: config } });
      for (const name of ['library/alpine', 'team/zstd']) {
        podman('pull', '--quiet', `docker.io/${name}:v1`);
        expect(podman('image', 'inspect', '--format', '{{.Digest}}', `docker.io/${name}:v1`).trim()).toBe(
          namesIn(store).get(`docker.io/${name}:v1`),
        );
      }
    });

    it('skopeo syncs a repository to a docker-registry and back, and deletes it', async () => {
      const other = await startDockerRegistry(join(folder, 'registry'));
      try {
        skopeoSync(`${address}/team/multi`, `${other.address}/there`);
        skopeoSync(`${other.address}/there/multi`, `${address}/back`);
        expect(digestOf('back/multi')).toBe(digestOf('team/multi'));
        run('skopeo', ['delete', '--tls-verify=false', `docker://${address}/back/multi:v1`]);
        expect([...namesIn(store).keys()]).not.toContain('docker.io/back/multi:v1');
      } finally {
        await other.stop();
      }
    });

    it('skopeo copies one platform by its digest into another repository, and finds it there', () => {
      const options = ['--tls-verify=false', '--raw'];
      const index = JSON.parse(run('skopeo', ['inspect', ...options, `docker://${address}/team/multi:v1`])) as {
        readonly manifests: readonly { readonly digest: string }[];
      };
      for (const { digest } of index.manifests) {
        const [from, to] = [`docker://${address}/team/multi@${digest}`, `docker://${address}/parts/multi@${digest}`];
        run('skopeo', ['copy', '--quiet', '--preserve-digests', '--src-tls-verify=false', '--dest-tls-verify=false', from, to]);
        expect(run('skopeo', ['inspect', ...options, to])).toBe(run('skopeo', ['inspect', ...options, from]));
      }
    });
  },
  whyNoContainerd,
);
