// Room store, transfer: what one copy is asked to do and what it answers, plus the messages that carry both between
// the pool and its workers. Every value here survives a structured clone.
import type { Failure } from '../../../preload/contract/failure.ts';
import type { Digest, DigestAlgorithm } from '../../oci/digest.ts';
import type { Compression } from '../../tar/compression.ts';
import type { WorkerFailure } from './worker-failure.ts';

/** Where the bytes go. A new `file` is created exclusively and ends read-only; a `range` lies in a file that exists. */
export type CopyTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'range'; readonly path: string; readonly offsetBytes: number }
  | { readonly kind: 'none' };

/** One copy. `id` is the caller's own and unique within a run. */
export interface CopyTask {
  readonly id: number;
  readonly from: { readonly path: string; readonly offsetBytes: number; readonly sizeBytes: number };
  readonly to: CopyTarget;
  readonly algorithm: DigestAlgorithm;
  /** Also decompress the content and hash what comes out, which gives a layer's diff ID. Nothing of it is written. */
  readonly unpack?: Exclude<Compression, 'none'>;
  /** What that is hashed with; sha256 when absent. */
  readonly unpackAlgorithm?: DigestAlgorithm;
  /** Sync this file itself once it is written; otherwise the caller makes it durable (sync.ts). */
  readonly sync: boolean;
}

/** What was copied. The digest is of the bytes that were written, whatever name they go by. */
export interface CopyResult {
  readonly id: number;
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Set when the task asked to unpack and the content did unpack. */
  readonly diffId?: Digest;
  readonly unpackedBytes?: number;
  /** Why the content did not unpack. The bytes themselves are copied and `digest` holds: only this layer is bad. */
  readonly unpackFailure?: Failure;
}

/** From the pool to a worker: do these in turn. `stop` is shared memory; 1 in its only cell ends the work. */
export interface CopyOrder {
  readonly tasks: readonly CopyTask[];
  readonly stop: Int32Array<SharedArrayBuffer>;
  /** The worker goes no faster than this. */
  readonly bytesPerSecond?: number;
}

/** From a worker to the pool: any number of `bytes`, then exactly one of the other two, for each order. */
export type CopyReport =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'done'; readonly results: readonly CopyResult[] }
  | { readonly kind: 'failed'; readonly error: WorkerFailure };

/** Below this a file is copied in one go, many to an order, through the page cache. */
const SMALL_BELOW_BYTES = 1024 * 1024;

/** True for a copy that a worker does in one blocking step. */
export function isSmall(task: CopyTask): boolean {
  return task.from.sizeBytes < SMALL_BELOW_BYTES && task.unpack === undefined;
}
