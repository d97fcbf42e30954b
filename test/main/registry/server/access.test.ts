// Tests of access over HTTP: what a client without credentials is told, what each right opens, and when tokens end.
import { expect, it } from 'vitest';
import { call } from '../../../../main/host/client.ts';
import type { RegistryActivity } from '../../../../main/registry/server/endpoint.ts';
import { tokenHash } from '../../../../main/registry/server/sign-in.ts';
import type { KnownUser } from '../../../../main/registry/server/users.ts';
import { blobOf } from '../../../build/image.ts';
import { filesOf } from '../../opened-store.ts';
import { basic, userOf, withEndpoint } from './lone-endpoint.ts';
import { ociManifest, type ServedRegistry, smallImage } from './served-registry.ts';

const puller = userOf('puller', 'pull-word', 'pull');
const pusher = userOf('pusher', 'push-word', 'push');
const owner = userOf('owner', 'owner-word', 'pull', 'push', 'delete');
const robot: KnownUser = { name: 'robot', kind: 'token', rights: ['pull'], hash: tokenHash('robot-token') };
const everybody = [puller, pusher, owner, robot];
const asOwner = basic('owner', 'owner-word');
const asPuller = basic('puller', 'pull-word');
const asPusher = basic('pusher', 'push-word');

async function pushed(registry: ServedRegistry, name: string): Promise<ReturnType<typeof smallImage>> {
  const image = smallImage('layer');
  for (const { digest, bytes } of [image.config, image.layer])
    await registry.ask('POST', `/v2/${name}/blobs/uploads/?digest=${digest}`, { headers: asOwner, body: bytes });
  const headers = { ...asOwner, 'content-type': ociManifest };
  await registry.ask('PUT', `/v2/${name}/manifests/v1`, { headers, body: image.manifest.bytes });
  return image;
}

it('asks for credentials at every address, and gives nothing away to who has none or wrong ones', async () => {
  await withEndpoint({ users: () => everybody }, async (registry) => {
    const { manifest, layer } = await pushed(registry, 'team/app');
    const before = filesOf(registry.store);
    const requests = [
      ['GET', '/v2/'],
      ['GET', '/v2/_token'],
      ['GET', '/v2/_catalog'],
      ['GET', '/v2/team/app/tags/list'],
      ['GET', '/v2/team/app/manifests/v1'],
      ['HEAD', `/v2/team/app/blobs/${layer.digest}`],
      ['GET', `/v2/team/app/referrers/${manifest.digest}`],
      ['POST', '/v2/team/app/blobs/uploads/'],
      ['PUT', '/v2/team/app/manifests/v2'],
      ['DELETE', '/v2/team/app/manifests/v1'],
      ['DELETE', `/v2/team/app/blobs/${layer.digest}`],
    ] as const;
    const wrong = [
      {},
      basic('owner', 'wrong'),
      basic('nobody', 'owner-word'),
      basic('robot', 'wrong'),
      { authorization: 'Bearer made.up' },
      { authorization: 'Bearer ' },
      { authorization: 'Basic !' },
      { authorization: 'Basic b3duZXI=' },
      { authorization: 'Digest username="owner"' },
    ];
    for (const [method, path] of requests) {
      for (const headers of wrong) {
        const { status, headers: said } = await registry.ask(method, path, { headers });
        expect([method, path, status, said['www-authenticate']]).toEqual([method, path, 401, 'Basic realm="Stowage"']);
      }
    }
    expect(filesOf(registry.store)).toEqual(before);
  });
});

it('lets each user do what the rights say, and no more', async () => {
  await withEndpoint({ users: () => everybody }, async (registry) => {
    const { manifest, layer } = await pushed(registry, 'team/app');
    const status = async (headers: object, method: string, path: string): Promise<number> =>
      (await registry.ask(method, path, { headers: { ...headers } })).status;
    const at = {
      manifest: '/v2/team/app/manifests/v1',
      blob: `/v2/team/app/blobs/${layer.digest}`,
      uploads: '/v2/x/y/blobs/uploads/',
    };
    const [asRobot, asBearer] = [basic('robot', 'robot-token'), { authorization: 'Bearer robot-token' }];
    for (const headers of [asPuller, asRobot, asBearer]) {
      for (const path of [
        at.manifest,
        at.blob,
        '/v2/_catalog',
        '/v2/team/app/tags/list',
        `/v2/team/app/referrers/${manifest.digest}`,
      ])
        expect([path, await status(headers, 'GET', path)]).toEqual([path, 200]);
      expect(await status(headers, 'POST', at.uploads)).toBe(403);
      expect(await status(headers, 'DELETE', at.manifest)).toBe(403);
    }
    for (const path of [at.manifest, at.blob, '/v2/_catalog']) expect(await status(asPusher, 'GET', path)).toBe(403);
    for (const path of [at.manifest, at.blob]) expect(await status(asPusher, 'HEAD', path)).toBe(200);
    expect(await status(asPusher, 'DELETE', at.manifest)).toBe(403);
    expect(await status(asOwner, 'DELETE', at.manifest)).toBe(202);
  });
});

it('mounts only what the user may pull, and nothing that is locked for reading', async () => {
  await withEndpoint({ users: () => everybody }, async (registry) => {
    const { layer, config } = await pushed(registry, 'team/app');
    const mount = async (headers: object, digest: string): Promise<number> =>
      (await registry.ask('POST', `/v2/other/app/blobs/uploads/?mount=${digest}&from=team/app`, { headers: { ...headers } }))
        .status;
    expect(await mount(asPuller, layer.digest)).toBe(403);
    expect(await mount(asPusher, layer.digest)).toBe(202);
    expect(await mount(asOwner, layer.digest)).toBe(201);
    await call(registry.opened.host, 'lock.set', { reference: 'team/app', readEnabled: false });
    expect(await mount(asOwner, config.digest)).toBe(202);
  });
});

it('gives tokens that work as Bearer until their user changes or is removed', async () => {
  let users: readonly KnownUser[] = everybody;
  await withEndpoint({ users: () => users }, async (registry) => {
    const tokenOf = async (headers: { readonly authorization: string }): Promise<{ readonly authorization: string }> => {
      const { body } = await registry.ask('GET', '/v2/_token?service=x&scope=repository:team/app:pull', { headers });
      const { token, access_token: same } = JSON.parse(body.toString()) as { token: string; access_token: string };
      expect(same).toBe(token);
      return { authorization: `Bearer ${token}` };
    };
    const status = async (headers: { readonly authorization: string }, method = 'GET', path = '/v2/_catalog'): Promise<number> =>
      (await registry.ask(method, path, { headers })).status;
    const [asked, removed] = [await tokenOf(asPuller), await tokenOf(asOwner)];
    expect([await status(asked), await status(removed)]).toEqual([200, 200]);
    expect(await status(asked, 'POST', '/v2/x/y/blobs/uploads/')).toBe(403);
    const half = asked.authorization.slice(0, -1);
    expect(await status({ authorization: `${half}${asked.authorization.endsWith('A') ? 'B' : 'A'}` })).toBe(401);
    users = [{ ...puller, rights: ['pull', 'push'] }];
    expect([await status(asked), await status(removed)]).toEqual([401, 401]);
    expect(await status(await tokenOf(asPuller))).toBe(200);
  });
});

it('serves 64 clients that sign in at once', async () => {
  await withEndpoint({ users: () => everybody }, async (registry) => {
    const { manifest, layer } = await pushed(registry, 'team/app');
    const pulls = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const [first, second] = await Promise.all([
          registry.ask('GET', '/v2/team/app/manifests/v1', { headers: asPuller }),
          registry.ask('GET', `/v2/team/app/blobs/${layer.digest}`, { headers: asPuller }),
        ]);
        return first.body.equals(manifest.bytes) && second.body.equals(layer.bytes);
      }),
    );
    expect(pulls).toEqual(Array(64).fill(true));
  });
});

it('keeps serving who is signed in while many try wrong passwords', async () => {
  await withEndpoint({ users: () => everybody }, async (registry) => {
    const { layer } = await pushed(registry, 'team/app');
    const flood = Array.from(
      { length: 100 },
      async (_, at) => (await registry.ask('GET', '/v2/', { headers: basic('owner', `no ${at}`) })).status,
    );
    const { status } = await registry.ask('GET', `/v2/team/app/blobs/${layer.digest}`, { headers: asOwner });
    expect(status).toBe(200);
    for (const each of await Promise.all(flood)) expect([401, 429]).toContain(each);
  });
});

it('notes who did what and who was refused, but not the question that every client begins with', async () => {
  const noted: RegistryActivity[] = [];
  await withEndpoint({ users: () => everybody, onActivity: (activity) => noted.push(activity) }, async (registry) => {
    await registry.ask('GET', '/v2/team/app/manifests/v1');
    await registry.ask('GET', '/v2/team/app/manifests/v1', { headers: basic('owner', 'wrong') });
    await registry.ask('GET', '/v2/team/app/manifests/v1', { headers: asPuller });
    await registry.ask('POST', `/v2/team/app/blobs/uploads/?digest=${blobOf('x').digest}`, { headers: asPuller, body: 'x' });
    expect(noted.map(({ user, status, verb }) => [user, status, verb])).toEqual([
      [null, 401, 'pull'],
      ['puller', 404, 'pull'],
      ['puller', 403, 'push'],
    ]);
  });
});
