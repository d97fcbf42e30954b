// Room registry, server: asks the worker thread whether a password fits a hash. The thread starts with the first question and ends
// with `close`.
import { Worker } from 'node:worker_threads';
import { WORKER_LIMITS } from '../../store/transfer/worker-limits.ts';
import type { PasswordAnswer, PasswordQuestion } from './password-worker.ts';

export class Passwords {
  readonly #asked = new Map<number, PromiseWithResolvers<boolean>>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** Rejects where the thread ends first. */
  async fits(password: string, hash: string): Promise<boolean> {
    const answer = Promise.withResolvers<boolean>();
    const question: PasswordQuestion = { id: ++this.#lastId, password, hash };
    this.#asked.set(question.id, answer);
    (this.#worker ??= this.#start()).postMessage(question);
    return await answer.promise;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./password-worker.ts', import.meta.url), {
      name: 'password-worker',
      resourceLimits: WORKER_LIMITS,
    });
    let crash: unknown;
    worker.on('message', ({ id, fits }: PasswordAnswer) => {
      this.#asked.get(id)?.resolve(fits);
      this.#asked.delete(id);
    });
    worker.on('error', (error) => (crash = error));
    worker.on('exit', () => {
      this.#worker = undefined;
      for (const answer of this.#asked.values()) answer.reject(crash ?? new Error('no passwords are compared any more'));
      this.#asked.clear();
    });
    return worker;
  }
}
