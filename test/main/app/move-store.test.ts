// Room test/main/app: moving a store: by renaming and by copying, refused, cancelled, and killed at every change of a file. At
// every moment one place holds it whole, and the next process finds it there.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import { writeProduced } from '../../build/archive.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { rootPool } from '../../support/root-pool.ts';
import { becomeUser, userEnvironment } from '../../support/user-folders.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});
let serial = 0;
const newPath = (): string => join(folder, String(++serial));
const initial = join(folder, 'initial');

beforeAll(async () => {
  becomeUser(newPath());
  const pool = await rootPool();
  const archive = join(folder, 'archive.tar');
  const roots = [0, 3].map((at) => ({ ...(pool[at] as (typeof pool)[number]), names: [`docker.io/library/app:${at}`] }));
  await writeProduced(hybrid(roots), archive);
  await withStore(initial, async ({ host, importPath }) => {
    await importPath(archive);
    await call(host, 'tag.remove', { references: ['app:0'] });
  });
  mkdirSync(join(initial, '.stowage', 'quarantine'));
  writeFileSync(join(initial, '.stowage', 'quarantine', 'sha256-00'), 'not what it was called');
  vi.unstubAllEnvs();
});

/** A copy of the initial store, and a place to move it to: missing, or (so that it has to be copied) an empty folder. */
function copyOfInitial(way: 'renamed' | 'copied'): { readonly from: string; readonly to: string } {
  const [from, to] = [newPath(), newPath()];
  cpSync(initial, from, { recursive: true });
  if (way === 'copied') mkdirSync(to);
  return { from, to };
}

async function move(from: string, to: string, signal?: AbortSignal): Promise<unknown> {
  return await withStore(from, async ({ host }) => {
    const input = { folder: host.picks.offer({ kind: 'path', path: to }) };
    return await runJob(host, 'store.move', input, signal === undefined ? {} : { signal });
  });
}

/** It has all that the initial store had, and holds together. */
async function expectWhole(path: string): Promise<void> {
  await withStore(path, async (store) => {
    expect(namesIn(path)).toEqual(namesIn(initial));
    expect([...blobsIn(path).keys()]).toEqual([...blobsIn(initial).keys()]);
    await expectInvariants(store);
  });
  expect(readFileSync(join(path, '.stowage', 'ledger.jsonl'), 'utf8')).toBe(
    readFileSync(join(initial, '.stowage', 'ledger.jsonl'), 'utf8'),
  );
}

describe.for(['renamed', 'copied'] as const)('a store that is %s', (way) => {
  it('is in the new place with everything, and in the old one with nothing; its host goes on there', async () => {
    becomeUser(newPath());
    const { from, to } = copyOfInitial(way);
    await withStore(from, async ({ host }) => {
      const before = await call(host, 'store.status', {});
      const report = await runJob(host, 'store.move', { folder: host.picks.offer({ kind: 'path', path: to }) });
      const kept = [...filesOf(to).keys()].filter((name) => name !== 'oci-layout' && name !== 'index.json');
      expect(report).toMatchObject({ from, to, fileCount: kept.length });
      expect(existsSync(from)).toBe(false);
      expect((await call(host, 'host.describe', {})).storePath).toBe(to);
      const { path: _from, volume: _volume, ...rest } = before;
      expect(await call(host, 'store.status', {})).toMatchObject({ ...rest, path: to });
      expect((await call(host, 'tag.add', { source: 'app:3', reference: 'app:moved' })).reference).toContain('app:moved');
      await call(host, 'tag.remove', { references: ['app:moved'] });
    });
    expect([...filesOf(to).keys()]).toEqual([...filesOf(initial).keys()]);
    expect(leftoversIn(to)).toEqual([]);
  });

  it('is whole and found by the next process, whenever the move is killed', { timeout: 300_000 }, async () => {
    const seen = new Set<string>();
    for (let step = 1; ; step++) {
      const home = newPath();
      const from = join(home, 'data', 'stowage', 'store');
      const to = join(home, 'moved');
      cpSync(initial, from, { recursive: true });
      if (way === 'copied') mkdirSync(to);
      const exitCode = await killedMove(home, to, step);
      becomeUser(home);
      const host = composeHost({});
      const stores = await call(host, 'store.list', {});
      const current = stores.find((store) => store.current);
      await host.close();
      expect(current?.exists, `after step ${step}`).toBe(true);
      for (const { path, exists } of stores) if (exists) await expectWhole(path);
      seen.add(current?.path === to ? 'moved' : 'not moved');
      if (exitCode !== null) {
        expect(exitCode).toBe(0);
        expect(stores.map((store) => [store.path, store.exists])).toEqual([
          [from, false],
          [to, true],
        ]);
        break;
      }
      // What was left behind is no hindrance.
      if (!existsSync(join(to, 'index.json')) && step % 5 === 0) {
        expect(await killedMove(home, to, 0)).toBe(0);
        await expectWhole(to);
      }
      rmSync(home, { recursive: true, force: true });
    }
    expect(seen).toEqual(new Set(['not moved', 'moved']));
  });
});

/** Moves the default store of the user at `home` in a process of its own; null when it was killed at that step. */
async function killedMove(home: string, to: string, step: number): Promise<number | null> {
  const crashAt = new URL('../../support/crash-at.ts', import.meta.url);
  const program = new URL('../../support/move-store.ts', import.meta.url);
  const env = { ...process.env, ...userEnvironment(home), STOWAGE_TEST_CRASH_AT: String(step) };
  const child = spawn(process.execPath, ['--import', crashAt.href, program.pathname, to], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return await new Promise((resolve) => child.on('close', resolve));
}

describe('a move is refused', () => {
  it.for([
    ['into the store', (from: string) => join(from, 'blobs', 'here'), 'store-inside-store'],
    ['onto itself', (from: string) => from, 'store-inside-store'],
    ['to where a store is', () => initial, 'store-exists'],
    ['among other files', () => folder, 'store-not-a-layout'],
  ] as const)('%s, and the store is where it was', async ([, target, code]) => {
    becomeUser(newPath());
    const { from } = copyOfInitial('renamed');
    const before = filesOf(from);
    await expect(move(from, target(from))).rejects.toMatchObject({ code });
    expect(filesOf(from)).toEqual(before);
    await expectWhole(from);
  });

  it.for(['renamed', 'copied'] as const)('while another process works on it (%s)', async (way) => {
    becomeUser(newPath());
    const { from, to } = copyOfInitial(way);
    const other = Store.open(from, 'cli', 'existing');
    const work = other.startWork('import');
    const refused = { code: 'store-in-use', params: { store: from, jobCount: 1 } };
    await expect(move(from, to)).rejects.toMatchObject(refused);
    work.release();
    if (way === 'copied') expect(readdirSync(to)).toEqual([]);
    await move(from, to);
    // Who had it open is told; nothing is written where it was.
    expect(() => other.startWork('import')).toThrow(expect.objectContaining({ code: 'store-not-found' }));
    expect(() => other.commit(() => null)).toThrow(expect.objectContaining({ code: 'store-not-found' }));
    other.close();
    expect(existsSync(from)).toBe(false);
    await expectWhole(to);
  });

  it('for a blob that is not what it is called, and the new folder is as empty as before', async () => {
    becomeUser(newPath());
    const { from, to } = copyOfInitial('copied');
    const [name] = [...filesOf(from).keys()].filter((each) => each.startsWith('blobs'));
    rmSync(join(from, name ?? ''));
    writeFileSync(join(from, name ?? ''), 'other bytes');
    await expect(move(from, to)).rejects.toMatchObject({ code: 'blob-damaged' });
    expect(readdirSync(to)).toEqual([]);
    expect(existsSync(join(from, 'index.json'))).toBe(true);
  });
});

it('a move that is cancelled on its way leaves the store where it was, and nothing where it went', async () => {
  becomeUser(newPath());
  const { from, to } = copyOfInitial('copied');
  await withStore(from, async ({ host }) => {
    const abort = new AbortController();
    const input = { folder: host.picks.offer({ kind: 'path', path: to }) };
    const moving = runJob(host, 'store.move', input, {
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'copying' && abort.abort(),
    });
    await expect(moving).rejects.toMatchObject({ code: 'cancelled' });
    expect((await call(host, 'host.describe', {})).storePath).toBe(from);
  });
  expect(readdirSync(to)).toEqual([]);
  await expectWhole(from);
});

it("another program's files beside a store that is copied stay where they are", async () => {
  becomeUser(newPath());
  const { from, to } = copyOfInitial('copied');
  writeFileSync(join(from, 'notes.txt'), 'mine');
  await move(from, to);
  expect(readdirSync(from)).toEqual(['notes.txt']);
  await expectWhole(to);
});
