// Room registry, server: who may do what. It reads credentials from a request, asks whoever knows the users, and says what is
// missing in the words clients understand (Basic, or Docker's token flow).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RegistryError } from './registry-error.ts';

export type Right = 'pull' | 'push' | 'delete';

/** What is allowed to everybody who gets in; a user's own rights restrict further. */
export interface AccessRules {
  readonly allowPush: boolean;
  readonly allowDelete: boolean;
  /** Checks a name and password; null: no such user. Absent: nobody needs to sign in. */
  readonly signIn?: (name: string, password: string) => Promise<readonly Right[] | null>;
}

export interface Caller {
  readonly name: string | null;
  readonly rights: readonly Right[];
}

const tokenSeconds = 3600;

export class Access {
  readonly #rules: AccessRules;
  /** Signs the tokens this server gives out; they die with it. */
  readonly #key = randomBytes(32);

  constructor(rules: AccessRules) {
    this.#rules = rules;
  }

  /** @throws RegistryError UNAUTHORIZED: nobody is signed in, or not rightly */
  async callerOf(request: IncomingMessage): Promise<Caller> {
    const { signIn } = this.#rules;
    if (signIn === undefined) return { name: null, rights: ['pull', 'push', 'delete'] };
    const header = request.headers.authorization ?? '';
    if (header.startsWith('Bearer ')) {
      const caller = this.#openToken(header.slice('Bearer '.length).trim());
      if (caller !== null) return caller;
    }
    const basic = basicIn(header);
    if (basic !== null) {
      const rights = await signIn(basic.name, basic.password);
      if (rights !== null) return { name: basic.name, rights };
    }
    throw new RegistryError(401, 'UNAUTHORIZED', 'Sign in to use this registry', {
      headers: { 'WWW-Authenticate': 'Basic realm="Stowage"' },
    });
  }

  /** A token for the caller (Docker's token flow; clients that want Bearer come here with Basic). */
  tokenFor(
    caller: Caller,
    nowMs: number,
  ): { readonly token: string; readonly access_token: string; readonly expires_in: number } {
    const payload = Buffer.from(JSON.stringify({ ...caller, until: nowMs + tokenSeconds * 1000 })).toString('base64url');
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

  #sign(payload: string): string {
    return createHmac('sha256', this.#key).update(payload).digest('base64url');
  }

  #openToken(token: string): Caller | null {
    const [payload = '', signature = ''] = token.split('.');
    const [given, right] = [Buffer.from(signature), Buffer.from(this.#sign(payload))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const { name, rights, until } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Caller & { until: number };
    return until > Date.now() ? { name, rights } : null;
  }
}

function basicIn(header: string): { readonly name: string; readonly password: string } | null {
  const match = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(header.trim());
  const [name, ...rest] = Buffer.from(match?.[1] ?? '', 'base64')
    .toString('utf8')
    .split(':');
  return match === null || name === undefined || name === '' || rest.length === 0 ? null : { name, password: rest.join(':') };
}
