// Room host: the one way into the application for every door: a contract name and an input in, a result out. It validates,
// runs, and never throws across the border.
import { randomUUID } from 'node:crypto';
import type { JobOutcome, Result, StowageEvent } from '../../preload/contract/events.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import { type CallName, type JobName, type OperationName, operations } from '../../preload/contract/operations.ts';
import type { AppContext } from '../app/context.ts';
import { StowageError } from '../errors.ts';
import { callHandlers, jobHandlers } from './handlers.ts';
import { Jobs } from './jobs.ts';
import { Picks } from './picks.ts';

export interface HostOptions {
  readonly app: AppContext;
  /** Ends what the application holds open. */
  readonly closeApp: () => Promise<void>;
  /** Gets the details of an unexpected error, with the id its user sees. */
  readonly onInternal: (reference: string, error: unknown) => void;
}

export class Host {
  readonly picks = new Picks();
  readonly #options: HostOptions;
  readonly #listeners = new Set<(event: StowageEvent) => void>();
  readonly #jobs = new Jobs((event) => this.#send(event));

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Runs a call, or starts a job and answers `{job}`. Never throws. */
  async dispatch(name: string, input: unknown): Promise<Result<unknown>> {
    try {
      return { ok: true, value: await this.#run(name, input) };
    } catch (error) {
      return { ok: false, error: this.#failure(error) };
    }
  }

  /** Listens to the events of all jobs; the result stops listening. */
  subscribe(listener: (event: StowageEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Cancels jobs, waits for them, and closes the store. */
  async close(): Promise<void> {
    await this.#jobs.close();
    await this.#options.closeApp();
  }

  async #run(name: string, input: unknown): Promise<unknown> {
    if (!Object.hasOwn(operations, name)) throw new StowageError('operation-unknown', { operation: name });
    const operation = operations[name as OperationName];
    const parsed = operation.input.safeParse(input);
    if (!parsed.success) {
      const reason = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      throw new StowageError('input-invalid', { operation: name, reason });
    }
    if (name === 'job.cancel') return { cancelled: this.#jobs.cancel((parsed.data as { job: string }).job) };
    if (operation.kind === 'call') return await this.#call(name as Exclude<CallName, 'job.cancel'>, parsed.data);
    return { job: this.#start(name as JobName, parsed.data) };
  }

  async #call(name: Exclude<CallName, 'job.cancel'>, input: unknown): Promise<unknown> {
    // The table pairs names with handlers; TypeScript cannot follow a name it does not know.
    const handler = callHandlers[name] as (app: AppContext, input: unknown) => Promise<unknown>;
    return await handler(this.#options.app, input);
  }

  #start(name: JobName, input: unknown): string {
    const handler = jobHandlers[name] as (...parameters: unknown[]) => Promise<unknown>;
    return this.#jobs.start(async (job) => {
      try {
        return { ok: true, value: await handler(this.#options.app, job, input, this.picks) } as JobOutcome;
      } catch (error) {
        return { ok: false, error: this.#failure(job.signal.aborted ? job.signal.reason : error) };
      }
    });
  }

  #failure(error: unknown): Failure {
    if (error instanceof StowageError) return error.failure;
    const reference = randomUUID();
    this.#options.onInternal(reference, error);
    return { code: 'internal', params: { message: error instanceof Error ? error.message : String(error) }, reference };
  }

  #send(event: StowageEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
