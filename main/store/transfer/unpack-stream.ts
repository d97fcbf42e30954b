// Room store, transfer: takes apart an archive that cannot be sought, compressed or from standard input, in one pass on two
// threads: one reads and decompresses, the other parses the tar, hashes and writes. It judges nothing it finds there.
import type { Readable } from 'node:stream';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { errnoOf, StowageError } from '../../errors.ts';
import type { Compression } from '../../tar/compression.ts';
import { ChunkSender } from './chunk-channel.ts';
import type {
  DecodeInput,
  DecodeJob,
  DecodeReport,
  SpooledEntry,
  SpoolJob,
  SpoolKeep,
  SpoolReport,
  UnpackedArchive,
} from './unpack-message.ts';
import { unpackFailure } from './worker-failure.ts';
import { WORKER_LIMITS } from './worker-limits.ts';

/** An archive that cannot be sought: compressed, or a descriptor or stream, whose compression is sniffed. */
export type StreamInput = Exclude<DecodeInput, { readonly chunks: MessagePort }> | { readonly stream: Readable };

export interface UnpackOptions {
  /** What failures call the archive. */
  readonly archive: string;
  /** An empty folder that the caller owns and removes. Files of 1 MiB and more in it are synced; `syncBatch` does the rest. */
  readonly spoolFolder: string;
  readonly keep: SpoolKeep;
  /** Hex names of blobs that are here already: entries `blobs/<algorithm>/<hex>` of these are neither hashed nor kept. */
  readonly held?: readonly string[];
  readonly signal?: AbortSignal;
  /** Bytes of the input (not of the tar inside) read since the last call. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Reads `input` to its end. Fails with what `decompress` and `readTarStream` fail with, whichever comes first in the stream
 * (an empty input is `archive-empty`); `archive-changed` for a path that is gone; `no-space`, `too-many-files`, `file-system`; and
 * with the signal's reason. However it ends, its threads are gone and all descriptors closed, a descriptor that was a pipe
 * included.
 */
export async function unpackArchive(input: StreamInput, options: UnpackOptions): Promise<UnpackedArchive> {
  const { archive, spoolFolder, keep, held = [], signal } = options;
  signal?.throwIfAborted();
  const { port1, port2 } = new MessageChannel();
  const source = 'stream' in input ? sendChunks(input.stream, archive) : input;
  const decoder = new Worker(new URL('./unpack-decode-worker.ts', import.meta.url), {
    name: 'unpack-decode-worker',
    workerData: { input: source, archive, to: port1 } satisfies DecodeJob,
    transferList: 'chunks' in source ? [port1, source.chunks] : [port1],
    resourceLimits: WORKER_LIMITS,
  });
  const spooler = new Worker(new URL('./unpack-spool-worker.ts', import.meta.url), {
    name: 'unpack-spool-worker',
    workerData: { archive, spoolFolder, keep, held, from: port2 } satisfies SpoolJob,
    transferList: [port2],
    resourceLimits: WORKER_LIMITS,
  });
  const failed = Promise.withResolvers<never>();
  const onAbort = (): void => failed.reject(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  for (const worker of [decoder, spooler]) {
    worker.on('error', failed.reject);
    worker.on('exit', (code) => failed.reject(new Error(`an unpacking worker died (exit code ${code})`)));
  }
  const decoded = new Promise<Compression>((resolve) => {
    decoder.on('message', (report: DecodeReport) => {
      options.onBytes?.(report.bytes);
      if (report.kind === 'done') resolve(report.compression);
    });
  });
  const spooled = new Promise<Omit<UnpackedArchive, 'compression'>>((resolve) => {
    const entries: SpooledEntry[] = [];
    spooler.on('message', (report: SpoolReport) => {
      if (report.kind === 'failed') return failed.reject(unpackFailure(report.error));
      entries.push(...report.entries);
      if (report.kind === 'done') resolve({ ...report.end, entries });
    });
  });
  try {
    const [compression, rest] = await Promise.race([Promise.all([decoded, spooled]), failed.promise]);
    return { ...rest, compression };
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await Promise.all([decoder.terminate(), spooler.terminate()]);
    if ('stream' in input) input.stream.destroy();
  }
}

/** Passes a stream of this thread on as fast as it is taken. Its failure arrives after what came before it. */
function sendChunks(stream: Readable, archive: string): DecodeInput {
  const { port1, port2 } = new MessageChannel();
  const sender = new ChunkSender(port1);
  let atBytes = 0;
  const send = async (): Promise<void> => {
    for await (const bytes of stream as AsyncIterable<Uint8Array>) {
      await sender.send(bytes);
      atBytes += bytes.length;
    }
  };
  // A connection that was cut, a stream that was destroyed: what the system says of it helps nobody.
  const coded = (error: unknown): unknown =>
    error instanceof StowageError || errnoOf(error) === undefined
      ? error
      : new StowageError('archive-truncated', { archive, entry: '', atBytes }, { cause: error });
  send().then(
    () => sender.end(),
    (error: unknown) => sender.end({ error: coded(error) }),
  );
  return { chunks: port2 };
}
