// Room web: the contract over HTTP. A call's result goes back as it is; of a job, the streams it reads and writes are kept
// track of, so that they end when it does.
import { z } from 'zod';
import type { Result, StowageEvent } from '../../preload/contract/events.ts';
import { StowageError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Downloads } from './downloads.ts';
import type { Uploads } from './uploads.ts';

const callBody = z.strictObject({ name: z.string().max(64), input: z.unknown() });
/** Where the inputs of operations name picks; whether they are right is the host's business. */
const pickFields = z.object({ picks: z.array(z.string()).catch([]), target: z.string().optional().catch(undefined) });
const startedJob = z.object({ job: z.string() });

export class Calls {
  readonly #host: Host;
  readonly #uploads: Uploads;
  readonly #downloads: Downloads;
  readonly #picksOfJob = new Map<string, readonly string[]>();

  constructor(host: Host, uploads: Uploads, downloads: Downloads) {
    this.#host = host;
    this.#uploads = uploads;
    this.#downloads = downloads;
  }

  /** Answers the body of a request. */
  async answer(body: unknown): Promise<Result<unknown>> {
    const parsed = callBody.safeParse(body);
    if (!parsed.success) {
      const reason = 'the body is not {"name", "input"}';
      return { ok: false, error: new StowageError('input-invalid', { operation: 'call', reason }).failure };
    }
    const { name, input } = parsed.data;
    const result = await this.#host.dispatch(name, input ?? {});
    if (result.ok) this.#claim(input, result.value);
    return result;
  }

  /** Ends the streams of a job that has settled. */
  watch(event: StowageEvent): void {
    if (event.type !== 'job.settled') return;
    for (const pick of this.#picksOfJob.get(event.job) ?? []) {
      this.#uploads.release(pick);
      this.#downloads.release(pick, event.outcome.ok);
    }
    this.#picksOfJob.delete(event.job);
  }

  #claim(input: unknown, value: unknown): void {
    const started = startedJob.safeParse(value);
    const fields = pickFields.safeParse(input);
    if (!started.success || !fields.success) return;
    const { picks, target } = fields.data;
    const all = target === undefined ? picks : [...picks, target];
    if (all.length === 0) return;
    for (const pick of all) {
      this.#uploads.claim(pick);
      this.#downloads.claim(pick);
    }
    this.#picksOfJob.set(started.data.job, all);
  }
}
