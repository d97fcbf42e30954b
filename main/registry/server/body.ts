// Room registry, server: a request's body on its way in: as fast as the store takes it, no slower than a line can be, and what is
// left of it where the answer is known before its end.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from './registry-error.ts';

/** The slowest a client may be: while it is waited for, so many bytes in each window. */
export interface Pace {
  readonly windowMs: number;
  readonly leastBytes: number;
}

/** A client that was refused while it sends is listened to for so long, so that it gets to read why. */
export const lingerMs = 5_000;

/**
 * The body, piece by piece; a client that asked whether to send it is told to. Whoever stops early leaves the connection to the
 * answer. @throws RegistryError 408 where the client is slower than `pace`, along with its connection
 */
export async function* bodyOf(
  request: IncomingMessage,
  response: ServerResponse,
  { windowMs, leastBytes }: Pace,
): AsyncGenerator<Buffer, void, void> {
  if (request.headers.expect !== undefined && request.httpVersion !== '1.0') response.writeContinue();
  let cameBytes = 0;
  let isAwaited = true;
  const window = setInterval(() => {
    if (isAwaited && cameBytes < leastBytes)
      request.destroy(new RegistryError(408, 'DENIED', `Fewer than ${leastBytes} bytes came in ${windowMs / 1000} seconds`));
    cameBytes = 0;
  }, windowMs);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      isAwaited = false;
      cameBytes += (chunk as Buffer).length;
      yield chunk as Buffer;
      isAwaited = true;
    }
  } finally {
    clearInterval(window);
  }
}

/**
 * Ends a response whose request goes on. What still comes is thrown away for a while: a connection that is closed with bytes
 * unread takes the answer along (RFC 9112, 9.6).
 */
export function endEarly(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  response.flushHeaders();
  if (request.method !== 'HEAD') response.write(body);
  const patience = setTimeout(() => response.end(), lingerMs).unref();
  const end = (): void => {
    clearTimeout(patience);
    response.end();
  };
  if (request.destroyed) end();
  else request.once('close', end).resume();
}
