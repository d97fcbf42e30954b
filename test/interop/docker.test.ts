// Room test/interop: docker loads what is exported, with a daemon of its own (vfs, no network): same image IDs, diff IDs
// and names. Where no daemon can be started it says so; docker is the one client that a test machine may lack.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asRoot, run, workFolder } from './client.ts';
import { compressionsOf, diffIdsOf, exported, familiarName, importable } from './exports.ts';

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
async function daemonOrReason(): Promise<ChildProcess | string> {
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

const docker = (...args: readonly string[]): string => {
  const [command = '', ...rest] = asRoot(['docker', '--host', socket, ...args]);
  return run(command, rest);
};

interface DockerImage {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly RootFS: { readonly Layers: readonly string[] | null };
}

const started = await daemonOrReason();
afterAll(async () => {
  if (typeof started !== 'string') {
    const ended = new Promise((resolve) => started.once('exit', resolve));
    const [command = '', ...args] = asRoot(['kill', String(started.pid)]);
    spawnSync(command, args);
    await ended;
  }
  const [command = '', ...args] = asRoot(['rm', '-rf', place]);
  spawnSync(command, args);
});

if (typeof started === 'string') console.warn(`!!! NOT CHECKED: docker (${started})`);

describe.runIf(typeof started !== 'string')('docker', () => {
  const folder = workFolder();
  let takesZstd = false;
  beforeAll(() => {
    // Docker 20.10 reads no zstd layers (FORMATS section 4).
    takesZstd = Number.parseInt(docker('version', '--format', '{{.Server.Version}}'), 10) >= 23;
  });

  it.for(importable)('loads the docker export of %s', async (name) => {
    const { path, artifacts } = await exported(folder, name, 'docker');
    const images = artifacts.flatMap(({ image, references }) =>
      image === null || image.layers.length === 0 ? [] : [{ image, references }],
    );
    if (
      images.length === 0 ||
      (!takesZstd && images.some(({ image }) => compressionsOf(image).some((type) => type.includes('zstd'))))
    )
      return;
    docker('load', '--quiet', '--input', path);
    for (const { image, references } of images) {
      const [loaded] = JSON.parse(docker('image', 'inspect', image.configDigest ?? '')) as readonly DockerImage[];
      expect(loaded?.Id).toBe(image.configDigest);
      expect(loaded?.RootFS.Layers ?? []).toEqual(diffIdsOf(image));
      expect(loaded?.RepoTags).toEqual(expect.arrayContaining(references.map(familiarName)));
    }
    // What is loaded already is not read again: each archive starts from nothing.
    docker('image', 'rm', '--force', ...new Set(images.map(({ image }) => image.configDigest ?? '')));
  });
});
