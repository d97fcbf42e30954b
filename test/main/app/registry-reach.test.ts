// Tests of the registry beyond this computer, as screens start it: with a certificate and users, which may change while it runs.
// Clients here reach it over loopback, which is one of its addresses.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { hashSync } from 'bcryptjs';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import { call } from '../../../main/host/client.ts';
import type { Host } from '../../../main/host/host.ts';
import type { RegistryState } from '../../../preload/contract/registry-model.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { temporaryFolder } from '../opened-store.ts';
import { basic } from '../registry/server/lone-endpoint.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let user = 0;
const hosts: Host[] = [];
const home = (): string => join(folder, String(user));
const usersPath = (): string => join(home(), 'config', 'stowage', 'registry-users.json');

beforeEach(() => {
  user++;
  becomeUser(home());
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map(async (host) => await host.close()));
  vi.unstubAllEnvs();
});

function newHost(door?: 'web'): Host {
  const info = { nativeDialogs: false, showInFolder: false, uploads: true, hostPaths: true };
  const host = composeHost(door === undefined ? {} : { door: { info: { door, ...info } } });
  hosts.push(host);
  return host;
}

/** Status of a request over TLS that trusts the certificate of `state` alone. */
async function statusOf(state: RegistryState, path: string, headers: object = {}, method = 'GET'): Promise<number | undefined> {
  const ca = readFileSync(state.certificatePath ?? '');
  return await new Promise((resolve, reject) => {
    const at = { host: '127.0.0.1', port: state.port, path, method, ca, agent: false, headers: { ...headers } };
    request(at, (reply) => void buffer(reply).then(() => resolve(reply.statusCode), reject))
      .on('error', reject)
      .end();
  });
}

it('beyond this computer has a certificate of its own and lets in its users only, with their rights', async () => {
  const host = newHost();
  await call(host, 'registry.set-user', { name: 'ann', password: 'correct horse', rights: ['pull', 'push'] });
  await call(host, 'registry.set-user', { name: 'bob', password: 'battery staple' });
  const state = await call(host, 'registry.start', { host: '0.0.0.0', port: 0, allowPush: true });
  expect(state).toMatchObject({
    on: true,
    scheme: 'https',
    reach: 'network',
    host: '0.0.0.0',
    users: [
      { name: 'ann', kind: 'password', rights: ['pull', 'push'] },
      { name: 'bob', kind: 'password', rights: ['pull'] },
    ],
  });
  expect(state.address).toMatch(new RegExp(`^[^:]+:${state.port}$`));
  expect(state.address).not.toMatch(/^0\.0\.0\.0/);
  expect(state.certificateFingerprint).toMatch(/^[0-9A-F:]{95}$/);
  const [ann, bob] = [basic('ann', 'correct horse'), basic('bob', 'battery staple')];
  expect(await statusOf(state, '/v2/')).toBe(401);
  expect(await statusOf(state, '/v2/', basic('ann', 'battery staple'))).toBe(401);
  expect([await statusOf(state, '/v2/', ann), await statusOf(state, '/v2/', bob)]).toEqual([200, 200]);
  const uploads = '/v2/a/b/blobs/uploads/';
  expect([await statusOf(state, uploads, ann, 'POST'), await statusOf(state, uploads, bob, 'POST')]).toEqual([202, 403]);
  const again = await call(host, 'registry.start', { host: '0.0.0.0', port: 0 });
  expect(again.certificateFingerprint).toBe(state.certificateFingerprint);
});

it('users who are changed or removed are so at once, and another program sees it', async () => {
  const [host, other] = [newHost(), newHost()];
  await call(host, 'registry.set-user', { name: 'ann', password: 'correct horse' });
  const { token, user: robot } = await call(host, 'registry.make-token', { name: 'robot', rights: ['pull', 'push'] });
  const state = await call(host, 'registry.start', { host: '0.0.0.0', port: 0, allowPush: true });
  const post = async (headers: object): Promise<number | undefined> =>
    await statusOf(state, '/v2/a/b/blobs/uploads/', headers, 'POST');
  expect([await post(basic(robot, token)), await post({ authorization: `Bearer ${token}` })]).toEqual([202, 202]);
  await call(other, 'registry.set-user', { name: 'robot', rights: ['pull'] });
  expect((await call(host, 'registry.show', {})).users).toContainEqual({ name: 'robot', kind: 'token', rights: ['pull'] });
  expect(await post(basic(robot, token))).toBe(403);
  const renewed = await call(other, 'registry.make-token', { name: 'robot', rights: ['push'] });
  expect(renewed.token).not.toBe(token);
  expect([await post(basic(robot, token)), await post(basic(robot, renewed.token))]).toEqual([401, 202]);
  await call(other, 'registry.set-user', { name: 'ann', password: 'new password' });
  expect(await statusOf(state, '/v2/', basic('ann', 'correct horse'))).toBe(401);
  for (const name of ['ann', 'robot', 'nobody']) await call(host, 'registry.remove-user', { name });
  expect(await statusOf(state, '/v2/', basic('ann', 'new password'))).toBe(401);
  expect((await call(host, 'registry.show', {})).users).toEqual([]);
});

it('keeps no password and no token, and what it keeps from others', async () => {
  const host = newHost();
  await call(host, 'registry.set-user', { name: 'ann', password: 'correct horse' });
  const { token } = await call(host, 'registry.make-token', { name: 'robot', rights: ['pull'] });
  const kept = readFileSync(usersPath(), 'utf8');
  for (const secret of ['correct horse', token]) expect(kept).not.toContain(secret);
  expect(Buffer.from(token, 'base64url').length).toBe(32);
  if (process.platform !== 'win32') expect(statSync(usersPath()).mode & 0o777).toBe(0o600);
  for (const [name, password] of [
    ['new', undefined],
    ['long', 'é'.repeat(40)],
  ] as const)
    await expect(call(host, 'registry.set-user', { name, password })).rejects.toMatchObject({ code: 'input-invalid' });
  expect(readFileSync(usersPath(), 'utf8')).toBe(kept);
});

it('lets in nobody while the list of users is spoilt, and says so', async () => {
  const host = newHost();
  await call(host, 'registry.set-user', { name: 'ann', password: 'correct horse' });
  const state = await call(host, 'registry.start', { host: '0.0.0.0', port: 0 });
  writeFileSync(usersPath(), '{');
  expect(await statusOf(state, '/v2/', basic('ann', 'correct horse'))).toBe(503);
  await expect(call(host, 'registry.set-user', { name: 'bob', password: 'battery staple' })).rejects.toMatchObject({
    code: 'users-unreadable',
    params: { path: usersPath() },
  });
  expect(await call(host, 'registry.stop', {})).toMatchObject({ on: false, users: [] });
  await expect(call(host, 'registry.start', { host: '0.0.0.0', port: 0 })).rejects.toMatchObject({ code: 'users-unreadable' });
});

it('with an htpasswd file asks on this computer, too, and refuses what is wrong with files before it stops what runs', async () => {
  const host = newHost();
  const offer = (path: string): string => host.picks.offer({ kind: 'path', path });
  const [users, nobody] = [join(home(), 'users'), join(home(), 'nobody')];
  const { port } = await call(host, 'registry.start', { port: 0 });
  const present = await call(host, 'registry.set-user', { name: 'eve', password: 'not in the file' });
  expect(present.users.length).toBe(1);
  writeFileSync(users, `ann:${hashSync('correct horse', 4)}\n`);
  writeFileSync(nobody, '# nobody\n');
  const refused = async (files: object, failure: object): Promise<void> =>
    await expect(call(host, 'registry.start', { port: 0, ...files })).rejects.toMatchObject(failure);
  await refused({ users: offer(nobody) }, { code: 'users-unreadable', params: { path: nobody } });
  await refused({ users: offer(join(home(), 'none')) }, { code: 'users-unreadable' });
  await refused({ certificate: offer(users) }, { code: 'certificate-unusable', params: { path: users } });
  await refused({ key: offer(users) }, { code: 'certificate-unusable', params: { path: users } });
  expect((await fetch(`http://127.0.0.1:${port}/v2/`)).status).toBe(200);
  const state = await call(host, 'registry.start', { port: 0, users: offer(users) });
  expect(state).toMatchObject({ scheme: 'http', reach: 'this-computer', users: [{ name: 'ann', kind: 'password' }] });
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await fetch(`http://${state.address}/v2/`, { headers })).status;
  expect(await status({})).toBe(401);
  expect(await status(basic('eve', 'not in the file'))).toBe(401);
  expect(await status(basic('ann', 'correct horse'))).toBe(200);
});

it('takes a certificate of its user, on this computer, too', async () => {
  const host = newHost();
  await call(host, 'registry.set-user', { name: 'ann', password: 'correct horse' });
  const made = await call(host, 'registry.start', { host: '0.0.0.0', port: 0 });
  const files = ['registry-certificate.pem', 'registry-key.pem'].map((name) => join(home(), 'config', 'stowage', name));
  const [certificate = '', key = ''] = files.map((path) => host.picks.offer({ kind: 'path', path }));
  const state = await call(host, 'registry.start', { port: 0, certificate, key });
  expect(state).toMatchObject({
    scheme: 'https',
    reach: 'this-computer',
    certificatePath: files[0],
    certificateFingerprint: made.certificateFingerprint,
  });
  expect(await statusOf(state, '/v2/')).toBe(200);
});

it('tells of every start, stop and change of users, and of activity not more than a few times a second', async () => {
  const host = newHost();
  const told: string[] = [];
  host.subscribe(({ type }) => told.push(type));
  const changes = (): number => told.splice(0).filter((type) => type === 'registry.changed').length;
  const { address } = await call(host, 'registry.start', { port: 0 });
  expect(changes()).toBe(1);
  await call(host, 'registry.set-user', { name: 'ann', password: 'correct horse' });
  await call(host, 'registry.make-token', { name: 'robot', rights: ['pull'] });
  await call(host, 'registry.remove-user', { name: 'ann' });
  expect(changes()).toBe(3);
  for (let index = 0; index < 20; index++) await fetch(`http://${address}/v2/a/b/manifests/v1`);
  await expect.poll(() => told).toContain('registry.activity');
  expect(told.filter((type) => type === 'registry.activity').length).toBeLessThan(20);
  expect((await call(host, 'registry.activity', {})).total).toBe(20);
  await call(host, 'registry.stop', {});
  expect(changes()).toBe(1);
});

it('is switched on with the application as it was set; where that fails it is off and the rest works', async () => {
  const first = newHost();
  const { port } = await call(first, 'registry.start', { port: 0 });
  await call(first, 'registry.stop', {});
  await call(first, 'settings.change', { registryOnStart: true, registryPort: port, registryPush: true });
  const second = newHost('web');
  // What is asked next waits for the start.
  await call(second, 'registry.make-token', { name: 'robot', rights: ['pull'] });
  await expect.poll(async () => await call(second, 'registry.show', {})).toMatchObject({ on: true, port, allowPush: true });
  const taken = newHost('web');
  expect((await call(taken, 'registry.show', {})).on).toBe(false);
  expect(await call(taken, 'settings.get', {})).toMatchObject({ registryPort: port });
  expect((await call(newHost(), 'registry.show', {})).on).toBe(false);
});
