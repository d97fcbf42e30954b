// Room registry, client: one registry as the rest of the application talks to it: requests under `/v2/`, signed in as needed
// (Basic, or Docker's token flow), tried again where that helps. What the answers mean is the callers' affair.
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { isStowageError, StowageError } from '../../errors.ts';
import { type Challenge, readChallenge } from './challenge.ts';
import { type CredentialPlaces, type Credentials, findCredentials } from './credentials.ts';
import { type Exchange, isLoopbackAddress, Line } from './exchange.ts';

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
const maxTokenBytes = 1 << 20;
const maxErrorBytes = 64 << 10;

export class Remote {
  readonly registry: string;
  readonly #options: RemoteOptions;
  readonly #line: Line;
  readonly #tokens = new Map<string, { readonly header: string; readonly untilMs: number }>();
  #base: URL | undefined;
  /** It answered once: when it does not answer later, it may again. */
  #isReached = false;
  #credentials: Promise<Credentials | null> | undefined;

  constructor(options: RemoteOptions) {
    this.registry = options.registry;
    this.#options = options;
    this.#line = new Line(options.registry, options.ca);
  }

  /** What locations are relative to; known once something was asked. */
  get base(): URL | undefined {
    return this.#base;
  }

  /** Who it would sign in as, or null. @throws StowageError credentials-unusable */
  async credentials(): Promise<Credentials | null> {
    return await (this.#credentials ??= findCredentials(this.#options.places, this.registry));
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
        if (status !== 429 && status < 500) return response;
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
    const reason = await errorText(response);
    if (status === 401)
      return new StowageError('remote-sign-in', { registry: this.registry, user: (await this.credentials())?.user ?? '' });
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
    const known = this.#tokens.get(key);
    // An upload's location may be elsewhere: credentials are for the registry alone.
    const ours = url.origin === base.origin;
    const send = async (authorization: string | null): Promise<IncomingMessage> =>
      await this.#line.send({
        method: request.method,
        url,
        headers: { ...request.headers, ...(authorization === null || !ours ? {} : { Authorization: authorization }) },
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: this.#options.signal,
      });
    const first = await send(known !== undefined && known.untilMs > Date.now() ? known.header : null);
    this.#isReached = true;
    if (first.statusCode !== 401 || !ours) return first;
    const challenge = readChallenge(first.headers['www-authenticate']);
    first.resume();
    const header = challenge === null ? null : await this.#authorize(challenge, key);
    const credentials = await this.credentials();
    const refused = new StowageError('remote-sign-in', { registry: this.registry, user: credentials?.user ?? '' });
    if (header === null) throw refused;
    const second = await send(header);
    if (second.statusCode !== 401) return second;
    second.resume();
    this.#tokens.delete(key);
    throw refused;
  }

  async #authorize(challenge: Challenge, key: string): Promise<string | null> {
    const credentials = await this.credentials();
    if (challenge.scheme === 'basic') {
      if (credentials === null || credentials.user === '') return null;
      const header = basic(credentials);
      this.#tokens.set(key, { header, untilMs: Number.POSITIVE_INFINITY });
      return header;
    }
    const { token, seconds } = await this.#fetchToken(challenge, credentials, key);
    const header = `Bearer ${token}`;
    this.#tokens.set(key, { header, untilMs: Date.now() + Math.max(0, seconds - 10) * 1000 });
    return header;
  }

  /** Docker's token flow (distribution, "Token Authentication Specification"), or OAuth2 where there is an identity token. */
  async #fetchToken(
    { realm, service, scope }: Extract<Challenge, { scheme: 'bearer' }>,
    credentials: Credentials | null,
    key: string,
  ): Promise<{ readonly token: string; readonly seconds: number }> {
    const url = new URL(realm, this.#base);
    if (url.protocol === 'http:' && this.#base?.protocol === 'https:')
      throw new StowageError('remote-insecure', { registry: this.registry });
    const wanted = key === '' ? (scope ?? '') : key;
    const params = new URLSearchParams({ ...(service === null ? {} : { service }), ...(wanted === '' ? {} : { scope: wanted }) });
    const identity = credentials?.identityToken ?? null;
    if (identity !== null)
      for (const [name, value] of Object.entries({ grant_type: 'refresh_token', refresh_token: identity, client_id: 'stowage' }))
        params.set(name, value);
    else for (const [name, value] of params) url.searchParams.set(name, value);
    const form = Buffer.from(params.toString());
    const response = await this.#line.send({
      method: identity === null ? 'GET' : 'POST',
      url,
      headers: {
        Accept: 'application/json',
        ...(identity === null ? {} : { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': form.length }),
        ...(identity === null && credentials !== null && credentials.user !== '' ? { Authorization: basic(credentials) } : {}),
      },
      ...(identity === null ? {} : { body: form }),
      signal: this.#options.signal,
    });
    if (response.statusCode !== 200) {
      response.resume();
      throw new StowageError('remote-sign-in', { registry: this.registry, user: credentials?.user ?? '' });
    }
    const answer = JSON.parse((await readUpTo(response, maxTokenBytes)).toString('utf8')) as {
      token?: string;
      access_token?: string;
      expires_in?: number;
    };
    const token = answer.access_token ?? answer.token;
    if (token === undefined || token === '')
      throw new StowageError('remote-error', { registry: this.registry, status: 200, reason: 'its token service gave no token' });
    return { token, seconds: answer.expires_in ?? 60 };
  }

  /** `https`, or `http` where that was said or nobody is in between. */
  async #findBase(): Promise<URL> {
    const host = this.registry === 'docker.io' ? 'registry-1.docker.io' : this.registry;
    const plain = new URL(`http://${host}/v2/`);
    if (this.#options.plainHttp) return plain;
    const secure = new URL(`https://${host}/v2/`);
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
      if (isLoopbackAddress(host)) return plain;
      throw new StowageError('remote-insecure', { registry: this.registry }, { cause: error });
    }
  }

  async #statusFailure(response: IncomingMessage, retryMs: number | null): Promise<StowageError> {
    if (response.statusCode !== 429) return await this.failureOf(response, '');
    response.resume();
    return new StowageError('remote-limit', { registry: this.registry, retryAfterSeconds: Math.ceil((retryMs ?? 0) / 1000) });
  }
}

/** Reads a body; one that is longer is nothing a registry sends, and throws a plain Error. */
export async function readUpTo(response: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > limitBytes) {
      response.destroy();
      throw new Error(`the answer is longer than ${limitBytes} bytes`);
    }
  }
  return Buffer.concat(chunks);
}

function basic({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Milliseconds, from seconds or a date; null where nothing is said. */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

/** What the spec's error body says, shortened. */
async function errorText(response: IncomingMessage): Promise<string> {
  try {
    const text = (await readUpTo(response, maxErrorBytes)).toString('utf8');
    const { errors = [] } = JSON.parse(text) as { errors?: readonly { code?: string; message?: string }[] };
    return errors
      .map(({ code = '', message = '' }) => (message === '' ? code : message))
      .join('; ')
      .slice(0, 300);
  } catch {
    return '';
  }
}
