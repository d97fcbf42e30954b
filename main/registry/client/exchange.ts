// Room registry, client: one HTTP exchange: request out, response with its stream in. It follows redirects, knows proxies (the
// usual environment variables) and private certificate authorities, and tells why a registry cannot be reached. It never retries.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { errnoOf, StowageError } from '../../errors.ts';

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

/** Connections to one registry, kept open between exchanges. */
export class Line {
  readonly #registry: string;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  /** `ca` is PEM, trusted beside the authorities everybody trusts. */
  constructor(registry: string, ca: string | null) {
    this.#registry = registry;
    // What runs on this machine is not behind a proxy, whatever NO_PROXY forgets (as Docker and Go's clients have it).
    const shared = { keepAlive: true, ...(isLoopbackAddress(registry) ? {} : { proxyEnv: process.env }) };
    this.#http = new HttpAgent(shared);
    this.#https = new HttpsAgent(ca === null ? shared : { ...shared, ca: [...rootCertificates, ca] });
  }

  /**
   * Sends and answers with the response, whatever its status; the caller reads or drops its body.
   * @throws StowageError remote-unreachable, remote-untrusted; the signal's reason when it aborts
   */
  async send(exchange: Exchange): Promise<IncomingMessage> {
    let { url, headers } = exchange;
    for (let hops = 0; ; hops++) {
      const response = await this.#once({ ...exchange, url, headers });
      const { location } = response.headers;
      const follows = exchange.method === 'GET' || exchange.method === 'HEAD';
      if (!follows || location === undefined || !redirects.has(response.statusCode ?? 0)) return response;
      response.resume();
      if (hops === maxRedirects)
        throw new StowageError('remote-unreachable', { registry: this.#registry, reason: 'it redirects in circles' });
      const next = new URL(location, url);
      // Credentials are for the registry, not for where it keeps its blobs.
      if (next.origin !== url.origin)
        headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Authorization'));
      url = next;
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #once({ method, url, headers, body, signal }: Exchange): Promise<IncomingMessage> {
    signal.throwIfAborted();
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new StowageError('remote-unreachable', { registry: this.#registry, reason: `it leads to ${url.protocol}` });
    const secure = url.protocol === 'https:';
    try {
      return await new Promise<IncomingMessage>((resolve, reject) => {
        const options = { method, headers, signal, timeout: idleMs };
        const request = secure
          ? httpsRequest(url, { ...options, agent: this.#https }, resolve)
          : httpRequest(url, { ...options, agent: this.#http }, resolve);
        request.on('error', reject);
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
      throw this.#failure(error);
    }
  }

  #failure(error: unknown): unknown {
    if (error instanceof StowageError) return error;
    const errno = errnoOf(error) ?? '';
    const reason = error instanceof Error ? (error.message === '' ? errno : error.message) : String(error);
    if (untrusted.test(errno))
      return new StowageError('remote-untrusted', { registry: this.#registry, reason: errno }, { cause: error });
    return new StowageError('remote-unreachable', { registry: this.#registry, reason }, { cause: error });
  }
}

/** `host[:port]` of this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d+)?$/.test(address);
}
