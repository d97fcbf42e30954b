// Room test/support: Debian's docker-registry on loopback, in a folder of its own, and servers in front of it that break the line
// or are busy. It waits for the port to answer, never for a time.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** bcrypt of `U*U`: the first test vector of crypt_blowfish. */
export const registryUser = {
  name: 'carrier',
  password: 'U*U',
  htpasswd: 'carrier:$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n',
};

export interface RunningRegistry {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  readonly port: number;
  /** Where it keeps its data. */
  readonly data: string;
  readonly stop: () => Promise<void>;
}

export async function startDockerRegistry(
  folder: string,
  { auth = false, tls }: { readonly auth?: boolean; readonly tls?: { readonly cert: string; readonly key: string } } = {},
): Promise<RunningRegistry> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const [data, htpasswd, config] = [join(folder, 'data'), join(folder, 'htpasswd'), join(folder, 'config.yml')];
  writeFileSync(htpasswd, registryUser.htpasswd);
  const settings = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: data } },
    http: { addr: `127.0.0.1:${port}`, ...(tls === undefined ? {} : { tls: { certificate: tls.cert, key: tls.key } }) },
    ...(auth ? { auth: { htpasswd: { realm: 'test, of "realms"', path: htpasswd } } } : {}),
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(settings));
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore', env: { PATH: process.env['PATH'] } });
  await listening(port, child);
  return { address: `127.0.0.1:${port}`, port, data, stop: async () => await ended(child) };
}

/** What a server in front does with a request: true where it has answered it itself. */
export type Intervention = (incoming: IncomingMessage, outgoing: ServerResponse, nth: number) => boolean;

/** Passes requests on to the registry; a body that comes back is cut off after `cutAfterBytes`, once for each of `cuts`. */
export async function startFrontServer(
  to: RunningRegistry,
  {
    intervene,
    cuts = 0,
    cutAfterBytes = 0,
  }: { readonly intervene?: Intervention; readonly cuts?: number; readonly cutAfterBytes?: number },
): Promise<RunningRegistry & { readonly requests: readonly { readonly line: string; readonly range: string | null }[] }> {
  const requests: { line: string; range: string | null }[] = [];
  let left = cuts;
  const server: Server = createServer((incoming, outgoing) => {
    requests.push({ line: `${incoming.method} ${incoming.url}`, range: incoming.headers.range ?? null });
    if (intervene?.(incoming, outgoing, requests.length) === true) return;
    const passed = request(
      { host: '127.0.0.1', port: to.port, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        const isCut = left > 0 && incoming.method === 'GET' && (incoming.url ?? '').includes('/blobs/');
        let sent = 0;
        answer.on('data', (chunk: Buffer) => {
          const part = isCut ? chunk.subarray(0, Math.max(0, cutAfterBytes - sent)) : chunk;
          sent += chunk.length;
          outgoing.write(part, () => {
            if (isCut && sent >= cutAfterBytes && left > 0 && !outgoing.destroyed) {
              left--;
              outgoing.destroy();
              answer.destroy();
            }
          });
        });
        answer.on('end', () => outgoing.end());
        answer.on('error', () => outgoing.destroy());
      },
    );
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { address: `127.0.0.1:${port}`, port, data: to.data, stop, requests };
}

async function freePort(): Promise<number> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (answered) return;
    await wait(20);
  }
  throw new Error(`docker-registry ended with ${child.exitCode}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
}
