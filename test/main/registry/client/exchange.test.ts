// Room test/main/registry/client: one exchange on the wire: through a proxy, over TLS with an authority of one's own, and after
// redirects that lead elsewhere; against servers of the test's own, under names that the proxy alone knows.
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAuthorities } from '../../../../main/registry/client/authorities.ts';
import { isSameServer, Line, type LineOptions } from '../../../../main/registry/client/exchange.ts';
import { readUpTo } from '../../../../main/registry/client/read-up-to.ts';
import { ownCertificate, type ServerCertificate } from '../../../../main/registry/server/certificate.ts';
import { serve, serveProxy, stopServers } from '../../../support/loopback-server.ts';
import { temporaryFolder } from '../../opened-store.ts';

const registry = 'registry.example.com';
const folder = temporaryFolder();
const lines: Line[] = [];
let tls: ServerCertificate;
let ca: string;

beforeAll(async () => {
  tls = await ownCertificate(folder, registry);
  ca = readAuthorities(tls.path);
});
beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const line of lines.splice(0)) line.close();
  await stopServers();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lineTo(options: Partial<LineOptions> = {}): Line {
  const line = new Line({ registry, plainHttp: false, ca, ...options });
  lines.push(line);
  return line;
}

async function get(line: Line, url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { signal } = new AbortController();
  const response = await line.send({ method: 'GET', url: new URL(url), headers, signal });
  return `${response.statusCode} ${(await readUpTo(response, 1000, registry)).toString()}`;
}

describe('a registry behind a proxy', () => {
  it('is reached through a tunnel, with its own certificate and the password of the proxy', async () => {
    const server = await serve((incoming, outgoing) => void outgoing.end(`${incoming.url}`), { tls });
    const proxy = await serveProxy(server);
    vi.stubEnv('HTTPS_PROXY', `http://me:secret@${proxy.address}`);
    const line = lineTo();
    expect([await get(line, `https://${registry}/v2/`), await get(line, `https://${registry}/again`)]).toEqual([
      '200 /v2/',
      '200 /again',
    ]);
    expect(proxy.asked).toEqual([`CONNECT ${registry}:443`]);
    expect(proxy.signIns).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`]);
    await expect(get(lineTo({ ca: null }), `https://${registry}/v2/`)).rejects.toMatchObject({ code: 'remote-untrusted' });
    await expect(get(lineTo(), 'https://another.example.com/v2/')).rejects.toMatchObject({ code: 'remote-untrusted' });
  });

  it('is asked by the proxy where it speaks plain HTTP', async () => {
    const proxy = await serveProxy({ address: '', port: 0 });
    vi.stubEnv('http_proxy', proxy.address);
    expect(await get(lineTo({ plainHttp: true }), `http://${registry}/v2/`)).toBe('200 through the proxy');
    expect(proxy.asked).toEqual([`GET http://${registry}/v2/`]);
  });

  it('that cannot be reached through it is a failure that names the proxy, and not its password', async () => {
    const gone = await serve(() => undefined);
    await stopServers();
    const unsure = await serveProxy({ address: '', port: 0 }, '407 Proxy Authentication Required');
    const broken = await serveProxy({ address: '', port: 0 }, '502 Bad Gateway');
    for (const [address, reason] of [
      [unsure.address, '407'],
      [broken.address, '502'],
      [gone.address, 'ECONNREFUSED'],
    ] as const) {
      vi.stubEnv('HTTPS_PROXY', `http://me:secret@${address}`);
      const failure: unknown = await get(lineTo(), `https://${registry}/v2/`).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'remote-unreachable', params: { registry } });
      expect(String(failure)).toContain(`through the proxy ${address}`);
      expect(String(failure)).toContain(reason);
      expect(String(failure)).not.toContain('secret');
    }
    vi.stubEnv('HTTPS_PROXY', 'socks5://127.0.0.1:1');
    await expect(get(lineTo(), `https://${registry}/v2/`)).rejects.toMatchObject({ code: 'remote-unreachable' });
  });

  it('is not, where it runs on this machine', async () => {
    const proxy = await serveProxy({ address: '', port: 0 });
    vi.stubEnv('HTTP_PROXY', proxy.address);
    const server = await serve((_incoming, outgoing) => void outgoing.end('direct'));
    expect(await get(lineTo({ registry: server.address }), `http://${server.address}/`)).toBe('200 direct');
    expect(proxy.asked).toEqual([]);
  });
});

describe('a redirect', () => {
  const authorization = { Authorization: 'Basic c2VjcmV0' };

  it('to another server takes no credentials along, to the same one it does', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await serve(({ headers }, outgoing) => {
      seen.push(headers.authorization);
      outgoing.end('blob');
    });
    const server = await serve(({ url, headers }, outgoing, self) => {
      seen.push(headers.authorization);
      outgoing.writeHead(307, { Location: url === '/1' ? `${self}/2` : `http://${elsewhere.address}/3` }).end();
    });
    expect(await get(lineTo(), `http://${server.address}/1`, authorization)).toBe('200 blob');
    expect(seen).toEqual([authorization.Authorization, authorization.Authorization, undefined]);
  });

  it('from plain HTTP to TLS on the same host is to the same server, and to no other', () => {
    const plain = new URL('http://registry.example.com/1');
    const same = (other: string): boolean => isSameServer(plain, new URL(other));
    expect([same('http://registry.example.com/2'), same('https://registry.example.com/2')]).toEqual([true, true]);
    for (const other of ['https://registry.example.com:5000/', 'http://registry.example.com:81/', 'https://example.com/'])
      expect(same(other)).toBe(false);
    expect(isSameServer(new URL('https://a.example/'), new URL('http://a.example/'))).toBe(false);
  });

  it('from TLS stays with TLS on the same server, and never leads to plain HTTP elsewhere', async () => {
    const from = new URL(`https://${registry}:5000/v2/`);
    for (const plainHttp of [true, false]) {
      const line = lineTo({ plainHttp });
      expect(line.follow(from, `http://${registry}:5000/upload?a=b`).href).toBe(`https://${registry}:5000/upload?a=b`);
      for (const elsewhere of ['http://blobs.example.com/1', 'http://127.0.0.1/1', `http://${registry}/1`])
        expect(() => line.follow(from, elsewhere)).toThrow(expect.objectContaining({ code: 'remote-insecure' }));
    }
  });

  it('from this machine leads to plain HTTP elsewhere only where that was said', () => {
    const from = new URL('http://127.0.0.1:5000/v2/');
    const elsewhere = 'http://blobs.example.com/1';
    expect(() => lineTo().follow(from, elsewhere)).toThrow(expect.objectContaining({ code: 'remote-insecure' }));
    expect(lineTo({ plainHttp: true }).follow(from, elsewhere).href).toBe(elsewhere);
  });

  it('to nowhere is a coded failure', async () => {
    expect(() => lineTo().follow(new URL(`https://${registry}/`), 'https://:99999/')).toThrow(
      expect.objectContaining({ code: 'remote-unreachable' }),
    );
    const server = await serve((_incoming, outgoing) => void outgoing.writeHead(302, { Location: 'ftp://a.example/' }).end());
    await expect(get(lineTo(), `http://${server.address}/`)).rejects.toMatchObject({ code: 'remote-unreachable' });
  });
});
