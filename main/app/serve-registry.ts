// Room app: the registry endpoint over the open store: starts and stops it, follows the store when another one is opened, and
// remembers what clients did. What clients push counts in the ledger as the registry's doing.
import type { Page } from '../../preload/contract/model.ts';
import type { RegistryActivityEntry, RegistryState } from '../../preload/contract/registry-model.ts';
import { StowageError } from '../errors.ts';
import type { Endpoint, EndpointOptions } from '../registry/server/endpoint.ts';
import type { Listening } from '../registry/server/listen.ts';
import type { OpenMode, Store } from '../store/store.ts';
import { ActivityLog } from './registry-activity.ts';

export interface RegistryStart {
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly allowPush?: boolean | undefined;
  readonly allowDelete?: boolean | undefined;
}

/** Where the open store is, and how this endpoint opens it for itself. */
export interface RegistryStore {
  readonly path: () => string;
  readonly open: (mode: OpenMode) => Store;
}

interface Running {
  readonly since: string;
  readonly listening: Listening;
}

/** An endpoint and the store it serves; one that was not there yet is looked for again. */
interface Served {
  readonly path: string;
  readonly store: Store;
  readonly existed: boolean;
  readonly endpoint: Endpoint;
}

const defaults = { host: '127.0.0.1', port: 5500, allowPush: false, allowDelete: false } as const;
const limits: EndpointOptions['limits'] = { maxUploads: 256, maxBlobBytes: 2 ** 40, idleMs: 15 * 60_000 };

export class LocalRegistry {
  readonly #store: RegistryStore;
  readonly #onInternal: (error: unknown) => void;
  readonly #log = new ActivityLog();
  #asked: Required<{ readonly [Key in keyof RegistryStart]: NonNullable<RegistryStart[Key]> }> = defaults;
  #running: Running | null = null;
  #served: Served | null = null;
  /** Starts and stops happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: RegistryStore, onInternal: (error: unknown) => void) {
    this.#store = store;
    this.#onInternal = onInternal;
  }

  show(): RegistryState {
    const { host, allowPush, allowDelete } = this.#asked;
    const port = this.#running?.listening.port ?? this.#asked.port;
    return {
      on: this.#running !== null,
      since: this.#running?.since ?? null,
      address: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      host,
      port,
      scheme: 'http',
      reach: 'this-computer',
      allowPush,
      allowDelete,
      users: [],
      certificateFingerprint: null,
      certificatePath: null,
    };
  }

  /** What clients did, the newest first; the last 500 since this program started. */
  activity({ limit }: { readonly limit?: number | undefined }): Page<RegistryActivityEntry> {
    return this.#log.page(limit);
  }

  /** Starts it, or starts it anew with other rules. @throws StowageError port-in-use, registry-needs-tls, address-unusable */
  async start(asked: RegistryStart): Promise<RegistryState> {
    return await this.#next(async () => {
      const { listen, isLoopback } = await import('../registry/server/listen.ts');
      const { Endpoint } = await import('../registry/server/endpoint.ts');
      const host = asked.host ?? defaults.host;
      if (!isLoopback(host)) throw new StowageError('registry-needs-tls', { host });
      await this.#stop();
      const { allowPush = defaults.allowPush, allowDelete = defaults.allowDelete } = asked;
      this.#asked = { host, port: asked.port ?? defaults.port, allowPush, allowDelete };
      const make = (store: Store): Endpoint =>
        new Endpoint({
          openStore: () => {
            store.refresh();
            return store;
          },
          rules: { allowPush, allowDelete },
          limits,
          onActivity: (activity) => this.#log.note(activity),
          onInternal: this.#onInternal,
        });
      // A store that cannot be opened is told now, not to clients.
      this.#endpoint(make);
      const listening = await listen({ handle: async (...exchange) => await this.#handle(make, ...exchange) }, this.#asked);
      this.#running = { since: new Date().toISOString(), listening };
      return this.show();
    });
  }

  /** Ends every connection and forgets uploads under way. */
  async stop(): Promise<RegistryState> {
    return await this.#next(async () => {
      await this.#stop();
      return this.show();
    });
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
    await this.#letGo();
  }

  async #handle(make: (store: Store) => Endpoint, ...[request, response]: Parameters<Endpoint['handle']>): Promise<void> {
    try {
      await this.#endpoint(make).handle(request, response);
    } catch (error) {
      // A store that went away since, or the one opened instead.
      this.#onInternal(error);
      response.writeHead(503, { Connection: 'close', 'Content-Length': 0 }).end();
    }
  }

  /** The endpoint over the store that is open now. */
  #endpoint(make: (store: Store) => Endpoint): Endpoint {
    const path = this.#store.path();
    const served = this.#served;
    if (served !== null && served.path === path && served.existed && served.store.exists) return served.endpoint;
    if (served !== null) void this.#letGo();
    const store = this.#store.open(this.#asked.allowPush ? 'create' : 'peek');
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
