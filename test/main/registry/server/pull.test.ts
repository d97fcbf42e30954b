// Tests of the distribution spec's chapter "Pull" over HTTP: manifests and blobs as they are stored, with their headers.
import { expect, it } from 'vitest';
import { call } from '../../../../main/host/client.ts';
import { blobOf } from '../../../build/image.ts';
import { ociManifest, withRegistry } from './served-registry.ts';

const missing = `sha256:${'00'.repeat(32)}`;

it('answers at the base address, and says which API it is', async () => {
  await withRegistry(async (registry) => {
    for (const path of ['/v2/', '/v2']) {
      const { status, headers } = await registry.ask('GET', path);
      expect([status, headers['docker-distribution-api-version']]).toEqual([200, 'registry/2.0']);
    }
    expect((await registry.ask('GET', '/')).status).toBe(404);
    for (const path of ['/v2/', '/v2/_token'])
      for (const method of ['POST', 'PUT', 'DELETE']) expect(await registry.refusal(method, path)).toEqual([405, 'UNSUPPORTED']);
  });
});

it('serves a manifest by tag and by digest, byte for byte; HEAD says the same without the body', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'v1', 'layer');
    for (const reference of ['v1', manifest.digest]) {
      const path = `/v2/team/app/manifests/${reference}`;
      const { status, headers, body } = await registry.ask('GET', path);
      expect([status, body]).toEqual([200, manifest.bytes]);
      const told = {
        'docker-content-digest': manifest.digest,
        'content-type': ociManifest,
        'content-length': String(manifest.bytes.length),
      };
      expect(headers).toMatchObject(told);
      const head = await registry.ask('HEAD', path);
      expect([head.status, head.body.length]).toEqual([200, 0]);
      expect(head.headers).toMatchObject(told);
    }
  });
});

it('serves it whatever the client accepts, and under every name of the repository', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('library/alpine', 'latest', 'layer');
    const paths = ['library/alpine/manifests/latest', 'alpine/manifests/latest', 'docker.io/library/alpine/manifests/latest'];
    for (const path of [...paths, 'library/alpine/manifests/latest?ns=docker.io']) {
      const { status, body } = await registry.ask('GET', `/v2/${path}`, { headers: { accept: 'application/json' } });
      expect([path, status, body]).toEqual([path, 200, manifest.bytes]);
    }
  });
});

it('serves a blob whole and in ranges, and not again to who has it', async () => {
  await withRegistry(async (registry) => {
    const { layer } = await registry.pushImage('team/app', 'v1', '0123456789');
    const path = `/v2/team/app/blobs/${layer.digest}`;
    const { status, headers, body } = await registry.ask('GET', path);
    expect([status, String(body)]).toEqual([200, '0123456789']);
    expect(headers).toMatchObject({ 'docker-content-digest': layer.digest, 'content-length': '10', 'accept-ranges': 'bytes' });
    const head = await registry.ask('HEAD', path);
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '10', 0]);
    const part = await registry.ask('GET', path, { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.headers['content-range'], String(part.body)]).toEqual([206, 'bytes 2-4/10', '234']);
    const rest = await registry.ask('GET', path, { headers: { range: 'bytes=7-' } });
    expect([rest.status, String(rest.body)]).toEqual([206, '789']);
    const whole = await registry.ask('HEAD', path, { headers: { range: 'bytes=2-4' } });
    expect([whole.status, whole.headers['content-length']]).toEqual([200, '10']);
    const beyond = await registry.ask('GET', path, { headers: { range: 'bytes=10-' } });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */10']);
    const other = await registry.ask('GET', path, { headers: { range: 'bytes=2-4', 'if-range': '"other"' } });
    expect([other.status, String(other.body)]).toEqual([200, '0123456789']);
    const known = await registry.ask('GET', path, { headers: { 'if-none-match': headers.etag } });
    expect([known.status, known.body.length]).toEqual([304, 0]);
  });
});

it('serves the empty blob and blobs and manifests of sha512', async () => {
  await withRegistry(async (registry) => {
    const empty = blobOf('');
    expect((await registry.pushBlob('a/b', empty)).status).toBe(201);
    const pulled = await registry.ask('GET', `/v2/a/b/blobs/${empty.digest}`);
    expect([pulled.status, pulled.headers['content-length'], pulled.body.length]).toEqual([200, '0', 0]);
    const long = blobOf('long', 'sha512');
    expect((await registry.pushBlob('a/b', long)).status).toBe(201);
    expect(String((await registry.ask('GET', `/v2/a/b/blobs/${long.digest}`)).body)).toBe('long');
    const manifest = blobOf({ schemaVersion: 2, mediaType: ociManifest, config: described(long), layers: [] }, 'sha512');
    const put = await registry.putManifest('a/b', manifest.digest, manifest.bytes);
    expect([put.status, put.headers['docker-content-digest']]).toEqual([201, manifest.digest]);
    expect((await registry.ask('GET', `/v2/a/b/manifests/${manifest.digest}`)).body).toEqual(manifest.bytes);
  });
});

function described({ digest, bytes }: { readonly digest: string; readonly bytes: Buffer }): object {
  return { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: bytes.length };
}

it('says in words of the spec what is not there', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'v1', 'layer');
    expect(await registry.refusal('GET', '/v2/team/app/manifests/v2')).toEqual([404, 'MANIFEST_UNKNOWN']);
    expect(await registry.refusal('GET', `/v2/other/app/manifests/${manifest.digest}`)).toEqual([404, 'MANIFEST_UNKNOWN']);
    expect(await registry.refusal('GET', `/v2/team/app/blobs/${missing}`)).toEqual([404, 'BLOB_UNKNOWN']);
    expect(await registry.refusal('GET', '/v2/no/such/tags/list')).toEqual([404, 'NAME_UNKNOWN']);
    expect(await registry.refusal('GET', '/v2/Upper/tags/list')).toEqual([400, 'NAME_INVALID']);
    const head = await registry.ask('HEAD', '/v2/team/app/manifests/v2');
    expect([head.status, head.body.length]).toEqual([404, 0]);
    expect((await registry.ask('OPTIONS', '/v2/team/app/manifests/v1')).status).toBe(405);
    expect((await registry.ask('GET', '/v2/team/app/blobs/uploads/')).status).toBe(405);
  });
});

it('lets nobody push or delete where that is switched off, and still serves', async () => {
  await withRegistry(async (registry) => {
    const refused = await registry.ask('POST', '/v2/team/app/blobs/uploads/');
    expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await registry.putManifest('team/app', 'v1', Buffer.from('{}'))).status).toBe(405);
    expect((await registry.ask('DELETE', '/v2/team/app/manifests/v1')).status).toBe(405);
    expect((await registry.ask('GET', '/v2/')).status).toBe(200);
  }, {});
});

it('serves nothing that a lock keeps from being read', async () => {
  await withRegistry(async (registry) => {
    const { layer } = await registry.pushImage('team/app', 'v1', 'secret');
    await call(registry.opened.host, 'lock.set', { reference: 'team/app:v1', readEnabled: false });
    expect(await registry.refusal('GET', '/v2/team/app/manifests/v1')).toEqual([409, 'DENIED']);
    expect(await registry.refusal('GET', `/v2/team/app/blobs/${layer.digest}`)).toEqual([409, 'DENIED']);
  });
});
