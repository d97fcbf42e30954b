// Room test/main/registry: the endpoint over a new store, with users, limits and patience of the test's choice, for what the doors
// leave no choice in. It asserts nothing.
import { hashSync } from 'bcryptjs';
import { Endpoint, type EndpointOptions, type RegistryActivity } from '../../../../main/registry/server/endpoint.ts';
import { listen, type Patience } from '../../../../main/registry/server/listen.ts';
import { Passwords } from '../../../../main/registry/server/passwords.ts';
import type { KnownUser, Right } from '../../../../main/registry/server/users.ts';
import { Store } from '../../../../main/store/store.ts';
import { withNewStore } from '../../opened-store.ts';
import { ServedRegistry } from './served-registry.ts';

export interface Terms {
  readonly users?: () => readonly KnownUser[];
  readonly limits?: Partial<EndpointOptions['limits']>;
  readonly patience?: Patience;
  readonly pace?: EndpointOptions['pace'];
  readonly onActivity?: (activity: RegistryActivity) => void;
}

/** Runs `use` with an endpoint on this computer where everything is allowed that the users may. */
export async function withEndpoint(
  { users, limits, patience, pace = { windowMs: 120_000, leastBytes: 60_000 }, onActivity = () => undefined }: Terms,
  use: (registry: ServedRegistry) => Promise<void>,
): Promise<void> {
  await withNewStore(async (opened) => {
    const store = Store.open(opened.path, 'registry', 'create');
    const passwords = new Passwords();
    const internal: unknown[] = [];
    const endpoint = new Endpoint({
      openStore: () => {
        store.refresh();
        return store;
      },
      rules: {
        allowPush: true,
        allowDelete: true,
        users: users ?? null,
        comparePassword: async (...words) => await passwords.fits(...words),
      },
      limits: { maxUploads: 256, maxBlobBytes: 2 ** 30, idleMs: 60_000, ...limits },
      pace,
      onActivity,
      onInternal: (error) => internal.push(error),
    });
    const listening = await listen(endpoint, { host: '127.0.0.1', port: 0 }, patience);
    try {
      await use(new ServedRegistry(opened, listening.port));
    } finally {
      await listening.close();
      await passwords.close();
      await endpoint.close();
      store.close();
    }
    if (internal.length > 0) throw internal[0];
  });
}

/** A user with a password; hashed as cheaply as bcrypt can. */
export function userOf(name: string, password: string, ...rights: readonly Right[]): KnownUser {
  return { name, kind: 'password', rights, hash: hashSync(password, 4) };
}

/** `Authorization` of Basic. */
export function basic(name: string, password: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}
