// Room registry, client: the body of an answer, read whole, up to a size beyond which it is nothing a registry sends.
import type { IncomingMessage } from 'node:http';
import { errnoOf, StowageError } from '../../errors.ts';

/** @throws StowageError remote-error: it is longer; remote-unreachable: the line broke */
export async function readUpTo(response: IncomingMessage, limitBytes: number, registry: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > limitBytes) break;
    }
  } catch (error) {
    if (!['ECONNRESET', 'ETIMEDOUT', 'EPIPE'].includes(errnoOf(error) ?? '')) throw error;
    throw new StowageError('remote-unreachable', { registry, reason: 'the line broke' }, { cause: error });
  }
  if (sizeBytes <= limitBytes) return Buffer.concat(chunks);
  const reason = `its answer is longer than ${limitBytes} bytes`;
  throw new StowageError('remote-error', { registry, status: response.statusCode ?? 0, reason });
}
