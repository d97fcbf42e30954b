// Room test/interop: our client against Debian's docker-registry on loopback: what is pushed comes back byte for byte, once only,
// over plain HTTP, with a password, over TLS, over a line that breaks; and what is refused leaves the store as it was.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { call, runJob } from '../../main/host/client.ts';
import type { OperationInput } from '../../preload/contract/operations.ts';
import type { PullReport, PushReport } from '../../preload/contract/registry-model.ts';
import { writeProduced } from '../build/archive.ts';
import { blobsOf, buildArtifact, buildImage, buildIndex, type Root } from '../build/image.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';
import { ranCommand } from '../main/cli/ran-command.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, type OpenedStore, withStore } from '../main/opened-store.ts';
import { type RunningRegistry, registryUser, startDockerRegistry, startFrontServer } from '../support/docker-registry.ts';
import { expectInvariants } from '../support/invariants.ts';
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
const noise = Buffer.alloc(3 << 20, 'a line that is going to break\n');
const large = await buildImage({ platform: 'linux/amd64', layers: [{ entries: [file('large', noise)], compression: 'none' }] });
const roots: readonly Root[] = [
  { node: index, names: ['docker.io/library/app:1'], referrers: [sbom] },
  { node: large, names: ['docker.io/library/large:1'], referrers: [] },
];

const auth = (password: string): string => Buffer.from(`${registryUser.name}:${password}`).toString('base64');

type PullOptions = Omit<OperationInput<'remote.pull'>, 'references'>;

async function pull({ host }: OpenedStore, reference: string, options: PullOptions = {}): Promise<PullReport> {
  return await runJob(host, 'remote.pull', { references: [reference], ...options });
}

async function push(
  { host }: OpenedStore,
  reference: string,
  destination: string,
  options: Omit<OperationInput<'remote.push'>, 'references' | 'destinations'> = {},
): Promise<PushReport> {
  return await runJob(host, 'remote.push', { references: [reference], destinations: [destination], ...options });
}

describeWith(['docker-registry'], 'a docker-registry', () => {
  const folder = workFolder();
  const source = join(folder, 'source');
  const running: { stop: () => Promise<void> }[] = [];
  let registry: RunningRegistry;
  let count = 0;

  const newPath = (): string => join(folder, String(count++));

  async function started<R extends { stop: () => Promise<void> }>(server: Promise<R>): Promise<R> {
    const one = await server;
    running.push(one);
    return one;
  }

  beforeAll(async () => {
    const archive = join(folder, 'archive.tar');
    await writeProduced(hybrid(roots), archive);
    await withStore(source, async (store) => {
      const { refusedCount } = await store.importPath(archive);
      expect(refusedCount).toBe(0);
    });
    registry = await startDockerRegistry(newPath());
    await withStore(source, async (store) => {
      await push(store, 'app:1', `${registry.address}/team/app`);
      await push(store, 'large:1', `${registry.address}/team/large`);
    });
  });
  beforeEach(() => {
    // Nobody's own credentials.
    vi.stubEnv('DOCKER_CONFIG', join(folder, 'nothing'));
    vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'nothing'));
    vi.stubEnv('XDG_RUNTIME_DIR', undefined);
    vi.stubEnv('REGISTRY_AUTH_FILE', undefined);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const server of running.splice(0)) await server.stop();
  });
  afterAll(async () => await registry.stop());

  it('gives back every byte that was pushed, referrers of its fallback tag included, and the second time nothing', async () => {
    const reference = `${registry.address}/team/app:1`;
    const path = newPath();
    await withStore(path, async (store) => {
      const planned = await pull(store, reference, { allPlatforms: true, dryRun: true });
      const report = await pull(store, reference, { allPlatforms: true });
      const wanted = new Map([...blobsOf(index), ...blobsOf(sbom)]);
      expect(blobsIn(path)).toEqual(wanted);
      expect(report).toMatchObject({
        artifacts: [{ reference, digest: index.manifest.digest, tags: ['1'], status: 'new' }],
        referrerCount: 1,
        heldBytes: 0,
        newBytes: [...wanted.values()].reduce((sum, bytes) => sum + bytes.length, 0),
        leftOut: [],
      });
      expect(planned).toEqual({ ...report, dryRun: true });
      await expectInvariants(store);
      const again = await pull(store, reference, { allPlatforms: true });
      expect(again).toMatchObject({ newBytes: 0, heldBytes: report.newBytes, artifacts: [{ status: 'held' }] });
      expect((await call(store.host, 'artifact.show', { reference })).referrerList.map(({ digest }) => digest)).toContain(
        sbom.manifest.digest,
      );
    });
    await withStore(source, async (store) => {
      const again = await push(store, 'app:1', reference);
      expect(again).toMatchObject({ newBytes: 0, artifacts: [{ status: 'held', destination: reference }] });
    });
  });

  it('gives one platform where one is asked for, says what is left out, and the others later', async () => {
    const reference = `${registry.address}/team/app:1`;
    const path = newPath();
    await withStore(path, async (store) => {
      const report = await pull(store, reference, { platforms: ['linux/arm64'], referrers: false });
      expect(report.leftOut).toEqual([{ reference, platform: 'linux/amd64', digest: amd64.manifest.digest }]);
      expect(blobsIn(path).has(amd64.manifest.digest)).toBe(false);
      await expectInvariants(store);
      const more = await pull(store, reference, { allPlatforms: true });
      expect(more).toMatchObject({ artifacts: [{ status: 'updated' }], movedTags: [] });
      expect(blobsIn(path)).toEqual(new Map([...blobsOf(index), ...blobsOf(sbom)]));
      await expectInvariants(store);
    });
  });

  it('that lacks the platform, the tag or the repository is told so, and the store stays as it was', async () => {
    const path = newPath();
    await withStore(path, async (store) => {
      await pull(store, `${registry.address}/team/large:1`);
      const before = filesOf(path);
      await expect(pull(store, `${registry.address}/team/app:1`, { platforms: ['linux/s390x'] })).rejects.toMatchObject({
        code: 'platform-not-found',
      });
      for (const name of ['team/app:2', 'team/none:1'])
        await expect(pull(store, `${registry.address}/${name}`)).rejects.toMatchObject({ code: 'remote-not-found' });
      expect(filesOf(path)).toEqual(before);
    });
  });

  it('mounts blobs from the repository they are in already', async () => {
    const path = newPath();
    await withStore(path, async (store) => {
      await pull(store, `${registry.address}/team/large:1`);
      const report = await push(store, `${registry.address}/team/large:1`, `${registry.address}/other/large`);
      expect(report.newBytes).toBe(large.manifest.bytes.length);
      expect(report.artifacts[0]?.destination).toBe(`${registry.address}/other/large:1`);
    });
  });

  it('with a password takes the one of docker, or of its credential helper, and no other', async () => {
    const guarded = await started(startDockerRegistry(newPath(), { auth: true }));
    const reference = `${guarded.address}/team/app:1`;
    const config = newPath();
    const bin = newPath();
    mkdirSync(config);
    mkdirSync(bin);
    const signIn = (value: object): void => writeFileSync(join(config, 'config.json'), JSON.stringify(value));
    const helper = join(bin, 'docker-credential-test');
    const secret = JSON.stringify({ Username: registryUser.name, Secret: registryUser.password });
    writeFileSync(
      helper,
      `#!/bin/sh\nread server; [ "$server" = ${guarded.address} ] && echo '${secret}' && exit 0\necho credentials not found in native keychain; exit 1\n`,
    );
    chmodSync(helper, 0o755);
    vi.stubEnv('DOCKER_CONFIG', config);
    vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
    await withStore(source, async (store) => {
      await expect(push(store, 'app:1', reference)).rejects.toMatchObject({ code: 'remote-sign-in' });
      signIn({ auths: { [guarded.address]: { auth: auth('wrong') } } });
      await expect(push(store, 'app:1', reference)).rejects.toMatchObject({
        code: 'remote-sign-in',
        params: { user: 'carrier' },
      });
      signIn({ auths: { [guarded.address]: { auth: auth(registryUser.password) } } });
      await push(store, 'app:1', reference);
    });
    signIn({ credHelpers: { [guarded.address]: 'test' } });
    const path = newPath();
    await withStore(path, async (store) => {
      await pull(store, reference, { allPlatforms: true });
      expect(blobsIn(path)).toEqual(new Map([...blobsOf(index), ...blobsOf(sbom)]));
    });
  });

  it('over TLS is trusted by its authority alone', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', ...subject],
      {
        stdio: 'ignore',
      },
    );
    const secure = await started(startDockerRegistry(newPath(), { tls: { cert, key } }));
    const reference = `${secure.address}/team/app:1`;
    await withStore(source, async (store) => {
      const ca = store.host.picks.offer({ kind: 'path', path: cert });
      await expect(push(store, 'app:1', reference)).rejects.toMatchObject({ code: 'remote-untrusted' });
      await push(store, 'app:1', reference, { ca });
    });
    const path = newPath();
    await withStore(path, async (store) => {
      const ca = store.host.picks.offer({ kind: 'path', path: cert });
      await expect(pull(store, reference)).rejects.toMatchObject({ code: 'remote-untrusted' });
      expect((await pull(store, reference, { ca })).artifacts[0]?.digest).toBe(index.manifest.digest);
    });
  });

  it('over a line that breaks is gone on with where it broke', async () => {
    const front = await started(startFrontServer(registry, { cuts: 2, cutAfterBytes: 1 << 20 }));
    const path = newPath();
    await withStore(path, async (store) => {
      await pull(store, `${front.address}/team/large:1`);
      expect(blobsIn(path)).toEqual(blobsOf(large));
      await expectInvariants(store);
    });
    const resumed = front.requests.map(({ range }) => range).filter((range) => range !== null);
    expect(resumed.length).toBe(2);
    for (const range of resumed) expect(range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('over a line that breaks while it is sent to gets the blob from its beginning, and counts it once', async () => {
    let broken = 0;
    const front = await started(
      startFrontServer(await started(startDockerRegistry(newPath())), {
        intervene: (incoming) => {
          if (incoming.method !== 'PUT' || !(incoming.url ?? '').includes('/uploads/') || broken > 0) return false;
          broken++;
          incoming.once('data', () => incoming.destroy());
          return true;
        },
      }),
    );
    await withStore(source, async (store) => {
      const report = await push(store, 'large:1', `${front.address}/team/large`);
      expect(report.newBytes).toBe([...blobsOf(large).values()].reduce((sum, bytes) => sum + bytes.length, 0));
    });
    expect(broken).toBe(1);
    const path = newPath();
    await withStore(path, async (store) => {
      await pull(store, `${front.address}/team/large:1`);
      expect(blobsIn(path)).toEqual(blobsOf(large));
    });
  });

  it('gives what cosign keeps under a tag of the digest, and gets it back', async () => {
    const reference = `${registry.address}/team/signed:1`;
    const signature = buildArtifact({
      configMediaType: 'application/vnd.oci.image.config.v1+json',
      config: '{}',
      layers: [{ mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json', content: '{"critical":{}}' }],
    });
    const tag = `${large.manifest.digest.replace(':', '-')}.sig`;
    const archive = `${newPath()}.tar`;
    const names = (name: string): readonly string[] => [`${registry.address}/team/signed:${name}`];
    await writeProduced(
      hybrid([
        { node: large, names: names('1'), referrers: [] },
        { node: signature, names: names(tag), referrers: [] },
      ]),
      archive,
    );
    await withStore(newPath(), async (store) => {
      await store.importPath(archive);
      expect((await runJob(store.host, 'remote.push', { references: [reference] })).referrerCount).toBe(1);
    });
    const path = newPath();
    await withStore(path, async (store) => {
      expect((await pull(store, reference)).referrerCount).toBe(1);
      expect(Object.fromEntries(namesIn(path))).toEqual({
        [reference]: large.manifest.digest,
        [`${registry.address}/team/signed:${tag}`]: signature.manifest.digest,
      });
      await expectInvariants(store);
    });
  });

  it('is pulled from and pushed to by the command line, which says what went over', async () => {
    const reference = `${registry.address}/team/app:1`;
    const path = newPath();
    const words = ['--store', path, '--no-color', '--progress', 'none'];
    const pulled = await ranCommand('pull', reference, '--platform', 'linux/arm64', '--no-referrers', ...words);
    expect([pulled.code, pulled.stderr]).toEqual([0, '']);
    expect(pulled.stdout).toContain(`new      ${reference}  ${index.manifest.digest}`);
    expect(pulled.stdout).toContain('Left out: linux/amd64');
    expect(pulled.stdout).toMatch(/^Pulled 1 artifact: .* new, 0 B already held$/m);
    const again = await ranCommand('pull', reference, '--platform', 'linux/arm64', '--no-referrers', '--json', ...words);
    expect(JSON.parse(again.stdout)).toMatchObject({ newBytes: 0, artifacts: [{ status: 'held' }] });
    const pushed = await ranCommand('push', reference, ...words);
    expect([pushed.code, pushed.stdout.split('\n')[0]]).toEqual([0, `Already there: ${reference}  ${index.manifest.digest}`]);
    expect(await ranCommand('pull', `${registry.address}/team/none`, ...words)).toMatchObject({ code: 3 });
    expect(await ranCommand('pull', '127.0.0.1:1/team/none', ...words)).toMatchObject({ code: 8, stdout: '' });
  });

  it('that is busy is asked again when it says', async () => {
    const busy = new Map<string, number>();
    const front = await started(
      startFrontServer(registry, {
        intervene: (incoming, outgoing) => {
          const url = incoming.url ?? '';
          const times = (busy.get(url) ?? 0) + 1;
          busy.set(url, times);
          if (times > 2 || !url.includes('manifests')) return false;
          outgoing.writeHead(times === 1 ? 429 : 503, { 'Retry-After': '0' }).end();
          return true;
        },
      }),
    );
    const path = newPath();
    await withStore(path, async (store) => {
      expect((await pull(store, `${front.address}/team/large:1`)).artifacts[0]?.digest).toBe(large.manifest.digest);
    });
  });

  it('that sends other bytes than their digest says is refused, and the store stays as it was', async () => {
    const front = await started(
      startFrontServer(registry, {
        intervene: (incoming, outgoing) => {
          const size = large.layers[0]?.blob.bytes.length ?? 0;
          if (!(incoming.url ?? '').endsWith(large.layers[0]?.blob.digest ?? '')) return false;
          outgoing.writeHead(200, { 'Content-Length': size }).end(Buffer.alloc(size, 1));
          return true;
        },
      }),
    );
    const path = newPath();
    await withStore(path, async (store) => {
      await pull(store, `${registry.address}/team/app:1`);
      const before = filesOf(path);
      await expect(pull(store, `${front.address}/team/large:1`)).rejects.toMatchObject({ code: 'digest-mismatch' });
      expect(filesOf(path)).toEqual(before);
      expect(leftoversIn(path)).toEqual([]);
    });
  });

  it('is neither read into a locked tag nor pushed to from one that may not be read', async () => {
    const reference = `${registry.address}/team/app:1`;
    const path = newPath();
    await withStore(path, async (store) => {
      await pull(store, reference, { platforms: ['linux/arm64'] });
      await call(store.host, 'lock.set', { reference, writeEnabled: false, readEnabled: false });
      const large1 = `${registry.address}/team/large:1`;
      await pull(store, large1);
      await expect(push(store, reference, `${registry.address}/team/copy`)).rejects.toMatchObject({ code: 'locked' });
      // The tag at the registry moves; here it may not.
      await push(store, large1, reference);
      await expect(pull(store, reference)).rejects.toMatchObject({ code: 'locked' });
    });
    expect(readFileSync(join(path, 'index.json'), 'utf8')).toContain(index.manifest.digest);
  });
});
