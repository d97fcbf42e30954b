// Room app: what every use case gets: the store, opened on first need, the workers, and for jobs the cancel signal, a place
// to report progress to and a way to ask the user.
import type { JobProgress } from '../../preload/contract/events.ts';
import type { ImportReport } from '../../preload/contract/transfer-model.ts';
import type { ChosenOptions } from '../archive/plan.ts';
import type { OwnCredentials } from '../registry/client/credentials.ts';
import type { OpenMode, Store } from '../store/store.ts';
import type { TransferPool } from '../store/transfer/pool.ts';

export interface AppContext {
  /** The store, opened once; later calls see the same one, refreshed. */
  readonly openStore: (mode: OpenMode) => Store;
  readonly pool: () => TransferPool;
  readonly move: StoreMove;
  readonly remotes: RemoteSettings;
}

/** What is remembered of registries elsewhere. */
export interface RemoteSettings {
  /** How one is to be talked to; `caPath` is a PEM file of an authority to trust beside all others, or null. */
  readonly of: (registry: string) => { readonly plainHttp: boolean; readonly caPath: string | null } | undefined;
  readonly credentials: OwnCredentials;
}

/** What others need to know of a store's move, in the order in which they need to know it. */
export interface StoreMove {
  /** It is about to move: later processes look for it there if it is no more where it was. */
  readonly announce: (to: string) => void;
  /** It arrived: this process and later ones work on it there; the one that is open is closed. */
  readonly finish: (to: string) => void;
}

/** What a user makes of an import's plan: options that replace those it was planned with, and the artifacts that are wanted. */
export type ImportAnswer = ChosenOptions;

export interface JobContext {
  readonly signal: AbortSignal;
  /** Merges into the job's progress; the host decides how often it is sent. */
  readonly report: (update: Partial<JobProgress>) => void;
  /** Shows a plan and waits for the answer; null stops the job. */
  readonly ask: (plan: ImportReport) => Promise<ImportAnswer | null>;
}
