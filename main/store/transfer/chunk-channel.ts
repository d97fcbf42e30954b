// Room store, transfer: bytes from one thread to another, in order, through a few buffers that travel to and fro. The receiver
// hands them on as an async iterable; a sender that is too fast waits.
import type { MessagePort } from 'node:worker_threads';
import { packFailure, unpackFailure, type WorkerFailure } from './worker-failure.ts';

/** Every chunk but the last is this long. */
const CHUNK_BYTES = 1024 * 1024;

const CHUNKS = 8;

/** Chunks the receiver keeps after they were read: the tar reader may hold an extension header of up to 1 MiB, piecemeal, until its end. */
const KEPT_CHUNKS = 2;

type ChunkMessage =
  | { readonly kind: 'chunk'; readonly buffer: ArrayBuffer; readonly sizeBytes: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: WorkerFailure };

export class ChunkSender {
  readonly #port: MessagePort;
  readonly #free: ArrayBuffer[] = [];
  #left = CHUNKS;
  #filling: Uint8Array<ArrayBuffer> | undefined;
  #filledBytes = 0;
  #wake: () => void = () => undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (buffer: ArrayBuffer) => {
      this.#free.push(buffer);
      this.#wake();
    });
  }

  /** Sends a copy of `bytes`, whole chunks at a time; the caller may reuse them once this resolves. */
  async send(bytes: Uint8Array): Promise<void> {
    let sent = 0;
    while (sent < bytes.length) {
      const chunk = (this.#filling ??= new Uint8Array(await this.#emptyBuffer()));
      const part = bytes.subarray(sent, sent + chunk.length - this.#filledBytes);
      chunk.set(part, this.#filledBytes);
      sent += part.length;
      this.#filledBytes += part.length;
      if (this.#filledBytes === chunk.length) this.#flush();
    }
  }

  /** Everything is sent; or, given an error, nothing more can be: the receiver meets it after what was sent before. */
  end(failure?: { readonly error: unknown }): void {
    this.#flush();
    this.#post(failure === undefined ? { kind: 'end' } : { kind: 'failed', error: packFailure(failure.error) });
  }

  #flush(): void {
    const chunk = this.#filling;
    if (chunk === undefined) return;
    this.#post({ kind: 'chunk', buffer: chunk.buffer, sizeBytes: this.#filledBytes }, [chunk.buffer]);
    this.#filling = undefined;
    this.#filledBytes = 0;
  }

  #post(message: ChunkMessage, transfer: readonly ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  async #emptyBuffer(): Promise<ArrayBuffer> {
    if (this.#free.length === 0 && this.#left > 0) {
      this.#left -= 1;
      return new ArrayBuffer(CHUNK_BYTES);
    }
    for (;;) {
      const buffer = this.#free.pop();
      if (buffer !== undefined) return buffer;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** What arrives on `port`, to be read once. A chunk is good until KEPT_CHUNKS more were asked for. Throws what the sender ended with. */
export async function* receiveChunks(port: MessagePort): AsyncGenerator<Uint8Array, void, undefined> {
  const arrived: ChunkMessage[] = [];
  const kept: ArrayBuffer[] = [];
  let wake: (() => void) | undefined;
  port.on('message', (message: ChunkMessage) => {
    arrived.push(message);
    wake?.();
  });
  for (;;) {
    const message = arrived.shift();
    if (message === undefined) {
      await new Promise<void>((resolve) => (wake = resolve));
      continue;
    }
    if (message.kind === 'end') return;
    if (message.kind === 'failed') throw unpackFailure(message.error);
    yield new Uint8Array(message.buffer, 0, message.sizeBytes);
    kept.push(message.buffer);
    const done = kept.length > KEPT_CHUNKS ? kept.shift() : undefined;
    if (done !== undefined) port.postMessage(done, [done]);
  }
}
