// Room test/main/app: whatever is done to a store with random locks, nothing changes that a lock forbids, every refusal leaves
// the store as it was, and a rebuild gives the locks back. What stands in the store is read from index.json and `usage`.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isStowageError } from '../../../main/errors.ts';
import { call, runJob } from '../../../main/host/client.ts';
import type { LockInfo } from '../../../preload/contract/upkeep-model.ts';
import { producers, writeProduced } from '../../build/archive.ts';
import { filling, fillStore } from '../../support/filled-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { type PoolRoot, rootPool } from '../../support/root-pool.ts';
import { namesIn, type OpenedStore, temporaryFolder, withNewStore } from '../opened-store.ts';

const pool = await rootPool();
const names = ['docker.io/library/a', 'docker.io/team/b', 'localhost/d'].flatMap((name) => [`${name}:1`, `${name}:2`]);
const anyName = fc.constantFrom(...names);
const mostlyOn = fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 2, arbitrary: fc.constant(false) });

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('lock' as const),
      at: fc.nat(),
      deleteEnabled: mostlyOn,
      writeEnabled: mostlyOn,
      listEnabled: mostlyOn,
      readEnabled: mostlyOn,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      roots: fc.uniqueArray(fc.record({ at: fc.nat(pool.length - 1), names: fc.uniqueArray(anyName, { maxLength: 2 }) }), {
        minLength: 1,
        maxLength: 2,
        selector: (root) => root.at,
      }),
      onConflict: fc.constantFrom('keep' as const, 'move' as const),
      atomic: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('tag' as const), at: fc.nat(), to: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('untag' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), at: fc.nat(), force: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Tags with what they point at, and artifacts as `repository@digest`. */
interface State {
  readonly tags: ReadonlyMap<string, string>;
  readonly artifacts: ReadonlySet<string>;
}

async function stateOf({ host, path }: OpenedStore): Promise<State> {
  const { artifacts } = await call(host, 'usage.show', {});
  return { tags: namesIn(path), artifacts: new Set(artifacts.map(({ repository, digest }) => `${repository ?? ''}@${digest}`)) };
}

const inRepository = ({ repository }: LockInfo, reference: string): boolean =>
  reference.startsWith(`${repository}:`) || reference.startsWith(`${repository}@`);

/**
 * Artifacts that are no more. One without tags may have become a part of an index, or have moved into its first repository:
 * then its digest still finds it.
 */
async function lostArtifacts({ host }: OpenedStore, before: State, after: State): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  for (const artifact of before.artifacts) {
    if (after.artifacts.has(artifact)) continue;
    const shown = call(host, 'artifact.show', { reference: artifact.slice(artifact.indexOf('@') + 1) });
    const isLost = await shown.then(
      () => false,
      () => true,
    );
    if (isLost) lost.add(artifact);
  }
  return lost;
}

/** What happened to the names in spite of a lock. */
function trespasses(lock: LockInfo, before: State, after: State, lost: ReadonlySet<string>): readonly string[] {
  const { repository, tag, digest, switches } = lock;
  const own = (reference: string): boolean => inRepository(lock, reference);
  const tags = [...new Set([...before.tags.keys(), ...after.tags.keys()])].filter(own);
  const isMine = (name: string): boolean => {
    if (tag !== null) return name === lock.reference;
    return digest === null || before.tags.get(name) === digest || after.tags.get(name) === digest;
  };
  const mine = tags.filter(isMine);
  const faults: string[] = [];
  if (!switches.deleteEnabled) {
    const held = tag === null ? mine.filter((name) => digest === null || before.tags.get(name) === digest) : mine;
    for (const name of held) if (before.tags.has(name) && !after.tags.has(name)) faults.push(`${name} was removed`);
    const pointed = tag === null ? null : before.tags.get(lock.reference);
    for (const artifact of lost) {
      const isHeld =
        own(artifact) && (digest === null || artifact.endsWith(digest)) && (tag === null || artifact.endsWith(`@${pointed}`));
      if (isHeld) faults.push(`${artifact} was deleted`);
    }
  }
  if (!switches.writeEnabled) {
    for (const name of mine) {
      const now = after.tags.get(name);
      if (now !== undefined && now !== before.tags.get(name)) faults.push(`${name} was set`);
    }
    const isWhole = tag === null && digest === null;
    for (const artifact of isWhole ? after.artifacts : [])
      if (own(artifact) && !before.artifacts.has(artifact)) faults.push(`${artifact} came into ${repository}`);
  }
  return faults;
}

/** Whatever could be locked, by reference. */
function lockable({ tags, artifacts }: State): readonly string[] {
  const repositories = [...artifacts].map((artifact) => artifact.slice(0, artifact.indexOf('@'))).filter((name) => name !== '');
  const digests = [...artifacts].map((artifact) => (artifact.startsWith('@') ? artifact.slice(1) : artifact));
  return [...new Set([...repositories, ...tags.keys(), ...digests])].toSorted();
}

const pick = (list: readonly string[], at: number): string | undefined => list[at % Math.max(1, list.length)];

async function take(store: OpenedStore, state: State, taken: Step, folder: string): Promise<void> {
  const { host } = store;
  switch (taken.do) {
    case 'lock': {
      const reference = pick(lockable(state), taken.at);
      const { at: _at, do: _do, ...switches } = taken;
      if (reference !== undefined) await call(host, 'lock.set', { reference, ...switches });
      return;
    }
    case 'import': {
      const path = join(folder, 'incoming.tar');
      const roots = taken.roots.map(({ at, names: wanted }) => ({ ...(pool[at] as PoolRoot), names: wanted }));
      await writeProduced(producers['oras-backup'].make(roots), path);
      await store.importPath(path, { onConflict: taken.onConflict, atomic: taken.atomic });
      return;
    }
    case 'tag': {
      const source = pick([...state.tags.keys()].toSorted(), taken.at);
      const reference = pick([...state.tags.keys(), ...names].toSorted(), taken.to) ?? '';
      if (source !== undefined) await call(host, 'tag.add', { source, reference });
      return;
    }
    case 'untag': {
      const reference = pick([...state.tags.keys()].toSorted(), taken.at);
      if (reference !== undefined) await call(host, 'tag.remove', { references: [reference] });
      return;
    }
    case 'remove': {
      const reference = pick([...state.tags.keys()].toSorted(), taken.at);
      if (reference !== undefined) await call(host, 'artifact.remove', { references: [reference], force: taken.force });
    }
  }
}

async function expectHidden(store: OpenedStore, locks: readonly LockInfo[], { tags }: State): Promise<void> {
  const { host } = store;
  const repositories = (await call(host, 'repository.list', {})).items.map((item) => item.repository);
  const rows = (await call(host, 'artifact.list', {})).items;
  const hits = (await Promise.all([':', 'a', 'b', 'd'].map((query) => call(host, 'search.find', { query, limit: 200 })))).flat();
  for (const { repository, tag, digest, reference } of locks.filter((lock) => !lock.switches.listEnabled)) {
    const found = [...rows, ...hits].filter((item) => item.repository === repository);
    if (tag === null && digest === null) expect([...found, ...repositories.filter((name) => name === repository)]).toEqual([]);
    if (digest !== null) expect(found.filter((item) => item.digest === digest)).toEqual([]);
    if (tag === null || !tags.has(reference)) continue;
    const { items } = await call(host, 'tag.list', { repository });
    expect(items.map((item) => item.tag)).not.toContain(tag);
    for (const row of found) expect('tags' in row ? row.tags : [row.tag]).not.toContain(tag);
  }
}

async function expectUnreadable(store: OpenedStore, locks: readonly LockInfo[], { tags }: State, folder: string): Promise<void> {
  const closed = locks.filter(({ switches }) => !switches.readEnabled);
  for (const [reference, digest] of tags) {
    const lock = closed.find(
      (each) =>
        inRepository(each, reference) &&
        (each.tag === null ? each.digest === null || each.digest === digest : tags.get(each.reference) === digest),
    );
    if (lock === undefined) continue;
    const target = store.host.picks.offer({ kind: 'path', path: join(folder, 'never.tar') });
    const reads = [
      call(store.host, 'manifest.read', { reference }),
      runJob(store.host, 'archive.export', { references: [reference], target, allowMissing: true }),
    ];
    for (const result of await Promise.allSettled(reads))
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'locked' } });
  }
}

it('nothing changes that a lock forbids, and a rebuild gives the locks back', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(filling, fc.array(step, { minLength: 4, maxLength: 12 }), async (fill, steps) => {
      const folder = temporaryFolder();
      try {
        await withNewStore(async (store) => {
          await fillStore(store, fill, folder);
          for (const each of steps) {
            const before = await stateOf(store);
            const locks = await call(store.host, 'lock.list', {});
            const isRefused = await take(store, before, each, folder).then(
              () => false,
              (error: unknown) => {
                if (isStowageError(error)) return true;
                throw error;
              },
            );
            const after = await stateOf(store);
            if (isRefused) expect(after).toEqual(before);
            const lost = await lostArtifacts(store, before, after);
            expect(locks.flatMap((lock) => trespasses(lock, before, after, lost))).toEqual([]);
          }
          const locks = await call(store.host, 'lock.list', {});
          const state = await stateOf(store);
          await expectHidden(store, locks, state);
          await expectUnreadable(store, locks, state, folder);
          await expectInvariants(store);
          expect(await call(store.host, 'lock.list', {})).toEqual(locks);
        });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 30 },
  );
});
