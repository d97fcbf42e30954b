// Tests of the endpoint as screens see it: starting, stopping, what it says of itself, and what clients did.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import { blobOf, descriptorOf } from '../../build/image.ts';
import { ociIndex, ociManifest, withRegistry } from '../registry/server/served-registry.ts';

it('says where it listens and what is allowed, and that it is off once it is stopped', async () => {
  await withRegistry(async (registry) => {
    const { host } = registry.opened;
    expect(await call(host, 'registry.show', {})).toMatchObject({
      on: true,
      address: `127.0.0.1:${registry.port}`,
      scheme: 'http',
      reach: 'this-computer',
      allowPush: true,
      allowDelete: true,
    });
    expect(await call(host, 'registry.stop', {})).toMatchObject({ on: false, since: null });
    await expect(registry.ask('GET', '/v2/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

it('starts anew with other rules', async () => {
  await withRegistry(async (registry) => {
    const { port } = await call(registry.opened.host, 'registry.start', { port: registry.port });
    expect(port).toBe(registry.port);
    expect((await registry.ask('POST', '/v2/a/b/blobs/uploads/')).status).toBe(405);
  });
});

it('refuses an address beyond this computer while nobody can sign in, and a port that is taken', async () => {
  await withRegistry(async ({ opened: { host } }) => {
    for (const beyond of ['0.0.0.0', '::', '192.0.2.9', 'example.com'])
      await expect(call(host, 'registry.start', { host: beyond })).rejects.toMatchObject({ code: 'registry-needs-user' });
    expect(await call(host, 'registry.show', {})).toMatchObject({ on: true, reach: 'this-computer' });
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(call(host, 'registry.start', { port })).rejects.toMatchObject({ code: 'port-in-use', params: { port } });
    await new Promise((resolve) => other.close(resolve));
    expect(await call(host, 'registry.show', {})).toMatchObject({ on: false });
  });
});

it('remembers what clients did, the newest first, the bytes of blobs with their manifest', async () => {
  await withRegistry(async (registry) => {
    const { config, layer } = await registry.pushImage('team/app', 'v1', 'layer');
    await registry.ask('GET', '/v2/team/app/manifests/v1', { headers: { 'user-agent': 'podman/5 (linux)' } });
    await registry.ask('GET', `/v2/team/app/blobs/${layer.digest}`, { headers: { 'user-agent': 'podman/5 (linux)' } });
    await registry.ask('GET', '/v2/team/app/tags/list');
    await registry.ask('GET', '/v2/team/app/manifests/none');
    await expect.poll(async () => (await call(registry.opened.host, 'registry.activity', {})).items[1]?.sizeBytes).toBe(5);
    const { items, total } = await call(registry.opened.host, 'registry.activity', {});
    expect(total).toBe(3);
    const here = { repository: 'docker.io/team/app', user: null };
    expect(items).toMatchObject([
      { ...here, verb: 'pull', reference: 'none', status: 404, problem: expect.stringContaining('none') },
      { ...here, verb: 'pull', reference: 'v1', client: 'podman/5', sizeBytes: layer.bytes.length },
      { ...here, verb: 'push', reference: 'v1', sizeBytes: config.bytes.length + layer.bytes.length },
    ]);
    expect((await call(registry.opened.host, 'registry.activity', { limit: 1 })).items).toEqual(items.slice(0, 1));
  });
});

it('counts what is pulled of an index with the index', async () => {
  await withRegistry(async (registry) => {
    const { manifest, layer } = await registry.pushImage('team/app', 'one', 'layer');
    const index = blobOf(
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests: [descriptorOf(ociManifest, manifest)] })),
    );
    await registry.putManifest('team/app', 'many', index.bytes, ociIndex);
    for (const part of ['manifests/many', `manifests/${manifest.digest}`, `blobs/${layer.digest}`])
      await registry.ask('GET', `/v2/team/app/${part}`);
    const pulls = async (): Promise<unknown> =>
      (await call(registry.opened.host, 'registry.activity', {})).items.filter(({ verb }) => verb === 'pull');
    // A blob counts once all of it was sent, which its client may see first.
    await expect.poll(pulls).toMatchObject([{ reference: 'many', sizeBytes: layer.bytes.length }]);
    await registry.ask('GET', '/v2/team/app/manifests/many');
    await expect.poll(pulls).toMatchObject([{ sizeBytes: 0 }, { sizeBytes: layer.bytes.length }]);
  });
});

it('remembers the last 500', async () => {
  await withRegistry(async (registry) => {
    for (let index = 0; index < 510; index++) await registry.ask('GET', `/v2/a/b/manifests/t${index}`);
    const { items } = await call(registry.opened.host, 'registry.activity', {});
    expect([items.length, items[0]?.reference, items.at(-1)?.reference]).toEqual([500, 't509', 't10']);
  });
});

it('serves the store that is opened next', async () => {
  await withRegistry(async (registry) => {
    await registry.pushImage('team/app', 'v1', 'layer');
    const folder = registry.opened.host.picks.offer({ kind: 'path', path: `${registry.store}-other` });
    await call(registry.opened.host, 'store.create', { folder });
    expect(await registry.refusal('GET', '/v2/team/app/manifests/v1')).toEqual([404, 'MANIFEST_UNKNOWN']);
    expect((await registry.pushBlob('team/app', blobOf('x'))).status).toBe(201);
  });
});

it('frees what was pushed once it is deleted, while it goes on serving', async () => {
  await withRegistry(async (registry) => {
    await registry.pushImage('team/app', 'v1', 'layer');
    expect(await call(registry.opened.host, 'artifact.remove', { references: ['team/app:v1'] })).toMatchObject({ blobCount: 3 });
  });
});
