// Room test/main/store: every call on a file that an operation makes fails once, as a bad disk, a system out of file numbers or a
// disk gone read-only would (I6): the failure has a code, and the store is as before the operation or as after it.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeProduced } from '../../build/archive.ts';
import type { Root } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { startStowage } from '../../support/child.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { rootPool } from '../../support/root-pool.ts';
import { namesIn, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const faultAt = new URL('../../support/fault-at.ts', import.meta.url);
const app = 'docker.io/library/app';
const initial = join(folder, 'initial');
const deleted = join(folder, 'deleted');
const second = join(folder, 'second.tar');

beforeAll(async () => {
  process.env['STOWAGE_TEST_FAULT_UNDER'] = join(folder, 'faulty');
  const pool = await rootPool();
  const root = (at: number, ...names: readonly string[]): Root => ({ ...(pool[at] as (typeof pool)[number]), names });
  const first = join(folder, 'first.tar');
  await writeProduced(hybrid([root(0, `${app}:1`, `${app}:latest`), root(2, `${app}:other`)]), first);
  await writeProduced(hybrid([root(6, `${app}:latest`, 'registry.example.com/charts/x:1')]), second);
  await withStore(initial, async ({ importPath }) => await importPath(first));
  cpSync(initial, deleted, { recursive: true });
  await startStowage(deleted, ['rm', `${app}:other`]).ended;
});

it.for([
  ['an import', initial, ['import', second]],
  ['a tag that moves', initial, ['tag', `${app}:1`, `${app}:other`]],
  ['a removal', initial, ['rm', `${app}:other`]],
  ['a deletion taken back', deleted, ['undo']],
] as const)(
  '%s that meets a fault at any call happens or does not, and says why',
  { timeout: 240_000 },
  async ([, from, args]) => {
    const before = namesIn(from);
    const seen: { readonly step: number; readonly failed: boolean; readonly names: ReadonlyMap<string, string> }[] = [];
    for (let step = 1, quiet = 0; quiet < 3; step++) {
      expect(step).toBeLessThan(400);
      const store = join(folder, `faulty-${step}`);
      cpSync(from, store, { recursive: true });
      const { exitCode, stderr } = await startStowage(store, [...args, '--json'], { url: faultAt, step }).ended;
      const code = /"code": ?"([a-z-]+)"/.exec(stderr)?.[1];
      const failed = exitCode !== 0;
      if (failed)
        expect({ step, exitCode, code, stderr }).toMatchObject({
          exitCode: expect.any(Number),
          code: expect.not.stringMatching(/^internal$/),
        });
      await withStore(store, expectInvariants);
      seen.push({ step, failed, names: namesIn(store) });
      rmSync(store, { recursive: true, force: true });
      // Some faults cost nothing; several in a row are the end of the calls.
      quiet = failed ? 0 : quiet + 1;
    }
    const after = seen.at(-1)?.names;
    for (const each of seen) expect([before, after]).toContainEqual(each.names);
    expect(seen.filter(({ failed }) => failed).length).toBeGreaterThan(3);
  },
);
