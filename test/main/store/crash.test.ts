// Room test/main/store: kill -9 of real processes (I6): at every change of a file that an operation makes, one after the
// other, and at random moments of large imports. Afterwards the store is as before the operation or as after it.
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import { writeProduced } from '../../build/archive.ts';
import { buildImage, type Root } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { file } from '../../build/tar.ts';
import { type Ended, startStowage } from '../../support/child.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { rootPool } from '../../support/root-pool.ts';
import { namesIn, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const crashAt = new URL('../../support/crash-at.ts', import.meta.url);
const app = 'docker.io/library/app';
const initial = join(folder, 'initial');
const archives = { first: join(folder, 'first.tar'), second: join(folder, 'second.tar') };
let serial = 0;
const newPath = (): string => join(folder, String(++serial));

async function writeArchive(path: string, roots: readonly Root[]): Promise<void> {
  await writeProduced(hybrid(roots), path);
}

beforeAll(async () => {
  const pool = await rootPool();
  const root = (at: number, ...names: readonly string[]): Root => ({ ...(pool[at] as (typeof pool)[number]), names });
  await writeArchive(archives.first, [root(0, `${app}:1`, `${app}:latest`), root(2, `${app}:other`)]);
  await writeArchive(archives.second, [root(6, `${app}:latest`, 'registry.example.com/charts/x:1')]);
  await withStore(initial, async ({ importPath }) => await importPath(archives.first));
});

/** What one crash left behind holds together; gives the names of the store. */
async function expectSound(store: string): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(join(store, 'index.json'))) return new Map();
  expect(() => JSON.parse(readFileSync(join(store, 'index.json'), 'utf8'))).not.toThrow();
  return await withStore(store, async (opened) => {
    await expectInvariants(opened);
    return namesIn(store);
  });
}

interface Crashed {
  readonly names: ReadonlyMap<string, string>;
  readonly store: string;
  readonly target: string;
}

/** Runs the operation again and again, each time on a fresh copy, killed one step later, until it gets through. */
async function crashEverywhere(
  from: string | null,
  args: (target: string) => readonly string[],
  afterCrash: (crashed: Crashed) => Promise<void> | void = () => undefined,
): Promise<{ readonly seen: readonly ReadonlyMap<string, string>[]; readonly final: Crashed }> {
  const seen: ReadonlyMap<string, string>[] = [];
  for (let step = 1; ; step++) {
    const [store, target] = [newPath(), newPath()];
    if (from !== null) cpSync(from, store, { recursive: true });
    const ended: Ended = await startStowage(store, args(target), { url: crashAt, step }).ended;
    const crashed = { store, target, names: await expectSound(store) };
    if (ended.exitCode !== null) {
      expect(ended, `at step ${step}`).toMatchObject({ exitCode: 0 });
      return { seen, final: crashed };
    }
    await afterCrash(crashed);
    seen.push(crashed.names);
    rmSync(store, { recursive: true, force: true });
    rmSync(target, { recursive: true, force: true });
  }
}

/** Every crash left the names as before or as after, and both were seen. */
async function expectAllOrNothing(from: string | null, args: readonly string[]): Promise<void> {
  const before = from === null ? new Map() : namesIn(from);
  const { seen, final } = await crashEverywhere(from, () => args);
  expect(seen.length).toBeGreaterThan(3);
  for (const names of seen) expect([before, final.names]).toContainEqual(names);
  expect(seen[0]).toEqual(before);
  expect(seen.at(-1)).toEqual(final.names);
}

/** What stands under the export's name, if anything, is the whole archive. */
async function expectWhole({ target }: Crashed): Promise<void> {
  if (!existsSync(target)) return;
  await withStore(newPath(), async (copy) => {
    await copy.importPath(target);
    expect((await call(copy.host, 'artifact.show', { reference: `${app}:other` })).absentCount).toBe(0);
  });
}

describe('killed at any change of a file', () => {
  it.for([
    ['an import into a store', ['import', archives.second]],
    ['a tag that moves', ['tag', `${app}:1`, `${app}:other`]],
    ['an untagging', ['untag', `${app}:other`]],
    ['a removal', ['rm', `${app}:other`]],
    ['a cleanup', ['cleanup', '--older-than', '0s', '--tag', 'other', '--untagged']],
  ] as const)('%s has happened or has not', { timeout: 120_000 }, async ([, args]) => {
    await expectAllOrNothing(initial, args);
  });

  it('a deletion that is taken back is back, or is not and can be', { timeout: 120_000 }, async () => {
    const deleted = newPath();
    cpSync(initial, deleted, { recursive: true });
    await startStowage(deleted, ['rm', `${app}:other`]).ended;
    const [before, after] = [namesIn(deleted), namesIn(initial)];
    const { seen } = await crashEverywhere(
      deleted,
      () => ['undo'],
      async ({ store, names }) => {
        if (names.size === before.size) expect(await startStowage(store, ['undo']).ended).toMatchObject({ exitCode: 0 });
        expect(await expectSound(store)).toEqual(after);
        await withStore(store, async ({ host }) =>
          expect((await call(host, 'artifact.show', { reference: `${app}:other` })).absentCount).toBe(0),
        );
      },
    );
    expect(seen[0]).toEqual(before);
    expect(seen.at(-1)).toEqual(after);
  });

  it('an import that makes its store has happened or has not, and succeeds the next time', { timeout: 120_000 }, async () => {
    const after = await withStore(newPath(), async ({ path, importPath }) => {
      await importPath(archives.second);
      return namesIn(path);
    });
    const { seen } = await crashEverywhere(
      null,
      () => ['import', archives.second],
      async ({ store }) =>
        await withStore(store, async ({ importPath }) => {
          await importPath(archives.second);
          expect(namesIn(store)).toEqual(after);
        }),
    );
    for (const names of seen) expect([new Map(), after]).toContainEqual(names);
  });

  it('a rebuild leaves a store that opens as it was', { timeout: 120_000 }, async () => {
    const before = namesIn(initial);
    const { seen } = await crashEverywhere(initial, () => ['rebuild']);
    for (const names of seen) expect(names).toEqual(before);
  });

  it('an export leaves nothing, or a whole archive, under its name', { timeout: 120_000 }, async () => {
    const { final } = await crashEverywhere(initial, (target) => ['export', `${app}:other`, '-o', target], expectWhole);
    expect(existsSync(final.target)).toBe(true);
    await expectWhole(final);
  });
});

describe('killed at a random moment', () => {
  it('loses no finished import', { timeout: 180_000 }, async () => {
    const store = newPath();
    const shared = { entries: [file('shared', Buffer.alloc(3 << 20, 7))], compression: 'none' as const };
    const finished = new Map<string, string>();
    const moments = fc.sample(fc.double({ min: 0.1, max: 1.2, noNaN: true }), 40);
    let killed = 0;
    // The first import runs to its end and tells how long one takes on this machine now.
    let takesMs = Number.POSITIVE_INFINITY;
    for (const [round, moment] of [1, ...moments].entries()) {
      const name = `${app}:round-${round}`;
      const own = Array.from({ length: 6 }, (_, at) => ({
        entries: [file(`${round}-${at}`, Buffer.alloc(1 << 20, `${round} ${at}`))],
        compression: 'none' as const,
      }));
      const image = await buildImage({ platform: 'linux/amd64', layers: [shared, ...own] });
      const archive = newPath();
      await writeArchive(archive, [{ node: image, names: [name, `${app}:latest`], referrers: [] }]);
      const startedMs = performance.now();
      const child = startStowage(store, ['import', archive]);
      const timer = round === 0 ? undefined : setTimeout(() => child.process.kill('SIGKILL'), takesMs * moment);
      const { exitCode, stderr } = await child.ended;
      clearTimeout(timer);
      if (exitCode === 0) takesMs = performance.now() - startedMs;
      rmSync(archive);
      if (exitCode === null) killed++;
      else expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      if (exitCode === 0) finished.set(name, image.manifest.digest);
      if (!existsSync(join(store, 'index.json'))) continue;
      const names = namesIn(store);
      for (const [reference, digest] of finished) expect(names.get(reference)).toBe(digest);
      // Each round opens what the last one left; the whole store is looked through now and then.
      if (round % 8 === 7) await expectSound(store);
    }
    expect(killed).toBeGreaterThan(0);
    expect(finished.size).toBeGreaterThan(0);
  });
});
