// Room registry, client: one registry as the rest of the application talks to it: requests under `/v2/`, signed in as needed
// (Basic, or Docker's token flow), tried again where that helps. What the answers mean is the callers' affair.
import { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { isStowageError, StowageError } from '../../errors.ts';
import { type Challenge, readChallenge } from './challenge.ts';
import { type CredentialPlaces, type Credentials, findCredentials, findNarrower } from './credentials.ts';
import { type Exchange, isSameServer, Line } from './exchange.ts';
import { isLoopbackAddress } from './loopback.ts';
import { readUpTo } from './read-up-to.ts';
import { basicHeader, fetchToken, isBusy } from './token.ts';

export interface RemoteOptions {
  /** `host[:port]`, as in references. */
  readonly registry: string;
  /** Plain HTTP was asked for; loopback may do it anyway. */
  readonly plainHttp: boolean;
  /** PEM of an authority to trust, or null. */
  readonly ca: string | null;
  readonly places: CredentialPlaces;
  readonly signal: AbortSignal;
}

export interface RemoteRequest {
  readonly method: Exchange['method'];
  /** Below `/v2/`, or a whole URL the registry gave (an upload's location). */
  readonly path: string | URL;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: Buffer | (() => Readable);
  /** What a token must allow: `repository:name:pull,push`. */
  readonly scope: string | null;
}

const attempts = 5;
const firstWaitMs = 500;
const longestWaitMs = 60_000;
const maxErrorBytes = 64 << 10;

/** A header that was taken, and how to get the next one. */
interface Permit {
  readonly header: string;
  readonly untilMs: number;
  readonly challenge: Challenge;
}

export class Remote {
  readonly registry: string;
  readonly #options: RemoteOptions;
  readonly #line: Line;
  readonly #permits = new Map<string, Permit>();
  readonly #narrower = new Map<string, Promise<Credentials | null>>();
  #base: URL | undefined;
  /** It answered once: when it does not answer later, it may again. */
  #isReached = false;
  #credentials: Promise<Credentials | null> | undefined;

  constructor(options: RemoteOptions) {
    this.registry = options.registry;
    this.#options = options;
    this.#line = new Line(options);
  }

  /** A location the registry gave, which may be relative. @throws StowageError remote-unreachable, remote-insecure */
  follow(location: string): URL {
    return this.#line.follow(this.#base ?? this.#addressOf('https'), location);
  }

  /**
   * Asks, signing in and trying again as needed. Answers with any status but 401, 429 and 5xx.
   * @throws StowageError remote-unreachable, remote-untrusted, remote-insecure, remote-sign-in, remote-limit, remote-error
   */
  async request(request: RemoteRequest): Promise<IncomingMessage> {
    const { signal } = this.#options;
    for (let attempt = 1; ; attempt++) {
      // What a stream began cannot be begun again from here: its sender knows how.
      const last = attempt === attempts || typeof request.body === 'function';
      const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2);
      try {
        const response = await this.#signedIn(request);
        const { statusCode: status = 0 } = response;
        if (!isBusy(status)) return response;
        const asked = retryAfterMs(response.headers['retry-after']);
        if (last || (asked !== null && asked > longestWaitMs)) throw await this.#statusFailure(response, asked);
        response.resume();
        await wait(asked ?? waitMs, undefined, { signal });
      } catch (error) {
        signal.throwIfAborted();
        if (last || !isStowageError(error, 'remote-unreachable') || !this.#isReached) throw error;
        await wait(waitMs, undefined, { signal });
      }
    }
  }

  /** The failure for a status nobody has a use for; reads what the registry says of it. */
  async failureOf(response: IncomingMessage, what: string): Promise<StowageError> {
    const { statusCode: status = 0 } = response;
    const reason = await errorText(response, this.registry);
    if (status === 401) return await this.#refusal('');
    if (status === 403 || status === 405) return new StowageError('remote-denied', { registry: this.registry, what, reason });
    if (status === 404) return new StowageError('remote-not-found', { reference: what });
    return new StowageError('remote-error', { registry: this.registry, status, reason });
  }

  close(): void {
    this.#line.close();
  }

  async #signedIn(request: RemoteRequest): Promise<IncomingMessage> {
    const base = (this.#base ??= await this.#findBase());
    const url = typeof request.path === 'string' ? new URL(request.path, base) : request.path;
    const key = request.scope ?? '';
    // An upload's location may be elsewhere: credentials are for the registry alone.
    const ours = isSameServer(base, url);
    const send = async (authorization: string | null): Promise<IncomingMessage> =>
      await this.#line.send({
        method: request.method,
        url,
        headers: { ...request.headers, ...(authorization === null || !ours ? {} : { Authorization: authorization }) },
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: this.#options.signal,
      });
    const permitted = ours ? await this.#permitted(base, key) : null;
    if (permitted instanceof IncomingMessage) return permitted;
    const first = await send(permitted);
    this.#isReached = true;
    if (first.statusCode !== 401 || !ours) return first;
    const challenge = readChallenge(first.headers['www-authenticate']);
    first.resume();
    const header = challenge === null ? null : await this.#authorize(base, challenge, key);
    if (header === null) throw await this.#refusal(key);
    if (header instanceof IncomingMessage) return header;
    const second = await send(header);
    if (second.statusCode !== 401) return second;
    second.resume();
    this.#permits.delete(key);
    throw await this.#refusal(key);
  }

  /** The header that was taken before, anew where its time is over: a long body is not sent in vain. */
  async #permitted(base: URL, key: string): Promise<string | IncomingMessage | null> {
    const known = this.#permits.get(key);
    if (known === undefined) return null;
    return known.untilMs > Date.now() ? known.header : await this.#authorize(base, known.challenge, key);
  }

  /** A header; null where there is nobody to sign in as; the token service's answer where that has no time now. */
  async #authorize(base: URL, challenge: Challenge, key: string): Promise<string | IncomingMessage | null> {
    const credentials = await this.#credentialsFor(key);
    if (challenge.scheme === 'basic') {
      if (credentials === null || credentials.user === '') return null;
      const header = basicHeader(credentials);
      this.#permits.set(key, { header, untilMs: Number.POSITIVE_INFINITY, challenge });
      return header;
    }
    const { signal } = this.#options;
    const request = { registry: this.registry, line: this.#line, base, challenge, credentials, scope: key, signal };
    const bought = await fetchToken(request);
    if (bought instanceof IncomingMessage) return bought;
    const { token, seconds } = bought;
    const header = `Bearer ${token}`;
    this.#permits.set(key, { header, untilMs: Date.now() + Math.max(0, seconds - 10) * 1000, challenge });
    return header;
  }

  /** @throws StowageError credentials-unusable */
  async #credentialsFor(scope: string): Promise<Credentials | null> {
    const { places } = this.#options;
    const path = /^repository:([^:\s]+):/.exec(scope)?.[1] ?? '';
    const narrower = this.#narrower.get(path) ?? findNarrower(places, this.registry, path);
    this.#narrower.set(path, narrower);
    return (await narrower) ?? (await (this.#credentials ??= findCredentials(places, this.registry)));
  }

  async #refusal(scope: string): Promise<StowageError> {
    const user = (await this.#credentialsFor(scope))?.user ?? '';
    return new StowageError('remote-sign-in', { registry: this.registry, user });
  }

  /** `https`, or `http` where that was said or nobody is in between. */
  async #findBase(): Promise<URL> {
    const plain = this.#addressOf('http');
    if (this.#options.plainHttp) return plain;
    const secure = this.#addressOf('https');
    const { signal } = this.#options;
    try {
      const response = await this.#line.send({ method: 'GET', url: secure, headers: {}, signal });
      response.resume();
      this.#isReached = true;
      return secure;
    } catch (error) {
      signal.throwIfAborted();
      if (!isStowageError(error, 'remote-unreachable')) throw error;
      const response = await this.#line.send({ method: 'GET', url: plain, headers: {}, signal }).catch(() => null);
      response?.resume();
      if (response === null) throw error;
      if (isLoopbackAddress(plain.host)) return plain;
      throw new StowageError('remote-insecure', { registry: this.registry }, { cause: error });
    }
  }

  /** @throws StowageError remote-unreachable: no such address can be (a port beyond all, say) */
  #addressOf(scheme: 'http' | 'https'): URL {
    const { registry } = this;
    const address = `${scheme}://${registry === 'docker.io' ? 'registry-1.docker.io' : registry}/v2/`;
    if (!URL.canParse(address)) throw new StowageError('remote-unreachable', { registry, reason: 'that is no address' });
    return new URL(address);
  }

  async #statusFailure(response: IncomingMessage, retryMs: number | null): Promise<StowageError> {
    if (response.statusCode !== 429) return await this.failureOf(response, '');
    response.resume();
    return new StowageError('remote-limit', { registry: this.registry, retryAfterSeconds: Math.ceil((retryMs ?? 0) / 1000) });
  }
}

/** Milliseconds, from seconds or a date; null where nothing is said. */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** What the spec's error body says, shortened. */
async function errorText(response: IncomingMessage, registry: string): Promise<string> {
  try {
    const text = (await readUpTo(response, maxErrorBytes, registry)).toString('utf8');
    const { errors = [] } = JSON.parse(text) as { errors?: readonly { code?: string; message?: string }[] };
    return errors
      .map(({ code = '', message = '' }) => (message === '' ? code : message))
      .join('; ')
      .slice(0, 300);
  } catch {
    return '';
  }
}
