// Tests of a file on its way into a response: every range whole, and whoever goes away is let go.
import { once } from 'node:events';
import { readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BlobStreams } from '../../../../main/registry/server/blob-stream.ts';
import type { Pace } from '../../../../main/registry/server/body.ts';
import type { ByteRange } from '../../../../main/registry/server/byte-range.ts';
import { temporaryFolder } from '../../opened-store.ts';

const sizeBytes = 5_000_000;
const bytes = Buffer.from(Uint32Array.from({ length: sizeBytes / 4 }, (_, index) => index * 2_654_435_761).buffer);

/** Runs `use` with the address of a server that sends ranges of one file; `sent` gets what became of each. */
async function withFile(
  use: (fetchRange: (range: ByteRange) => ReturnType<typeof request>, sent: Promise<unknown>[], path: string) => Promise<void>,
  pace: Pace = { windowMs: 120_000, leastBytes: 60_000 },
): Promise<void> {
  const folder = temporaryFolder();
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  const streams = new BlobStreams(pace);
  const sent: Promise<unknown>[] = [];
  const server = createServer((asked, response: ServerResponse) => {
    const [first = 0, last = 0] = (asked.url ?? '').slice(1).split('-').map(Number);
    sent.push(streams.send(path, { first, last }, response).catch((error: unknown) => error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await use(
      ({ first, last }) => request({ host: '127.0.0.1', port, path: `/${first}-${last}`, agent: false }).end(),
      sent,
      path,
    );
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

it('sends any range, to any number of clients at once, byte for byte', async () => {
  await withFile(async (fetchRange) => {
    const at = fc.nat({ max: sizeBytes - 1 });
    const range = fc.tuple(at, at).map(([one, other]) => ({ first: Math.min(one, other), last: Math.max(one, other) }));
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 40 }), async (ranges) => {
        await Promise.all(
          ranges.map(async ({ first, last }) => {
            const [reply] = (await once(fetchRange({ first, last }), 'response')) as Parameters<typeof buffer>;
            expect((await buffer(reply)).equals(bytes.subarray(first, last + 1))).toBe(true);
          }),
        );
      }),
      { numRuns: 10 },
    );
  });
});

it('lets go of clients that go away, however much they have read, and of the file', async () => {
  await withFile(async (fetchRange, sent, path) => {
    const readBytes = fc.sample(fc.oneof(fc.constant(0), fc.nat({ max: sizeBytes })), { numRuns: 40, seed: 1 });
    await Promise.all(
      readBytes.map(async (stopAt) => {
        const asked = fetchRange({ first: 0, last: sizeBytes - 1 }).on('error', () => undefined);
        const [reply] = (await once(asked, 'response')) as [IncomingMessage];
        let seen = 0;
        for await (const chunk of stopAt === 0 ? [] : reply) {
          seen += (chunk as Buffer).length;
          if (seen >= stopAt) break;
        }
        asked.destroy();
      }),
    );
    const outcomes = await Promise.all(sent);
    expect(outcomes).toHaveLength(readBytes.length);
    for (const outcome of outcomes.filter((one) => one !== undefined))
      expect(outcome).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    expect(outcomes.filter((one) => one !== undefined)).not.toEqual([]);
    if (process.platform === 'linux') expect(openFiles()).not.toContain(path);
    // Buffers go on to later responses; none that was under way may.
    for (let round = 0; round < 6; round++) {
      const [reply] = (await once(fetchRange({ first: 0, last: sizeBytes - 1 }), 'response')) as Parameters<typeof buffer>;
      expect((await buffer(reply)).equals(bytes)).toBe(true);
    }
  });
});

it('lets go of a client that takes less than a piece in the time of one', async () => {
  await withFile(
    async (fetchRange, sent) => {
      // More than sockets take in for a client that reads nothing.
      const asked = Array.from({ length: 4 }, () => fetchRange({ first: 0, last: sizeBytes - 1 }).on('error', () => undefined));
      for (const reply of await Promise.all(asked.map(async (one) => (await once(one, 'response')) as [IncomingMessage])))
        reply[0].pause();
      expect(await Promise.all(sent)).toContainEqual(expect.objectContaining({ code: 'ERR_STREAM_PREMATURE_CLOSE' }));
      for (const one of asked) one.destroy();
    },
    { windowMs: 100, leastBytes: 1 << 20 },
  );
});

function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  });
}
