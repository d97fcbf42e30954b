// Room store, transfer: the worker thread that copies. One order at a time; it answers each with a report and keeps its buffers
// for the next. Kept small in what it imports, for it is started while someone waits.
import { parentPort } from 'node:worker_threads';
import { BufferRing } from './buffer-ring.ts';
import { SmallCopier } from './copy-small.ts';
import { copyStream } from './copy-stream.ts';
import { type CopyOrder, type CopyReport, type CopyResult, isSmall } from './copy-task.ts';
import { packFailure } from './worker-failure.ts';

/** Three go round: one being read, one hashed and written, one still being written. 4 MiB and up keep a disk busy. */
const RING = { count: 3, sizeBytes: 4 * 1024 * 1024 } as const;

/** Progress goes out no more often than this. */
const REPORT_EVERY_MS = 40;

const port = parentPort;
if (port === null) throw new Error('copy-worker is a worker thread');
const report = (message: CopyReport): void => port.postMessage(message);

let ring: BufferRing | undefined;
let unreportedBytes = 0;
let reportedAtMs = 0;
let paceUntilMs = 0;

function onBytes(bytes: number): void {
  unreportedBytes += bytes;
  if (performance.now() - reportedAtMs >= REPORT_EVERY_MS) reportBytes();
}

function reportBytes(): void {
  reportedAtMs = performance.now();
  if (unreportedBytes > 0) report({ kind: 'bytes', bytes: unreportedBytes });
  unreportedBytes = 0;
}

/** Waits until this many bytes may have gone through; a stop ends the wait. Nothing else runs on this thread meanwhile. */
function pace({ stop, bytesPerSecond }: CopyOrder, bytes: number): void {
  if (bytesPerSecond === undefined) return;
  reportBytes();
  const nowMs = performance.now();
  paceUntilMs = Math.max(paceUntilMs, nowMs) + (bytes * 1000) / bytesPerSecond;
  Atomics.wait(stop, 0, 0, paceUntilMs - nowMs);
}

async function carryOut(order: CopyOrder): Promise<readonly CopyResult[]> {
  ring ??= new BufferRing(RING.count, RING.sizeBytes);
  const check = (): void => {
    if (Atomics.load(order.stop, 0) !== 0) throw new Error('stopped');
  };
  const watch = {
    check,
    onBytes: (bytes: number): void => {
      onBytes(bytes);
      pace(order, bytes);
    },
  };
  const results: CopyResult[] = [];
  const scratch = await ring.take();
  const small = new SmallCopier(scratch);
  try {
    for (const task of order.tasks.filter(isSmall)) {
      check();
      results.push(small.copy(task));
      watch.onBytes(task.from.sizeBytes);
    }
  } finally {
    small.close();
    ring.release(scratch);
  }
  for (const task of order.tasks) if (!isSmall(task)) results.push(await copyStream(task, ring, watch));
  return results;
}

async function answer(order: CopyOrder): Promise<void> {
  try {
    const results = await carryOut(order);
    reportBytes();
    report({ kind: 'done', results });
  } catch (error) {
    unreportedBytes = 0;
    report({ kind: 'failed', error: packFailure(error) });
  }
}

port.on('message', (order: CopyOrder) => void answer(order));
