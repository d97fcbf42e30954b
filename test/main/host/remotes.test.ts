// Room test/main/host: the registries at hand: what is remembered of them and what is refused, where passwords go (sealed, or in
// memory, never readable on disk), and how they are found when asked. Registries are servers of the test's own.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import type { DoorAbilities, SecretKeeper } from '../../../main/host/chooser.ts';
import { call, runJob } from '../../../main/host/client.ts';
import type { Host } from '../../../main/host/host.ts';
import { ownCertificate } from '../../../main/registry/server/certificate.ts';
import type { RemoteRegistry } from '../../../preload/contract/registry-model.ts';
import { type Answer, serve, stopServers } from '../../support/loopback-server.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
let home = '';
let hosts: Host[] = [];
const password = 'pass:wörd "1"';
const hub = {
  registry: 'docker.io',
  name: 'Docker Hub',
  plainHttp: false,
  caPath: null,
  user: null,
  credentials: null,
  state: 'not-checked',
  checkedAt: null,
  problem: null,
};

beforeEach(() => {
  home = join(folder, String(++serial));
  mkdirSync(home);
  becomeUser(home);
  vi.stubEnv('DOCKER_CONFIG', home);
  vi.stubEnv('XDG_RUNTIME_DIR', undefined);
  vi.stubEnv('REGISTRY_AUTH_FILE', undefined);
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  await stopServers();
  vi.unstubAllEnvs();
});

const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => 255 - byte));

/** What it seals cannot be read, and no other key opens it. */
function keychain(key: string): SecretKeeper {
  return {
    seal: async (text) => await Promise.resolve(`${key}:${turned(Buffer.from(text)).toString('base64')}`),
    open: async (sealed) => {
      const [by, text = ''] = sealed.split(':');
      return await Promise.resolve(by === key ? turned(Buffer.from(text, 'base64')).toString('utf8') : null);
    },
  };
}
const noKeychain: SecretKeeper = {
  seal: async () => await Promise.resolve(null),
  open: async () => await Promise.resolve(null),
};

function newHost(secrets?: SecretKeeper): Host {
  const info: DoorAbilities['info'] = { door: 'web', nativeDialogs: false, showInFolder: false, uploads: false, hostPaths: true };
  const host = composeHost({ storePath: join(home, 'store'), door: { info, ...(secrets === undefined ? {} : { secrets }) } });
  hosts.push(host);
  return host;
}
const list = async (host: Host): Promise<readonly RemoteRegistry[]> => await call(host, 'remote.list', {});
const find = async (host: Host, registry: string): Promise<RemoteRegistry | undefined> =>
  (await list(host)).find((one) => one.registry === registry);
const settings = (): string => join(home, 'config', 'stowage');
/** Everything that stands in the user's folder, as text. */
const written = (): string =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

/** Takes one user with this password. */
const guarded =
  (user: string, secret: string): Answer =>
  ({ headers: { authorization } }, outgoing) => {
    if (authorization === `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`) outgoing.end('{}');
    else outgoing.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
  };
const open: Answer = (_incoming, outgoing) => void outgoing.end('{}');

describe('the registries at hand', () => {
  it('begin with Docker Hub, which can be forgotten for good and come back', async () => {
    expect(await list(newHost())).toEqual([hub]);
    expect(existsSync(settings())).toBe(false);
    expect(await call(newHost(), 'remote.forget', { registry: 'docker.io' })).toEqual({ forgotten: true });
    expect(await list(newHost())).toEqual([]);
    expect(await call(newHost(), 'remote.forget', { registry: 'docker.io' })).toEqual({ forgotten: false });
    expect(await call(newHost(), 'remote.set', { registry: 'index.docker.io' })).toEqual({ ...hub, name: 'docker.io' });
  });

  it.each([
    ['registry.example.com', 'registry.example.com', false],
    ['https://Registry.Example.com/', 'registry.example.com', false],
    ['http://registry.example.com:5000/v2/team/app', 'registry.example.com:5000', true],
    ['oci://registry.example.com:5000', 'registry.example.com:5000', false],
    [' localhost:5000/team ', 'localhost:5000', false],
    ['https://[fd12::1]:5000', '[fd12::1]:5000', false],
    ['https://hub.docker.com/r/library/alpine', 'docker.io', false],
  ])('are known by their addresses: %s is %s', async (registry, address, plainHttp) => {
    expect(await call(newHost(), 'remote.set', { registry, name: 'N' })).toMatchObject({
      registry: address,
      name: 'N',
      plainHttp,
    });
    expect((await list(newHost())).filter((one) => one.registry === address)).toHaveLength(1);
  });

  it.each([
    'alpine',
    'ftp://registry.example.com',
    'registry.example.com:99999',
    'a b.example',
    '///',
    'https://',
    '[::1::2]:1',
    '.',
  ])('are no such thing as %s, and nothing is kept of it', async (registry) => {
    const host = newHost();
    await expect(call(host, 'remote.set', { registry })).rejects.toMatchObject({ code: 'reference-invalid' });
    expect(existsSync(settings())).toBe(false);
  });

  it('have no password in their addresses, and a refusal does not repeat it', async () => {
    const failure: unknown = await call(newHost(), 'remote.set', { registry: 'https://me:secret@registry.example.com' }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'reference-invalid' });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });

  it('whatever text is given for one, are one that references can name or a coded failure', async () => {
    const host = newHost();
    const part = fc.constantFrom('https://', 'a', 'B.c', ':', '5000', '/', '@', '[', '::1', ']', '.', '-', ' ', '%2f', '\0', 'ü');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        const result = await host.dispatch('remote.set', { registry: parts.join('') });
        if (result.ok) {
          const { registry } = result.value as RemoteRegistry;
          expect(await host.dispatch('remote.forget', { registry })).toEqual({ ok: true, value: { forgotten: true } });
        } else expect(result.error.code).toBe('reference-invalid');
      }),
      { numRuns: 200 },
    );
  });

  it('keep what a change does not speak of, and a file that is no certificate is refused', async () => {
    const host = newHost();
    const { path } = await ownCertificate(home, 'registry.example.com');
    const [none, broken] = [join(home, 'none.pem'), join(home, 'broken.pem')];
    writeFileSync(none, 'nothing');
    writeFileSync(broken, readFileSync(path, 'utf8').replace(/M/g, 'N'));
    const registry = 'registry.example.com';
    const pick = (file: string): string => host.picks.offer({ kind: 'path', path: file });
    const set = await call(host, 'remote.set', { registry, name: 'Ours', plainHttp: true, ca: pick(path) });
    expect(set).toMatchObject({ name: 'Ours', plainHttp: true, caPath: path });
    for (const file of [none, broken])
      await expect(call(host, 'remote.set', { registry, ca: pick(file) })).rejects.toMatchObject({
        code: 'certificate-unusable',
      });
    await expect(call(host, 'remote.set', { registry, ca: pick(join(home, 'missing')) })).rejects.toMatchObject({
      code: 'file-system',
    });
    expect(await find(newHost(), registry)).toEqual(set);
    expect(await call(host, 'remote.set', { registry, plainHttp: false })).toEqual({ ...set, plainHttp: false });
    expect(await call(host, 'remote.set', { registry, ca: null })).toEqual({ ...set, plainHttp: false, caPath: null });
  });

  it('say who is signed in by what docker and podman keep', async () => {
    const auth = Buffer.from('carrier:p').toString('base64');
    writeFileSync(
      join(home, 'config.json'),
      JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth } }, credHelpers: { 'a.example': 'x' } }),
    );
    const host = newHost();
    await call(host, 'remote.set', { registry: 'a.example' });
    expect(await list(host)).toMatchObject([
      { registry: 'docker.io', user: 'carrier', credentials: 'docker' },
      { registry: 'a.example', user: null, credentials: 'helper' },
    ]);
  });
});

describe('a password', () => {
  it.each([
    ['sealed by the keychain', keychain('mine'), 'keychain'],
    ['in memory where there is no keychain', noKeychain, 'session'],
    ['in memory where the door has none', undefined, 'session'],
  ] as const)('is kept %s, and never readable on disk', async (_where, secrets, kept) => {
    const { address: registry } = await serve(guarded('carrier', password));
    const host = newHost(secrets);
    const events: string[] = [];
    host.subscribe(({ type }) => events.push(type));
    await call(host, 'remote.set', { registry });
    expect(await call(host, 'remote.check', { registry })).toMatchObject({
      state: 'sign-in-refused',
      problem: { code: 'remote-sign-in', params: { user: '' } },
    });
    const signedIn = await call(host, 'remote.sign-in', { registry, user: 'carrier', password });
    expect(signedIn).toMatchObject({ user: 'carrier', credentials: kept, state: 'reachable', problem: null });
    expect(await call(host, 'remote.check', { registry })).toMatchObject({ state: 'reachable', user: 'carrier' });
    expect(new Set(events)).toEqual(new Set(['remote.changed']));
    for (const form of [password, JSON.stringify(password), Buffer.from(password).toString('base64'), 'pass:w'])
      expect(written()).not.toContain(form);
    expect(existsSync(join(settings(), 'credentials.json'))).toBe(kept === 'keychain');
    const next = newHost(secrets);
    expect(await find(next, registry)).toMatchObject(
      kept === 'keychain' ? { user: 'carrier', credentials: 'keychain' } : { user: null, credentials: null },
    );
    expect((await call(next, 'remote.check', { registry })).state).toBe(kept === 'keychain' ? 'reachable' : 'sign-in-refused');
    const out = await call(host, 'remote.sign-out', { registry });
    expect(out).toMatchObject({ user: null, credentials: null, state: 'not-checked' });
    expect(await call(newHost(secrets), 'remote.check', { registry })).toMatchObject({ state: 'sign-in-refused' });
  });

  it.skipIf(process.platform === 'win32')('that is sealed is for its owner alone, and gone with its registry', async () => {
    const { address: registry } = await serve(open);
    const host = newHost(keychain('mine'));
    await call(host, 'remote.set', { registry });
    await call(host, 'remote.sign-in', { registry, user: 'carrier', password });
    const path = join(settings(), 'credentials.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain(registry);
    await call(host, 'remote.forget', { registry });
    expect(readFileSync(path, 'utf8')).not.toContain(registry);
  });

  it('that is wrong is refused, and the one before stays', async () => {
    const { address: registry } = await serve(guarded('carrier', password));
    const host = newHost(keychain('mine'));
    await call(host, 'remote.set', { registry });
    await call(host, 'remote.sign-in', { registry, user: 'carrier', password });
    await expect(call(host, 'remote.sign-in', { registry, user: 'other', password: 'wrong' })).rejects.toMatchObject({
      code: 'remote-sign-in',
      params: { registry, user: 'other' },
    });
    expect(await find(host, registry)).toMatchObject({ user: 'carrier', state: 'reachable' });
    expect(await call(host, 'remote.check', { registry })).toMatchObject({ state: 'reachable' });
  });

  it('for a registry that cannot be asked now is kept unchecked', async () => {
    const { address: registry } = await serve(open);
    await stopServers();
    const host = newHost(keychain('mine'));
    await call(host, 'remote.set', { registry });
    expect(await call(host, 'remote.sign-in', { registry, user: 'carrier', password })).toMatchObject({
      user: 'carrier',
      credentials: 'keychain',
      state: 'not-reachable',
      problem: { code: 'remote-unreachable' },
    });
  });

  it('that another keychain sealed, or that was sealed for another registry, is not sent', async () => {
    const seen: (string | undefined)[] = [];
    const asked: Answer = ({ headers }, outgoing) => {
      seen.push(headers.authorization);
      outgoing.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
    };
    const [{ address: good }, { address: bad }] = [await serve(open), await serve(asked)];
    const host = newHost(keychain('mine'));
    for (const registry of [good, bad]) await call(host, 'remote.set', { registry });
    await call(host, 'remote.sign-in', { registry: good, user: 'carrier', password });
    const path = join(settings(), 'credentials.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(good, bad));
    for (const secrets of [keychain('mine'), keychain('another')])
      expect(await call(newHost(secrets), 'remote.check', { registry: bad })).toMatchObject({ state: 'sign-in-refused' });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((header) => header !== undefined)).toEqual([]);
  });

  it('belongs to a registry at hand', async () => {
    for (const [name, input] of [
      ['remote.check', {}],
      ['remote.sign-out', {}],
      ['remote.sign-in', { user: 'a', password: 'b' }],
    ] as const)
      expect(await newHost().dispatch(name, { registry: 'unknown.example', ...input })).toMatchObject({
        ok: false,
        error: { code: 'remote-unknown' },
      });
  });

  it('is the one that a pull signs in with, over the authority that is remembered', async () => {
    const tls = await ownCertificate(home, 'localhost');
    const seen: (string | undefined)[] = [];
    const { address: registry } = await serve(
      ({ headers: { authorization } }, outgoing) => {
        if (authorization !== undefined) seen.push(authorization);
        outgoing.writeHead(authorization === undefined ? 401 : 404, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
      },
      { tls },
    );
    const host = newHost(keychain('mine'));
    const references = [`${registry}/team/app:1`];
    await expect(runJob(host, 'remote.pull', { references })).rejects.toMatchObject({ code: 'remote-untrusted' });
    await call(host, 'remote.set', { registry, ca: host.picks.offer({ kind: 'path', path: tls.path }) });
    await call(host, 'remote.sign-in', { registry, user: 'carrier', password });
    seen.length = 0;
    await expect(runJob(host, 'remote.pull', { references })).rejects.toMatchObject({ code: 'remote-not-found' });
    expect(seen[0]).toBe(`Basic ${Buffer.from(`carrier:${password}`).toString('base64')}`);
  });
});
