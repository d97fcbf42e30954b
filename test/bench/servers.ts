// Room test/bench: the servers that registry rows talk to, each on a free port of this computer: ours, Debian's docker-registry,
// and nginx over the files of a layout. It measures no time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stowage } from './contenders.ts';

export interface Server {
  /** `127.0.0.1:5500` */
  readonly address: string;
  /** The most memory it ever held, code that it mapped included. */
  readonly peakBytes: () => number;
  readonly stop: () => Promise<void>;
}

const waitMs = 20_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function start(port: number, [command = '', ...args]: readonly string[]): Promise<Server> {
  const child = spawn(command, args, { stdio: 'ignore' });
  const failed = once(child, 'exit').then(() => 'exit' as const);
  failed.catch(() => undefined);
  const before = Date.now() + waitMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > before) throw new Error(`${command} ${args.join(' ')} does not serve`);
    await Promise.race([delay(50), failed]);
  }
  return {
    address: `127.0.0.1:${port}`,
    peakBytes: () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024,
    stop: async () => {
      child.kill('SIGTERM');
      await failed;
    },
  };
}

export async function serveStowage(store: string): Promise<Server> {
  const port = await freePort();
  return await start(port, stowage('serve', '--store', store, '--port', String(port), '--allow-push'));
}

/** `files` is where it keeps what is pushed to it; its configuration lies beside. */
export async function serveDockerRegistry(files: string): Promise<Server> {
  const port = await freePort();
  const config = `${files}.yml`;
  writeFileSync(
    config,
    `version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: ${files}}}
http: {addr: "127.0.0.1:${port}"}
`,
  );
  return await start(port, ['docker-registry', 'serve', config]);
}

/** The files of a folder; configuration and log lie in `place`. */
export async function serveNginx(files: string, place: string): Promise<Server> {
  const port = await freePort();
  const config = join(place, 'nginx.conf');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    config,
    `daemon off; ${user} worker_processes 1; pid ${place}/nginx.pid;
events { worker_connections 256; }
http {
  access_log off; sendfile on; tcp_nopush on; client_body_temp_path ${place}/nginx-bodies;
  server { listen 127.0.0.1:${port}; root ${files}; }
}
`,
  );
  return await start(port, ['nginx', '-e', join(place, 'nginx.log'), '-c', config]);
}
