// Tests of the distribution spec's chapter "Push" over HTTP, in every way a blob can come, and of what is refused on the way.
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { call, runJob } from '../../../../main/host/client.ts';
import { type Blob, blobOf, buildCache } from '../../../build/image.ts';
import { expectInvariants } from '../../../support/invariants.ts';
import { blobsIn, leftoversIn, namesIn } from '../../opened-store.ts';
import { ociIndex, ociManifest, type ServedRegistry, smallImage, withRegistry } from './served-registry.ts';

const octets = { 'content-type': 'application/octet-stream' };

async function pulled(registry: ServedRegistry, digest: string): Promise<string> {
  return String((await registry.ask('GET', `/v2/a/b/blobs/${digest}`)).body);
}

it('takes a blob in one POST, and by POST and PUT, and says where it is', async () => {
  await withRegistry(async (registry) => {
    const one = blobOf('one');
    const posted = await registry.ask('POST', `/v2/a/b/blobs/uploads/?digest=${one.digest}`, {
      headers: octets,
      body: one.bytes,
    });
    expect([posted.status, posted.headers.location]).toEqual([201, `/v2/a/b/blobs/${one.digest}`]);
    expect(await pulled(registry, one.digest)).toBe('one');
    const begun = await registry.ask('POST', '/v2/a/b/blobs/uploads/');
    expect([begun.status, begun.headers.location]).toEqual([202, expect.stringMatching(/^\/v2\/a\/b\/blobs\/uploads\/[\w-]+$/)]);
    const two = blobOf('two');
    const put = await registry.ask('PUT', `${begun.headers.location}?digest=${two.digest}`, { headers: octets, body: two.bytes });
    expect([put.status, put.headers['docker-content-digest']]).toEqual([201, two.digest]);
    expect(await pulled(registry, two.digest)).toBe('two');
  });
});

it('takes a blob in chunks of any size, the last with the PUT or before it', async () => {
  await withRegistry(async (registry) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (chunks, inPut) => {
          let at = await registry.begin('a/b');
          let sent = 0;
          const before = inPut ? chunks.slice(0, -1) : chunks;
          for (const chunk of before) {
            const headers = { ...octets, 'content-range': `${sent}-${sent + chunk.length - 1}` };
            const reply = await registry.ask('PATCH', at, { headers, body: chunk });
            sent += chunk.length;
            expect([reply.status, reply.headers.range]).toEqual([202, `0-${sent - 1}`]);
            at = reply.headers.location ?? '';
          }
          const bytes = Buffer.concat(chunks);
          const blob = blobOf(bytes);
          const last = inPut ? (chunks.at(-1) ?? Buffer.alloc(0)) : Buffer.alloc(0);
          const range = last.length === 0 ? {} : { 'content-range': `${sent}-${bytes.length - 1}` };
          const put = await registry.ask('PUT', `${at}?digest=${blob.digest}`, { headers: { ...octets, ...range }, body: last });
          expect(put.status).toBe(201);
          expect((await registry.ask('GET', `/v2/a/b/blobs/${blob.digest}`)).body).toEqual(bytes);
        },
      ),
      { numRuns: 15 },
    );
    expect(blobsIn(registry.store).size).toBeGreaterThan(0);
  });
});

it('refuses a chunk out of order with 416 and where it stands, and goes on from there', async () => {
  await withRegistry(async (registry) => {
    const at = await registry.begin('a/b');
    const patch = async (range: string, body: string): ReturnType<ServedRegistry['ask']> =>
      await registry.ask('PATCH', at, { headers: { ...octets, 'content-range': range }, body });
    expect((await patch('0-4', '01234')).status).toBe(202);
    for (const range of ['6-7', '0-1', '5-9', 'x', '9-5']) {
      const refused = await patch(range, '56');
      expect([range, refused.status, refused.headers.range]).toEqual([range, 416, '0-4']);
    }
    const shown = await registry.ask('GET', at);
    expect([shown.status, shown.headers.range, shown.headers.location]).toEqual([204, '0-4', at]);
    expect((await patch('5-6', '56')).status).toBe(202);
    const { digest } = blobOf('0123456');
    expect((await registry.ask('PUT', `${at}?digest=${digest}`)).status).toBe(201);
    expect(await pulled(registry, digest)).toBe('0123456');
  });
});

it('takes a stream of unknown length', async () => {
  await withRegistry(async (registry) => {
    const pieces = Array.from({ length: 40 }, (_, index) => Buffer.alloc(70_001, index));
    const at = await registry.begin('a/b');
    expect((await registry.ask('PATCH', at, { headers: octets, body: Readable.from(pieces) })).status).toBe(202);
    const { digest, bytes } = blobOf(Buffer.concat(pieces));
    expect((await registry.ask('PUT', `${at}?digest=${digest}`)).status).toBe(201);
    expect((await registry.ask('GET', `/v2/a/b/blobs/${digest}`)).body.equals(bytes)).toBe(true);
  });
});

it('keeps nothing of a blob that is another than its digest says, and ends the upload', async () => {
  await withRegistry(async (registry) => {
    const at = await registry.begin('a/b');
    const { digest } = blobOf('expected');
    const wrong = { headers: octets, body: 'something else' };
    expect(await registry.refusal('PUT', `${at}?digest=${digest}`, wrong)).toEqual([400, 'DIGEST_INVALID']);
    expect(await registry.refusal('GET', at)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
    expect(await registry.refusal('PUT', await registry.begin('a/b'), wrong)).toEqual([400, 'DIGEST_INVALID']);
    expect(blobsIn(registry.store).size).toBe(0);
  });
});

it('forgets a cancelled upload, and knows no upload of another repository', async () => {
  await withRegistry(async (registry) => {
    const at = await registry.begin('a/b');
    expect(await registry.refusal('GET', at.replace('/a/b/', '/a/c/'))).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
    expect((await registry.ask('DELETE', at)).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect(await registry.refusal(method, at)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });
});

it('mounts a blob the store has, from any repository or none, and begins an upload for another', async () => {
  await withRegistry(async (registry) => {
    const { layer } = await registry.pushImage('a/b', 'v1', 'layer');
    for (const query of [`mount=${layer.digest}&from=a/b`, `mount=${layer.digest}`]) {
      const mounted = await registry.ask('POST', `/v2/c/d/blobs/uploads/?${query}`);
      expect([mounted.status, mounted.headers.location]).toEqual([201, `/v2/c/d/blobs/${layer.digest}`]);
    }
    const begun = await registry.ask('POST', `/v2/c/d/blobs/uploads/?mount=${blobOf('absent').digest}&from=a/b`);
    expect([begun.status, begun.headers.location]).toEqual([202, expect.stringContaining('/v2/c/d/blobs/uploads/')]);
  });
});

it('keeps nothing in mind of digests that are only named, by a mount or by a manifest that is refused', async () => {
  await withRegistry(async (registry) => {
    await registry.pushImage('a/b', 'v1', 'first');
    await call(registry.opened.host, 'lock.set', { reference: 'a/b:v1', writeEnabled: false });
    const { config, layer, manifest } = smallImage('second');
    await registry.pushBlob('a/b', layer);
    expect((await registry.ask('POST', `/v2/c/d/blobs/uploads/?mount=${blobOf('absent').digest}`)).status).toBe(202);
    expect((await registry.putManifest('a/b', 'v1', manifest.bytes)).status).toBe(409);
    expect(heldIn(registry.store)).toEqual([layer.digest]);
    await registry.pushBlob('a/b', config);
    expect((await registry.putManifest('a/b', 'v2', manifest.bytes)).status).toBe(201);
    expect(heldIn(registry.store)).toEqual([]);
  });
});

/** Digests that leases keep. */
function heldIn(store: string): readonly unknown[] {
  const database = new Database(join(store, '.stowage', 'catalog.db'), { readonly: true });
  try {
    return database.prepare('SELECT digest FROM lease_blob ORDER BY 1').pluck().all();
  } finally {
    database.close();
  }
}

it('makes an artifact of a manifest, tells its place, and writes it down as the door registry', async () => {
  await withRegistry(async (registry) => {
    const { config, layer, manifest } = smallImage('layer');
    for (const blob of [config, layer]) await registry.pushBlob('team/app', blob);
    const put = await registry.putManifest('team/app', 'v1', manifest.bytes);
    expect([put.status, put.headers.location]).toEqual([201, `/v2/team/app/manifests/${manifest.digest}`]);
    expect(put.headers['docker-content-digest']).toBe(manifest.digest);
    expect(namesIn(registry.store)).toEqual(new Map([['docker.io/team/app:v1', manifest.digest]]));
    const { items } = await call(registry.opened.host, 'log.list', {});
    expect(items[0]).toMatchObject({ operation: 'push', door: 'registry' });
  });
});

it('sets the tags of the query along with a digest and says so; a subject is said, too', async () => {
  await withRegistry(async (registry) => {
    const subject = await registry.pushImage('team/app', 'v1', 'layer');
    const { config, layer, manifest } = smallImage('signature', {
      subject: { mediaType: ociManifest, digest: subject.manifest.digest, size: subject.manifest.bytes.length },
    });
    for (const blob of [config, layer]) await registry.pushBlob('team/app', blob);
    const put = await registry.putManifest('team/app', `${manifest.digest}?tag=a&tag=b`, manifest.bytes);
    expect(put.status).toBe(201);
    expect([put.headers['oci-tag'], put.headers['oci-subject']]).toEqual(['a, b', subject.manifest.digest]);
    for (const tag of ['a', 'b'])
      expect((await registry.ask('GET', `/v2/team/app/manifests/${tag}`)).body).toEqual(manifest.bytes);
  });
});

it('takes an index before its platforms, and a manifest before its blobs', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = smallImage('layer');
    const child = {
      mediaType: ociManifest,
      digest: manifest.digest,
      size: manifest.bytes.length,
      platform: { os: 'linux', architecture: 'amd64' },
    };
    const index = blobOf({ schemaVersion: 2, mediaType: ociIndex, manifests: [child] });
    expect((await registry.putManifest('team/app', 'v1', index.bytes, ociIndex)).status).toBe(201);
    expect((await registry.putManifest('team/app', manifest.digest, manifest.bytes)).status).toBe(201);
    expect((await registry.ask('GET', '/v2/team/app/manifests/v1')).headers['content-type']).toBe(ociIndex);
    expect((await registry.ask('GET', `/v2/team/app/manifests/${manifest.digest}`)).status).toBe(200);
  });
});

it('takes an index that lists layers, as build caches do, keeps them, and has them go with it', async () => {
  await withRegistry(async (registry) => {
    const { host } = registry.opened;
    const cache = buildCache(['compiled', 'linked']);
    for (const blob of cache.blobs) await registry.pushBlob('build/cache', blob);
    expect((await registry.putManifest('build/cache', 'main', cache.manifest.bytes, ociIndex)).status).toBe(201);
    await runJob(host, 'cleanup.run', { olderThanSeconds: 0, untagged: true });
    const all = [cache.manifest, ...cache.blobs].map(({ digest }) => digest).toSorted();
    expect([...blobsIn(registry.store).keys()].toSorted()).toEqual(all);
    for (const { digest } of cache.blobs) expect((await registry.ask('GET', `/v2/build/cache/blobs/${digest}`)).status).toBe(200);
    expect((await registry.ask('DELETE', `/v2/build/cache/manifests/${cache.manifest.digest}`)).status).toBe(202);
    await runJob(host, 'cleanup.run', { olderThanSeconds: 0, untagged: true });
    expect([...blobsIn(registry.store).keys()]).toEqual([]);
  });
});

it('gives back by digest what a repository was sent, though another has it as part of an index, or for its subject', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'linux', 'layer');
    const child = { mediaType: ociManifest, digest: manifest.digest, size: manifest.bytes.length };
    const { manifest: signature } = await registry.pushImage('team/app', 'signature', 'signed', { subject: child });
    const index = blobOf({ schemaVersion: 2, mediaType: ociIndex, manifests: [child] });
    await registry.putManifest('team/app', 'v1', index.bytes, ociIndex);
    const answers = async (): Promise<readonly number[]> =>
      await Promise.all(
        [`manifests/${manifest.digest}`, `manifests/${signature.digest}`, 'tags/list'].map(
          async (what) => (await registry.ask('GET', `/v2/copy/app/${what}`)).status,
        ),
      );
    expect(await answers()).toEqual([404, 404, 404]);
    expect((await registry.putManifest('copy/app', signature.digest, signature.bytes)).status).toBe(201);
    expect(await answers()).toEqual([404, 200, 200]);
    expect((await registry.putManifest('copy/app', manifest.digest, manifest.bytes)).status).toBe(201);
    expect(await answers()).toEqual([200, 200, 200]);
    const untagged = async (): Promise<readonly string[]> => {
      const { items } = await call(registry.opened.host, 'artifact.list', { repository: 'copy/app', show: 'untagged' });
      return items.map(({ digest }) => digest);
    };
    expect(await untagged()).toEqual([manifest.digest]);
    // With the index it is part of something here, too, until the index goes.
    await registry.putManifest('copy/app', 'v1', index.bytes, ociIndex);
    expect(await untagged()).toEqual([]);
    expect((await registry.ask('DELETE', `/v2/copy/app/manifests/${index.digest}`)).status).toBe(202);
    expect(await untagged()).toEqual([manifest.digest]);
    expect(await answers()).toEqual([200, 200, 200]);
    await call(registry.opened.host, 'registry.stop', {});
    await expectInvariants(registry.opened);
  });
});

it.each([0, 1, 2, 3])('takes an index that lists its own subject, number %i', async (number) => {
  await withRegistry(async (registry) => {
    const { manifest } = smallImage(`subject ${number}`);
    const subject = { mediaType: ociManifest, digest: manifest.digest, size: manifest.bytes.length };
    const index = blobOf({ schemaVersion: 2, mediaType: ociIndex, manifests: [subject], subject });
    const put = async (name: string, document: Blob, mediaType?: string): Promise<void> => {
      const reply = await registry.putManifest(name, document.digest, document.bytes, mediaType);
      expect(reply.status).toBe(201);
    };
    await put('team/app', manifest);
    await put('team/app', index, ociIndex);
    await put('team/other', index, ociIndex);
    for (const digest of [manifest.digest, index.digest])
      for (const name of ['team/app', 'team/other'])
        expect((await registry.ask('GET', `/v2/${name}/manifests/${digest}`)).status).toBe(200);
    await call(registry.opened.host, 'registry.stop', {});
    await expectInvariants(registry.opened);
  });
});

it('refuses manifests that are none, or not what their digest says, and leaves the store as it was', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = smallImage('layer');
    const put = async (reference: string, body: string, type = ociManifest): Promise<readonly [number, string]> =>
      await registry.refusal('PUT', `/v2/a/b/manifests/${reference}`, { headers: { 'content-type': type }, body });
    expect(await put('v1', 'no json')).toEqual([400, 'MANIFEST_INVALID']);
    expect(await put('v1', '[]')).toEqual([400, 'MANIFEST_INVALID']);
    expect(await put(manifest.digest, '{}')).toEqual([400, 'DIGEST_INVALID']);
    expect(await put('v1?tag=-no', String(manifest.bytes))).toEqual([400, 'MANIFEST_INVALID']);
    expect(await put('v1', ' '.repeat((8 << 20) + 1))).toEqual([413, 'SIZE_INVALID']);
    expect([blobsIn(registry.store).size, namesIn(registry.store).size]).toEqual([0, 0]);
  });
});

it('moves no tag that is locked', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'v1', 'first');
    await call(registry.opened.host, 'lock.set', { reference: 'team/app:v1', writeEnabled: false });
    const put = await registry.putManifest('team/app', 'v1', smallImage('second').manifest.bytes);
    expect([put.status, JSON.parse(String(put.body))]).toEqual([409, { errors: [expect.objectContaining({ code: 'DENIED' })] }]);
    expect((await registry.putManifest('team/app', 'v1', manifest.bytes)).status).toBe(201);
    expect(namesIn(registry.store).get('docker.io/team/app:v1')).toBe(manifest.digest);
  });
});

it('an upload whose client goes away is resumed where it stands', async () => {
  await withRegistry(async (registry) => {
    const at = await registry.begin('a/b');
    const socket = connect(registry.port, '127.0.0.1');
    socket.write(`PATCH ${at} HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 10\r\n\r\n01234`);
    // The server has what was sent once it says so.
    const stands = async (): Promise<string> => (await registry.ask('GET', at)).headers.range ?? 'busy';
    await expect.poll(stands, { interval: 5 }).toBe('busy');
    socket.destroy();
    await expect.poll(stands, { interval: 5 }).toBe('0-4');
    const rest = await registry.ask('PATCH', at, { headers: { ...octets, 'content-range': '5-9' }, body: '56789' });
    expect([rest.status, rest.headers.range]).toEqual([202, '0-9']);
    const digest = `sha256:${createHash('sha256').update('0123456789').digest('hex')}`;
    expect((await registry.ask('PUT', `${at}?digest=${digest}`)).status).toBe(201);
  });
});

it('one blob pushed by many at once is there once, and nothing of their uploads', async () => {
  await withRegistry(async (registry) => {
    const blob = blobOf(Buffer.alloc(300_000, 7));
    const replies = await Promise.all(Array.from({ length: 8 }, async () => await registry.pushBlob('a/b', blob)));
    expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect([...blobsIn(registry.store).keys()]).toEqual([blob.digest]);
    await registry.begin('a/b');
    await call(registry.opened.host, 'registry.stop', {});
    expect(leftoversIn(registry.store)).toEqual([]);
  });
});
