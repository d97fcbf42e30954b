// Room web: who may use the interface: whoever opens the printed address first. Its token is worth one visit and becomes a
// cookie that scripts cannot read; there is one session for as long as the server lives.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export class Session {
  /** For the printed address. */
  readonly token = secret();
  readonly #cookie = secret();
  readonly #name: string;
  #used = false;

  /** Cookies do not tell ports apart, so that the name does. */
  constructor(port: number) {
    this.#name = `stowage-${port}`;
  }

  /** Takes the token. Answers with the `Set-Cookie` header, or null for a token that is wrong or used. */
  redeem(token: string): string | null {
    if (this.#used || !same(token, this.token)) return null;
    this.#used = true;
    return `${this.#name}=${this.#cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a `Cookie` header holds the session. */
  holds(cookieHeader: string | undefined): boolean {
    const cookies = (cookieHeader ?? '').split(';').map((pair) => pair.trim());
    return cookies.some((pair) => pair.startsWith(`${this.#name}=`) && same(pair.slice(this.#name.length + 1), this.#cookie));
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that tells nothing. */
function same(left: string, right: string): boolean {
  return timingSafeEqual(hash(left), hash(right));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
