// Room test/main/registry/client: how a registry is signed in to and asked again, against a server of the test's own: Docker's token
// flow, tokens that are kept, redirects that lead away, and limits that are too long to wait for.
import { rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { CredentialPlaces, OwnCredentials } from '../../../../main/registry/client/credentials.ts';
import { readUpTo } from '../../../../main/registry/client/read-up-to.ts';
import { Remote } from '../../../../main/registry/client/remote.ts';
import { type Answer, serve as serveAt, stopServers } from '../../../support/loopback-server.ts';
import { temporaryFolder } from '../../opened-store.ts';

const entry = (text: string): object => ({ auth: Buffer.from(text).toString('base64') });
const remotes: Remote[] = [];
const carrier: OwnCredentials = async () => await Promise.resolve({ user: 'carrier', password: 'p:w' });
const nobody: OwnCredentials = async () => await Promise.resolve(null);
const basic = `Basic ${Buffer.from('carrier:p:w').toString('base64')}`;
const scope = 'repository:team/app:pull';
const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));

afterEach(async () => {
  for (const remote of remotes.splice(0)) remote.close();
  await stopServers();
});

const serve = async (answer: Answer): Promise<string> => (await serveAt(answer)).address;

function remoteOf(registry: string, own: OwnCredentials = nobody, files: CredentialPlaces['files'] = []): Remote {
  const { signal } = new AbortController();
  const remote = new Remote({ registry, plainHttp: true, ca: null, places: { own, files }, signal });
  remotes.push(remote);
  return remote;
}

async function textOf(remote: Remote, path = 'team/app/manifests/1'): Promise<string> {
  return (await readUpTo(await remote.request({ method: 'GET', path, scope }), 1000, remote.registry)).toString('utf8');
}

describe('a registry with a token service', () => {
  it('is given a token for the scope, bought with the password and kept for the next request', async () => {
    const seen: string[] = [];
    const registry = await serve(({ url = '', headers: { authorization = '' } }, outgoing, self) => {
      seen.push(`${url.split('?')[0]} ${authorization}`);
      if (url.startsWith('/token')) {
        const params = new URL(url, self).searchParams;
        expect(Object.fromEntries(params)).toEqual({ service: 'the service', scope });
        outgoing.end(JSON.stringify({ token: 'abc', expires_in: 300 }));
      } else if (authorization === 'Bearer abc') outgoing.end('manifest');
      else {
        const challenge = `Bearer realm="${self}/token",service="the service",scope="something else"`;
        outgoing.writeHead(401, { 'WWW-Authenticate': challenge }).end();
      }
    });
    const remote = remoteOf(registry, carrier);
    expect([await textOf(remote), await textOf(remote)]).toEqual(['manifest', 'manifest']);
    const path = '/v2/team/app/manifests/1';
    expect(seen).toEqual([`${path} `, `/token ${basic}`, `${path} Bearer abc`, `${path} Bearer abc`]);
  });

  it('that refuses the password, or its own token, is a failure that names the user', async () => {
    for (const status of [401, 200]) {
      const registry = await serve(({ url = '' }, outgoing, self) => {
        if (url.startsWith('/token')) outgoing.writeHead(status).end('{"token":"no-good"}');
        else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token"` }).end();
      });
      await expect(textOf(remoteOf(registry, carrier))).rejects.toMatchObject({
        code: 'remote-sign-in',
        params: { registry, user: 'carrier' },
      });
    }
  });

  it('gives a new token before the old one is over, and the bytes of a push are sent once', async () => {
    let bought = 0;
    const seen: string[] = [];
    const registry = await serve((incoming, outgoing, self) => {
      const { url = '', headers, method } = incoming;
      if (url.startsWith('/token')) {
        bought++;
        // Of ten seconds nothing is left that could be relied on.
        outgoing.end(JSON.stringify({ access_token: `t${bought}`, expires_in: bought === 1 ? 10 : 300 }));
        return;
      }
      seen.push(`${method} ${headers.authorization ?? 'nobody'}`);
      if (headers.authorization === `Bearer t${bought}`) incoming.resume().on('end', () => outgoing.writeHead(201).end());
      else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token"` }).end();
    });
    const remote = remoteOf(registry, carrier);
    (await remote.request({ method: 'POST', path: 'team/app/blobs/uploads/', scope })).resume();
    const put = { method: 'PUT', path: 'team/app/blobs/uploads/1', headers: { 'Content-Length': 5 }, scope } as const;
    const response = await remote.request({ ...put, body: () => Readable.from([Buffer.from('bytes')]) });
    expect(response.resume().statusCode).toBe(201);
    expect(seen).toEqual(['POST nobody', 'POST Bearer t1', 'PUT Bearer t2']);
  });

  it('that ends a token before its time is asked for another one', async () => {
    let good = 1;
    const registry = await serve(({ url = '', headers: { authorization } }, outgoing, self) => {
      if (url.startsWith('/token')) outgoing.end(JSON.stringify({ token: `t${good}`, expires_in: 3600 }));
      else if (authorization === `Bearer t${good}`) outgoing.end('manifest');
      else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token",error="invalid_token"` }).end();
    });
    const remote = remoteOf(registry, carrier);
    expect(await textOf(remote)).toBe('manifest');
    good = 2;
    expect(await textOf(remote)).toBe('manifest');
  });

  it('gives another token for a push than for a pull, with a scope for each repository', async () => {
    const bought: string[][] = [];
    const registry = await serve(({ url = '', headers: { authorization } }, outgoing, self) => {
      const scopes = new URL(url, self).searchParams.getAll('scope');
      if (url.startsWith('/token')) {
        bought.push(scopes);
        outgoing.end(JSON.stringify({ token: scopes.join('+') }));
      } else if (authorization?.endsWith(url.includes('uploads') ? 'pull,push+repository:team/base:pull' : ':pull') === true)
        outgoing.writeHead(url.includes('uploads') ? 201 : 200).end('manifest');
      else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token"` }).end();
    });
    const remote = remoteOf(registry, carrier);
    expect(await textOf(remote)).toBe('manifest');
    const both = 'repository:team/app:pull,push repository:team/base:pull';
    const response = await remote.request({ method: 'POST', path: 'team/app/blobs/uploads/?mount=a', scope: both });
    expect(response.resume().statusCode).toBe(201);
    expect(bought).toEqual([[scope], both.split(' ')]);
  });

  it('takes an identity token in exchange, in the body of a form and never in an address', async () => {
    const folder = temporaryFolder();
    try {
      const forms: string[] = [];
      const registry = await serve((incoming, outgoing, self) => {
        const { url = '', method, headers } = incoming;
        if (url === '/token' && method === 'POST') {
          expect(headers.authorization).toBeUndefined();
          incoming.on('data', (chunk: Buffer) => forms.push(chunk.toString()));
          incoming.on('end', () => outgoing.end('{"access_token":"short","expires_in":300}'));
        } else if (headers.authorization === 'Bearer short') outgoing.end('manifest');
        else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token",service="s"` }).end();
      });
      const path = join(folder, 'config.json');
      const auth = Buffer.from('00000000-0000-0000-0000-000000000000:').toString('base64');
      writeFileSync(path, JSON.stringify({ auths: { [registry]: { auth, identitytoken: 'long+lasting' } } }));
      expect(await textOf(remoteOf(registry, nobody, [{ path, kept: 'docker' }]))).toBe('manifest');
      expect(Object.fromEntries(new URLSearchParams(forms.join('')))).toEqual({
        grant_type: 'refresh_token',
        refresh_token: 'long+lasting',
        service: 's',
        client_id: 'stowage',
        scope,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.each([
    [400, '{"error":"invalid_grant"}', 'remote-sign-in'],
    [403, '', 'remote-sign-in'],
    [404, '', 'remote-error'],
    [503, '', 'remote-error'],
    [200, 'no JSON', 'remote-error'],
    [200, 'null', 'remote-error'],
    [200, '{"token":7}', 'remote-error'],
    [200, '{"token":"two\\r\\nlines"}', 'remote-error'],
  ])('that answers %d %s is a coded failure', async (status, body, code) => {
    const registry = await serve(({ url = '' }, outgoing, self) => {
      if (url.startsWith('/token')) outgoing.writeHead(status, { 'Retry-After': '0' }).end(body);
      else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token"` }).end();
    });
    await expect(textOf(remoteOf(registry, carrier))).rejects.toMatchObject({ code });
  });

  it('that is busy is asked again when it says', async () => {
    let asked = 0;
    const registry = await serve(({ url = '', headers: { authorization } }, outgoing, self) => {
      asked += url.startsWith('/token') ? 1 : 0;
      if (url.startsWith('/token') && asked < 3) outgoing.writeHead(asked === 1 ? 429 : 503, { 'Retry-After': '0' }).end();
      else if (url.startsWith('/token')) outgoing.end('{"token":"late"}');
      else if (authorization === 'Bearer late') outgoing.end('manifest');
      else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token"` }).end();
    });
    expect(await textOf(remoteOf(registry, carrier))).toBe('manifest');
  });

  it('has the password of the part of the registry that is asked for', async () => {
    const folder = temporaryFolder();
    try {
      const registry = await serve(({ headers: { authorization = '' } }, outgoing) => {
        if (authorization === '') outgoing.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
        else outgoing.end(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString());
      });
      const path = join(folder, 'auth.json');
      const auths = {
        [registry]: entry('all:a'),
        [`${registry}/team`]: entry('team:t'),
        [`${registry}/team/app`]: entry('app:p'),
      };
      writeFileSync(path, JSON.stringify({ auths }));
      const remote = remoteOf(registry, nobody, [{ path, kept: 'podman' }]);
      const asWhom = async (name: string): Promise<string> =>
        (
          await readUpTo(await remote.request({ method: 'GET', path: name, scope: `repository:${name}:pull` }), 99, registry)
        ).toString();
      expect([await asWhom('team/app'), await asWhom('team/other'), await asWhom('teams/app')]).toEqual([
        'app:p',
        'team:t',
        'all:a',
      ]);
      const own = remoteOf(registry, carrier, [{ path, kept: 'podman' }]);
      const response = await own.request({ method: 'GET', path: 'team/app', scope: 'repository:team/app:pull' });
      expect((await readUpTo(response, 99, registry)).toString()).toBe('carrier:p:w');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a registry', () => {
  it('that keeps its blobs elsewhere does not hand the password on', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await serve(({ headers }, outgoing) => {
      seen.push(headers.authorization);
      outgoing.end('blob');
    });
    const registry = await serve(({ headers: { authorization } }, outgoing) => {
      if (authorization === basic) outgoing.writeHead(307, { Location: `http://${elsewhere}/blob` }).end();
      else outgoing.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
    });
    expect(await textOf(remoteOf(registry, carrier))).toBe('blob');
    expect(seen).toEqual([undefined]);
  });

  it('that redirects in circles, asks for too long a wait, or is not there, is a coded failure', async () => {
    const circles = await serve((_incoming, outgoing, self) => void outgoing.writeHead(302, { Location: `${self}/again` }).end());
    await expect(textOf(remoteOf(circles), 'x')).rejects.toMatchObject({ code: 'remote-unreachable' });
    const limited = await serve((_incoming, outgoing) => void outgoing.writeHead(429, { 'Retry-After': '3600' }).end());
    await expect(textOf(remoteOf(limited))).rejects.toMatchObject({
      code: 'remote-limit',
      params: { registry: limited, retryAfterSeconds: 3600 },
    });
    await expect(textOf(remoteOf('nowhere.invalid'))).rejects.toMatchObject({ code: 'remote-unreachable' });
  });

  it('that refuses says why in its own words', async () => {
    const registry = await serve(
      (_incoming, outgoing) =>
        void outgoing.writeHead(403).end('{"errors":[{"code":"DENIED","message":"the project is read-only"}]}'),
    );
    const remote = remoteOf(registry);
    const response = await remote.request({ method: 'PUT', path: 'team/app/manifests/1', scope, body: Buffer.from('{}') });
    expect(await remote.failureOf(response, 'a push')).toMatchObject({
      code: 'remote-denied',
      params: { registry, what: 'a push', reason: 'the project is read-only' },
    });
  });

  it('that says until when to wait is asked again then, and that it is too late where that is long', async () => {
    let asked = 0;
    const registry = await serve((_incoming, outgoing) => {
      asked++;
      if (asked === 1) outgoing.writeHead(429, { 'Retry-After': new Date(Date.now() - 5000).toUTCString() }).end();
      else outgoing.end('manifest');
    });
    expect(await textOf(remoteOf(registry))).toBe('manifest');
    const late = new Date(Date.now() + 3_600_000).toUTCString();
    const limited = await serve((_incoming, outgoing) => void outgoing.writeHead(503, { 'Retry-After': late }).end());
    await expect(textOf(remoteOf(limited))).rejects.toMatchObject({ code: 'remote-error', params: { status: 503 } });
  });

  it.skipIf(!hasIpv6)('at an IPv6 address is reached like any other', async () => {
    const { address } = await serveAt((_incoming, outgoing) => void outgoing.end('manifest'), { host: '::1' });
    expect(address).toMatch(/^\[::1\]:\d+$/);
    expect(await textOf(remoteOf(address))).toBe('manifest');
    const { signal } = new AbortController();
    const remote = new Remote({ registry: address, plainHttp: false, ca: null, places: { own: nobody, files: [] }, signal });
    remotes.push(remote);
    expect(await textOf(remote)).toBe('manifest');
  });

  it('at an address that none can have is a coded failure', async () => {
    for (const registry of ['registry.example.com:99999', '[::1::2]:5000'])
      await expect(textOf(remoteOf(registry))).rejects.toMatchObject({ code: 'remote-unreachable', params: { registry } });
  });

  it('that sends more than a document may have, or breaks off, is a coded failure', async () => {
    const long = await serve((_incoming, outgoing) => void outgoing.end('x'.repeat(1001)));
    await expect(textOf(remoteOf(long))).rejects.toMatchObject({ code: 'remote-error', params: { registry: long } });
    const short = await serve((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'Content-Length': 900 }).write('only this', () => outgoing.destroy());
    });
    await expect(textOf(remoteOf(short))).rejects.toMatchObject({ code: 'remote-unreachable', params: { registry: short } });
  });
});
