// Room store, transfer: the worker thread that takes a tar apart as it arrives from the decoding thread. It reports entries to
// the main thread in batches, then how the tar ended, or the first failure in the order of the stream.
import { parentPort, workerData } from 'node:worker_threads';
import { readTarStream, type TarPiece } from '../../tar/stream.ts';
import { receiveChunks } from './chunk-channel.ts';
import { ContentSpooler } from './content-spooler.ts';
import type { SpooledEntry, SpoolJob, SpoolReport } from './unpack-message.ts';
import { packFailure } from './worker-failure.ts';

const ENTRIES_AT_ONCE = 256;

const job = workerData as SpoolJob;
const report = (message: SpoolReport): void => parentPort?.postMessage(message);

async function spool(): Promise<void> {
  const spooler = new ContentSpooler(job.spoolFolder, job.keep, job.held);
  const pieces = readTarStream(receiveChunks(job.from), job.archive);
  const entries: SpooledEntry[] = [];
  let inFile = false;
  for (;;) {
    const next = await pieces.next();
    if (next.done !== true && next.value.kind === 'data') {
      await spooler.add(next.value.bytes);
      continue;
    }
    if (inFile) entries.push(await spooler.end());
    if (next.done === true) {
      await spooler.finish();
      report({ kind: 'done', entries, end: next.value });
      return;
    }
    if (entries.length >= ENTRIES_AT_ONCE) report({ kind: 'entries', entries: entries.splice(0) });
    const { entry } = next.value as Extract<TarPiece, { readonly kind: 'entry' }>;
    inFile = entry.type === 'file';
    if (inFile) spooler.begin(entry);
    else entries.push({ entry, head: new Uint8Array(0) });
  }
}

spool().catch((error: unknown) => report({ kind: 'failed', error: packFailure(error) }));
