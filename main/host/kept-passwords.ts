// Room host: passwords of registries elsewhere, sealed by the system's keychain where the door has one, and else in memory until
// the program ends. On disk stands nothing that can be read without the keychain.
import { z } from 'zod';
import type { OwnCredentials } from '../registry/client/credentials.ts';
import { writePrivateFile } from '../registry/server/private-file.ts';
import type { SecretKeeper } from './chooser.ts';
import { readJsonObject } from './json-file.ts';

const content = z.record(z.string(), z.object({ user: z.string(), sealed: z.string() }));
const opened = z.object({ registry: z.string(), user: z.string(), password: z.string() });

export interface SignIn {
  readonly user: string;
  readonly password: string;
}

export class KeptPasswords {
  readonly #path: string;
  readonly #keeper: SecretKeeper | undefined;
  readonly #session = new Map<string, SignIn>();

  constructor(path: string, keeper: SecretKeeper | undefined) {
    this.#path = path;
    this.#keeper = keeper;
  }

  readonly of: OwnCredentials = async (address) => {
    const registry = address.toLowerCase();
    const known = this.#session.get(registry);
    if (known !== undefined) return known;
    const kept = this.#read()[registry];
    if (kept === undefined || this.#keeper === undefined) return null;
    const text = await this.#keeper.open(kept.sealed);
    const read = opened.safeParse(text === null ? null : jsonOf(text));
    // One that was sealed for another registry was put here by someone who wants to have it sent there.
    if (!read.success || read.data.registry !== registry) return null;
    return { user: read.data.user, password: read.data.password };
  };

  /** Who is signed in and where that is kept, without opening it; null: nobody, as far as this door can use it. */
  seen(registry: string): { readonly user: string; readonly kept: 'keychain' | 'session' } | null {
    const known = this.#session.get(registry);
    if (known !== undefined) return { user: known.user, kept: 'session' };
    const kept = this.#keeper === undefined ? undefined : this.#read()[registry];
    return kept === undefined ? null : { user: kept.user, kept: 'keychain' };
  }

  /** @throws StowageError file-system, no-space */
  async keep(registry: string, { user, password }: SignIn): Promise<void> {
    const sealed = (await this.#keeper?.seal(JSON.stringify({ registry, user, password }))) ?? null;
    if (sealed === null) {
      this.#session.set(registry, { user, password });
      return;
    }
    this.#session.delete(registry);
    this.#write({ ...this.#read(), [registry]: { user, sealed } });
  }

  /** True where there was one. @throws StowageError file-system, no-space */
  forget(registry: string): boolean {
    const { [registry]: kept, ...others } = this.#read();
    if (kept !== undefined) this.#write(others);
    return this.#session.delete(registry) || kept !== undefined;
  }

  #read(): z.infer<typeof content> {
    const read = content.safeParse(readJsonObject(this.#path));
    return read.success ? read.data : {};
  }

  #write(kept: z.infer<typeof content>): void {
    writePrivateFile(this.#path, `${JSON.stringify(kept, null, 2)}\n`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
