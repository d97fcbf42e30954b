// Room test/support: servers of a test's own on loopback: HTTP or HTTPS that answers as the test says, and a proxy that notes where
// it is asked to go and takes everybody to one place.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import type { Duplex } from 'node:stream';

/** `self` is where the server is, as the client called it: `http://host:port`. */
export type Answer = (incoming: IncomingMessage, outgoing: ServerResponse, self: string) => void;

export interface LoopbackServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly port: number;
}

const running: { server: Server; sockets: Set<Duplex> }[] = [];

/** Serves until `stopServers`. `host` is an address of this machine. */
export async function serve(
  answer: Answer,
  { tls, host = '127.0.0.1' }: { readonly tls?: { readonly cert: string; readonly key: string }; readonly host?: string } = {},
): Promise<LoopbackServer> {
  const scheme = tls === undefined ? 'http' : 'https';
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void =>
    answer(incoming, outgoing, `${scheme}://${incoming.headers.host}`);
  return await started(tls === undefined ? createServer(listener) : createSecureServer(tls, listener), host);
}

/** A proxy that tunnels whatever it is asked for to `to`; plain requests it answers itself. */
export async function serveProxy(
  to: LoopbackServer,
  refusal?: string,
): Promise<LoopbackServer & { readonly asked: readonly string[]; readonly signIns: readonly (string | undefined)[] }> {
  const [asked, signIns]: [string[], (string | undefined)[]] = [[], []];
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    outgoing.end('through the proxy');
  });
  server.on('connect', (incoming, socket: Duplex) => {
    asked.push(`CONNECT ${incoming.url}`);
    signIns.push(incoming.headers['proxy-authorization']);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const onward = connect(to.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  return { ...(await started(server, '127.0.0.1')), asked, signIns };
}

export async function stopServers(): Promise<void> {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function started(server: Server, host: string): Promise<LoopbackServer> {
  const sockets = new Set<Duplex>();
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  running.push({ server, sockets });
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `${host.includes(':') ? `[${host}]` : host}:${port}`, port };
}
