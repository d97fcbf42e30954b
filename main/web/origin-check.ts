// Room web: which requests are talked to at all. A page of another site must not reach this server, neither by a name that
// it made resolve to this machine (DNS rebinding) nor by a request that carries our cookie along. Pure.
import type { IncomingHttpHeaders } from 'node:http';

const ownNames = ['127.0.0.1', 'localhost', '[::1]'];

/** What `Host` may be: the names of this machine, with the port (which port 80 leaves out). */
export function allowedHosts(port: number): ReadonlySet<string> {
  return new Set(ownNames.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]));
}

/** Why a request is refused, in plain words, or null. */
export function refusal(headers: IncomingHttpHeaders, hosts: ReadonlySet<string>, opensPage: boolean): string | null {
  const { host = '', origin } = headers;
  if (!hosts.has(host)) {
    return `"${host}" is not a name of this server: it answers to ${[...hosts].join(', ')} only. When you forward the port, keep its number.`;
  }
  if (origin !== undefined && origin !== `http://${host}`) return `requests from ${origin} are not answered`;
  const site = headers['sec-fetch-site'] ?? 'none';
  // `same-site` is another port of this machine: somebody else's server.
  if (site === 'same-origin' || site === 'none') return null;
  // A link may lead to the first page, wherever it stands: the page gives nothing away to where it came from.
  if (opensPage && headers['sec-fetch-dest'] === 'document') return null;
  return 'requests from pages of other servers are not answered';
}
