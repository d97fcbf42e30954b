// Room test: the programs that each part of the tests talks to, and how a Debian or Ubuntu machine gets them. Nothing here
// runs one; on other systems it only says which are missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findBrowser } from './browser.ts';

export type Part = 'unit' | 'interop' | 'e2e';

/** Command of each program → the Debian package that brings it. */
const programs: Readonly<Record<Part, Readonly<Record<string, string>>>> = {
  unit: { bzip2: 'bzip2', 'mkfs.ext4': 'e2fsprogs', xz: 'xz-utils' },
  interop: {
    buildah: 'buildah',
    ctr: 'containerd',
    'docker-registry': 'docker-registry',
    dockerd: 'docker.io',
    podman: 'podman',
    skopeo: 'skopeo',
    umoci: 'umoci',
  },
  e2e: { chromium: 'chromium' },
};

/** The commands a part needs that are not on PATH. Any browser of Chromium's kind will do. */
export function missingPrograms(part: Part): readonly string[] {
  if (part === 'e2e' && findBrowser() !== undefined) return [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return Object.keys(programs[part]).filter((command) => !folders.some((folder) => existsSync(join(folder, command))));
}

/** True where programs can be installed without asking anybody: apt, as root or on a CI machine with a free sudo. */
export function canInstall(): boolean {
  if (!existsSync('/usr/bin/apt-get')) return false;
  return isRoot() || (process.env['CI'] === 'true' && spawnSync('sudo', ['-n', 'true']).status === 0);
}

/** Installs the packages of the given commands with apt, its output going to ours. The caller asks `missingPrograms` again. */
export function install(part: Part, commands: readonly string[]): void {
  const packages = [...new Set(commands.flatMap((command) => programs[part][command] ?? []))];
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
