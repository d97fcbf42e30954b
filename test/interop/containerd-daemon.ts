// Room test/interop: a containerd of its own on a socket of its own, where one can be started, and its client. It asserts nothing.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRoot, run } from './client.ts';

// A socket's path may be 108 bytes long only, so it does not lie in the work folder of the exports.
const place = mkdtempSync(join(tmpdir(), 'ctrd-'));
const socket = join(place, 's');
let daemon: ChildProcess | undefined;

export const ctr = (...args: readonly string[]): string => {
  const [command, ...rest] = asRoot(['ctr', '--address', socket, ...args]);
  return run(command ?? '', rest);
};

/** Starts it; ends with what it said where it does not start. */
export async function startContainerd(): Promise<void> {
  const config = `version = 2\nroot = "${place}/root"\nstate = "${place}/state"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "${socket}"\n`;
  writeFileSync(join(place, 'config.toml'), config);
  const [command = '', ...args] = asRoot(['containerd', '--config', join(place, 'config.toml')]);
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  daemon = child;
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('containerd successfully booted')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`containerd ended (${code}):\n${said}`)));
  });
}

/** Why none can be started here, or null. */
export function whyNoContainerd(): string | null {
  if (process.platform !== 'linux') return 'containerd runs on Linux only';
  const [command = '', ...args] = asRoot(['true']);
  return spawnSync(command, args).status === 0 ? null : 'containerd needs root';
}

/** Ends what `startContainerd` started, and takes its folder away. */
export async function endContainerd(): Promise<void> {
  const [command = '', ...args] = asRoot(['kill', String(daemon?.pid)]);
  const ended = new Promise((resolve) => daemon?.once('exit', resolve));
  spawnSync(command, args);
  await ended;
  const [remove = '', ...rest] = asRoot(['rm', '-rf', place]);
  spawnSync(remove, rest);
}
