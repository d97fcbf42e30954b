// Tests of what hostile and clumsy clients do: huge headers, broken requests, bodies without end, a server that is killed.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { call } from '../../../../main/host/client.ts';
import { startStowage } from '../../../support/child.ts';
import { blobsIn, filesOf, leftoversIn, temporaryFolder, withStore } from '../../opened-store.ts';
import { withRegistry } from './served-registry.ts';

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

it('parts with who sends huge headers or no HTTP', async () => {
  await withRegistry(async (registry) => {
    const huge = registry.ask('GET', '/v2/', { headers: { 'x-big': 'x'.repeat(20_000) } });
    await expect(huge).rejects.toMatchObject({ code: 'ECONNRESET' });
    const socket = connect(registry.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write('\0\0\0 not HTTP\r\n\r\n');
    await once(socket, 'close');
    expect((await registry.ask('GET', '/v2/')).status).toBe(200);
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

it('killed in the middle of a push, it leaves nothing once the store is opened again', async () => {
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
    expect(leftoversIn(store)).not.toEqual([]);
    child.kill('SIGKILL');
    await ended;
    await withStore(store, async ({ host }) => await call(host, 'store.status', {}));
    expect([leftoversIn(store), blobsIn(store).size]).toEqual([[], 0]);
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
