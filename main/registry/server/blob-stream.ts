// Room registry, server: a range of a file on its way into a response. It reads ahead while the socket takes what was read, into
// a few buffers that go round: a stream of Node's reads only when everything is written, and takes twice as long.
import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { BufferRing } from '../../store/transfer/buffer-ring.ts';
import type { Pace } from './body.ts';
import type { ByteRange } from './byte-range.ts';

const buffersEach = 3;
/** The more responses there are, the smaller their buffers, so that memory stays flat: from so many on, of so many bytes. */
const pieceSizes = [
  [33, 128 << 10],
  [9, 256 << 10],
  [0, 1 << 20],
] as const;
const leastPiece = 64 << 10;
/** Buffers of so many responses are kept for the next ones: new ones cost page faults, and garbage collections of the whole heap. */
const mostIdle = 4;

export class BlobStreams {
  readonly #pace: Pace;
  readonly #idle: BufferRing[] = [];
  #active = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /**
   * Sends the bytes and ends the response. Rejects where the client goes away, or is as slow as if (ERR_STREAM_PREMATURE_CLOSE),
   * or the disk fails.
   */
  async send(path: string, { first, last }: ByteRange, response: ServerResponse): Promise<void> {
    this.#active++;
    try {
      const ring = this.#ringFor(last + 1 - first);
      // What the socket took shows by the piece only.
      const pieceMs = (ring.sizeBytes * this.#pace.windowMs) / this.#pace.leastBytes;
      await sendRange(path, { first, last }, response, { ring, pieceMs });
      // After a failure some of its buffers may still be under way.
      if (ring.count === buffersEach && this.#idle.length < mostIdle) this.#idle.push(ring);
    } finally {
      this.#active--;
    }
  }

  #ringFor(sizeBytes: number): BufferRing {
    const most = pieceSizes.find(([from]) => this.#active >= from)?.[1] ?? leastPiece;
    const count = Math.min(buffersEach, Math.ceil(sizeBytes / most));
    const idle = this.#idle.find((ring) => count === buffersEach && ring.sizeBytes === most);
    if (idle !== undefined) this.#idle.splice(this.#idle.indexOf(idle), 1);
    return idle ?? new BufferRing(count, Math.min(most, Math.ceil(sizeBytes / leastPiece) * leastPiece));
  }
}

async function sendRange(
  path: string,
  { first, last }: ByteRange,
  response: ServerResponse,
  { ring, pieceMs }: { readonly ring: BufferRing; readonly pieceMs: number },
): Promise<void> {
  const end = last + 1;
  const done = Promise.withResolvers<void>();
  // Wakes whoever waits, for a buffer or for the end. Racing for each piece would keep every promise until the last is sent.
  const onClose = (): void => {
    if (!response.writableFinished) ring.release(new Uint8Array(0));
    done.resolve();
  };
  response.once('close', onClose);
  let takenBefore = 0;
  let taken = 0;
  const slowness = setInterval(() => {
    if (taken === takenBefore) response.destroy();
    takenBefore = taken;
  }, pieceMs);
  const file = await open(path);
  try {
    for (let at = first; at < end; ) {
      const buffer = await ring.take();
      refuseGone(response.destroyed);
      const { bytesRead } = await file.read(buffer, 0, Math.min(ring.sizeBytes, end - at), at);
      if (bytesRead === 0) throw new Error(`${path} became shorter`);
      at += bytesRead;
      response.write(buffer.subarray(0, bytesRead), () => {
        taken++;
        ring.release(buffer);
      });
    }
    response.end(done.resolve);
    await done.promise;
    refuseGone(!response.writableFinished);
  } finally {
    clearInterval(slowness);
    response.off('close', onClose);
    await file.close();
  }
}

function refuseGone(isGone: boolean): void {
  if (isGone) throw Object.assign(new Error('the client went away'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
