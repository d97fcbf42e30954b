// Tests of the endpoint's limits and of clients that keep none: requests that are never finished, too much of everything, paths and
// numbers that mean something elsewhere, and things that vanish in between.
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { isLeased } from '../../../../main/catalog/leases.ts';
import { call } from '../../../../main/host/client.ts';
import { digestOf } from '../../../../main/oci/digest.ts';
import { parseReference } from '../../../../main/oci/reference.ts';
import type { RegistryActivity } from '../../../../main/registry/server/endpoint.ts';
import { Uploads } from '../../../../main/registry/server/uploads.ts';
import { Store } from '../../../../main/store/store.ts';
import { blobOf } from '../../../build/image.ts';
import { blobsIn, filesOf, leftoversIn, temporaryFolder, withNewStore } from '../../opened-store.ts';
import { withEndpoint } from './lone-endpoint.ts';
import { type ServedRegistry, smallImage, withRegistry } from './served-registry.ts';

const octets = { 'content-type': 'application/octet-stream' };

/** Files of uploads under way. */
function stagedIn(store: string): readonly string[] {
  return [...filesOf(store).keys()].filter((path) => path.includes('staging'));
}

/** Sends text and gives the connection; whatever comes back is to be read from it. */
function raw({ port }: ServedRegistry, sent: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(sent);
  return socket;
}

it.each([
  ['dots', '/v2/../../etc/passwd/manifests/v1', [400, 404]],
  ['escaped slashes', '/v2/..%2f..%2fetc/manifests/v1', [400]],
  ['escaped dots', '/v2/%2e%2e/%2e%2e/blobs/uploads/', [400, 404]],
  ['slashes in an upload', '/v2/team/app/blobs/uploads/..%2f..%2findex.json', [400, 404]],
  ['dots after a blob', '/v2/team/app/blobs/../../../index.json', [400, 404]],
  ['slashes in a digest', '/v2/team/app/blobs/sha256:..%2f..%2fx', [400]],
  ['NUL in a digest', '/v2/team/app/blobs/sha256:%00', [400]],
  ['half a digest in capitals', '/v2/team/app/blobs/sha256:ABCDEF', [400]],
  ['md5', '/v2/team/app/blobs/md5:d41d8cd98f00b204e9800998ecf8427e', [400]],
  ['a short digest', `/v2/team/app/blobs/sha256:${'a'.repeat(63)}`, [400]],
  ['NUL in a tag', '/v2/team/app/manifests/%00', [400]],
  ['dots for a tag', '/v2/team/app/manifests/..', [400]],
  ['a long tag', `/v2/team/app/manifests/${'v'.repeat(129)}`, [400]],
  ['capitals', '/v2/Team/App/manifests/v1', [400]],
  ['an empty part', '/v2/team//app/manifests/v1', [400]],
  ['a long part', `/v2/${'a'.repeat(256)}/manifests/v1`, [400]],
  ['a very long name', `/v2/${'a-'.repeat(4000)}/manifests/v1`, [400]],
  ['many words of the grammar', `/v2/${'x/blobs/'.repeat(1500)}`, [400, 404]],
  ['an empty first part', '//v2/', [404]],
  ['backslashes', '/v2/\\..\\..\\x', [400, 404]],
  ['another host', 'http://elsewhere/v2/', [404]],
] as const)('nothing is at a path with %s, whatever is asked', async (_what, path, statuses) => {
  await withRegistry(async (registry) => {
    const before = filesOf(registry.store);
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'])
      expect([...statuses, 404, 405]).toContain((await registry.ask(method, path)).status);
    expect(statuses).toContain((await registry.ask('GET', path)).status);
    expect(filesOf(registry.store)).toEqual(before);
  });
});

it('refuses chunks whose ranges are no numbers, or none that can be, and the upload stands', async () => {
  await withRegistry(async (registry) => {
    const at = await registry.begin('a/b');
    for (const range of [
      '1-',
      '-1',
      '0-0-0',
      '0--1',
      '00000000000000000000-1',
      '0-99999999999999999999',
      '0x0-0x1',
      '٠-١',
      'bytes */*',
    ]) {
      const { status } = await registry
        .ask('PATCH', at, { headers: { ...octets, 'content-range': range }, body: 'ab' })
        .catch(() => ({
          status: 400,
        }));
      expect([range, status]).toEqual([range, expect.toBeOneOf([400, 416])]);
    }
    expect((await registry.ask('PATCH', at, { headers: { ...octets, 'content-range': '0-1' }, body: 'ab' })).status).toBe(202);
  });
});

it('parts with who does not finish the headers, however many come', async () => {
  // Never silent for so long, not even on a busy computer.
  await withEndpoint({ patience: { headersMs: 100, silenceMs: 60_000 } }, async (registry) => {
    const slow = raw(registry, 'GET /v2/ HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => slow.write('x-a: b\r\n'), 20);
    slow.once('end', () => clearInterval(drip));
    expect(await text(slow)).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(drip);
  });
});

it('parts with who falls silent in a body, and keeps what came of it to go on from', async () => {
  await withEndpoint({ patience: { headersMs: 10_000, silenceMs: 150 } }, async (registry) => {
    const at = await registry.begin('a/b');
    const silent = raw(registry, `PATCH ${at} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01234`);
    await once(silent.resume(), 'close');
    await expect.poll(async () => (await registry.ask('GET', at)).headers.range, { interval: 5 }).toBe('0-4');
  });
});

it('parts with who sends, but slower than any line, tells its user, and keeps what came to go on from', async () => {
  const told: RegistryActivity[] = [];
  const pace = { windowMs: 100, leastBytes: 100 };
  await withEndpoint({ pace, onActivity: (activity) => told.push(activity) }, async (registry) => {
    const at = await registry.begin('a/b');
    for (const path of [at, '/v2/a/b/manifests/v1']) {
      const method = path === at ? 'PATCH' : 'PUT';
      const slow = raw(registry, `${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`);
      const drip = setInterval(() => slow.write('.'), 20);
      await new Promise((resolve) => slow.resume().once('close', resolve));
      clearInterval(drip);
    }
    await expect.poll(() => told.filter(({ status }) => status === 408).length, { interval: 5 }).toBe(2);
    expect((await registry.ask('GET', at)).headers.range).toMatch(/^0-\d\d?$/);
    expect((await registry.ask('DELETE', at)).status).toBe(204);
  });
});

it.each(['PATCH', 'PUT', 'POST'])('%s is told why it is refused though it goes on sending', async (method) => {
  await withEndpoint({}, async (registry) => {
    for (let times = 0; times < 5; times++) {
      const { status, body } = await registry.ask(method, '/v2/a/b/nothing', { body: Buffer.alloc(24 << 20) });
      expect([status, JSON.parse(String(body))]).toEqual([404, { errors: [expect.objectContaining({ code: 'UNSUPPORTED' })] }]);
    }
  });
});

it('asks only for bodies it wants, of clients that ask first', async () => {
  await withEndpoint({}, async (registry) => {
    const answers = async (path: string): Promise<string> => {
      const head = `PATCH ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`;
      const client = raw(registry, head);
      client.once('data', (bytes: Buffer) => client.end(String(bytes).startsWith('HTTP/1.1 100 ') ? 'ab' : ''));
      return await text(client);
    };
    expect(await answers('/v2/a/b/blobs/uploads/none')).toMatch(/^HTTP\/1\.1 404 /);
    expect(await answers(await registry.begin('a/b'))).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 202 /);
  });
});

it('answers 431 to huge headers and to many of them, and 400 to what is no request', async () => {
  await withEndpoint({}, async (registry) => {
    const many = Array.from({ length: 2000 }, (_, at) => `x-${at}: ${'y'.repeat(10)}`).join('\r\n');
    expect(await text(raw(registry, `GET /v2/ HTTP/1.1\r\nHost: x\r\nx-big: ${'x'.repeat(17_000)}\r\n\r\n`))).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(await text(raw(registry, `GET /v2/ HTTP/1.1\r\nHost: x\r\n${many}\r\n\r\n`))).toMatch(/^HTTP\/1\.1 431 /);
    expect(await text(raw(registry, `GET /v2/${'a/'.repeat(9000)}tags/list HTTP/1.1\r\nHost: x\r\n\r\n`))).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    for (const wrong of ['\0\0\0\r\n\r\n', 'GET /v2/ HTTP/1.1\r\nno colon\r\n\r\n', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n'])
      expect(await text(raw(registry, wrong))).toMatch(/^HTTP\/1\.1 400 /);
    const both =
      'POST /v2/a/b/blobs/uploads/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await text(raw(registry, both))).toMatch(/^HTTP\/1\.1 400 /);
    expect((await registry.ask('GET', '/v2/')).status).toBe(200);
  });
});

/** A manifest of so many bytes. */
function padded(sizeBytes: number): Buffer {
  const { bytes } = smallImage('layer', { annotations: { pad: '' } }).manifest;
  return Buffer.from(bytes.toString().replace('"pad":""', `"pad":"${'x'.repeat(sizeBytes - bytes.length)}"`));
}

it('takes no manifest of more than 4 MiB, and one of just that', async () => {
  await withRegistry(async (registry) => {
    expect((await registry.putManifest('a/b', 'v1', padded(4 << 20))).status).toBe(201);
    expect((await registry.putManifest('a/b', 'v2', padded((4 << 20) + 1))).status).toBe(413);
    expect((await registry.ask('GET', '/v2/a/b/manifests/v2')).status).toBe(404);
  });
});

it('takes no blob over the limit, however it comes, and keeps nothing of it', async () => {
  await withEndpoint({ limits: { maxBlobBytes: 100 } }, async (registry) => {
    const [fits, more] = [blobOf(Buffer.alloc(100, 1)), blobOf(Buffer.alloc(101, 1))];
    expect((await registry.pushBlob('a/b', fits)).status).toBe(201);
    expect((await registry.pushBlob('a/b', more)).status).toBe(413);

    const whole = { headers: octets, body: more.bytes };
    expect(await registry.refusal('POST', `/v2/a/b/blobs/uploads/?digest=${more.digest}`, whole)).toEqual([413, 'SIZE_INVALID']);
    const at = await registry.begin('a/b');
    expect((await registry.ask('PATCH', at, { headers: octets, body: more.bytes.subarray(60) })).status).toBe(202);
    expect((await registry.ask('PATCH', at, { headers: octets, body: more.bytes.subarray(0, 60) })).status).toBe(413);
    expect([...blobsIn(registry.store).keys(), ...stagedIn(registry.store)]).toEqual([fits.digest]);
  });
});

it('begins only so many uploads at once, and says when to come back', async () => {
  await withEndpoint({ limits: { maxUploads: 3 } }, async (registry) => {
    const begun = await Promise.all(Array.from({ length: 5 }, async () => await registry.ask('POST', '/v2/a/b/blobs/uploads/')));
    expect(begun.filter(({ status }) => status === 202).length).toBe(3);
    expect(begun.filter(({ status }) => status === 429).length).toBe(2);
    expect(begun.find(({ status }) => status === 429)?.headers['retry-after']).toMatch(/^\d+$/);
    const [first] = begun.filter(({ status }) => status === 202);
    expect((await registry.ask('DELETE', first?.headers.location ?? '')).status).toBe(204);
    expect((await registry.ask('POST', '/v2/a/b/blobs/uploads/')).status).toBe(202);
  });
});

/** Uploads of a new store, idle after 1000 ms of a clock that the test sets. */
async function withUploads(
  test: (at: {
    readonly uploads: Uploads;
    readonly store: Store;
    readonly path: string;
    readonly clock: { ms: number };
  }) => Promise<void>,
): Promise<void> {
  await withNewStore(async ({ path }) => {
    const clock = { ms: 0 };
    const store = Store.open(path, 'registry', 'create');
    const uploads = new Uploads(
      () => store,
      { maxUploads: 9, maxBlobBytes: 100, idleMs: 1000 },
      () => clock.ms,
    );
    await test({ uploads, store, path, clock });
    await uploads.close();
    store.close();
    expect(leftoversIn(path)).toEqual([]);
  });
}

it('forgets an upload that nobody touches, with its file, and none that is being touched', async () => {
  await withUploads(async ({ uploads, path, clock }) => {
    const { repository } = parseReference('a/b');
    const [idle, used] = [await uploads.begin(repository, 'sha256'), await uploads.begin(repository, 'sha256')];
    expect(stagedIn(path).length).toBe(2);
    clock.ms = 800;
    await uploads.use(used, async () => await used.file.add(Buffer.from('x')));
    clock.ms = 1500;
    await uploads.expire();
    expect(() => uploads.find(repository, idle.id)).toThrow(/no such upload/);
    expect([uploads.find(repository, used.id), stagedIn(path).length]).toEqual([used, 1]);
    const going = Promise.withResolvers<void>();
    const busy = uploads.use(used, async () => await going.promise);
    clock.ms = 9000;
    await uploads.expire();
    going.resolve();
    await busy;
    expect(uploads.find(repository, used.id)).toBe(used);
  });
});

it('keeps a pushed blob for a manifest to come while something is uploaded, and for a while after; then cleanup may have it', async () => {
  await withUploads(async ({ uploads, store, clock }) => {
    const { repository } = parseReference('a/b');
    const content = Buffer.from('x');
    const [pushed, going] = [await uploads.begin(repository, 'sha256'), await uploads.begin(repository, 'sha256')];
    await pushed.file.add(content);
    await uploads.publish(pushed, digestOf(content));
    const isKept = (): boolean => isLeased(store.catalog, digestOf(content), null);
    for (clock.ms = 900; clock.ms < 5000; clock.ms += 900) {
      await uploads.use(going, async () => await going.file.add(content));
      await uploads.expire();
      expect(isKept()).toBe(true);
    }
    await uploads.cancel(going);
    await uploads.expire();
    expect(isKept()).toBe(true);
    clock.ms += 1001;
    await uploads.expire();
    expect(isKept()).toBe(false);
  });
});

it('sends a blob to its end though it is deleted meanwhile', async () => {
  await withRegistry(async (registry) => {
    const blob = blobOf(Buffer.alloc(24 << 20, 7));
    await registry.pushBlob('a/b', blob);
    const at = { host: '127.0.0.1', port: registry.port, path: `/v2/a/b/blobs/${blob.digest}`, agent: false };
    const [reply] = (await once(get(at), 'response')) as [IncomingMessage];
    const [first] = (await once(reply, 'data')) as [Buffer];
    reply.pause();
    expect((await registry.ask('DELETE', at.path)).status).toBe(202);
    expect(blobsIn(registry.store).size).toBe(0);
    let sizeBytes = first.length;
    for await (const chunk of reply) sizeBytes += (chunk as Buffer).length;
    expect(sizeBytes).toBe(blob.bytes.length);
    expect((await registry.ask('GET', at.path)).status).toBe(404);
  });
});

it('an upload under way when another store is opened, or its store is gone, is refused and harms neither', async () => {
  const other = temporaryFolder();
  try {
    await withRegistry(async (registry) => {
      const { host } = registry.opened;
      const at = await registry.begin('a/b');
      const underWay = raw(registry, `PATCH ${at} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234`);
      await expect.poll(async () => (await registry.ask('GET', at)).status, { interval: 5 }).toBe(409);
      await call(host, 'store.create', { folder: host.picks.offer({ kind: 'path', path: join(other, 'next') }) });
      expect(await registry.refusal('GET', at)).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
      underWay.write('56789');
      expect(await text(underWay)).toMatch(/^HTTP\/1\.1 404 /);
      await expect.poll(() => leftoversIn(registry.store), { interval: 5 }).toEqual([]);
      expect(blobsIn(registry.store).size).toBe(0);
      expect((await registry.pushBlob('a/b', blobOf('next'))).status).toBe(201);
      rmSync(join(other, 'next'), { recursive: true });
      expect((await registry.ask('GET', '/v2/a/b/manifests/v1')).status).toBeGreaterThanOrEqual(404);
      rmSync(join(other, 'next'), { recursive: true, force: true });
      writeFileSync(join(other, 'next'), 'no store');
      expect(await registry.refusal('GET', '/v2/')).toEqual([503, 'DENIED']);
      rmSync(join(other, 'next'));
      expect((await registry.ask('GET', '/v2/')).status).toBe(200);
    });
  } finally {
    rmSync(other, { recursive: true, force: true });
  }
});
