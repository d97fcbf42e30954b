// Room test/main/registry/client: which requests go through a proxy: the table of Go's rules, and that nothing on this machine does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../../main/registry/client/proxy.ts';

const proxy = 'http://proxy.example.com:3128/';
const through = (url: string, env: Readonly<Record<string, string>>): string | null => proxyFor(new URL(url), env)?.href ?? null;
const label = fc.stringMatching(/^[a-z][a-z\d]{0,8}$/);
const domain = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.'));

describe('a proxy', () => {
  it('is the one for the scheme, in capitals first, and http where it does not say', () => {
    const env = { HTTPS_PROXY: 'a.example:1', https_proxy: 'b.example:1', http_proxy: 'https://c.example:1' };
    expect(through('https://r.example/', env)).toBe('http://a.example:1/');
    expect(through('http://r.example/', env)).toBe('https://c.example:1/');
    expect(through('https://r.example/', { HTTPS_PROXY: '', https_proxy: 'b.example:1' })).toBe('http://b.example:1/');
    expect(through('https://r.example/', { HTTP_PROXY: proxy, ALL_PROXY: proxy })).toBeNull();
  });

  it('is none for this machine, whatever is left out', () => {
    for (const host of ['localhost:5000', '127.0.0.1', '127.9.9.9:1', '[::1]:5000'])
      expect(through(`http://${host}/`, { HTTP_PROXY: proxy, NO_PROXY: 'example.com' })).toBeNull();
  });

  it('is none for a domain that is left out and all below it, and for no other', () => {
    fc.assert(
      fc.property(domain, label, label, (name, below, other) => {
        const around = (entry: string): Readonly<Record<string, string>> => ({
          HTTPS_PROXY: proxy,
          no_proxy: `first.invalid, ${entry} ,last.invalid`,
        });
        expect(through(`https://${name}/`, around(name.toUpperCase()))).toBeNull();
        expect(through(`https://${below}.${name}/`, around(name))).toBeNull();
        for (const entry of [`.${name}`, `*.${name}`]) {
          expect(through(`https://${below}.${name}/`, around(entry))).toBeNull();
          expect(through(`https://${name}/`, around(entry))).toBe(proxy);
        }
        expect(through(`https://${other}${name}/`, around(name))).toBe(proxy);
        expect(through(`https://${name}.${other}/`, around(name))).toBe(proxy);
      }),
    );
  });

  it.each([
    ['*', 'https://r.example/', true],
    ['r.example:443', 'https://r.example/', true],
    ['r.example:5000', 'https://r.example/', false],
    ['r.example:5000', 'https://r.example:5000/', true],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.0.0.0/8', 'https://r10.example/', false],
    ['10.0.0.0/99', 'https://10.1.2.3/', false],
    ['192.168.1.5', 'https://192.168.1.5:5000/', true],
    ['192.168.1.5', 'https://192.168.1.50/', false],
    ['192.168.1.5:5000', 'https://192.168.1.5:5000/', true],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['fd12::1', 'https://[fd12::1]:5000/', true],
    ['[fd12::1]:5000', 'https://[fd12::1]:5001/', false],
  ])('with %s left out of it: %s is left out: %s', (entry, url, isLeftOut) => {
    expect(through(url, { HTTPS_PROXY: proxy, NO_PROXY: entry })).toBe(isLeftOut ? null : proxy);
  });

  it('that is none of HTTP is told so', () => {
    for (const address of ['socks5://proxy.example.com:1080', 'http://', ':'])
      expect(() => through('https://r.example/', { HTTPS_PROXY: address })).toThrow('the proxy');
  });
});
