// Room test: the other image tools that the interop tests talk to, and how a Debian or Ubuntu machine gets them.
// Nothing here runs a peer; on other systems it only says which are missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Command of each peer → the Debian package that brings it. */
const peers: Readonly<Record<string, string>> = {
  buildah: 'buildah',
  ctr: 'containerd',
  podman: 'podman',
  skopeo: 'skopeo',
  umoci: 'umoci',
};

/** The commands among the peers that are not on PATH. */
export function missingPeers(): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return Object.keys(peers).filter((command) => !folders.some((folder) => existsSync(join(folder, command))));
}

/** True where peers can be installed without asking anybody: apt, as root or on a CI machine with a free sudo. */
export function canInstallPeers(): boolean {
  if (!existsSync('/usr/bin/apt-get')) return false;
  return isRoot() || (process.env['CI'] === 'true' && spawnSync('sudo', ['-n', 'true']).status === 0);
}

/** Installs the packages of the given commands with apt, its output going to ours. The caller asks `missingPeers` again. */
export function installPeers(commands: readonly string[]): void {
  const packages = [...new Set(commands.flatMap((command) => peers[command] ?? []))];
  const apt = ['apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0'];
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const words = [...(isRoot() ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', ...apt, ...step];
    console.log(`$ ${words.join(' ')}`);
    spawnSync(words[0] ?? '', words.slice(1), { stdio: ['ignore', 'inherit', 'inherit'] });
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
