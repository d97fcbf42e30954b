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

const limits: ServerOptions = {
  maxHeaderSize: 16 << 10,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  // A layer takes as long as the line needs: what is limited is silence (socketIdleMs).
  requestTimeout: 0,
  keepAliveTimeout: 60_000,
};
const socketIdleMs = 120_000;
const maxConnections = 1_000;

/** True for an address only this computer can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** @throws StowageError port-in-use, registry-needs-tls, address-unusable */
export async function listen(endpoint: Pick<Endpoint, 'handle'>, { host, port, tls }: ListenOptions): Promise<Listening> {
  if (tls === undefined && !isLoopback(host)) throw new StowageError('registry-needs-tls', { host });
  const server = tls === undefined ? createHttpServer(limits) : createHttpsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' });
  server.maxConnections = maxConnections;
  server.setTimeout(socketIdleMs);
  server.on('request', (request, response) => void endpoint.handle(request, response));
  server.on('clientError', (_error, socket) => socket.destroy());
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
