// Room test/torture: many real processes change one store at once, are killed at random moments, and other tools write the
// same layout all the while; then nothing that finished may be lost. It holds what it expects against files and host only.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '../../main/host/client.ts';
import { writeProduced } from '../build/archive.ts';
import { buildImage, type Image, type LayerSpec } from '../build/image.ts';
import { podmanDockerArchive } from '../build/producers-docker.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';
import { withStore } from '../main/opened-store.ts';
import { startStowage } from '../support/child.ts';
import { expectInvariants } from '../support/invariants.ts';
import { ExpectedNames } from './expected-names.ts';

export interface Counts {
  finished: number;
  killed: number;
  /** Commands that were refused for a reason that may arise here, by failure code. */
  readonly refused: Map<string, number>;
  foreign: number;
  /** Foreign names that were there at the last look, of those the tools had written without an error. */
  foreignKept: number;
}

export interface Torture {
  readonly counts: Counts;
  /** Runs workers until `goOn` says no, lets all end, and looks the store through. @throws Error at the first thing amiss */
  readonly round: (goOn: (counts: Counts) => boolean) => Promise<void>;
}

const workers = 8;
const images = 10;
const ours = 'docker.io/library';
const theirs = 'registry.example.com/theirs';

/** Failures that say nothing is wrong: the store was busy for longer than a command waits. */
const harmless: ReadonlySet<string> = new Set(['store-busy']);

interface Archive {
  readonly path: string;
  readonly digest: string;
}

/** Makes the archives in `folder`, and a torture of the store `folder/store`. Equal seeds choose equal commands and moments. */
export async function makeTorture(folder: string, seed: number): Promise<Torture> {
  mkdirSync(folder, { recursive: true });
  const store = join(folder, 'store');
  const archives = await Promise.all(Array.from({ length: images }, async (_, at) => await writeOurs(folder, at)));
  const foreign = await writeForeign(folder);
  const counts: Counts = { finished: 0, killed: 0, refused: new Map(), foreign: 0, foreignKept: 0 };
  const expected = Array.from({ length: workers }, () => new ExpectedNames());
  const randoms = Array.from({ length: workers }, (_, at) => randomOf(seed * 1000 + at));
  const foreignNames = new Set<string>();
  return {
    counts,
    round: async (goOn) => {
      const ending = new AbortController();
      const work = async (at: number): Promise<void> => {
        const [names, random] = [expected[at], randoms[at]];
        if (names === undefined || random === undefined) return;
        while (!ending.signal.aborted && goOn(counts)) await oneCommand({ store, folder, at, archives, names, random, counts });
      };
      // The first failure ends all workers: what comes after it proves nothing.
      const stop = (error: unknown): never => {
        ending.abort();
        throw error;
      };
      const others = writeAlongside(store, foreign, foreignNames, counts, ending.signal);
      const ended = await Promise.allSettled(expected.map(async (_, at) => await work(at).catch(stop)));
      ending.abort();
      await others;
      for (const each of ended) if (each.status === 'rejected') throw each.reason;
      const names = await expectNothingLost(store, expected);
      counts.foreignKept = [...foreignNames].filter((name) => names.has(name)).length;
    },
  };
}

interface Turn {
  readonly store: string;
  readonly folder: string;
  readonly at: number;
  readonly archives: readonly Archive[];
  readonly names: ExpectedNames;
  readonly random: () => number;
  readonly counts: Counts;
}

type Change = ReturnType<ExpectedNames['setting']>;
const noChange: Change = new Map();
/** How long a command of each kind took last, so that kills fall into it. */
const tookMs = new Map<string, number>();

async function oneCommand(turn: Turn): Promise<void> {
  const { store, random, names, counts } = turn;
  const [args, change] = chooseCommand(turn);
  const kind = args[0] ?? '';
  const startedMs = performance.now();
  const child = startStowage(store, [...args, '--json']);
  const isDoomed = random() < 0.6;
  const timer = isDoomed
    ? setTimeout(() => child.process.kill('SIGKILL'), random() * 1.2 * (tookMs.get(kind) ?? 1000))
    : undefined;
  const { exitCode, stderr, stdout } = await child.ended;
  clearTimeout(timer);
  if (exitCode === null) {
    counts.killed++;
    names.killed(change);
    return;
  }
  tookMs.set(kind, performance.now() - startedMs);
  if (exitCode === 0) {
    counts.finished++;
    names.finished(change);
    return;
  }
  const code = /"code": ?"([a-z-]+)"/.exec(stderr)?.[1] ?? '';
  counts.refused.set(code, (counts.refused.get(code) ?? 0) + 1);
  if (!harmless.has(code)) throw new Error(`${args.join(' ')}: exit code ${exitCode}\n${stderr}\n${stdout.slice(0, 4000)}`);
}

/** A command, and what it makes of the worker's names. */
function chooseCommand({ at, folder, archives, names, random }: Turn): readonly [args: readonly string[], change: Change] {
  const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(random() * from.length)] as Value;
  const name = `${ours}/worker-${at}:t${Math.floor(random() * 6)}`;
  const certain = names.certain();
  const dice = random();
  if (dice < 0.4 || certain.length === 0) {
    const { path, digest } = pick(archives);
    return [['import', path, '--name', name], names.setting(name, digest)];
  }
  const [known, digest] = pick(certain);
  if (dice < 0.55) return [['tag', known, name], names.setting(name, digest)];
  if (dice < 0.7) return [['rm', known], names.deleting(digest)];
  if (dice < 0.76) return [['untag', known], names.setting(known, null)];
  if (dice < 0.84) return [['cleanup', '--older-than', '1h'], noChange];
  if (dice < 0.9) return [['verify', ...(random() < 0.5 ? ['--since-last'] : [])], noChange];
  return [['export', known, '-o', join(folder, `export-${at}.tar`)], noChange];
}

const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;

/** Other tools that write the layout, one after the other: they have no lock between themselves either. */
async function writeAlongside(
  store: string,
  archives: readonly string[],
  written: Set<string>,
  counts: Counts,
  signal: AbortSignal,
): Promise<void> {
  const [skopeo, umoci] = [has('skopeo'), has('umoci')];
  if (!skopeo) return;
  for (let serial = 0; !signal.aborted; serial++) {
    const name = `${theirs}:${serial % 24}`;
    const last = `${theirs}:${(serial + 23) % 24}`;
    const command =
      umoci && serial % 3 === 2
        ? ['umoci', 'tag', '--image', `${store}:${last}`, name]
        : ['skopeo', 'copy', '--quiet', `docker-archive:${archives[serial % archives.length]}`, `oci:${store}:${name}`];
    const child = spawn(command[0] ?? '', command.slice(1), { stdio: 'ignore' });
    const [exitCode] = (await once(child, 'close')) as [number | null];
    if (exitCode !== 0) continue;
    counts.foreign++;
    written.add(name);
  }
}

/** Every finished change holds, all it needs is there, and the store is sound, once it was opened again. Gives all its names. */
async function expectNothingLost(store: string, expected: readonly ExpectedNames[]): Promise<ReadonlyMap<string, string>> {
  return await withStore(store, async (opened) => {
    const { items } = await call(opened.host, 'artifact.list', {});
    const tagged = new Map<string, string>(
      items.flatMap(({ repository, digest, tags }) => tags.map((tag) => [`${repository}:${tag}`, digest] as const)),
    );
    const amiss = expected.flatMap((names) =>
      [...names.entries()]
        .filter(([name, possible]) => !possible.has(tagged.get(name) ?? null))
        .map(([name, possible]) => `${name} is ${tagged.get(name) ?? 'gone'}, not ${[...possible].join(' or ')}`),
    );
    for (const { repository, digest, absentCount } of items)
      if (absentCount > 0 && repository?.startsWith(ours) === true)
        amiss.push(`${repository}@${digest} lacks ${absentCount} blobs`);
    if (amiss.length > 0) throw new Error(amiss.join('\n'));
    await expectInvariants(opened);
    return tagged;
  });
}

const layer = (text: string, repeats: number): LayerSpec => ({
  entries: [file(text, text.repeat(repeats))],
  compression: 'none',
});

async function imageOf(label: string, shared: readonly number[]): Promise<Image> {
  return await buildImage({
    platform: 'linux/amd64',
    layers: [...shared.map((at) => layer(`shared-${at}`, 30_000)), layer(label, 100_000)],
  });
}

/** Image `at`, which shares two of five layers with others. */
async function writeOurs(folder: string, at: number): Promise<Archive> {
  const image = await imageOf(`image-${at}`, [at % 5, (at * 3 + 1) % 5]);
  const path = join(folder, `image-${at}.tar`);
  await writeProduced(hybrid([{ node: image, names: [`${ours}/image:${at}`], referrers: [] }]), path);
  return { path, digest: image.manifest.digest };
}

/** Images that share nothing with ours: the tools skip blobs that they find, and hold them by nothing until they are done. */
async function writeForeign(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const at of [0, 1, 2, 3]) {
    const path = join(folder, `foreign-${at}.tar`);
    const root = { node: await imageOf(`foreign-${at}`, []), names: [`${theirs}:made`], referrers: [] };
    await writeProduced(podmanDockerArchive([root]), path);
    paths.push(path);
  }
  return paths;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
