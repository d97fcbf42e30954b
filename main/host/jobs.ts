// Room host: running jobs: their cancel signals, and their progress, sent at most ten times a second with the last one
// always before the job settles.
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { JobOutcome, JobProgress, StowageEvent } from '../../preload/contract/events.ts';
import type { JobContext } from '../app/context.ts';
import { StowageError } from '../errors.ts';

const sendEveryMs = 100;
const start: JobProgress = { phase: 'opening', doneBytes: 0, totalBytes: null, item: '', newBytes: 0, sharedBytes: 0 };

interface Job {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #send: (event: StowageEvent) => void;

  constructor(send: (event: StowageEvent) => void) {
    this.#send = send;
  }

  /** Starts a job on the next turn, so that its id is known before its first event. */
  start(run: (context: JobContext) => Promise<JobOutcome>): string {
    const id = randomUUID();
    const abort = new AbortController();
    const meter = new Meter((progress) => this.#send({ type: 'job.progress', job: id, progress }));
    const carryOut = async (): Promise<void> => {
      await setImmediate();
      const outcome = await run({ signal: abort.signal, report: (update) => meter.update(update) });
      meter.flush();
      this.#jobs.delete(id);
      this.#send({ type: 'job.settled', job: id, outcome });
    };
    this.#jobs.set(id, { abort, ended: carryOut() });
    return id;
  }

  /** Asks a job to stop; it settles as cancelled. False when it has settled already. */
  cancel(id: string): boolean {
    const job = this.#jobs.get(id);
    job?.abort.abort(new StowageError('cancelled', { what: 'The job' }));
    return job !== undefined;
  }

  /** Cancels everything and waits until it has stopped. */
  async close(): Promise<void> {
    const jobs = [...this.#jobs.values()];
    for (const id of this.#jobs.keys()) this.cancel(id);
    await Promise.all(jobs.map(async (job) => await job.ended));
  }
}

/** Holds progress back so that no more than ten a second go out. */
class Meter {
  readonly #send: (progress: JobProgress) => void;
  #progress = start;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #pending = false;

  constructor(send: (progress: JobProgress) => void) {
    this.#send = send;
  }

  update(update: Partial<JobProgress>): void {
    this.#progress = { ...this.#progress, ...update };
    this.#pending = true;
    if (performance.now() - this.#sentAtMs >= sendEveryMs) this.flush();
  }

  flush(): void {
    if (!this.#pending) return;
    this.#pending = false;
    this.#sentAtMs = performance.now();
    this.#send(this.#progress);
  }
}
