// Room store, transfer: what unpacking a stream is asked and answers, and the messages between its threads. Types only.
import type { MessagePort } from 'node:worker_threads';
import type { Digest } from '../../oci/digest.ts';
import type { Compression } from '../../tar/compression.ts';
import type { TarEntry } from '../../tar/entry.ts';
import type { TarEnd } from '../../tar/grammar.ts';
import type { WorkerFailure } from './worker-failure.ts';

/** An archive that cannot be sought: compressed, or a descriptor or chunks from another thread, whose compression is sniffed. */
export type DecodeInput =
  | { readonly path: string; readonly compression: Compression }
  | { readonly fd: number }
  | { readonly chunks: MessagePort };

/** One entry that went by. Of anything but a file, `entry` is all there is. */
export interface SpooledEntry {
  readonly entry: TarEntry;
  /** Where the content lies now; absent where it was not kept. */
  readonly path?: string;
  /** Of the whole content; absent for held blobs, which are passed over unread. */
  readonly sha256?: Digest;
  /** Only for entries under `blobs/sha512/`. */
  readonly sha512?: Digest;
  /** The first 512 bytes of the content. */
  readonly head: Uint8Array;
}

/** All entries in the order of the archive, and how it ended. */
export interface UnpackedArchive extends TarEnd {
  readonly entries: readonly SpooledEntry[];
  readonly compression: Compression;
}

/** Which contents are written to the spool folder: all, or only those that may be JSON documents (a dry run). */
export type SpoolKeep = 'all' | 'documents';

export interface DecodeJob {
  readonly input: DecodeInput;
  readonly archive: string;
  readonly to: MessagePort;
}

export type DecodeReport =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'done'; readonly bytes: number; readonly compression: Compression };

export interface SpoolJob {
  readonly archive: string;
  readonly spoolFolder: string;
  readonly keep: SpoolKeep;
  readonly held: readonly string[];
  readonly from: MessagePort;
}

export type SpoolReport =
  | { readonly kind: 'entries'; readonly entries: readonly SpooledEntry[] }
  | { readonly kind: 'done'; readonly entries: readonly SpooledEntry[]; readonly end: TarEnd }
  | { readonly kind: 'failed'; readonly error: WorkerFailure };
