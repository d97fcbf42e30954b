// Room registry, server: who may do what. It reads credentials from a request and says what is missing in the words clients
// understand. All of them take Basic; who asks for a Bearer token (Docker's token flow, or a token made in Stowage) may use it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RegistryError } from './registry-error.ts';
import { type ComparePassword, SignIn } from './sign-in.ts';
import { allRights, type KnownUser, type Right } from './users.ts';

/** What is allowed to everybody who gets in; a user's own rights restrict further. */
export interface AccessRules {
  readonly allowPush: boolean;
  readonly allowDelete: boolean;
  /** Who may sign in, as of now; null: nobody needs to. */
  readonly users: (() => readonly KnownUser[]) | null;
  readonly comparePassword: ComparePassword;
}

export interface Caller {
  readonly name: string | null;
  readonly rights: readonly Right[];
}

/** What stands in a token of this server, which its signature makes unchangeable. */
interface TokenContent {
  readonly name: string;
  readonly stamp: string;
  readonly until: number;
}

const tokenSeconds = 3600;

export class Access {
  readonly #rules: AccessRules;
  readonly #signIn: SignIn | null;
  /** Signs the tokens this server gives out; they die with it. */
  readonly #key = randomBytes(32);

  constructor(rules: AccessRules) {
    this.#rules = rules;
    this.#signIn = rules.users === null ? null : new SignIn(rules.users, rules.comparePassword, Date.now);
  }

  /** @throws RegistryError UNAUTHORIZED: nobody is signed in, or not rightly; TOOMANYREQUESTS. StowageError users-unreadable */
  async callerOf(request: IncomingMessage): Promise<Caller> {
    const signIn = this.#signIn;
    if (signIn === null) return { name: null, rights: allRights };
    const user = await this.#userOf(signIn, request);
    if (user !== null) return { name: user.name, rights: user.rights };
    throw new RegistryError(401, 'UNAUTHORIZED', 'Sign in to use this registry', {
      headers: { 'WWW-Authenticate': 'Basic realm="Stowage"' },
    });
  }

  /** A token for the caller (Docker's token flow; clients that want Bearer come here with Basic). It ends when the user changes. */
  tokenFor(
    { name }: Caller,
    nowMs: number,
  ): { readonly token: string; readonly access_token: string; readonly expires_in: number } {
    const user = this.#rules.users?.().find((known) => known.name === name);
    const stamp = user === undefined ? '' : (this.#signIn?.stampOf(user) ?? '');
    const content: TokenContent = { name: name ?? '', stamp, until: nowMs + tokenSeconds * 1000 };
    const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
    const token = `${payload}.${this.#sign(payload)}`;
    return { token, access_token: token, expires_in: tokenSeconds };
  }

  /** @throws RegistryError DENIED (or UNSUPPORTED where nobody may), with what to change */
  require(caller: Caller, right: Right): void {
    const { allowPush, allowDelete } = this.#rules;
    if (right === 'push' && !allowPush)
      throw new RegistryError(405, 'UNSUPPORTED', 'This registry is for pulling only: push is switched off', {
        headers: { Allow: 'GET, HEAD' },
      });
    if (right === 'delete' && !allowDelete)
      throw new RegistryError(405, 'UNSUPPORTED', 'Deleting is switched off in this registry', {
        headers: { Allow: 'GET, HEAD' },
      });
    if (!caller.rights.includes(right))
      throw new RegistryError(403, 'DENIED', `${caller.name ?? 'Nobody'} may not ${right} here`);
  }

  async #userOf(signIn: SignIn, request: IncomingMessage): Promise<KnownUser | null> {
    const header = request.headers.authorization?.trim() ?? '';
    const bearer = /^Bearer (\S+)$/i.exec(header)?.[1];
    if (bearer !== undefined) return signIn.byToken(bearer) ?? this.#openToken(signIn, bearer);
    const basic = basicIn(header);
    return basic === null ? null : await signIn.byPassword(basic.name, basic.password, request.socket.remoteAddress ?? '');
  }

  #sign(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest('base64url');
  }

  #openToken(signIn: SignIn, token: string): KnownUser | null {
    const [payload = '', signature = ''] = token.split('.');
    const [given, right] = [Buffer.from(signature), Buffer.from(this.#sign(payload))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const { name, stamp, until } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as TokenContent;
    return until > Date.now() ? signIn.byStamp(name, stamp) : null;
  }
}

function basicIn(header: string): { readonly name: string; readonly password: string } | null {
  const match = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(header);
  const [name, ...rest] = Buffer.from(match?.[1] ?? '', 'base64')
    .toString('utf8')
    .split(':');
  return match === null || name === undefined || name === '' || rest.length === 0 ? null : { name, password: rest.join(':') };
}
