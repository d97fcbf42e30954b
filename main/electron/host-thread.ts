// Room electron: the host as the window's thread sees it: calls and events over messages. Should its thread die, what waits
// is rejected and the next call starts a new one: the page shows that the host is gone until one answers.
import type { Worker } from 'node:worker_threads';
import type { Result, StowageEvent } from '../../preload/contract/events.ts';
import type { Failure } from '../../preload/contract/failure.ts';
import type { PickInfo } from '../../preload/contract/host-model.ts';
import type { CallName, JobName, OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import { StowageError } from '../errors.ts';
import type { DoorAbilities } from '../host/chooser.ts';
import type { HostReport, HostRequest } from './host-messages.ts';

type Abilities = Required<Pick<DoorAbilities, 'choose' | 'reveal' | 'secrets'>>;
/** A request before it has its id. */
type Question = HostRequest extends infer R
  ? R extends { kind: 'chosen' | 'secret' }
    ? never
    : R extends HostRequest
      ? Omit<R, 'id'>
      : never
  : never;

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

export class HostThread {
  readonly #start: () => Worker;
  readonly #abilities: Abilities;
  readonly #listeners = new Set<(event: StowageEvent) => void>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** `start` starts a thread that runs `serveHost`. */
  constructor(start: () => Worker, abilities: Abilities) {
    this.#start = start;
    this.#abilities = abilities;
  }

  /** Runs an operation of the contract. Rejects only where the host's thread dies. */
  async dispatch(name: string, input: unknown): Promise<Result<unknown>> {
    return await this.#ask<Result<unknown>>({ kind: 'call', name, input });
  }

  /** Runs an operation this door itself needs. @throws StowageError with the failure's code */
  async call<N extends CallName | JobName>(
    name: N,
    input: OperationInput<N>,
  ): Promise<N extends CallName ? OperationOutput<N> : { readonly job: string }> {
    const result = await this.dispatch(name, input);
    if (!result.ok) throw failed(result.error);
    return result.value as N extends CallName ? OperationOutput<N> : { readonly job: string };
  }

  /** Picks for paths that the user chose. */
  async offer(paths: readonly string[]): Promise<readonly PickInfo[]> {
    return await this.#ask<readonly PickInfo[]>({ kind: 'offer', paths });
  }

  /** Listens to events; the result stops listening. */
  subscribe(listener: (event: StowageEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Cancels jobs, waits for them, and closes the store. */
  async close(): Promise<void> {
    if (this.#worker !== undefined) await this.#ask({ kind: 'close' });
  }

  async #ask<Value>(question: Question): Promise<Value> {
    this.#worker ??= this.#watched(this.#start());
    this.#lastId += 1;
    const id = this.#lastId;
    const worker = this.#worker;
    return await new Promise<Value>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id } satisfies HostRequest);
    });
  }

  #watched(worker: Worker): Worker {
    let cause: unknown;
    worker.on('message', (report: HostReport) => void this.#hear(worker, report));
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      this.#worker = undefined;
      const waiting = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const { reject } of waiting) reject(new Error('the host stopped', { cause }));
      if (cause !== undefined) console.error('The host stopped:', cause);
    });
    return worker;
  }

  async #hear(worker: Worker, report: HostReport): Promise<void> {
    if (report.kind === 'event') for (const listener of this.#listeners) listener(report.event);
    if (report.kind === 'reveal') this.#abilities.reveal(report.path);
    if (report.kind === 'answer') {
      this.#waiting.get(report.id)?.resolve(report.value as never);
      this.#waiting.delete(report.id);
    }
    if (report.kind === 'choose') {
      const paths = await this.#abilities.choose(report.choose, report.suggestedName).catch(() => []);
      worker.postMessage({ kind: 'chosen', id: report.id, paths } satisfies HostRequest);
    }
    if (report.kind === 'seal' || report.kind === 'unseal') {
      const { seal, open } = this.#abilities.secrets;
      const text = await (report.kind === 'seal' ? seal : open)(report.text).catch(() => null);
      worker.postMessage({ kind: 'secret', id: report.id, text } satisfies HostRequest);
    }
  }
}

function failed({ code, params }: Failure): StowageError {
  return new StowageError(code, params);
}
