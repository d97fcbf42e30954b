// Room registry, server: whether a name and a password, or a token, are a user's. A client sends them with each of hundreds of
// requests: what was right a moment ago is not compared anew, and what is wrong can wait in a short queue only.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { RegistryError } from './registry-error.ts';
import type { KnownUser } from './users.ts';

/** Compares a password with a bcrypt hash. */
export type ComparePassword = (password: string, hash: string) => Promise<boolean>;

const rememberedMs = 5 * 60_000;
const maxRemembered = 1_000;
/** Passwords waiting to be compared, of everybody and of one address: one address cannot keep the others out. */
const maxWaiting = 64;
const maxWaitingOfOne = 8;

export class SignIn {
  readonly #users: () => readonly KnownUser[];
  readonly #compare: ComparePassword;
  readonly #nowMs: () => number;
  readonly #key = randomBytes(32);
  /** Credentials that were right, hashed along with what they were compared with: a changed user does not fit any more. */
  readonly #right = new Map<string, number>();
  readonly #comparing = new Map<string, Promise<boolean>>();
  readonly #waiting = new Map<string, number>();

  constructor(users: () => readonly KnownUser[], compare: ComparePassword, nowMs: () => number) {
    this.#users = users;
    this.#compare = compare;
    this.#nowMs = nowMs;
  }

  /** Null: no such user, or another password. @throws RegistryError TOOMANYREQUESTS; StowageError users-unreadable */
  async byPassword(name: string, password: string, address: string): Promise<KnownUser | null> {
    const users = this.#users();
    const user = users.find((known) => known.name === name);
    if (user?.kind === 'token' && isToken(user, password)) return user;
    // Whoever does not exist takes as long as one who does.
    const hash = user?.kind === 'password' ? user.hash : users.find(({ kind }) => kind === 'password')?.hash;
    if (hash === undefined) return null;
    return (await this.#isRight(name, password, hash, address)) && user?.kind === 'password' ? user : null;
  }

  /** The user whose token it is, or null. */
  byToken(token: string): KnownUser | null {
    return this.#users().find((user) => user.kind === 'token' && isToken(user, token)) ?? null;
  }

  /** What tells a user from the same one changed. */
  stampOf(user: KnownUser): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(user)).digest('base64url');
  }

  /** The user as of now, unless changed since `stamp`. */
  byStamp(name: string, stamp: string): KnownUser | null {
    const user = this.#users().find((known) => known.name === name);
    return user !== undefined && this.stampOf(user) === stamp ? user : null;
  }

  async #isRight(name: string, password: string, hash: string, address: string): Promise<boolean> {
    const key = createHmac('sha256', this.#key)
      .update(JSON.stringify([name, password, hash]))
      .digest('base64url');
    if ((this.#right.get(key) ?? 0) > this.#nowMs()) return true;
    const underWay = this.#comparing.get(key);
    if (underWay !== undefined) return await underWay;
    const ofOne = this.#waiting.get(address) ?? 0;
    if (this.#comparing.size >= maxWaiting || ofOne >= maxWaitingOfOne)
      throw new RegistryError(429, 'TOOMANYREQUESTS', 'Too many are signing in', { headers: { 'Retry-After': '2' } });
    this.#waiting.set(address, ofOne + 1);
    const comparing = this.#compare(password, hash);
    this.#comparing.set(key, comparing);
    try {
      const right = await comparing;
      if (right) this.#remember(key);
      return right;
    } finally {
      this.#comparing.delete(key);
      this.#leave(address);
    }
  }

  #leave(address: string): void {
    const left = (this.#waiting.get(address) ?? 1) - 1;
    if (left === 0) this.#waiting.delete(address);
    else this.#waiting.set(address, left);
  }

  #remember(key: string): void {
    this.#right.delete(key);
    this.#right.set(key, this.#nowMs() + rememberedMs);
    const [oldest] = this.#right.keys();
    if (this.#right.size > maxRemembered && oldest !== undefined) this.#right.delete(oldest);
  }
}

/** SHA-256 of a token, in hex, as it is kept. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function isToken({ hash }: KnownUser, token: string): boolean {
  return timingSafeEqual(Buffer.from(hash), Buffer.from(tokenHash(token)));
}
