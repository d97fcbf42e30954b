// Room test/main/registry/client: how a registry is signed in to and asked again, against a server of the test's own: Docker's token
// flow, tokens that are kept, redirects that lead away, and limits that are too long to wait for.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { OwnCredentials } from '../../../../main/registry/client/credentials.ts';
import { Remote, readUpTo } from '../../../../main/registry/client/remote.ts';

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse, self: string) => void;

const servers: Server[] = [];
const remotes: Remote[] = [];
const carrier: OwnCredentials = async () => await Promise.resolve({ user: 'carrier', password: 'p:w' });
const nobody: OwnCredentials = async () => await Promise.resolve(null);
const basic = `Basic ${Buffer.from('carrier:p:w').toString('base64')}`;
const scope = 'repository:team/app:pull';

afterEach(() => {
  for (const remote of remotes.splice(0)) remote.close();
  for (const server of servers.splice(0)) server.close();
});

async function serve(answer: Answer): Promise<string> {
  const server = createServer((incoming, outgoing) => answer(incoming, outgoing, `http://${incoming.headers.host}`));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function remoteOf(registry: string, own: OwnCredentials = nobody): Remote {
  const { signal } = new AbortController();
  const remote = new Remote({ registry, plainHttp: true, ca: null, places: { own, files: [] }, signal });
  remotes.push(remote);
  return remote;
}

async function textOf(remote: Remote, path = 'team/app/manifests/1'): Promise<string> {
  return (await readUpTo(await remote.request({ method: 'GET', path, scope }), 1000)).toString('utf8');
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
        if (url.startsWith('/token')) outgoing.writeHead(status).end('{"token":"no good"}');
        else outgoing.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${self}/token"` }).end();
      });
      await expect(textOf(remoteOf(registry, carrier))).rejects.toMatchObject({
        code: 'remote-sign-in',
        params: { registry, user: 'carrier' },
      });
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
});
