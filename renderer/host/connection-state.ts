// Room renderer/host: whether the host answers. Once it is lost, it is asked again every second until it is back, and
// listeners hear of each change once.
import type { Connection } from './host-client.ts';
import { HostLost, SessionEnded } from './host-failure.ts';

const retryMs = 1000;

export class ConnectionState {
  readonly #probe: () => Promise<void>;
  readonly #listeners = new Set<(connection: Connection) => void>();
  #state: Connection = 'connected';

  /** `probe` resolves where the host answers. */
  constructor(probe: () => Promise<void>) {
    this.#probe = probe;
  }

  listen(listener: (connection: Connection) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Notes the loss, starts asking, and gives the error to throw. */
  lose(cause: unknown): HostLost {
    const wasConnected = this.#state === 'connected';
    this.#set(cause instanceof SessionEnded ? 'ended' : 'lost');
    if (wasConnected) setTimeout(() => void this.#ask(), retryMs);
    return cause instanceof SessionEnded ? cause : new HostLost('the host does not answer', { cause });
  }

  found(): void {
    this.#set('connected');
  }

  async #ask(): Promise<void> {
    if (this.#state === 'connected') return;
    try {
      await this.#probe();
      this.found();
    } catch (error) {
      this.#set(error instanceof SessionEnded ? 'ended' : 'lost');
      setTimeout(() => void this.#ask(), retryMs);
    }
  }

  #set(state: Connection): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
