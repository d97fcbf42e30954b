// Tests of who gets an answer from main/web (router.ts, origin-check.ts, session.ts), and of the headers it has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../main/web/serve.ts';
import { assetName, indexPage, type ServedInterface, withInterface, withVisitor } from './served-interface.ts';

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

describe('the printed address', () => {
  it('is of this machine, and its token becomes a cookie that scripts and other sites do not get', async () => {
    await withInterface(async (served) => {
      expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
      const { status, headers } = await served.ask('GET', `/?token=${served.token}`);
      expect([status, headers.location]).toEqual([303, '/']);
      expect(headers['set-cookie']).toEqual([
        expect.stringMatching(/^stowage-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
      ]);
      expect(headers['set-cookie']?.[0]).not.toContain(served.token);
    });
  });

  it('works once', async () => {
    await withInterface(async (served) => {
      const cookie = await served.enter();
      const again = await served.ask('GET', `/?token=${served.token}`);
      expect([again.status, again.headers['set-cookie']]).toEqual([401, undefined]);
      // Whoever has the session may go back to it.
      expect(await served.ask('GET', `/?token=${served.token}`, { headers: { cookie } })).toMatchObject({ status: 303 });
      expect(await served.ask('GET', '/', { headers: { cookie } })).toMatchObject({ status: 200 });
    });
  });

  it('is not used up by a wrong token, by a look at its headers or by a request from elsewhere', async () => {
    await withInterface(async (served) => {
      expect(await served.ask('GET', `/?token=${served.token.slice(1)}x`)).toMatchObject({ status: 401 });
      expect(await served.ask('HEAD', `/?token=${served.token}`)).toMatchObject({ status: 401 });
      expect(await served.ask('GET', `/?token=${served.token}`, { headers: { host: 'evil.example' } })).toMatchObject({
        status: 403,
      });
      expect(await served.enter()).not.toBe('');
    });
  });
});

describe('without the session', () => {
  it.each([
    ['GET', '/'],
    ['GET', `/assets/${assetName}`],
    ['POST', '/api/call'],
    ['GET', '/api/events'],
    ['POST', '/api/uploads'],
    ['POST', '/api/downloads'],
  ])('%s %s is refused', async (method, path) => {
    await withInterface(async (served) => {
      const forged = `stowage-${served.port}=${served.token}`;
      for (const headers of [{}, { cookie: 'stowage=1' }, { cookie: `stowage-${served.port}=` }, { cookie: forged }])
        expect(await served.ask(method, path, { headers })).toMatchObject({ status: 401 });
    });
  });

  it('a page says in plain words what to do, and the API answers in its own form', async () => {
    await withInterface(async (served) => {
      const page = await served.ask('GET', '/');
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(await text(page.body)).toContain('the address that `stowage serve --ui` printed');
      expect(JSON.parse(await text((await served.ask('GET', '/api/events')).body))).toMatchObject({
        ok: false,
        error: { code: 'input-invalid' },
      });
    });
  });
});

describe('a request that is not ours', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', 'evil.example:PORT', '0.0.0.0:PORT', 'localhost:PORT:80'])(
    'is refused with the Host "%s", session or not',
    async (host) => {
      await withInterface(async (served) => await expectRefused(served, { host: host.replace('PORT', String(served.port)) }));
    },
  );

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1:PORT', 'http://localhost:PORT'])(
    'is refused with the Origin %s, session or not',
    async (origin) => {
      await withInterface(async (served) => await expectRefused(served, { origin: origin.replace('PORT', String(served.port)) }));
    },
  );

  it.each(['cross-site', 'same-site'])('is refused where the browser says %s', async (site) => {
    await withInterface(async (served) => await expectRefused(served, { 'sec-fetch-site': site, 'sec-fetch-dest': 'empty' }));
  });
});

describe('a request that is ours', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]'])('is answered under the name %s', async (name) => {
    await withVisitor(async (visitor, { port }) => {
      const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}`, 'sec-fetch-site': 'same-origin' };
      expect(await visitor.ask('GET', '/', { headers })).toMatchObject({ status: 200 });
    });
  });

  it('may come by a link on a page elsewhere, to the first page alone', async () => {
    await withVisitor(async (visitor) => {
      const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' };
      expect(await visitor.ask('GET', '/', { headers })).toMatchObject({ status: 200 });
      expect(await visitor.ask('GET', '/api/events', { headers })).toMatchObject({ status: 403 });
      expect(await visitor.ask('GET', '/', { headers: { ...headers, 'sec-fetch-dest': 'iframe' } })).toMatchObject({
        status: 403,
      });
    });
  });
});

describe('every answer', () => {
  it('has the policy and the other security headers', async () => {
    await withVisitor(async (visitor, served) => {
      const replies = [
        await visitor.ask('GET', '/'),
        await visitor.ask('GET', `/assets/${assetName}`),
        await visitor.ask('GET', '/missing'),
        await visitor.ask('POST', '/api/call', { body: '{' }),
        await served.ask('GET', '/'),
        await served.ask('GET', '/', { headers: { host: 'evil.example' } }),
      ];
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 404, 415, 401, 403]);
      for (const { headers } of replies) {
        expect(headers).toMatchObject({
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
        });
        expect(headers['access-control-allow-origin']).toBeUndefined();
      }
    });
  });
});

describe('the files of the interface', () => {
  it('are served with their types; only hashed names may be cached', async () => {
    await withVisitor(async (visitor) => {
      const page = await visitor.ask('GET', '/');
      expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      expect(await text(page.body)).toBe(indexPage);
      const asset = await visitor.ask('GET', `/assets/${assetName}`);
      expect(asset.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'private, max-age=31536000, immutable',
      });
      expect(await text((await visitor.ask('HEAD', `/assets/${assetName}`)).body)).toBe('');
      expect(await visitor.ask('POST', '/')).toMatchObject({ status: 405 });
    });
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/assets',
    '/assets/',
    '/index.html%00',
    '/secret.txt',
    'http://127.0.0.1/../secret.txt',
    '/__proto__',
  ])('do not lead anywhere else by %s', async (path) => {
    await withVisitor(async (visitor) => {
      const { status, body } = await visitor.ask('GET', path);
      expect(status).toBe(404);
      expect(await text(body)).not.toContain('secret');
    });
  });

  it('must have been built', async () => {
    await withInterface(async ({ host, storePath }) => {
      await expect(serve({ host, port: 0, rendererFolder: join(storePath, 'nothing') })).rejects.toMatchObject({
        code: 'usage',
        params: { reason: expect.stringContaining('npm run build') },
      });
    });
  });
});

describe('a port', () => {
  it('that is in use is told as such', async () => {
    await withInterface(async ({ host, port, storePath }) => {
      const rendererFolder = join(storePath, '..', 'renderer');
      await expect(serve({ host, port, rendererFolder })).rejects.toMatchObject({
        code: 'usage',
        params: { reason: `Port ${port} is in use by another program: give another with --port, or leave it out.` },
      });
    });
  });
});

describe('a call', () => {
  it('is answered with the result of the operation, failures of the contract included', async () => {
    await withVisitor(async (visitor) => {
      const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
        version: string;
      };
      expect(await visitor.post('/api/call', { name: 'host.describe', input: {} })).toMatchObject({
        status: 200,
        value: { ok: true, value: { version, door: 'web', nativeDialogs: false, uploads: true, hostPaths: true } },
      });
      expect(await visitor.post('/api/call', { name: 'store.burn', input: {} })).toMatchObject({
        status: 200,
        value: { ok: false, error: { code: 'operation-unknown' } },
      });
      expect(await visitor.post('/api/call', ['store.status'])).toMatchObject({
        status: 200,
        value: { ok: false, error: { code: 'input-invalid' } },
      });
    });
  });

  it('is refused when its body is not JSON, or not said to be', async () => {
    await withVisitor(async (visitor) => {
      const body = '{"name":"store.status","input":{}}';
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json-seq'])
        expect(await visitor.ask('POST', '/api/call', { headers: { 'content-type': type }, body })).toMatchObject({
          status: 415,
        });
      const headers = { 'content-type': 'application/json' };
      expect(await visitor.ask('POST', '/api/call', { headers, body: body.slice(1) })).toMatchObject({ status: 400 });
    });
  });

  it('is refused when its body is too large, said so or not', async () => {
    await withVisitor(async (visitor) => {
      const chunk = Buffer.alloc(1 << 20, ' ');
      const headers = { 'content-type': 'application/json' };
      const announced = await visitor.ask('POST', '/api/call', {
        headers: { ...headers, 'content-length': 9 << 20 },
        body: chunk.subarray(0, 0),
      });
      expect(announced).toMatchObject({ status: 413 });
      const chunked = Readable.from(Array.from({ length: 9 }, () => chunk));
      expect(await visitor.ask('POST', '/api/call', { headers, body: chunked })).toMatchObject({ status: 413 });
      const fits = `{"name":"store.status","input":{}}${' '.repeat(7 << 20)}`;
      expect(await visitor.ask('POST', '/api/call', { headers, body: fits })).toMatchObject({ status: 200 });
    });
  });
});

/** With the session, a request with these headers gets nothing. */
async function expectRefused(served: ServedInterface, headers: Readonly<Record<string, string>>): Promise<void> {
  const cookie = await served.enter();
  for (const [method, path] of [['POST', '/api/call'] as const, ['GET', `/assets/${assetName}`] as const, ['GET', '/'] as const])
    expect(await served.ask(method, path, { headers: { cookie, ...headers } })).toMatchObject({ status: 403 });
  const { body } = await served.ask('GET', '/api/events', { headers: { cookie, ...headers } });
  expect(JSON.parse(await text(body))).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
}
