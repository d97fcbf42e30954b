// Room app: the registry endpoint over the open store: starts and stops it, with the certificate and the users that its reach asks
// for, follows the store when another one is opened, and remembers what clients did. What clients push counts in the ledger as the
// registry's doing.
import { join } from 'node:path';
import type { Page } from '../../preload/contract/model.ts';
import type { RegistryActivityEntry, RegistryState, RegistryToken } from '../../preload/contract/registry-model.ts';
import type { Endpoint, EndpointOptions, RegistryActivity } from '../registry/server/endpoint.ts';
import type { Listening } from '../registry/server/listen.ts';
import type { Passwords } from '../registry/server/passwords.ts';
import { RegistryError } from '../registry/server/registry-error.ts';
import type { KnownUser } from '../registry/server/users.ts';
import type { OpenMode, Store } from '../store/store.ts';
import { ActivityLog } from './registry-activity.ts';
import { initialTerms, type RegistryStart, type RegistryTerms, termsFor } from './registry-terms.ts';
import { RegistryUsers, type UserChange } from './registry-users.ts';

/** Tells that `registry.show` or `registry.activity` answers otherwise than before. */
export type RegistryWatcher = (event: 'registry.changed' | 'registry.activity') => void;

/** Where the open store is, and how this endpoint opens it for itself. */
export interface RegistryStore {
  readonly path: () => string;
  readonly open: (mode: OpenMode) => Store;
}

interface Running {
  readonly since: string;
  readonly listening: Listening;
  readonly passwords: Passwords;
}

/** An endpoint and the store it serves; one that was not there yet is looked for again. */
interface Served {
  readonly path: string;
  readonly store: Store;
  readonly existed: boolean;
  readonly endpoint: Endpoint;
}

const limits: EndpointOptions['limits'] = { maxUploads: 256, maxBlobBytes: 2 ** 40, idleMs: 15 * 60_000 };
/** 500 bytes a second, half of what a line of 9,600 baud carries. */
const pace: EndpointOptions['pace'] = { windowMs: 120_000, leastBytes: 60_000 };
/** Between two events about activity. */
const tellEveryMs = 250;

export class LocalRegistry {
  readonly #store: RegistryStore;
  readonly #folder: string;
  readonly #onInternal: (error: unknown) => void;
  readonly #users: RegistryUsers;
  readonly #log = new ActivityLog();
  #watcher: RegistryWatcher = () => undefined;
  #tellsSoon = false;
  #terms: RegistryTerms = initialTerms;
  #running: Running | null = null;
  #served: Served | null = null;
  /** Starts and stops happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `folder` is for the certificate and the users. */
  constructor(store: RegistryStore, folder: string, onInternal: (error: unknown) => void) {
    this.#store = store;
    this.#folder = folder;
    this.#onInternal = onInternal;
    this.#users = new RegistryUsers(join(folder, 'registry-users.json'));
  }

  watch(watcher: RegistryWatcher): void {
    this.#watcher = watcher;
  }

  show(): RegistryState {
    const { host, name, reach, allowPush, allowDelete, certificate } = this.#terms;
    const port = this.#running?.listening.port ?? this.#terms.port;
    return {
      on: this.#running !== null,
      since: this.#running?.since ?? null,
      address: `${name.includes(':') ? `[${name}]` : name}:${port}`,
      host,
      port,
      scheme: certificate === null ? 'http' : 'https',
      reach,
      allowPush,
      allowDelete,
      users: this.#knownUsers().map((user) => ({ name: user.name, kind: user.kind, rights: user.rights })),
      certificateFingerprint: certificate?.fingerprint ?? null,
      certificatePath: certificate?.path ?? null,
    };
  }

  /** As `RegistryUsers.set`. What the user was given before ends at once. */
  async setUser(change: UserChange): Promise<RegistryState> {
    await this.#users.set(change);
    return this.#changed();
  }

  /** As `RegistryUsers.makeToken`. */
  makeToken({ name, rights }: Required<Pick<KnownUser, 'name' | 'rights'>>): RegistryToken {
    const made = this.#users.makeToken(name, rights);
    this.#changed();
    return made;
  }

  /** Who is not there is removed already. */
  removeUser(name: string): RegistryState {
    this.#users.remove(name);
    return this.#changed();
  }

  /** What clients did, the newest first; the last 500 since this program started. */
  activity({ limit }: { readonly limit?: number | undefined }): Page<RegistryActivityEntry> {
    return this.#log.page(limit);
  }

  /**
   * Starts it, or starts it anew with other rules.
   * @throws StowageError port-in-use, address-unusable, registry-needs-user, certificate-unusable, users-unreadable
   */
  async start(asked: RegistryStart): Promise<RegistryState> {
    return await this.#next(async () => {
      const { listen } = await import('../registry/server/listen.ts');
      const { Endpoint } = await import('../registry/server/endpoint.ts');
      const { Passwords } = await import('../registry/server/passwords.ts');
      const terms = await termsFor(asked, this.#folder, () => this.#users.list());
      await this.#stop();
      this.#terms = terms;
      const { allowPush, allowDelete, users, certificate } = terms;
      const passwords = new Passwords();
      const comparePassword = async (password: string, hash: string): Promise<boolean> => await passwords.fits(password, hash);
      const make = (store: Store): Endpoint =>
        new Endpoint({
          openStore: () => {
            store.refresh();
            return store;
          },
          rules: { allowPush, allowDelete, users, comparePassword },
          limits,
          pace,
          onActivity: (activity) => this.#note(activity),
          onInternal: this.#onInternal,
        });
      // A store that cannot be opened is told now, not to clients.
      this.#endpoint(make);
      const at = { host: terms.host, port: terms.port, ...(certificate === null ? {} : { tls: certificate }) };
      const listening = await listen({ handle: async (...exchange) => await this.#handle(make, ...exchange) }, at);
      this.#running = { since: new Date().toISOString(), listening, passwords };
      return this.#changed();
    });
  }

  /** Ends every connection and forgets uploads under way. */
  async stop(): Promise<RegistryState> {
    return await this.#next(async () => {
      await this.#stop();
      return this.#changed();
    });
  }

  /** None where their file is spoilt, since then nobody can sign in; a start or a change tells what is wrong with it. */
  #knownUsers(): readonly KnownUser[] {
    try {
      return this.#terms.users?.() ?? this.#users.list();
    } catch (error) {
      this.#onInternal(error);
      return [];
    }
  }

  #changed(): RegistryState {
    this.#watcher('registry.changed');
    return this.show();
  }

  #note(activity: RegistryActivity): void {
    this.#log.note(activity);
    if (this.#tellsSoon) return;
    this.#tellsSoon = true;
    setTimeout(() => {
      this.#tellsSoon = false;
      this.#watcher('registry.activity');
    }, tellEveryMs).unref();
  }

  async #next<Value>(act: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.listening.close();
    await running?.passwords.close();
    await this.#letGo();
  }

  async #handle(make: (store: Store) => Endpoint, ...[request, response]: Parameters<Endpoint['handle']>): Promise<void> {
    try {
      await this.#endpoint(make).handle(request, response);
    } catch (error) {
      // A store that went away since, or the one opened instead.
      this.#onInternal(error);
      const { status, body } = new RegistryError(503, 'DENIED', 'The store of this registry cannot be opened');
      response.writeHead(status, { Connection: 'close', 'Content-Type': 'application/json' }).end(body);
    }
  }

  /** The endpoint over the store that is open now. */
  #endpoint(make: (store: Store) => Endpoint): Endpoint {
    const path = this.#store.path();
    const served = this.#served;
    if (served !== null && served.path === path && served.existed && served.store.exists) return served.endpoint;
    if (served !== null) void this.#letGo();
    const store = this.#store.open(this.#terms.allowPush ? 'create' : 'peek');
    const endpoint = make(store);
    this.#served = { path, store, existed: store.exists, endpoint };
    return endpoint;
  }

  async #letGo(): Promise<void> {
    const served = this.#served;
    this.#served = null;
    if (served === null) return;
    try {
      await served.endpoint.close();
      served.store.close();
    } catch (error) {
      // The store is gone, or its disk: what it had of uploads went with it, or goes when it is opened next.
      this.#onInternal(error);
    }
  }
}
