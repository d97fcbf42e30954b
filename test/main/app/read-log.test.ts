// Room test/main/app: the log says what happened, newest first, each change with its number: over sealed parts of the ledger, in
// pages, by time, and by any part of what a change names.
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import type { LogEntry } from '../../../preload/contract/upkeep-model.ts';
import { writeProduced } from '../../build/archive.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { addOutsideRoot } from '../../support/foreign-tool.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { type OpenedStore, temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pool = await rootPool();
const app = 'docker.io/library/app';
const digestAt = (at: number): string => (pool[at] as PoolRoot).node.manifest.digest;
const archive = join(folder, 'archive.tar');
await writeProduced(
  hybrid([
    { ...(pool[0] as PoolRoot), names: [`${app}:1`] },
    { ...(pool[6] as PoolRoot), names: [] },
  ]),
  archive,
);

const log = async ({ host }: OpenedStore, input = {}): Promise<readonly LogEntry[]> =>
  (await call(host, 'log.list', input)).items;

/** One change of every kind. */
async function live(store: OpenedStore): Promise<void> {
  await store.importPath(archive);
  await call(store.host, 'tag.add', { source: 'app:1', reference: 'app:2' });
  await call(store.host, 'tag.remove', { references: ['app:2'] });
  await call(store.host, 'lock.set', { reference: 'app:1', writeEnabled: false });
  await call(store.host, 'lock.set', { reference: 'app:1', writeEnabled: true });
  addOutsideRoot(store.path, (pool[2] as PoolRoot).node, 'docker.io/team/foreign:1');
  await call(store.host, 'artifact.remove', { references: ['app:1'] });
  await call(store.host, 'undo.run', {});
}

it('tells of every change what it did, who did it and through which door', async () => {
  await withNewStore(async (store) => {
    await live(store);
    const entries = await log(store);
    expect(entries.map(({ revision }) => revision)).toEqual(entries.map((_, at) => entries.length - at));
    const ours = { door: 'cli', user: userInfo().username };
    const one = { repository: app, digest: digestAt(0), tags: ['1'] };
    const tag = (name: string, from: string | null, to: string | null): object => ({ reference: `${app}:${name}`, from, to });
    expect(entries.toReversed()).toMatchObject([
      {
        ...ours,
        operation: 'import',
        source: 'archive.tar',
        tags: [tag('1', null, digestAt(0))],
        added: [{ digest: digestAt(6) }],
        blobsRemoved: 0,
      },
      { ...ours, operation: 'tag', source: null, tags: [tag('2', null, digestAt(0))], notes: [] },
      { ...ours, operation: 'untag', tags: [tag('2', digestAt(0), null)] },
      { ...ours, operation: 'lock', tags: [], notes: [{ kind: 'locked', reference: `${app}:1` }] },
      { ...ours, operation: 'unlock', notes: [{ kind: 'unlocked', reference: `${app}:1` }] },
      { door: 'outside', user: null, operation: 'index', tags: [{ reference: 'docker.io/team/foreign:1', to: digestAt(2) }] },
      { ...ours, operation: 'remove', removed: [one], blobsAdded: 0 },
      { ...ours, operation: 'undo', added: [one], notes: [{ kind: 'undid', revision: 7 }], blobsRemoved: 0 },
    ]);
    expect(entries[1]?.blobsRemoved).toBe(entries[0]?.blobsAdded);
    expect(entries[1]?.blobsRemoved).toBeGreaterThan(0);
  });
});

it('finds changes by any part of what they name, whatever the case', async () => {
  await withNewStore(async (store) => {
    await live(store);
    const found = async (filter: string): Promise<readonly string[]> =>
      (await log(store, { filter })).map(({ operation }) => operation);
    expect(await found('FOREIGN')).toEqual(['index']);
    expect(await found('outside')).toEqual(['index']);
    expect(await found('archive.T')).toEqual(['import']);
    expect(await found('unta')).toEqual(['untag']);
    expect(await found('app:2')).toEqual(['untag', 'tag']);
    expect(await found(digestAt(2).slice(7, 30))).toEqual(['index']);
    expect(await found(digestAt(6))).toEqual(['import']);
    expect(await found(userInfo().username)).toHaveLength(7);
    expect(await found('no such thing')).toEqual([]);
  });
});

/** A change of the day of that number. */
const lineOf = (number: number): string =>
  `${JSON.stringify({ at: new Date(Date.UTC(2030, 0, number)).toISOString(), door: number % 2 === 0 ? 'web' : 'cli', operation: 'verify' })}\n`;

it('a page of it is that part of the whole, over sealed parts of the ledger and past torn lines', {
  timeout: 60_000,
}, async () => {
  await withNewStore(async (store) => {
    await store.importPath(archive);
    const ledger = join(store.path, '.stowage', 'ledger.jsonl');
    for (let number = 2; number <= 30; number++) {
      appendFileSync(ledger, lineOf(number));
      await log(store, { limit: 1 });
      if (number === 5)
        writeFileSync(ledger, readFileSync(ledger, 'utf8').replace('"operation":"verify"', '"operation":"verify'));
      if (number % 10 === 0) renameSync(ledger, ledger.replace('.jsonl', `-00000${number / 10}.jsonl`));
    }
    const whole = await log(store);
    // The line that was torn is passed over.
    expect(whole.map(({ revision }) => revision)).toEqual(Array.from({ length: 29 }, (_, at) => 29 - at));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          offset: fc.nat(35),
          limit: fc.integer({ min: 1, max: 35 }),
          filter: fc.constantFrom('', 'WEB', 'import'),
          day: fc.nat(32),
        }),
        async ({ offset, limit, filter, day }) => {
          const since = new Date(Date.UTC(2030, 0, day)).toISOString();
          const input = { offset, limit, filter, ...(day === 0 ? {} : { since }) };
          const wanted = whole.filter(
            ({ at, door, operation }) => (day === 0 || at >= since) && `${door} ${operation}`.includes(filter.toLowerCase()),
          );
          expect(await call(store.host, 'log.list', input)).toEqual({
            items: wanted.slice(offset, offset + limit),
            total: wanted.length,
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
