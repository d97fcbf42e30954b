// Room registry, client: one HTTP exchange: request out, response with its stream in. It follows redirects, knows proxies (the
// usual environment variables) and private certificate authorities, and tells why a registry cannot be reached. It never retries.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { errnoOf, StowageError } from '../../errors.ts';
import { trusting } from './authorities.ts';
import { isLoopbackAddress } from './loopback.ts';
import { proxyFor } from './proxy.ts';

export interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | number>>;
  /** Bytes to send; a stream is made when it is needed, and made anew for another attempt. */
  readonly body?: Buffer | (() => Readable);
  readonly signal: AbortSignal;
}

const idleMs = 60_000;
const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Statuses of TLS that say whom we talk to is not who it claims to be. */
const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS_CERT_ALTNAME/;

export interface LineOptions {
  /** `host[:port]`, as in references. */
  readonly registry: string;
  /** Plain HTTP was asked for; loopback may do it anyway. */
  readonly plainHttp: boolean;
  /** PEM, trusted beside the authorities everybody trusts; or null. */
  readonly ca: string | null;
}

/** Connections to one registry, kept open between exchanges. */
export class Line {
  readonly #options: LineOptions;
  readonly #agents = new Map<string, HttpAgent>();

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /**
   * Sends and answers with the response, whatever its status; the caller reads or drops its body.
   * @throws StowageError remote-unreachable, remote-untrusted, remote-insecure; the signal's reason when it aborts
   */
  async send(exchange: Exchange): Promise<IncomingMessage> {
    let { url, headers } = exchange;
    for (let hops = 0; ; hops++) {
      const response: IncomingMessage = await this.#once({ ...exchange, url, headers });
      const { location } = response.headers;
      const follows = exchange.method === 'GET' || exchange.method === 'HEAD';
      if (!follows || location === undefined || !redirects.has(response.statusCode ?? 0)) return response;
      response.resume();
      if (hops === maxRedirects)
        throw new StowageError('remote-unreachable', { registry: this.#options.registry, reason: 'it redirects in circles' });
      const next = this.follow(url, location);
      // Credentials are for the registry, not for where it keeps its blobs.
      if (!isSameServer(url, next))
        headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Authorization'));
      url = next;
    }
  }

  /**
   * Where a registry sends us on to: not from TLS to plain HTTP, and to plain HTTP only where that was said or nobody is in between.
   * @throws StowageError remote-unreachable, remote-insecure
   */
  follow(from: URL, location: string): URL {
    const { registry, plainHttp } = this.#options;
    if (!URL.canParse(location, from.href))
      throw new StowageError('remote-unreachable', { registry, reason: 'it leads nowhere' });
    const next = new URL(location, from);
    const isSame = next.hostname === from.hostname && next.port === from.port;
    // Behind a proxy that ends TLS, many a registry does not know that it is reached through TLS.
    if (from.protocol === 'https:' && next.protocol === 'http:' && isSame) next.protocol = 'https:';
    if (next.protocol === 'http:' && (from.protocol === 'https:' || !(plainHttp || isLoopbackAddress(next.host))))
      throw new StowageError('remote-insecure', { registry });
    return next;
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  async #once({ method, url, headers, body, signal }: Exchange): Promise<IncomingMessage> {
    signal.throwIfAborted();
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new StowageError('remote-unreachable', { registry: this.#options.registry, reason: `it leads to ${url.protocol}` });
    let proxy: URL | null = null;
    try {
      proxy = proxyFor(url, process.env);
      const agent = this.#agent(url.protocol, proxy);
      return await new Promise<IncomingMessage>((resolve, reject) => {
        const options = { method, headers, timeout: idleMs, agent };
        const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve);
        // Given as an option, the signal would be the connection's too, which lives longer.
        const abort = (): void => void request.destroy(signal.reason as Error);
        signal.addEventListener('abort', abort, { once: true });
        request.on('close', () => signal.removeEventListener('abort', abort));
        request.on('error', reject);
        request.on('socket', keepQuiet);
        request.on('timeout', () => request.destroy(Object.assign(new Error('it did not answer'), { code: 'ETIMEDOUT' })));
        if (typeof body === 'function') {
          const stream = body();
          stream.on('error', (error) => request.destroy(error));
          request.on('close', () => stream.destroy());
          stream.pipe(request);
        } else request.end(body);
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.#failure(error, proxy);
    }
  }

  #agent(protocol: string, proxy: URL | null): HttpAgent {
    const key = `${protocol} ${proxy?.href ?? ''}`;
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const proxyEnv = proxy === null ? {} : { proxyEnv: { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href } };
    const agent =
      protocol === 'https:'
        ? new HttpsAgent({ keepAlive: true, ...proxyEnv, secureContext: trusting(this.#options.ca) })
        : new HttpAgent({ keepAlive: true, ...proxyEnv });
    this.#agents.set(key, agent);
    return agent;
  }

  #failure(error: unknown, proxy: URL | null): unknown {
    if (error instanceof StowageError) return error;
    const { registry } = this.#options;
    const errno = errnoOf(error) ?? '';
    if (untrusted.test(errno)) return new StowageError('remote-untrusted', { registry, reason: errno }, { cause: error });
    const message = error instanceof Error ? error.message || errno : String(error);
    // The proxy's own name only: its address may hold a password.
    const reason = proxy === null ? message : `through the proxy ${proxy.host}: ${message}`;
    return new StowageError('remote-unreachable', { registry, reason }, { cause: error });
  }
}

/** Whether credentials for the one are for the other: the same origin, or the same host reached through TLS instead. */
export function isSameServer(one: URL, other: URL): boolean {
  const isUpgrade = one.protocol === 'http:' && other.protocol === 'https:' && one.port === '' && other.port === '';
  return one.origin === other.origin || (isUpgrade && one.hostname === other.hostname);
}

/** A connection between two requests has nobody who listens for its errors, and they would end the program. */
function keepQuiet(socket: Socket): void {
  if (!socket.listeners('error').includes(ignore)) socket.on('error', ignore);
}

function ignore(): void {
  // Whoever asked is told by the request.
}
