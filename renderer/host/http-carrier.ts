// Room renderer/host: the contract over HTTP: calls as JSON, events as a resumable stream, files as uploads that the import
// reads while they arrive. The session is a cookie that the server set; nothing here sees it.
import type { Result, StowageEvent } from '../../preload/contract/events.ts';
import type { PickInfo } from '../../preload/contract/host-model.ts';
import type { OperationInput, OperationName } from '../../preload/contract/operations.ts';
import { ConnectionState } from './connection-state.ts';
import type { Answer, Connection, HostClient } from './host-client.ts';
import { SessionEnded } from './host-failure.ts';

const reopenMs = 1000;

export class HttpCarrier implements HostClient {
  readonly #listeners = new Set<(event: StowageEvent) => void>();
  readonly #connection = new ConnectionState(async () => {
    await postJson('/api/call', { name: 'host.describe', input: {} });
  });
  /** Files that wait for the import that reads them. A browser opens few connections, so none is taken before its time. */
  readonly #files = new Map<string, File>();
  /** Settled once the first stream has begun, or cannot. */
  readonly #streaming = Promise.withResolvers<void>();

  constructor() {
    this.#open();
  }

  readonly call = async <Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<Result<Answer<Name>>> => {
    // A change between an answer and the beginning of the stream would never be heard of.
    await this.#streaming.promise;
    try {
      const result = (await postJson('/api/call', { name, input })) as Result<Answer<Name>>;
      if ('picks' in input) void this.#sendFiles(input.picks);
      if ('sources' in input)
        void this.#sendFiles(
          input.sources.flatMap((each) => (typeof each === 'string' ? [each] : each.kind === 'archive' ? [each.pick] : [])),
        );
      return result;
    } catch (error) {
      throw this.#connection.lose(error);
    }
  };

  readonly onEvent = (listener: (event: StowageEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly onConnection = (listener: (connection: Connection) => void): (() => void) => this.#connection.listen(listener);

  readonly pickDropped = async (files: readonly File[]): Promise<readonly PickInfo[]> =>
    await Promise.all(
      files.map(async (file) => {
        const { pick } = (await this.#post('/api/uploads', { name: file.name, sizeBytes: file.size })) as { pick: string };
        this.#files.set(pick, file);
        return { pick, name: file.name };
      }),
    );

  readonly pickTarget = async (suggestedName: string): Promise<PickInfo | null> => {
    const { pick, url } = (await this.#post('/api/downloads', { name: suggestedName })) as { pick: string; url: string };
    const link = document.createElement('a');
    link.href = url;
    link.download = suggestedName;
    link.click();
    return { pick, name: suggestedName };
  };

  /** For what is refused without the host being gone: a name that is too long, say. */
  async #post(path: string, body: unknown): Promise<unknown> {
    try {
      return await postJson(path, body);
    } catch (error) {
      throw error instanceof Refused ? error : this.#connection.lose(error);
    }
  }

  /** One after the other, as the import reads them. It says itself when one breaks off; a refused one is not wanted any more. */
  async #sendFiles(picks: readonly string[]): Promise<void> {
    for (const pick of picks) {
      const file = this.#files.get(pick);
      this.#files.delete(pick);
      if (file !== undefined) await fetch(`/api/uploads/${pick}`, { method: 'PUT', body: file }).catch(() => undefined);
    }
  }

  #open(): void {
    const events = new EventSource('/api/events');
    for (const name of ['open', 'error']) events.addEventListener(name, () => this.#streaming.resolve());
    events.addEventListener('open', () => this.#connection.found());
    events.addEventListener('message', (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as StowageEvent;
      for (const listener of this.#listeners) listener(event);
    });
    // What was missed is not known any more: a connection that is lost and found asks for everything again.
    events.addEventListener('reset', () => {
      this.#connection.lose(new Error('events were missed'));
      this.#connection.found();
    });
    events.addEventListener('error', () => {
      this.#connection.lose(new Error('the event stream ended'));
      // The browser resumes a broken stream by itself; one that was refused stays closed.
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.#open(), reopenMs);
    });
  }
}

/** An answer, but not to what was asked. */
class Refused extends Error {}

async function postJson(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status === 401) throw new SessionEnded('the host does not know this page');
  if (!response.ok) throw new Refused(`${path} answered ${response.status}`);
  return await response.json();
}
