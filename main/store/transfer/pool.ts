// Room store, transfer: runs copies on a few worker threads, largest first, each worker taking the next as it gets free. Workers
// start when there is work worth them and stay until `close`; jobs too small for that run here, piece by piece.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { BufferRing } from './buffer-ring.ts';
import { copyStream } from './copy-stream.ts';
import { type CopyOrder, type CopyReport, type CopyResult, type CopyTask, isSmall } from './copy-task.ts';
import { unpackFailure } from './worker-failure.ts';
import { WORKER_LIMITS } from './worker-limits.ts';

export interface RunOptions {
  /** Aborting stops every worker within a piece; the run then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Bytes gone through since the last call; some 25 calls a second for each worker. */
  readonly onBytes?: (bytes: number) => void;
  readonly onDone?: (result: CopyResult) => void;
  /** Each worker goes no faster than this, for this run and while others wait for it: for a pool of its own with one worker. */
  readonly bytesPerSecond?: number;
}

/** A job is done on the calling thread when it has no more bytes and no more tasks than this: a worker takes 30 ms to start. */
const INLINE = { maxBytes: 4 * 1024 * 1024, maxTasks: 256, bufferBytes: 1024 * 1024 } as const;

/** Small copies go to a worker in batches of no more than this. */
const BATCH = { maxBytes: 8 * 1024 * 1024, maxTasks: 256 } as const;

/** One call of `run` that workers are busy with. */
interface Run {
  readonly orders: (readonly CopyTask[])[];
  readonly stop: Int32Array<SharedArrayBuffer>;
  readonly options: RunOptions;
  readonly results: Map<number, CopyResult>;
  readonly settle: () => void;
  failure: { readonly error: unknown } | undefined;
  underWay: number;
}

export class TransferPool {
  readonly #limit: number;
  readonly #workers = new Map<Worker, Run | undefined>();
  readonly #runs: Run[] = [];
  #inline: Promise<unknown> = Promise.resolve();
  #inlineRing: BufferRing | undefined;
  #closed = false;

  /** `workers` is 2 unless given, and never more than the cores there are. */
  constructor(options: { readonly workers?: number } = {}) {
    this.#limit = Math.max(1, Math.min(options.workers ?? 2, availableParallelism()));
  }

  /**
   * Carries out `tasks`; answers in their order. Rejects with the first failure, after every other copy of this run has stopped:
   * `archive-changed` for a source that is gone or short, `no-space`, `too-many-files`, `file-system`; or with the signal's
   * reason. Of a copy that failed or was stopped no new file is left; files of those that were done stay, for the caller to
   * remove. Runs may overlap and then share the workers fairly.
   */
  async run(tasks: readonly CopyTask[], options: RunOptions = {}): Promise<readonly CopyResult[]> {
    options.signal?.throwIfAborted();
    if (this.#closed) throw poolClosed();
    const results =
      options.bytesPerSecond !== undefined || isWorthWorkers(tasks)
        ? await this.#runOnWorkers(tasks, options)
        : await this.#runInline(tasks, options);
    return tasks.map((task) => {
      const result = results.get(task.id);
      if (result === undefined) throw new Error(`copy ${task.id} was lost`);
      return result;
    });
  }

  /**
   * Ends the workers. Runs that are under way reject, and may leave half a file: a worker is ended wherever it stands. Nothing of
   * the pool keeps the process alive afterwards.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#workers.keys()].map((worker) => worker.terminate()));
    await this.#inline;
  }

  async #runInline(tasks: readonly CopyTask[], options: RunOptions): Promise<Map<number, CopyResult>> {
    const mine = this.#inline.then(async () => {
      const ring = (this.#inlineRing ??= new BufferRing(3, INLINE.bufferBytes));
      const check = (): void => {
        options.signal?.throwIfAborted();
        if (this.#closed) throw poolClosed();
      };
      const watch = { onBytes: options.onBytes ?? (() => undefined), check };
      const results = new Map<number, CopyResult>();
      for (const task of tasks) {
        check();
        const result = await copyStream(task, ring, watch);
        results.set(task.id, result);
        options.onDone?.(result);
      }
      return results;
    });
    this.#inline = mine.catch(() => undefined); // one at a time: they share the buffers
    return await mine;
  }

  async #runOnWorkers(tasks: readonly CopyTask[], options: RunOptions): Promise<Map<number, CopyResult>> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const run: Run = {
      orders: ordersOf(tasks, options.bytesPerSecond ?? BATCH.maxBytes),
      stop,
      options,
      results: new Map(),
      settle: resolve,
      failure: undefined,
      underWay: 0,
    };
    const onAbort = (): void => this.#fail(run, options.signal?.reason);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    this.#runs.push(run);
    this.#handOut();
    try {
      await promise;
    } finally {
      options.signal?.removeEventListener('abort', onAbort);
    }
    if (run.failure !== undefined) throw run.failure.error;
    return run.results;
  }

  /** Gives every idle worker an order, taking runs in turn; starts workers while there is more to do than idle hands. */
  #handOut(): void {
    for (;;) {
      const run = this.#runs.find(({ orders }) => orders.length > 0);
      if (run === undefined) return;
      const worker = this.#idleWorker();
      if (worker === undefined) return;
      const tasks = run.orders.shift() ?? [];
      this.#runs.push(...this.#runs.splice(this.#runs.indexOf(run), 1));
      this.#workers.set(worker, run);
      run.underWay += 1;
      worker.ref();
      const { bytesPerSecond } = run.options;
      worker.postMessage({
        tasks,
        stop: run.stop,
        ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
      } satisfies CopyOrder);
    }
  }

  #idleWorker(): Worker | undefined {
    for (const [worker, run] of this.#workers) if (run === undefined) return worker;
    return this.#closed || this.#workers.size >= this.#limit ? undefined : this.#start();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./copy-worker.ts', import.meta.url), {
      name: 'copy-worker',
      resourceLimits: WORKER_LIMITS,
    });
    this.#workers.set(worker, undefined);
    let crash: unknown;
    worker.on('message', (report: CopyReport) => this.#take(worker, report));
    worker.on('error', (error) => (crash = error));
    worker.on('exit', (code) => {
      const run = this.#workers.get(worker);
      this.#workers.delete(worker);
      if (this.#closed) for (const waiting of this.#runs.slice()) this.#fail(waiting, poolClosed());
      if (run !== undefined) {
        run.underWay -= 1;
        this.#fail(run, crash ?? new Error(`a copy worker died (exit code ${code})`));
      }
      this.#handOut();
    });
    return worker;
  }

  #take(worker: Worker, report: CopyReport): void {
    const run = this.#workers.get(worker);
    if (run === undefined) return;
    if (report.kind === 'bytes') {
      if (run.failure === undefined) run.options.onBytes?.(report.bytes);
      return;
    }
    this.#workers.set(worker, undefined);
    worker.unref();
    run.underWay -= 1;
    if (report.kind === 'failed') this.#fail(run, unpackFailure(report.error));
    else this.#keep(run, report.results);
    this.#settleIfDone(run);
    this.#handOut();
  }

  #keep(run: Run, results: readonly CopyResult[]): void {
    for (const result of results) {
      run.results.set(result.id, result);
      if (run.failure === undefined) run.options.onDone?.(result);
    }
  }

  /** The first failure stands; what a worker says after being told to stop does not count. */
  #fail(run: Run, error: unknown): void {
    run.failure ??= { error };
    run.orders.length = 0;
    Atomics.store(run.stop, 0, 1);
    Atomics.notify(run.stop, 0);
    this.#settleIfDone(run);
  }

  #settleIfDone(run: Run): void {
    if (run.underWay > 0 || run.orders.length > 0) return;
    const index = this.#runs.indexOf(run);
    if (index >= 0) this.#runs.splice(index, 1);
    run.settle();
  }
}

function poolClosed(): Error {
  return new Error('the transfer pool is closed');
}

function isWorthWorkers(tasks: readonly CopyTask[]): boolean {
  let bytes = 0;
  for (const { from, unpack } of tasks) bytes += unpack === undefined ? from.sizeBytes : from.sizeBytes * 4;
  return bytes > INLINE.maxBytes || tasks.length > INLINE.maxTasks;
}

/** One order for each large copy, largest first, then the small ones in batches of up to `atOnceBytes`. */
function ordersOf(tasks: readonly CopyTask[], atOnceBytes: number): (readonly CopyTask[])[] {
  const large = tasks.filter((task) => !isSmall(task)).toSorted((a, b) => b.from.sizeBytes - a.from.sizeBytes);
  const orders: (readonly CopyTask[])[] = large.map((task) => [task]);
  let batch: CopyTask[] = [];
  let batchBytes = 0;
  for (const task of tasks) {
    if (!isSmall(task)) continue;
    const isFull = batch.length >= BATCH.maxTasks || batchBytes + task.from.sizeBytes > Math.min(BATCH.maxBytes, atOnceBytes);
    if (isFull && batch.length > 0) {
      orders.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(task);
    batchBytes += task.from.sizeBytes;
  }
  if (batch.length > 0) orders.push(batch);
  return orders;
}
