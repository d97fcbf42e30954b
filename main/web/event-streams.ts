// Room web: the open event streams (server-sent events). Each gets every event of the host; one that does not keep up is
// cut, and resumes by the id it saw last.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StowageEvent } from '../../preload/contract/events.ts';
import { badRequest, sendFailure } from './answer.ts';
import { EventLog } from './event-log.ts';

const heartbeatMs = 15_000;
const reconnectMs = 1000;
const maxStreams = 64;
const maxUnsentBytes = 8 << 20;

export class EventStreams {
  readonly #log = new EventLog();
  readonly #open = new Set<ServerResponse>();
  readonly #heartbeat = setInterval(() => this.#write(':\n\n'), heartbeatMs).unref();

  /** Passes an event to every page, now or when it is back. */
  send(event: StowageEvent): void {
    this.#write(this.#log.add(event));
  }

  open(request: IncomingMessage, response: ServerResponse): void {
    if (this.#open.size >= maxStreams) return sendFailure(response, 503, badRequest('events', 'too many pages are open at once'));
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const lastId = request.headers['last-event-id'];
    response.write(`retry: ${reconnectMs}\n${this.#log.opening(typeof lastId === 'string' ? lastId : undefined)}`);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#open) response.end();
  }

  #write(text: string): void {
    for (const response of this.#open) {
      response.write(text);
      if (response.writableLength > maxUnsentBytes) response.destroy();
    }
  }
}
