// Tests of the endpoint on the network, with answers of the test's own: one request of a connection after the other, nothing put
// into the middle of an answer, and silence that is not the client's.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { listen, type Patience } from '../../../../main/registry/server/listen.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Runs `use` with a function that connects to a server whose requests `handle` answers. */
async function withServer(
  handle: Handle,
  use: (send: (text: string) => Socket) => Promise<void>,
  patience?: Patience,
): Promise<void> {
  const { port, close } = await listen({ handle }, { host: '127.0.0.1', port: 0 }, patience);
  try {
    await use((sent) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.write(sent);
      return socket;
    });
  } finally {
    await close();
  }
}

/** Answers half, and leaves it there. */
async function answerHalf({ socket }: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Length': 10 }).write('01234');
  await once(socket, 'close');
}

/** Answers once the connection was silent for too long. */
async function answerLate({ socket }: IncomingMessage, response: ServerResponse): Promise<void> {
  await once(socket, 'timeout');
  response.end('done');
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const last = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;

it('answers requests that are sent ahead one after the other, each once the one before is answered', async () => {
  let underWay = 0;
  const seen: unknown[] = [];
  const handle: Handle = async ({ url }, response) => {
    seen.push([url, ++underWay]);
    await new Promise((resolve) => setImmediate(resolve));
    response.once('finish', () => underWay--).end(url);
  };
  await withServer(handle, async (send) => {
    const answers = await text(send(`${get('/1')}${get('/2')}${get('/3')}${last('/4')}`));
    expect(seen).toEqual(['/1', '/2', '/3', '/4'].map((url) => [url, 1]));
    expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(4);
  });
});

it('serves nobody who is gone by the time it is their turn', async () => {
  const seen: unknown[] = [];
  const handle: Handle = async ({ url, socket }, response) => {
    seen.push(url);
    const gone = once(socket, 'close');
    client.destroy();
    await gone;
    response.end();
  };
  let client!: Socket;
  await withServer(handle, async (send) => {
    client = send(`${get('/1')}${get('/2')}`);
    await once(client, 'close');
    await text(send(last('/3')).end());
    expect(seen).toEqual(['/1', '/3']);
  });
});

it('parts with who sends nonsense while it is being answered, and puts no other answer into that one', async () => {
  await withServer(answerHalf, async (send) => {
    const client = send(get('/'));
    let got = '';
    client.on('data', (bytes: Buffer) => {
      if (got === '') client.write('nonsense\r\n\r\n');
      got += String(bytes);
    });
    await new Promise((resolve) => client.once('close', resolve));
    expect(got).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n01234$/);
  });
});

it('waits for itself as long as it takes, and for a client that takes nothing only so long', async () => {
  const patience = { headersMs: 10_000, silenceMs: 50 };
  await withServer(answerLate, async (send) => expect(await text(send(last('/')))).toMatch(/done/), patience);

  const closed = Promise.withResolvers<void>();
  const sending: Handle = async (_request, response) => {
    response
      .once('close', closed.resolve)
      .writeHead(200, { 'Content-Length': 2 ** 30 })
      .write(Buffer.alloc(64 << 20));
    await closed.promise;
  };
  await withServer(
    sending,
    async (send) => {
      const client = send(get('/')).pause();
      await closed.promise;
      client.destroy();
    },
    patience,
  );
});
