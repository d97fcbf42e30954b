// Room registry, server: the endpoint on the network: HTTP on this computer, HTTPS everywhere else, with limits that slow and
// hostile clients meet before the store does.
import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { errnoOf, StowageError } from '../../errors.ts';
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
  /** Nothing comes and nothing goes: a layer takes as long as the line needs, what is limited is silence. */
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
  server.on('request', (request, response) => void endpoint.handle(request, response));
  server.on('clientError', (error, socket) => {
    const status = unreadable[errnoOf(error) ?? ''] ?? '400 Bad Request';
    if (!socket.writable) socket.destroy();
    else socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
  });
  await listening(server, host, port);
  const close = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await stopped;
  };
  return { host, port: (server.address() as AddressInfo).port, close };
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
