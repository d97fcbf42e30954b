// Room registry, client: a token bought from a registry's token service: Docker's flow (distribution, "Token Authentication
// Specification") with a password or none, or OAuth2 ("Token Authentication Implementation") where there is an identity token.
import type { IncomingMessage } from 'node:http';
import { StowageError } from '../../errors.ts';
import type { Challenge } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import type { Line } from './exchange.ts';
import { readUpTo } from './read-up-to.ts';

export interface TokenRequest {
  readonly registry: string;
  readonly line: Line;
  /** What the realm is relative to. */
  readonly base: URL;
  readonly challenge: Extract<Challenge, { scheme: 'bearer' }>;
  readonly credentials: Credentials | null;
  /** What it must allow; where nothing is said, what the challenge says. */
  readonly scope: string;
  readonly signal: AbortSignal;
}

export interface Token {
  readonly token: string;
  /** How long it is good for. */
  readonly seconds: number;
}

const maxTokenBytes = 1 << 20;
/** Where the service does not say (Token Authentication Specification, `expires_in`). */
const defaultSeconds = 60;

/**
 * The token, or the service's answer where that says that it may have one later (429 and 5xx).
 * @throws StowageError remote-sign-in: refused; remote-error: no token; and what Line.send throws
 */
export async function fetchToken(request: TokenRequest): Promise<Token | IncomingMessage> {
  const { registry, credentials } = request;
  const response = await ask(request);
  const { statusCode: status = 0 } = response;
  if (status === 200) return await readToken(response, registry);
  if (isBusy(status)) return response;
  response.resume();
  // OAuth2 refuses a refresh token with 400 (RFC 6749, 5.2).
  if (status === 400 || status === 401 || status === 403)
    throw new StowageError('remote-sign-in', { registry, user: credentials?.user ?? '' });
  throw new StowageError('remote-error', { registry, status, reason: 'its token service gave no token' });
}

/** Whether to ask again later may help. */
export function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}

async function ask({ line, base, challenge, credentials, scope, signal }: TokenRequest): Promise<IncomingMessage> {
  const url = line.follow(base, challenge.realm);
  const wanted = scope === '' ? (challenge.scope ?? '') : scope;
  const params = new URLSearchParams(challenge.service === null ? {} : { service: challenge.service });
  const identity = credentials?.identityToken ?? null;
  if (identity === null) {
    // One parameter a scope, as the specification has it.
    for (const [name, value] of params) url.searchParams.set(name, value);
    for (const one of wanted.split(' ').filter((text) => text !== '')) url.searchParams.append('scope', one);
    const headers = credentials === null || credentials.user === '' ? {} : { Authorization: basicHeader(credentials) };
    return await line.send({ method: 'GET', url, headers: { Accept: 'application/json', ...headers }, signal });
  }
  if (wanted !== '') params.set('scope', wanted);
  params.set('grant_type', 'refresh_token');
  params.set('refresh_token', identity);
  params.set('client_id', 'stowage');
  const body = Buffer.from(params.toString());
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length };
  return await line.send({ method: 'POST', url, headers: { Accept: 'application/json', ...headers }, body, signal });
}

async function readToken(response: IncomingMessage, registry: string): Promise<Token> {
  const text = (await readUpTo(response, maxTokenBytes, registry)).toString('utf8');
  let answer: { readonly token?: unknown; readonly access_token?: unknown; readonly expires_in?: unknown } | null;
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch {
    answer = null;
  }
  const token = answer?.access_token ?? answer?.token;
  // A header cannot hold a line's end; nothing a service means looks like that.
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw new StowageError('remote-error', { registry, status: 200, reason: 'its token service gave no token' });
  return { token, seconds: typeof answer?.expires_in === 'number' ? answer.expires_in : defaultSeconds };
}

export function basicHeader({ user, password }: Pick<Credentials, 'user' | 'password'>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
