// Room test/main/store: programs that write index.json from a copy they read some changes ago. What we did meanwhile comes
// back from the ledger, what they did is taken in, and what they removed on purpose is removed, but never less than untagged.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { call } from '../../../main/host/client.ts';
import { writeProduced } from '../../build/archive.ts';
import type { Root } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { addOutsideRoot, dropOutsideRoots, editIndex } from '../../support/foreign-tool.ts';
import { expectInvariants, indexDescriptors } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { type OpenedStore, temporaryFolder, withNewStore, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());
// None contains another.
const pool = (await rootPool()).filter((_, at) => at !== 4 && at !== 5);
const app = 'docker.io/library/app';
const rootAt = (at: number): PoolRoot => pool[at % pool.length] as PoolRoot;
const digestAt = (at: number): string => rootAt(at).node.manifest.digest;
let serial = 0;

async function bringIn(store: OpenedStore, roots: readonly Root[]): Promise<void> {
  const path = join(folder, `${++serial}.tar`);
  await writeProduced(hybrid(roots), path);
  await store.importPath(path);
  rmSync(path);
}

const indexOf = ({ path }: OpenedStore): string => readFileSync(join(path, 'index.json'), 'utf8');
const putIndex = ({ path }: OpenedStore, text: string): void => writeFileSync(join(path, 'index.json'), text);

async function tagsOf({ host }: OpenedStore): Promise<Readonly<Record<string, string>>> {
  const { items } = await call(host, 'artifact.list', {});
  return Object.fromEntries(items.flatMap(({ repository, digest, tags }) => tags.map((tag) => [`${repository}:${tag}`, digest])));
}

const ledgerOf = ({ path }: OpenedStore): readonly Readonly<Record<string, unknown>>[] =>
  readFileSync(join(path, '.stowage', 'ledger.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

const ourNames = [1, 2, 3, 4, 5].map((tag) => `${app}:${tag}`);
const theirNames = [1, 2, 3].map((tag) => `registry.example.com/theirs:${tag}`);
const place = fc.nat(pool.length - 1);

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('import' as const), at: place, names: fc.uniqueArray(fc.nat(4), { maxLength: 2 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tag' as const), from: fc.nat(), to: fc.nat(4) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('untag' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('they-read' as const), who: fc.nat(1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('they-write' as const),
      who: fc.nat(1),
      at: place,
      name: fc.oneof(
        fc.nat(2).map((at) => theirNames[at] ?? ''),
        fc.nat(4).map((at) => ourNames[at] ?? ''),
      ),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** One store, the tags it must have, the artifacts it may not lose, and what two other programs have read of it. */
class Run {
  readonly names = new Map<string, string>();
  readonly kept = new Set<string>();
  /** Names in the words of another program: whose they are cannot be told from a copy. */
  readonly foreign = new Set<string>(theirNames);
  readonly read = new Map<number, string>();

  own(at: number): string | undefined {
    const names = [...this.names.keys()].filter((name) => !this.foreign.has(name)).toSorted();
    return names[at % Math.max(1, names.length)];
  }
}

async function takeOurs(store: OpenedStore, run: Run, taken: Step): Promise<void> {
  if (taken.do === 'import') {
    const names = taken.names.flatMap((at) => ourNames[at] ?? []).filter((name) => !run.foreign.has(name));
    await bringIn(store, [{ ...rootAt(taken.at), names }]);
    for (const name of names) run.names.set(name, digestAt(taken.at));
    run.kept.add(digestAt(taken.at));
  } else if (taken.do === 'tag') {
    const [source, name] = [run.own(taken.from), ourNames[taken.to] ?? ''];
    if (source === undefined || run.foreign.has(name)) return;
    await call(store.host, 'tag.add', { source, reference: name });
    run.names.set(name, run.names.get(source) ?? '');
  } else if (taken.do === 'untag' || taken.do === 'remove') {
    const name = run.own(taken.at);
    if (name === undefined) return;
    const digest = run.names.get(name) ?? '';
    const isTheirs = [...run.names].some(([each, held]) => held === digest && run.foreign.has(each));
    if (taken.do === 'remove' && isTheirs) return;
    if (taken.do === 'untag') await call(store.host, 'tag.remove', { references: [name] });
    else await call(store.host, 'artifact.remove', { references: [digest] });
    for (const [each, held] of run.names) if (each === name || (taken.do === 'remove' && held === digest)) run.names.delete(each);
    if (taken.do === 'remove') run.kept.delete(digest);
  }
}

/** A root in another program's words that has changed since they read it: whether they mean it cannot be told. */
function isAmbiguous(run: Run, read: string, own: string): boolean {
  const { manifests } = JSON.parse(read) as { manifests: readonly { digest: string; annotations?: Record<string, string> }[] };
  return manifests.some(({ digest, annotations = {} }) => {
    const name = annotations['org.opencontainers.image.ref.name'] ?? '';
    return annotations['io.containerd.image.name'] === undefined && name !== own && run.names.get(name) !== digest && name !== '';
  });
}

async function take(store: OpenedStore, run: Run, taken: Step): Promise<void> {
  if (taken.do === 'they-read') run.read.set(taken.who, indexOf(store));
  else if (taken.do === 'they-write') {
    const read = run.read.get(taken.who);
    run.read.delete(taken.who);
    if (read === undefined || isAmbiguous(run, read, taken.name)) return;
    // What one of them overwrites of the other before we have seen it, nobody can bring back.
    await tagsOf(store);
    putIndex(store, read);
    addOutsideRoot(store.path, rootAt(taken.at).node, taken.name);
    run.foreign.add(taken.name);
    run.names.set(taken.name, digestAt(taken.at));
    run.kept.add(digestAt(taken.at));
  } else if (taken.do === 'look') await expectInvariants(store);
  else await takeOurs(store, run, taken);
}

/** Two names go with their artifact; a program that read both writes one of them anew. */
const removedAndWritten: Step[][] = [
  [{ do: 'tag', from: 0, to: 0 }],
  [
    { do: 'they-read', who: 1 },
    { do: 'remove', at: 0 },
    { do: 'they-write', who: 1, at: 0, name: ourNames[0] ?? '' },
  ],
];

/** A program writes, in its own words, one of two names that we gave the same artifact since it read. */
const writtenAlike: Step[][] = [
  [
    { do: 'they-read', who: 0 },
    { do: 'import', at: 2, names: [1, 0] },
    { do: 'they-write', who: 0, at: 2, name: ourNames[0] ?? '' },
    { do: 'look' },
  ],
];

/** The steps between two losses of the catalogue. */
const parts = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 });

describe('a stale copy of index.json', () => {
  it('costs nothing of ours in any interleaving, and what was added to it is there', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(parts, async (sequence) => {
        const run = new Run();
        const path = join(folder, `store-${++serial}`);
        for (const steps of sequence) {
          await withStore(path, async (store) => {
            if (run.names.size === 0) {
              await bringIn(store, [{ ...rootAt(0), names: [`${app}:first`] }]);
              run.names.set(`${app}:first`, digestAt(0));
            }
            for (const each of steps) {
              await take(store, run, each);
              // A look in between is a step of its own: what two programs did may be found together.
              if (each.do === 'they-write' && each.at % 2 === 0) continue;
              expect(await tagsOf(store)).toEqual(Object.fromEntries(run.names));
            }
          });
          for (const suffix of ['', '-wal', '-shm']) rmSync(join(path, '.stowage', `catalog.db${suffix}`), { force: true });
        }
        await withStore(path, async (store) => {
          expect(await tagsOf(store)).toEqual(Object.fromEntries(run.names));
          await expectInvariants(store);
          const { items } = await call(store.host, 'artifact.list', {});
          const reached = new Set(indexDescriptors(path).map(({ digest }) => digest));
          expect(items.every(({ digest }) => reached.has(digest))).toBe(true);
          for (const digest of run.kept) expect([...reached]).toContain(digest);
        });
        rmSync(path, { recursive: true });
      }),
      {
        numRuns: 30,
        examples: [[removedAndWritten], [writtenAlike]],
      },
    );
  });
});

const hourMs = 3_600_000;

/** Imports one name, and another after what it gives was read. */
async function nameLater(store: OpenedStore): Promise<string> {
  await bringIn(store, [{ ...rootAt(0), names: [`${app}:1`] }]);
  const read = indexOf(store);
  await bringIn(store, [{ ...rootAt(2), names: [`${app}:2`] }]);
  return read;
}

describe('what another program wrote', () => {
  it('from a stale copy, with something of its own: what it lacked comes back, marked, and is written down', async () => {
    await withNewStore(async (store) => {
      const read = await nameLater(store);
      const before = indexDescriptors(store.path).at(-1);
      // However long ago: a program that adds something has not come to remove.
      vi.setSystemTime(Date.now() + 24 * hourMs);
      putIndex(store, read);
      addOutsideRoot(store.path, rootAt(4).node, theirNames[0] ?? '');
      const { items } = await call(store.host, 'artifact.list', {});
      expect(items.filter(({ restoredAt }) => restoredAt !== null)).toMatchObject([
        { repository: app, tags: ['2'], digest: digestAt(2) },
      ]);
      expect(ledgerOf(store).slice(-2)).toMatchObject([
        { door: 'outside', operation: 'index', tags: [{ tag: '1', to: digestAt(4) }] },
        {
          door: 'outside',
          operation: 'restore',
          source: 'restored after another program changed the index',
          tags: [{ repository: app, tag: '2', from: null, to: digestAt(2) }],
          restored: [{ repository: app, digest: digestAt(2) }],
        },
      ]);
      expect(indexDescriptors(store.path)).toContainEqual(before);
      await expectInvariants(store);
    });
  });

  it('that lacks our latest change and holds nothing new is stale within the hour, and means it after', async () => {
    for (const [ageMs, tags] of [
      [hourMs / 2, { [`${app}:1`]: digestAt(0), [`${app}:2`]: digestAt(2) }],
      [2 * hourMs, { [`${app}:1`]: digestAt(0) }],
    ] as const) {
      await withNewStore(async (store) => {
        const read = await nameLater(store);
        vi.setSystemTime(Date.now() + ageMs);
        putIndex(store, read);
        expect(await tagsOf(store)).toEqual(tags);
        const { items } = await call(store.host, 'artifact.list', {});
        expect(items.map(({ digest }) => digest).toSorted()).toEqual([digestAt(0), digestAt(2)].toSorted());
        await expectInvariants(store);
      });
    }
  });

  it('is the truth only where there is a file: without one every name comes back, however old, and marked', async () => {
    for (const isRebuilt of [false, true]) {
      await withNewStore(async (store) => {
        await nameLater(store);
        const before = indexDescriptors(store.path);
        await store.host.close();
        vi.setSystemTime(Date.now() + 48 * hourMs);
        rmSync(join(store.path, 'index.json'));
        if (isRebuilt) rmSync(join(store.path, '.stowage', 'catalog.db'));
        await withStore(store.path, async (opened) => {
          expect(await tagsOf(opened)).toEqual({ [`${app}:1`]: digestAt(0), [`${app}:2`]: digestAt(2) });
          const { items } = await call(opened.host, 'artifact.list', {});
          expect(items.map(({ restoredAt }) => restoredAt === null)).toEqual([false, false]);
          expect(indexDescriptors(store.path).map(({ digest }) => digest)).toEqual(before.map(({ digest }) => digest));
          await expectInvariants(opened);
        });
      });
    }
  });

  it('that lacks a name older than what it has is meant, and leaves the artifact untagged', async () => {
    await withNewStore(async (store) => {
      await nameLater(store);
      dropOutsideRoots(store.path, `${app}:1`);
      expect(await tagsOf(store)).toEqual({ [`${app}:2`]: digestAt(2) });
      const { items } = await call(store.host, 'artifact.list', { show: 'untagged' });
      expect(items).toMatchObject([{ digest: digestAt(0), formerTags: [{ tag: '1' }], restoredAt: null }]);
      await expectInvariants(store);
    });
  });

  it('brings nothing back that we had removed, with or without a name', async () => {
    await withNewStore(async (store) => {
      await nameLater(store);
      await bringIn(store, [{ ...rootAt(3), names: [] }]);
      const read = indexOf(store);
      await call(store.host, 'artifact.remove', { references: ['app:2', digestAt(3)] });
      putIndex(store, read);
      addOutsideRoot(store.path, rootAt(4).node, theirNames[0] ?? '');
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: digestAt(0), [theirNames[0] ?? '']: digestAt(4) });
      const { total } = await call(store.host, 'artifact.list', {});
      expect(total).toBe(2);
      expect(indexDescriptors(store.path)).toHaveLength(2);
      await expectInvariants(store);
    });
  });

  it('of its own under a name of ours has the name; ours stays, untagged', async () => {
    await withNewStore(async (store) => {
      const read = await nameLater(store);
      putIndex(store, read);
      addOutsideRoot(store.path, rootAt(4).node, `${app}:2`);
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: digestAt(0), [`${app}:2`]: digestAt(4) });
      const { items } = await call(store.host, 'artifact.list', { show: 'untagged' });
      expect(items).toMatchObject([{ digest: digestAt(2), formerTags: [{ tag: '2', replacedBy: digestAt(4) }] }]);
      await expectInvariants(store);
    });
  });

  it('is followed where we had removed the very same just before', async () => {
    await withNewStore(async (store) => {
      await nameLater(store);
      await call(store.host, 'artifact.remove', { references: ['app:2'] });
      addOutsideRoot(store.path, rootAt(2).node, `${app}:2`);
      expect(await tagsOf(store)).toEqual({ [`${app}:1`]: digestAt(0), [`${app}:2`]: digestAt(2) });
      await expectInvariants(store);
    });
  });

  it('without the root of an untagged artifact: it comes back word for word, marked', async () => {
    await withNewStore(async (store) => {
      await nameLater(store);
      await call(store.host, 'tag.remove', { references: ['app:2'] });
      const before = indexDescriptors(store.path);
      editIndex(store.path, (index) => ({
        ...index,
        manifests: index.manifests.filter((root) => root['digest'] !== digestAt(2)),
      }));
      const { items } = await call(store.host, 'artifact.list', { show: 'untagged' });
      expect(items.map(({ digest, restoredAt }) => [digest, restoredAt === null])).toEqual([[digestAt(2), false]]);
      expect(indexDescriptors(store.path)).toEqual(before);
      await expectInvariants(store);
    });
  });

  it('does not bring a name back whose manifest is gone', async () => {
    await withNewStore(async (store) => {
      const read = await nameLater(store);
      rmSync(join(store.path, 'blobs', ...digestAt(2).split(':')));
      putIndex(store, read);
      addOutsideRoot(store.path, rootAt(4).node, theirNames[0] ?? '');
      expect(Object.keys(await tagsOf(store))).toEqual([`${app}:1`, theirNames[0]]);
      await expectInvariants(store);
    });
  });
});
