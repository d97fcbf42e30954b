// Room web: the server itself: on this machine only, for as long as it is wanted, and gone at once when it is not.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errnoOf, StowageError } from '../errors.ts';
import type { DoorAbilities } from '../host/chooser.ts';
import type { Host } from '../host/host.ts';
import { Calls } from './call.ts';
import { Downloads } from './downloads.ts';
import { EventStreams } from './event-streams.ts';
import { allowedHosts } from './origin-check.ts';
import { rendererFiles } from './renderer-files.ts';
import { type Interface, route } from './router.ts';
import { Session } from './session.ts';
import { Uploads } from './uploads.ts';

const address = '127.0.0.1';

/** What this door offers: files come and go through the browser, and paths are named on the host. */
export const webDoor: DoorAbilities = {
  info: { door: 'web', nativeDialogs: false, showInFolder: false, uploads: true, hostPaths: true },
};

export interface ServeOptions {
  readonly host: Host;
  /** 0 for any that is free. */
  readonly port: number;
  /** Where the built interface is. */
  readonly rendererFolder: string;
}

export interface Served {
  /** With the token that is worth one visit. */
  readonly url: string;
  /** Cancels jobs, ends every connection and closes the host. */
  readonly close: () => Promise<void>;
}

/** Serves the interface. @throws StowageError usage: it has not been built, or the port cannot be had */
export async function serve({ host, port: wanted, rendererFolder }: ServeOptions): Promise<Served> {
  const files = rendererFiles(rendererFolder);
  const server = createServer({
    maxHeaderSize: 16 << 10,
    headersTimeout: 10_000,
    connectionsCheckingInterval: 2_000,
    // An upload takes as long as its import: bodies of calls have a time limit of their own.
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
  });
  const port = await listen(server, wanted);
  const session = new Session(port);
  const events = new EventStreams();
  const uploads = new Uploads(host.picks);
  const downloads = new Downloads(host.picks);
  const calls = new Calls(host, uploads, downloads);
  const unsubscribe = host.subscribe((event) => {
    calls.watch(event);
    events.send(event);
  });
  const served: Interface = { hosts: allowedHosts(port), session, files, calls, events, uploads, downloads };
  const onRequest: RequestListener = (request, response) => void route(served, request, response);
  server.on('request', onRequest);
  const close = async (): Promise<void> => {
    server.off('request', onRequest);
    const stopped = new Promise((resolve) => server.close(resolve));
    // Jobs hear that they are cancelled before their streams break.
    const hostClosed = host.close();
    uploads.close();
    downloads.close();
    await hostClosed;
    unsubscribe();
    events.close();
    server.closeAllConnections();
    await stopped;
  };
  return { url: `http://${address}:${port}/?token=${session.token}`, close };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, resolve);
    });
  } catch (error) {
    const errno = errnoOf(error);
    const why = errno === 'EADDRINUSE' ? 'is in use by another program' : `cannot be listened on (${errno ?? String(error)})`;
    const reason = `Port ${port} ${why}: give another with --port, or leave it out.`;
    throw new StowageError('usage', { reason, command: 'serve' }, { cause: error });
  }
  return (server.address() as AddressInfo).port;
}
