// Room test/interop: a docker daemon of its own (vfs, no network), where one can be started, and its client. It asserts nothing.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRoot, run } from './client.ts';

const place = mkdtempSync(join(tmpdir(), 'dockerd-'));
const socket = `unix://${place}/s`;

function startDaemon(): ChildProcess {
  const storage = [
    '--data-root',
    join(place, 'data'),
    '--exec-root',
    join(place, 'exec'),
    '--pidfile',
    join(place, 'pid'),
    '--storage-driver',
    'vfs',
  ];
  const network = ['--iptables=false', '--ip-forward=false', '--bridge=none'];
  const [command = '', ...args] = asRoot(['dockerd', '--host', socket, ...storage, ...network]);
  return spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Starts a daemon; gives it once it listens, or why it does not. */
export async function daemonOrReason(): Promise<ChildProcess | string> {
  if (process.platform !== 'linux') return 'dockerd runs on Linux only';
  for (const command of ['docker', 'dockerd'])
    if (spawnSync(command, ['--version']).error !== undefined) return `${command} is not installed`;
  const daemon = startDaemon();
  let said = '';
  return await new Promise((resolve) => {
    daemon.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('API listen on')) resolve(daemon);
    });
    daemon.once('exit', (code) => resolve(`dockerd ended (${code}): ${said.trim().split('\n').at(-1) ?? ''}`));
  });
}

export const docker = (...args: readonly string[]): string => {
  const [command = '', ...rest] = asRoot(['docker', '--host', socket, ...args]);
  return run(command, rest);
};

/** Ends what `daemonOrReason` started, and takes its folder away. */
export async function endDaemon(started: ChildProcess | string): Promise<void> {
  if (typeof started !== 'string') {
    const ended = new Promise((resolve) => started.once('exit', resolve));
    const [command = '', ...args] = asRoot(['kill', String(started.pid)]);
    spawnSync(command, args);
    await ended;
  }
  const [command = '', ...args] = asRoot(['rm', '-rf', place]);
  spawnSync(command, args);
}
