// Tests of how slow the body of a request may come, by a clock of the test's: windows end when it says so.
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bodyOf } from '../../../../main/registry/server/body.ts';

const pace = { windowMs: 120_000, leastBytes: 1000 };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

interface Reader {
  readonly client: Socket;
  /** Bytes that came. */
  readonly came: () => number;
  /** How it ended: all of it, or why not; null while it goes on. */
  readonly outcome: () => unknown;
  /** Let go, the server takes no more until then. */
  readonly pause: PromiseWithResolvers<void>;
}

/** Runs `use` with a client that has sent the head of a request of 100,000 bytes; `isHeld` stops the server after the first piece. */
async function withBody(isHeld: boolean, use: (reader: Reader) => Promise<void>): Promise<void> {
  let came = 0;
  let outcome: unknown = null;
  const pause = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const read = async (): Promise<string> => {
      for await (const chunk of bodyOf(request, response, pace)) {
        came += chunk.length;
        if (isHeld) await pause.promise;
      }
      return 'whole';
    };
    void read()
      .catch((error: unknown) => error)
      .then((end) => (outcome = end));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
    .on('error', () => undefined)
    .resume();
  client.write('PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
  try {
    await use({ client, came: () => came, outcome: () => outcome, pause });
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
}

/** Sends, and ends a window once all of it has come. */
async function sendInOneWindow({ client, came }: Reader, sizeBytes: number): Promise<void> {
  const after = came() + sizeBytes;
  client.write(Buffer.alloc(sizeBytes));
  await expect.poll(came, { interval: 1 }).toBe(after);
  vi.advanceTimersByTime(pace.windowMs);
}

it('takes a body that is just fast enough, however long it takes', async () => {
  await withBody(false, async (reader) => {
    for (let sentBytes = 0; sentBytes < 99_000; sentBytes += 1000) await sendInOneWindow(reader, 1000);
    reader.client.write(Buffer.alloc(1000));
    await expect.poll(reader.outcome, { interval: 1 }).toBe('whole');
  });
});

it('parts with a body that is slower, in its first window or after a fast one', async () => {
  for (const windows of [[999], [5000, 999]]) {
    await withBody(false, async (reader) => {
      for (const sizeBytes of windows) await sendInOneWindow(reader, sizeBytes);
      await expect.poll(reader.outcome, { interval: 1 }).toMatchObject({ status: 408 });
      await expect.poll(() => reader.client.closed, { interval: 1 }).toBe(true);
    });
  }
});

it('counts no time in which the client waits', async () => {
  await withBody(true, async (reader) => {
    await sendInOneWindow(reader, 1);
    vi.advanceTimersByTime(9 * pace.windowMs);
    reader.pause.resolve();
    reader.client.write(Buffer.alloc(99_999));
    await expect.poll(reader.outcome, { interval: 1 }).toBe('whole');
  });
});
