// Room registry, server: the users that may sign in, from a file: one of Stowage's own (JSON), or one that `htpasswd -B` wrote. It
// is read again when it changes. No password stands in either: bcrypt hashes, and SHA-256 of tokens, which nobody can guess.
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { errnoOf, StowageError } from '../../errors.ts';

export type Right = 'pull' | 'push' | 'delete';

export interface KnownUser {
  readonly name: string;
  readonly kind: 'password' | 'token';
  readonly rights: readonly Right[];
  /** bcrypt of a password (`$2b$10$…`); SHA-256 of a token, in hex. */
  readonly hash: string;
}

export const allRights: readonly Right[] = ['pull', 'push', 'delete'];

/** Costs above 16 take seconds for each sign-in. */
const bcryptHash = /^\$2[aby]\$(?:0[4-9]|1[0-6])\$[./A-Za-z0-9]{53}$/;

const known = { name: z.string(), rights: z.array(z.enum(['pull', 'push', 'delete'])) };
const ownFile = z.object({
  users: z.array(
    z.discriminatedUnion('kind', [
      z.object({ ...known, kind: z.literal('password'), hash: z.string().regex(bcryptHash) }),
      z.object({ ...known, kind: z.literal('token'), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    ]),
  ),
});

/** A file of users, as it stands now. */
export class UsersFile {
  readonly path: string;
  readonly #format: 'htpasswd' | 'own';
  #seen = '';
  #users: readonly KnownUser[] = [];

  /** `htpasswd` takes lines `name:bcrypt`, and must be there; else it is Stowage's own, and none without it. */
  constructor(path: string, format: 'htpasswd' | 'own') {
    this.path = path;
    this.#format = format;
  }

  /** @throws StowageError users-unreadable: a file that is wrong lets nobody in */
  users(): readonly KnownUser[] {
    try {
      const { mtimeMs, size, ino } = statSync(this.path);
      const seen = `${mtimeMs} ${size} ${ino}`;
      if (seen === this.#seen) return this.#users;
      const read = (this.#format === 'own' ? readOwn : readHtpasswd)(readFileSync(this.path, 'utf8'));
      if (typeof read === 'string') throw new StowageError('users-unreadable', { path: this.path, reason: read });
      this.#users = read;
      this.#seen = seen;
      return read;
    } catch (error) {
      if (error instanceof StowageError) throw error;
      const errno = errnoOf(error) ?? '';
      if (errno === 'ENOENT' && this.#format === 'own') return [];
      throw new StowageError('users-unreadable', { path: this.path, reason: errno }, { cause: error });
    }
  }
}

/** The text of Stowage's own file. */
export function ownUsersText(users: readonly KnownUser[]): string {
  return `${JSON.stringify({ users }, null, 2)}\n`;
}

function readOwn(text: string): readonly KnownUser[] | string {
  try {
    const read = ownFile.safeParse(JSON.parse(text));
    return read.success ? read.data.users : 'it is not one that Stowage wrote';
  } catch {
    return 'it is not JSON';
  }
}

/** Apache's format, the part that docker's registry takes: one `name:hash` a line, empty lines and comments. Or what is wrong. */
function readHtpasswd(text: string): readonly KnownUser[] | string {
  const users = new Map<string, KnownUser>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [name = '', hash = ''] = line.trim().split(':', 2);
    if (name === '' || !bcryptHash.test(hash)) return `line ${index + 1} is not a name and a bcrypt password`;
    users.set(name, { name, kind: 'password', rights: allRights, hash });
  }
  return [...users.values()];
}
