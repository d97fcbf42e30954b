// Room registry, client: which proxy a request goes through, by the environment variables every client knows and the rules of Go's
// (golang.org/x/net/http/httpproxy), so that what works for docker and podman works here. Pure.
import { BlockList, isIP } from 'node:net';
import { isLoopbackAddress } from './loopback.ts';

/** The proxy for a request; null: none. What runs on this machine is never behind one. @throws Error on an address that is none */
export function proxyFor(url: URL, env: Readonly<Record<string, string | undefined>>): URL | null {
  const text = url.protocol === 'https:' ? env['HTTPS_PROXY'] || env['https_proxy'] : env['HTTP_PROXY'] || env['http_proxy'];
  if (text === undefined || text === '') return null;
  if (isLoopbackAddress(url.host) || isLeftOut(url, env['NO_PROXY'] || env['no_proxy'] || '')) return null;
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const proxy = URL.canParse(address) ? new URL(address) : null;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  throw new Error(`the proxy ${proxy === null ? 'has no valid address' : `speaks ${proxy.protocol} only`}`);
}

function isLeftOut(url: URL, list: string): boolean {
  const host = bare(url.hostname);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return isInSubnet(host, entry);
      const [, name = entry, ofPort] = isIP(entry) === 0 ? (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []) : [];
      return (ofPort === undefined || ofPort === port) && isNamed(host, bare(name.toLowerCase()));
    });
}

/** `example.com` means it and all below it, `.example.com` and `*.example.com` what is below; an address means itself. */
function isNamed(host: string, name: string): boolean {
  if (isIP(name) !== 0) return host === name;
  const below = name.replace(/^\*?(?=\.)/, '');
  return below.startsWith('.') ? host.endsWith(below) : host === name || host.endsWith(`.${name}`);
}

function isInSubnet(host: string, entry: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  const [version, ofHost] = [isIP(network), isIP(host)];
  if (version === 0 || ofHost === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return false;
  const subnet = new BlockList();
  subnet.addSubnet(network, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
  return subnet.check(host, ofHost === 4 ? 'ipv4' : 'ipv6');
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
