// Room test/bench: the rows of the table: what is timed, against what, and the goal. Commands of peers are spelt out so
// that a reader can run them by hand.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dropLayers, type LargeName, largeArchive, largeReference } from '../build/large.ts';
import { type Bench, memoryGoal, shell, storeWith, stowage } from './contenders.ts';
import { atLeast, atMost, type Contender, contest, type Goal, medianOf, printRow } from './contest.ts';
import { manyClients, pulling, pushing } from './registry-rows.ts';

const importInto =
  (archive: string) =>
  (place: string): readonly string[] =>
    stowage('import', '--quiet', '--store', join(place, 'store'), archive);

function skopeo(source: string): Contender['command'] {
  return (place) => ['skopeo', 'copy', '--quiet', '--dest-oci-accept-uncompressed-layers', source, `oci:${place}/store:x`];
}

async function plain({ folder, runs }: Bench): Promise<boolean> {
  const oci = await largeArchive(folder, 'oci');
  const docker = await largeArchive(folder, 'docker');
  const timings = contest(
    folder,
    [
      { name: 'stowage import (layout)', command: importInto(oci) },
      {
        name: 'dd oflag=direct + fsync',
        command: (place) => ['dd', `if=${oci}`, `of=${place}/out`, 'bs=4M', 'oflag=direct', 'conv=fsync', 'status=none'],
      },
      { name: 'openssl dgst -sha256', command: () => ['openssl', 'dgst', '-sha256', oci] },
      { name: 'skopeo oci-archive → oci', command: skopeo(`oci-archive:${oci}`) },
      { name: 'stowage import (docker)', command: importInto(docker) },
      { name: 'skopeo docker-archive → oci', command: skopeo(`docker-archive:${docker}`) },
    ],
    runs,
  );
  const ours = medianOf(timings, 'stowage import (layout)');
  const limitS = Math.max(medianOf(timings, 'dd oflag=direct + fsync'), medianOf(timings, 'openssl dgst -sha256') / 2);
  return printRow('Import, plain tar, empty store, everything synced', timings, [
    atMost('of the larger of dd and half of openssl', ours / limitS, 1.25),
    atLeast('faster than skopeo oci-archive → oci', medianOf(timings, 'skopeo oci-archive → oci') / ours, 3),
    atLeast(
      'faster than skopeo docker-archive → oci',
      medianOf(timings, 'skopeo docker-archive → oci') / medianOf(timings, 'stowage import (docker)'),
      1.2,
    ),
    memoryGoal(timings.get('stowage import (layout)')),
    memoryGoal(timings.get('stowage import (docker)')),
  ]);
}

async function again({ folder, runs }: Bench): Promise<boolean> {
  const archive = await largeArchive(folder, 'oci');
  const store = storeWith(folder, 'held', archive);
  const timings = contest(
    folder,
    [
      { name: 'stowage import, all held', command: () => stowage('import', '--quiet', '--store', store, archive) },
      { name: 'stowage version (process start)', command: () => stowage('version') },
    ],
    runs + 2,
  );
  rmSync(store, { recursive: true });
  const read = (timings.get('stowage import, all held')?.readBytes ?? 0) / 2 ** 20;
  return printRow('Import again, all held', timings, [
    atMost('seconds', medianOf(timings, 'stowage import, all held'), 0.3, ' s'),
    atMost('bytes read, of 1.5 GiB', read, 32, ' MiB'),
  ]);
}

async function next({ folder, runs }: Bench): Promise<boolean> {
  const first = await largeArchive(folder, 'oci');
  const second = await largeArchive(folder, 'oci-next');
  const newShare = 95 / 1600;
  const timings = contest(
    folder,
    [
      {
        name: 'stowage import, 10 of 12 held',
        command: importInto(second),
        prepare: (place) => void storeWith(place, 'store', first),
      },
      {
        name: 'dd oflag=direct + fsync (all of it)',
        command: (place) => ['dd', `if=${second}`, `of=${place}/out`, 'bs=4M', 'oflag=direct', 'conv=fsync', 'status=none'],
      },
    ],
    runs,
  );
  const allowedS = 0.4 + newShare * 1.25 * medianOf(timings, 'dd oflag=direct + fsync (all of it)');
  return printRow('Next version, 10 of 12 layers held', timings, [
    atMost('0.4 s + new bytes at 1.25 × dd', medianOf(timings, 'stowage import, 10 of 12 held'), allowedS, ' s'),
  ]);
}

async function gzip({ folder, runs }: Bench): Promise<boolean> {
  const archive = await largeArchive(folder, 'plain-gzip');
  const timings = contest(
    folder,
    [
      { name: 'stowage import (gzip)', command: importInto(archive) },
      { name: 'skopeo oci-archive (gzip) → oci', command: skopeo(`oci-archive:${archive}`) },
      { name: 'gzip -dc to null', command: () => shell('gzip -dc "$1" > /dev/null', archive) },
    ],
    Math.min(runs, 3),
  );
  const ours = medianOf(timings, 'stowage import (gzip)');
  return printRow('Import, gzip-wrapped', timings, [
    atLeast('faster than skopeo', medianOf(timings, 'skopeo oci-archive (gzip) → oci') / ours, 1.5),
    memoryGoal(timings.get('stowage import (gzip)')),
  ]);
}

async function zstd({ folder, runs }: Bench): Promise<boolean> {
  const archive = await largeArchive(folder, 'plain-zstd');
  const timings = contest(
    folder,
    [
      { name: 'stowage import (zstd)', command: importInto(archive) },
      { name: 'zstd -dc to null', command: () => shell('zstd -dcq "$1" > /dev/null', archive) },
    ],
    runs,
  );
  return printRow('Import, zstd-wrapped', timings, [
    atMost('of zstd -dc to null', medianOf(timings, 'stowage import (zstd)') / medianOf(timings, 'zstd -dc to null'), 2),
    memoryGoal(timings.get('stowage import (zstd)')),
  ]);
}

async function many({ folder, runs }: Bench): Promise<boolean> {
  const [few, some, lots] = [
    await largeArchive(folder, 'many-300'),
    await largeArchive(folder, 'many-3000'),
    await largeArchive(folder, 'many-30000'),
  ];
  const timings = contest(
    folder,
    [
      { name: 'stowage import, 3,000 images', command: importInto(some) },
      { name: 'tar x + sync, 3,000 images', command: (place) => shell('tar xf "$1" -C "$2"; sync -f "$2"', some, place) },
      { name: 'stowage import, 300 images', command: importInto(few) },
    ],
    runs,
  );
  const large = contest(folder, [{ name: 'stowage import, 30,000 images', command: importInto(lots) }], 1);
  const [at300, at3000, at30000] = [
    medianOf(timings, 'stowage import, 300 images'),
    medianOf(timings, 'stowage import, 3,000 images'),
    medianOf(large, 'stowage import, 30,000 images'),
  ];
  return printRow('Many small images in one archive', new Map([...timings, ...large]), [
    atMost('of tar x + sync', at3000 / medianOf(timings, 'tar x + sync, 3,000 images'), 2.5),
    atMost('cost of an image beyond 3,000, of one up to it', (at30000 - at3000) / 27_000 / ((at3000 - at300) / 2700), 1.25),
    memoryGoal(timings.get('stowage import, 3,000 images')),
  ]);
}

async function exporting({ folder, runs }: Bench): Promise<boolean> {
  const archive = await largeArchive(folder, 'oci');
  const store = storeWith(folder, 'exported', archive);
  const layout = `oci:${store}:${largeReference}`;
  const timings = contest(
    folder,
    [
      {
        name: 'stowage export',
        command: (place) => stowage('export', '--quiet', '--store', store, largeReference, '-o', join(place, 'out.tar')),
      },
      {
        name: 'tar cf + fsync',
        command: (place) => shell('tar cf "$2/out.tar" -C "$1" oci-layout index.json blobs; sync "$2/out.tar"', store, place),
      },
      {
        name: 'skopeo oci → oci-archive',
        command: (place) => ['skopeo', 'copy', '--quiet', layout, `oci-archive:${place}/out.tar:x`],
      },
    ],
    runs,
  );
  rmSync(store, { recursive: true });
  const ours = medianOf(timings, 'stowage export');
  return printRow('Export to one tar, every blob re-hashed', timings, [
    atMost('of tar cf + fsync', ours / medianOf(timings, 'tar cf + fsync'), 1.1),
    atLeast('faster than skopeo', medianOf(timings, 'skopeo oci → oci-archive') / ours, 2.5),
    memoryGoal(timings.get('stowage export')),
  ]);
}

async function verifying({ folder, runs }: Bench): Promise<boolean> {
  const archive = await largeArchive(folder, 'oci');
  const store = storeWith(folder, 'verified', archive);
  const timings = contest(
    folder,
    [
      { name: 'stowage verify', command: () => stowage('verify', '--quiet', '--store', store) },
      { name: 'openssl dgst -sha256', command: () => shell('openssl dgst -sha256 "$1"/blobs/sha256/* > /dev/null', store) },
    ],
    runs,
  );
  rmSync(store, { recursive: true });
  return printRow('Verify, every blob re-hashed', timings, [
    atMost('of openssl dgst', medianOf(timings, 'stowage verify') / medianOf(timings, 'openssl dgst -sha256'), 1),
    memoryGoal(timings.get('stowage verify')),
  ]);
}

const tagParts: readonly LargeName[] = ['tags-0', 'tags-1', 'tags-2', 'tags-3', 'tags-4'];

async function listing({ folder, runs }: Bench): Promise<boolean> {
  const archives: string[] = [];
  for (const name of tagParts) archives.push(await largeArchive(folder, name));
  const store = storeWith(folder, 'tagged', ...archives);
  const reference = 'example.com/t0-0';
  const look = (...args: readonly string[]): Contender => ({
    name: `stowage ${args[0] ?? ''}`,
    command: () => stowage(...args, '--store', store),
  });
  const looks = [look('repos'), look('tags', reference), look('manifests', reference), look('du')];
  let change = 0;
  const timings = contest(
    folder,
    [
      ...looks,
      {
        name: 'stowage tag',
        command: () => stowage('tag', '--store', store, `${reference}:0.0`, `${reference}:new-${++change}`),
      },
      { name: 'stowage untag', command: () => stowage('untag', '--store', store, `${reference}:new-${change}`) },
      { name: 'stowage version (process start)', command: () => stowage('version') },
    ],
    runs + 2,
  );
  rmSync(store, { recursive: true });
  const start = medianOf(timings, 'stowage version (process start)');
  return printRow('A store of 50,000 tags', timings, [
    ...looks.map(({ name }) => atMost(name, medianOf(timings, name), 0.4, ' s')),
    ...['stowage tag', 'stowage untag'].map((name) =>
      atMost(`${name} beyond process start`, (medianOf(timings, name) - start) * 1000, 50, ' ms'),
    ),
  ]);
}

async function loopDelay({ folder }: Bench): Promise<boolean> {
  const goals: Goal[] = [];
  for (const name of ['oci', 'docker', 'many-3000'] as const) {
    const archive = await largeArchive(folder, name);
    const place = join(folder, 'place');
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'loop-delay.ts'), archive, join(place, 'store')],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`loop-delay ${name} failed:\n${stderr}`);
    const { p99Ms, maxMs } = JSON.parse(stdout) as { readonly p99Ms: number; readonly maxMs: number };
    goals.push(atMost(`p99 during import of ${name}.tar (longest ${maxMs.toFixed(0)} ms)`, p99Ms, 20, ' ms'));
    rmSync(place, { recursive: true });
  }
  return printRow('Event loop of the main thread held up', new Map(), goals);
}

async function sparse({ folder }: Bench): Promise<boolean> {
  const archive = await largeArchive(folder, 'sparse');
  const store = join(folder, 'sparse-store');
  rmSync(store, { recursive: true, force: true });
  const command = stowage('import', '--quiet', '--store', store, archive);
  const first = contest(folder, [{ name: 'stowage import, 15 GiB', command: () => command }], 1);
  const held = contest(folder, [{ name: 'stowage import, 15 GiB held', command: () => command }], 5);
  rmSync(store, { recursive: true });
  return printRow(
    `Import of ${(statSync(archive).size / 2 ** 30).toFixed(0)} GiB that are mostly holes`,
    new Map([...first, ...held]),
    [
      memoryGoal(first.get('stowage import, 15 GiB')),
      atMost('seconds, all held', medianOf(held, 'stowage import, 15 GiB held'), 0.3, ' s'),
      atMost('bytes read, all held', (held.get('stowage import, 15 GiB held')?.readBytes ?? 0) / 2 ** 20, 32, ' MiB'),
    ],
  );
}

/** Every row by name, in an order that keeps what lies on the disk under 25 GB. */
export const rows: Readonly<Record<string, (bench: Bench) => Promise<boolean>>> = {
  plain,
  again,
  next,
  gzip,
  zstd,
  many,
  export: exporting,
  verify: verifying,
  listing,
  'loop-delay': loopDelay,
  'registry-pull': pulling,
  'registry-push': pushing,
  'registry-clients': manyClients,
  sparse,
};

/** Before the 15 GiB are written: large archives that only other rows need. */
export async function makeRoom(folder: string): Promise<void> {
  await dropLayers(folder);
  for (const name of ['oci', 'oci-next', 'docker', 'plain-gzip', 'plain-zstd'])
    rmSync(join(folder, `${name}.tar`), { force: true });
}
