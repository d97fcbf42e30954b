// Room app: the users of the local registry that its user added, in a file that holds only hashes. Another process sees a change
// with the next sign-in.
import { randomBytes } from 'node:crypto';
import type { RegistryRight, RegistryToken } from '../../preload/contract/registry-model.ts';
import { StowageError } from '../errors.ts';
import { writePrivateFile } from '../registry/server/private-file.ts';
import { tokenHash } from '../registry/server/sign-in.ts';
import { type KnownUser, ownUsersText, UsersFile } from '../registry/server/users.ts';

/** Some 60 ms for each sign-in, as `htpasswd -B -C 10`. */
const bcryptCost = 10;

export interface UserChange {
  readonly name: string;
  readonly password?: string | undefined;
  readonly rights?: readonly RegistryRight[] | undefined;
}

export class RegistryUsers {
  readonly #file: UsersFile;

  constructor(path: string) {
    this.#file = new UsersFile(path, 'own');
  }

  /** @throws StowageError users-unreadable */
  list(): readonly KnownUser[] {
    return this.#file.users();
  }

  /** Adds a user, who may pull unless told, or changes what is given. @throws StowageError input-invalid, users-unreadable, file-system */
  async set({ name, password, rights }: UserChange): Promise<void> {
    const known = this.list().find((user) => user.name === name);
    const { hash: makeHash, truncates } = await import('bcryptjs');
    if (password === undefined && known === undefined) throw invalid('password: a new user needs one');
    if (password !== undefined && truncates(password)) throw invalid('password: bcrypt takes 72 bytes');
    const secret = password === undefined ? {} : ({ kind: 'password', hash: await makeHash(password, bcryptCost) } as const);
    this.#put({ kind: 'password', hash: '', ...known, name, rights: rights ?? known?.rights ?? ['pull'], ...secret });
  }

  /** A user with a password that nobody chose, and that is told here only. @throws StowageError users-unreadable, file-system */
  makeToken(name: string, rights: readonly RegistryRight[]): RegistryToken {
    const token = randomBytes(32).toString('base64url');
    this.#put({ name, kind: 'token', rights, hash: tokenHash(token) });
    return { user: name, token };
  }

  /** @throws StowageError users-unreadable, file-system */
  remove(name: string): void {
    this.#write(this.list().filter((user) => user.name !== name));
  }

  #put(user: KnownUser): void {
    const others = this.list().filter(({ name }) => name !== user.name);
    this.#write([...others, user].toSorted((a, b) => a.name.localeCompare(b.name)));
  }

  #write(users: readonly KnownUser[]): void {
    writePrivateFile(this.#file.path, ownUsersText(users));
  }
}

function invalid(reason: string): StowageError {
  return new StowageError('input-invalid', { operation: 'registry.set-user', reason });
}
