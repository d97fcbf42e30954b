// Room host: running jobs: their cancel signals, the answers they wait for, and their progress, sent at most ten times a
// second with the last one always before the job settles. Settled jobs stay on record until they are dismissed.
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { JobOutcome, StowageEvent } from '../../preload/contract/events.ts';
import type { ImportReport, JobRecord } from '../../preload/contract/transfer-model.ts';
import type { ImportAnswer, JobContext } from '../app/context.ts';
import { StowageError } from '../errors.ts';
import { JobLog, type JobTitle } from './job-record.ts';

const sendEveryMs = 100;
const keptSettled = 200;

type Run = (context: JobContext) => Promise<JobOutcome>;

interface Job {
  readonly title: JobTitle;
  readonly run: Run;
  readonly log: JobLog;
  readonly abort: AbortController;
  ended: Promise<void>;
  answer: ((answer: ImportAnswer | null) => void) | null;
}

export class Jobs {
  readonly #jobs = new Map<string, Job>();
  /** Ids of settled jobs in the order in which they settled: the first are forgotten first. */
  readonly #settled = new Set<string>();
  readonly #send: (event: StowageEvent) => void;

  constructor(send: (event: StowageEvent) => void) {
    this.#send = send;
  }

  /** Starts a job on the next turn, so that its id is known before its first event. */
  start(title: JobTitle, run: Run): string {
    const id = randomUUID();
    const job: Job = {
      title,
      run,
      log: new JobLog(id, title),
      abort: new AbortController(),
      ended: Promise.resolve(),
      answer: null,
    };
    this.#jobs.set(id, job);
    job.ended = this.#carryOut(id, job);
    return id;
  }

  /** Asks a job to stop; it settles as cancelled. False when it has settled already. */
  cancel(id: string): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined || this.#settled.has(id)) return false;
    job.abort.abort(new StowageError('cancelled', { what: 'The job' }));
    giveAnswer(job, null);
    return true;
  }

  /** Answers a job that waits; null stops it. False when it does not wait. */
  answer(id: string, answer: ImportAnswer | null): boolean {
    return giveAnswer(this.#find(id), answer);
  }

  /** Runs a settled job again, in its place. */
  retry(id: string): string {
    const job = this.#find(id);
    if (!job.log.record().canRetry) throw new StowageError('job-unknown', { job: id });
    this.#forget(id);
    return this.start(job.title, job.run);
  }

  /** Forgets a settled job. False when it still runs. */
  dismiss(id: string): boolean {
    this.#find(id);
    if (!this.#settled.has(id)) return false;
    this.#forget(id);
    this.#send({ type: 'job.changed', job: id });
    return true;
  }

  /** All jobs on record, the newest first; without dry runs. */
  list(): readonly JobRecord[] {
    const listed = [...this.#jobs.values()].filter(({ title }) => title.isDryRun !== true);
    return listed.map((job) => job.log.record()).toReversed();
  }

  /** The record of one job. @throws StowageError job-unknown */
  record(id: string): JobRecord {
    return this.#find(id).log.record();
  }

  /** @throws StowageError store-in-use while jobs run on the store */
  assertIdle(store: string): void {
    const jobCount = this.#jobs.size - this.#settled.size;
    if (jobCount > 0) throw new StowageError('store-in-use', { store, jobCount });
  }

  /** Cancels everything and waits until it has stopped. */
  async close(): Promise<void> {
    for (const id of this.#jobs.keys()) this.cancel(id);
    await Promise.all([...this.#jobs.values()].map(async (job) => await job.ended));
  }

  async #carryOut(id: string, job: Job): Promise<void> {
    await setImmediate();
    this.#send({ type: 'job.changed', job: id });
    const meter = new Meter(() => this.#send({ type: 'job.progress', job: id, progress: job.log.progress }));
    const outcome = await job.run({
      signal: job.abort.signal,
      report: (update) => {
        job.log.update(update);
        meter.update();
      },
      ask: async (plan) => await this.#ask(id, job, plan),
    });
    meter.flush();
    job.log.settle(outcome);
    this.#settled.add(id);
    if (job.title.isDryRun === true) this.#forget(id);
    const [oldest] = this.#settled;
    if (this.#settled.size > keptSettled && oldest !== undefined) this.#forget(oldest);
    this.#send({ type: 'job.settled', job: id, outcome });
    this.#send({ type: 'job.changed', job: id });
  }

  async #ask(id: string, job: Job, plan: ImportReport): Promise<ImportAnswer | null> {
    // Cancelled on its way here: the cancel found no question to answer.
    if (job.abort.signal.aborted) return null;
    const answered = Promise.withResolvers<ImportAnswer | null>();
    job.answer = answered.resolve;
    job.log.update({ phase: 'waiting' });
    job.log.wait(plan);
    this.#send({ type: 'job.changed', job: id });
    const answer = await answered.promise;
    job.log.wait(null);
    this.#send({ type: 'job.changed', job: id });
    return answer;
  }

  #forget(id: string): void {
    this.#jobs.delete(id);
    this.#settled.delete(id);
  }

  #find(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new StowageError('job-unknown', { job: id });
    return job;
  }
}

/** The first answer counts. False when nothing is asked. */
function giveAnswer(job: Job, answer: ImportAnswer | null): boolean {
  const { answer: give } = job;
  if (give === null) return false;
  job.answer = null;
  give(answer);
  return true;
}

/** Holds progress back so that no more than ten a second go out. */
class Meter {
  readonly #send: () => void;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #pending = false;

  constructor(send: () => void) {
    this.#send = send;
  }

  update(): void {
    this.#pending = true;
    if (performance.now() - this.#sentAtMs >= sendEveryMs) this.flush();
  }

  flush(): void {
    if (!this.#pending) return;
    this.#pending = false;
    this.#sentAtMs = performance.now();
    this.#send();
  }
}
