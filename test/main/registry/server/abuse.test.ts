// Tests of what hostile and clumsy clients do: anything at all, bodies without end; and of a server that is killed.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { call } from '../../../../main/host/client.ts';
import { blobOf } from '../../../build/image.ts';
import { startStowage } from '../../../support/child.ts';
import { expectInvariants } from '../../../support/invariants.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, temporaryFolder, withStore } from '../../opened-store.ts';
import { ociManifest, smallImage, withRegistry } from './served-registry.ts';

it('serves on whatever is sent to it', async () => {
  await withRegistry(async (registry) => {
    const { manifest } = await registry.pushImage('team/app', 'v1', 'layer');
    const before = filesOf(registry.store);
    const method = fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS');
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '%2e%2e',
        '%2F',
        '%00',
        'blobs',
        'uploads',
        'manifests',
        'referrers',
        'tags',
        'list',
        'team',
        'app',
        '_catalog',
        'sha256:x',
      ),
      fc.stringMatching(/^[!-~]{0,6}$/).map((text) => text.replaceAll(/[?#]/g, '')),
    );
    const query = fc.constantFrom(
      '',
      '?n=-1',
      '?n=1&last=%00',
      '?mount=x',
      '?digest=x',
      '?ns=../..',
      '?digest-algorithm=md5',
      '?%',
    );
    await fc.assert(
      fc.asyncProperty(method, fc.array(piece, { maxLength: 6 }), query, async (verb, pieces, rest) => {
        const { status } = await registry.ask(verb, `/v2/${pieces.join('/')}${rest}`);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    expect(filesOf(registry.store)).toEqual(before);
    expect((await registry.ask('GET', '/v2/team/app/manifests/v1')).body).toEqual(manifest.bytes);
  });
});

it('lets no web page change anything', async () => {
  await withRegistry(async (registry) => {
    await registry.pushImage('team/app', 'v1', 'layer');
    const before = filesOf(registry.store);
    for (const [method, path] of [
      ['POST', '/v2/team/app/blobs/uploads/'],
      ['PUT', '/v2/team/app/manifests/v2'],
      ['DELETE', '/v2/team/app/manifests/v1'],
    ] as const)
      expect((await registry.ask(method, path, { headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
    expect(filesOf(registry.store)).toEqual(before);
  });
});

it('lets no web page read it under a name that was bound to this computer, and every client under any name', async () => {
  await withRegistry(async (registry) => {
    await registry.pushImage('team/app', 'v1', 'layer');
    const statusFor = async (agent: string, host: string): Promise<number> =>
      (await registry.ask('GET', '/v2/team/app/manifests/v1', { headers: { 'user-agent': agent, host } })).status;
    const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36';
    for (const host of ['rebound.example', 'rebound.example:5500', 'localhost.example'])
      expect([await statusFor(browser, host), await statusFor('docker/27.0.3', host)]).toEqual([403, 200]);
    for (const host of ['127.0.0.1:5500', 'localhost:5500', 'localhost', '[::1]:5500'])
      expect(await statusFor(browser, host)).toBe(200);
  });
});

it('takes no manifest that does not end, and says so before it ends', async () => {
  await withRegistry(async (registry) => {
    const endless = new Readable({ read() {} });
    const sent = request({ host: '127.0.0.1', port: registry.port, method: 'PUT', path: '/v2/a/b/manifests/v1', agent: false });
    sent.on('error', () => undefined);
    endless.pipe(sent);
    for (let index = 0; index < 9; index++) endless.push(Buffer.alloc(1 << 20, 32));
    const [reply] = (await once(sent, 'response')) as [{ readonly statusCode: number }];
    expect(reply.statusCode).toBe(413);
    sent.destroy();
    expect(blobsIn(registry.store).size).toBe(0);
  });
});

it('killed in the middle of pushes, it leaves none of them half once the store is opened again, and loses no finished one', async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store');
  const { process: child, ended } = startStowage(store, ['serve', '--port', '0', '--allow-push']);
  try {
    if (child.stdout === null) throw new Error('no stdout');
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const begun = await fetch(`${url}/v2/a/b/blobs/uploads/`, { method: 'POST' });
    const at = new URL(begun.headers.get('location') ?? '', url);
    const octets = { 'content-type': 'application/octet-stream' };
    expect((await fetch(at, { method: 'PATCH', headers: octets, body: Buffer.alloc(3 << 20, 1) })).status).toBe(202);
    const { config, layer, manifest } = smallImage('layer');
    for (const { digest, bytes } of [config, layer])
      await fetch(`${url}/v2/a/b/blobs/uploads/?digest=${digest}`, { method: 'POST', headers: octets, body: bytes });
    const put = { method: 'PUT', headers: { 'content-type': ociManifest }, body: manifest.bytes };
    expect((await fetch(`${url}/v2/a/b/manifests/v1`, put)).status).toBe(201);
    // Some of these are being written when it is killed.
    const others = Array.from({ length: 6 }, async (_, index) => {
      const { digest, bytes } = blobOf(Buffer.alloc(4 << 20, index));
      await fetch(`${url}/v2/a/b/blobs/uploads/?digest=${digest}`, { method: 'POST', headers: octets, body: bytes });
    });
    await Promise.race(others);
    expect(leftoversIn(store)).not.toEqual([]);
    child.kill('SIGKILL');
    await ended;
    await Promise.allSettled(others);
    await withStore(store, async (opened) => {
      await call(opened.host, 'store.status', {});
      expect(leftoversIn(store)).toEqual([]);
      await expectInvariants(opened);
    });
    expect(namesIn(store).get('docker.io/a/b:v1')).toBe(manifest.digest);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
