// Room app: what every use case gets: the store, opened on first need, the workers, and for jobs the cancel signal and a
// place to report progress to.
import type { JobProgress } from '../../preload/contract/events.ts';
import type { OpenMode, Store } from '../store/store.ts';
import type { TransferPool } from '../store/transfer/pool.ts';

export interface AppContext {
  /** The store, opened once; later calls see the same one, refreshed. */
  readonly openStore: (mode: OpenMode) => Store;
  readonly pool: () => TransferPool;
}

export interface JobContext {
  readonly signal: AbortSignal;
  /** Merges into the job's progress; the host decides how often it is sent. */
  readonly report: (update: Partial<JobProgress>) => void;
}
