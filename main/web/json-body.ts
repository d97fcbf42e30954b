// Room web: the JSON a request brings, up to a limit and within a time. Anything else is refused before it is parsed.
import type { IncomingMessage } from 'node:http';

/** Room for the largest input the contract allows that anyone would send: ten thousand names. */
const bodyLimitBytes = 8 << 20;
const bodyWithinMs = 30_000;

/** A body that cannot be taken, with the status to answer. */
export class BodyRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The parsed body. @throws BodyRefused */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  // A page elsewhere may send text without asking first, JSON it may not.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new BodyRefused(415, 'the body is not application/json');
  if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) throw tooLarge();
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyRefused(400, 'the body is not valid JSON');
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const late = setTimeout(() => request.destroy(), bodyWithinMs);
  try {
    // A body that is refused half-way is not torn down: its answer has to arrive.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > bodyLimitBytes) throw tooLarge();
      chunks.push(chunk as Buffer);
    }
  } finally {
    clearTimeout(late);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): BodyRefused {
  return new BodyRefused(413, `the body is larger than ${bodyLimitBytes} bytes`);
}
