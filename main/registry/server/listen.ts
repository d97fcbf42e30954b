// Room registry, server: the endpoint on the network: HTTP on this computer, HTTPS everywhere else, with limits that slow and
// hostile clients meet before the store does.
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { errnoOf, StowageError } from '../../errors.ts';
import { lingerMs } from './body.ts';
import type { Endpoint } from './endpoint.ts';

export interface ListenOptions {
  /** `127.0.0.1`, `::1`, `0.0.0.0`, a name of this host. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** PEM of key and certificate; needed beyond this computer. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Ends every connection. */
  readonly close: () => Promise<void>;
}

/** How long clients are waited for. */
export interface Patience {
  /** For all of a request's headers, and for the handshake of TLS. */
  readonly headersMs: number;
  /** Nothing comes and nothing goes, and it is the client's turn. */
  readonly silenceMs: number;
}

const patient: Patience = { headersMs: 10_000, silenceMs: 120_000 };
const maxConnections = 1_000;

function limitsOf({ headersMs }: Patience): ServerOptions {
  return {
    maxHeaderSize: 16 << 10,
    headersTimeout: headersMs,
    connectionsCheckingInterval: headersMs / 5,
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
  };
}

/** What those get whose request cannot be read. */
const unreadable: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** True for an address only this computer can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** @throws StowageError port-in-use, registry-needs-tls, address-unusable */
export async function listen(
  endpoint: Pick<Endpoint, 'handle'>,
  { host, port, tls }: ListenOptions,
  patience: Patience = patient,
): Promise<Listening> {
  if (tls === undefined && !isLoopback(host)) throw new StowageError('registry-needs-tls', { host });
  const limits = limitsOf(patience);
  const server =
    tls === undefined
      ? createHttpServer(limits)
      : createHttpsServer({
          ...limits,
          key: tls.key,
          cert: tls.cert,
          minVersion: 'TLSv1.2',
          handshakeTimeout: patience.headersMs,
        });
  server.maxConnections = maxConnections;
  server.setTimeout(patience.silenceMs);
  serveInTurn(server, endpoint);
  await listening(server, host, port);
  const close = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await stopped;
  };
  return { host, port: (server.address() as AddressInfo).port, close };
}

/** One request of a connection after the other: whoever sends many ahead gets no more of this computer than others. */
function serveInTurn(server: Server, endpoint: Pick<Endpoint, 'handle'>): void {
  /** What each connection is being answered. */
  const answers = new WeakMap<Duplex, ServerResponse>();
  const turns = new WeakMap<Duplex, Promise<void>>();
  const parting = new WeakSet<Duplex>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    const serve = async (): Promise<void> => {
      if (socket.destroyed || parting.has(socket)) return;
      answers.set(socket, response);
      const closed = new Promise((resolve) => response.once('close', resolve));
      await endpoint.handle(request, response);
      await closed;
    };
    turns.set(socket, (turns.get(socket) ?? Promise.resolve()).then(serve));
  };
  server.on('request', onRequest);
  // Whether the body is wanted shows when it is read.
  server.on('checkContinue', onRequest);
  server.on('timeout', (socket) => {
    const answer = answers.get(socket);
    // A digest of a large blob takes its time, and the client waits.
    const isOurTurn = answer?.req.complete === true && !answer.headersSent;
    if (!isOurTurn) socket.destroy();
  });
  server.on('clientError', (error, socket) => {
    if (parting.has(socket)) return;
    const answer = answers.get(socket);
    // In the middle of an answer, another one would be taken for its bytes.
    const isAnswering = answer?.headersSent === true && !answer.writableFinished;
    if (!socket.writable || isAnswering) {
      socket.destroy();
      return;
    }
    parting.add(socket);
    const status = unreadable[errnoOf(error) ?? ''] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    // As `endEarly`: for as long as it goes on sending.
    setTimeout(() => socket.destroy(), lingerMs).unref();
  });
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EADDRINUSE') throw new StowageError('port-in-use', { port }, { cause: error });
    throw new StowageError('address-unusable', { host, port, errno }, { cause: error });
  }
}
