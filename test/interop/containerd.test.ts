// Room test/interop: containerd imports what is exported, with a daemon of its own on a socket of its own: same digests,
// and unpacking checks every diff ID.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asRoot, describeWith, run, workFolder } from './client.ts';
import { exported, importable } from './exports.ts';

// A socket's path may be 108 bytes long only, so it does not lie in the work folder of the exports.
const place = mkdtempSync(join(tmpdir(), 'ctrd-'));
const socket = join(place, 's');
let daemon: ChildProcess | undefined;

const ctr = (...args: readonly string[]): string => {
  const [command, ...rest] = asRoot(['ctr', '--address', socket, ...args]);
  return run(command ?? '', rest);
};

async function startDaemon(): Promise<void> {
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

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'containerd runs on Linux only';
  const [command = '', ...args] = asRoot(['true']);
  return spawnSync(command, args).status === 0 ? null : 'containerd needs root';
}

describeWith(
  ['containerd', 'ctr'],
  'containerd',
  () => {
    const folder = workFolder();
    beforeAll(startDaemon);
    afterAll(async () => {
      const [command = '', ...args] = asRoot(['kill', String(daemon?.pid)]);
      const ended = new Promise((resolve) => daemon?.once('exit', resolve));
      spawnSync(command, args);
      await ended;
      const [remove = '', ...rest] = asRoot(['rm', '-rf', place]);
      spawnSync(remove, rest);
    });

    it.for(importable.flatMap((name) => (['docker', 'oci'] as const).map((profile) => [profile, name] as const)))(
      'imports the %s export of %s',
      async ([profile, name]) => {
        const { path, artifacts } = await exported(folder, name, profile);
        const named = artifacts.filter((artifact) => artifact.references.length > 0);
        if (named.length === 0) return;
        const unpackable = named.every(
          (artifact) => artifact.complete && artifact.image !== null && artifact.image.layers.length > 0,
        );
        // A namespace each: content that is held already would hide what an archive lacks.
        const namespace = `${profile}-${name.replaceAll(/[^a-z0-9]/g, '-')}`;
        ctr(
          '--namespace',
          namespace,
          'images',
          'import',
          '--snapshotter',
          'native',
          ...(unpackable ? [] : ['--no-unpack']),
          path,
        );
        const listed = ctr('--namespace', namespace, 'images', 'ls')
          .split('\n')
          .map((line) => line.split(/\s+/));
        for (const artifact of named) {
          for (const reference of artifact.references)
            expect(listed.find(([shown]) => shown === reference)?.[2]).toBe(artifact.digest);
          if (artifact.image?.configDigest !== undefined && artifact.image.configDigest !== null)
            ctr('--namespace', namespace, 'content', 'get', artifact.image.configDigest);
        }
      },
    );
  },
  whyNot,
);
