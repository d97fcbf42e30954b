// Room test/main/store: calls on files that an operation makes fail, one alone or all from one on, as on a bad disk, a system out of
// file numbers or a disk gone read-only (I6): the failure has a code, and the store is as before the operation or as after it.
// Every fourth call is tried, from a random one on; with STOWAGE_TEST_EVERY_CALL=true each of them.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import { writeProduced } from '../../build/archive.ts';
import type { Root } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { startStowage } from '../../support/child.ts';
import { harmBlob, verify } from '../../support/harmed-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { rootPool } from '../../support/root-pool.ts';
import { blobsIn, namesIn, type OpenedStore, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const faultAt = new URL('../../support/fault-at.ts', import.meta.url);
const stride = process.env['STOWAGE_TEST_EVERY_CALL'] === 'true' ? 1 : 4;
const app = 'docker.io/library/app';
const initial = join(folder, 'initial');
const deleted = join(folder, 'deleted');
const harmed = join(folder, 'harmed');
const wounded = join(folder, 'wounded');
const first = join(folder, 'first.tar');
const second = join(folder, 'second.tar');

beforeAll(async () => {
  process.env['STOWAGE_TEST_FAULT_UNDER'] = join(folder, 'faulty');
  const pool = await rootPool();
  const root = (at: number, ...names: readonly string[]): Root => ({ ...(pool[at] as (typeof pool)[number]), names });
  await writeProduced(hybrid([root(0, `${app}:1`, `${app}:latest`), root(2, `${app}:other`)]), first);
  await writeProduced(hybrid([root(6, `${app}:latest`, 'registry.example.com/charts/x:1')]), second);
  await withStore(initial, async ({ importPath }) => await importPath(first));
  for (const copy of [deleted, harmed]) cpSync(initial, copy, { recursive: true });
  await startStowage(deleted, ['rm', `${app}:other`]).ended;
  const [layer = ''] = [...blobsIn(harmed)].flatMap(([digest, bytes]) => (bytes[0] === 0x7b ? [] : [digest]));
  await withStore(harmed, async (store) => void harmBlob(store, layer, 'flip', 7));
  cpSync(harmed, wounded, { recursive: true });
  await withStore(wounded, verify);
});

/** What an operation may change: names, locks and damage. */
async function stateOf({ host, path }: OpenedStore): Promise<object> {
  const locks = await call(host, 'lock.list', {});
  const damage = await call(host, 'damage.list', {});
  return {
    names: namesIn(path),
    locks: locks.map(({ reference }) => reference),
    damage: damage.map(({ digest, problem }) => [digest, problem]),
  };
}

interface Operation {
  readonly from: string;
  readonly args: readonly string[];
  /** What has to be found out before the store can be called sound. */
  readonly check?: (store: OpenedStore) => Promise<unknown>;
}

/** Fails calls of the operation, each time on a fresh copy, until it has no more calls. Every outcome is one of two states. */
async function failCalls({ from, args, check }: Operation): Promise<void> {
  const look = async (store: string): Promise<object> =>
    await withStore(store, async (opened) => {
      await check?.(opened);
      await expectInvariants(opened);
      return await stateOf(opened);
    });
  const copy = (name: string): string => {
    const path = join(folder, name);
    cpSync(from, path, { recursive: true });
    return path;
  };
  const before = await look(copy('before'));
  const states: object[] = [before];
  let failures = 0;
  for (let step = 1 + Math.floor(Math.random() * stride), quiet = 0; quiet < 3; step += stride) {
    expect(step).toBeLessThan(400);
    const store = copy(`faulty-${step}`);
    const { exitCode, stderr } = await startStowage(store, [...args, '--json'], { url: faultAt, step }).ended;
    const code = /"code": ?"([a-z-]+)"/.exec(stderr)?.[1];
    expect({ step, exitCode, code, stderr }).toMatchObject({ exitCode: expect.any(Number) });
    expect({ step, code, stderr }).not.toMatchObject({ code: 'internal' });
    states.push(await look(store));
    rmSync(store, { recursive: true, force: true });
    if (code !== undefined) failures++;
    // Some faults cost nothing; several in a row are the end of the calls.
    quiet = code === undefined ? quiet + 1 : 0;
  }
  rmSync(join(folder, 'before'), { recursive: true });
  const after = states.at(-1);
  for (const state of states) expect([before, after]).toContainEqual(state);
  expect(failures).toBeGreaterThan(0);
}

const cleanup: Operation = { from: initial, args: ['cleanup', '--older-than', '0s', '--tag', 'other', '--untagged'] };
const anImport: Operation = { from: initial, args: ['import', second] };

it.for([
  ['an import', anImport],
  ['a tag that moves', { from: initial, args: ['tag', `${app}:1`, `${app}:other`] }],
  ['a removal', { from: initial, args: ['rm', `${app}:other`] }],
  ['a deletion taken back', { from: deleted, args: ['undo'] }],
  ['a cleanup', cleanup],
  ['a lock', { from: initial, args: ['lock', `${app}:1`] }],
  ['a verify that finds damage', { from: harmed, args: ['verify'], check: verify }],
  ['a repair', { from: wounded, args: ['repair', '--all', '--from', first] }],
] as const satisfies readonly (readonly [string, Operation])[])(
  '%s that meets a fault at any call happens or does not, and says why',
  { timeout: 240_000 },
  async ([, operation]) => await failCalls(operation),
);

it.for([
  ['an import', anImport],
  ['a cleanup', cleanup],
  ['a repair', { from: wounded, args: ['repair', '--all', '--from', first] }],
] as const satisfies readonly (readonly [string, Operation])[])(
  '%s on a disk that fails from any call on happens or does not, and says why',
  { timeout: 240_000 },
  async ([, operation]) => {
    process.env['STOWAGE_TEST_FAULT_LASTS'] = 'true';
    try {
      await failCalls(operation);
    } finally {
      delete process.env['STOWAGE_TEST_FAULT_LASTS'];
    }
  },
);
