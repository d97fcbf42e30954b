// Room test/main/catalog: what lines of the ledger do to locks, and which lock forbids what: random locks against the rule
// written out by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../main/catalog/catalog.ts';
import { applyChange, type Change, type LockRecord } from '../../../main/catalog/change.ts';
import {
  joinLock,
  listLocks,
  lockedError,
  locksOnArtifact,
  readLock,
  untagLock,
  writeLock,
} from '../../../main/catalog/locks.ts';
import type { LockSwitches } from '../../../preload/contract/upkeep-model.ts';
import { memoryCatalog, reach, storedBlob } from './memory-catalog.ts';

const open: LockSwitches = { deleteEnabled: true, writeEnabled: true, listEnabled: true, readEnabled: true };
const lock = (
  [repository, tag, digest]: readonly [string, string | null, string | null],
  off: Partial<LockSwitches> | null,
): LockRecord => ({ repository, tag, digest, switches: off === null ? null : { ...open, ...off } });
const change = (day: number, rest: Partial<Change>): Change => ({
  at: `2026-01-0${day}T00:00:00Z`,
  door: 'cli',
  operation: 'test',
  ...rest,
});
const tag = (to: string | null, name = '1', repository = 'r') => ({ repository, tag: name, from: null, to });

function applied(...changes: readonly Change[]): Catalog {
  const catalog = memoryCatalog();
  for (const each of changes) applyChange(catalog, each);
  return catalog;
}

const references = (catalog: Catalog): readonly string[] => listLocks(catalog).map(({ reference }) => reference);

describe('a lock', () => {
  const noDelete = { deleteEnabled: false };
  const tags = change(1, { tags: [tag('x'), tag('x', '2'), tag('y', '3')] });

  it('stands as it was last set, until it is lifted', () => {
    const set = [
      change(1, { locks: [lock(['r', '1', null], noDelete)] }),
      change(2, { locks: [lock(['r', '1', null], { readEnabled: false })] }),
    ];
    expect(listLocks(applied(...set))).toEqual([
      {
        reference: 'r:1',
        repository: 'r',
        tag: '1',
        digest: null,
        switches: { ...open, readEnabled: false },
        since: change(2, {}).at,
      },
    ]);
    expect(references(applied(...set, change(3, { locks: [lock(['r', '1', null], null)] })))).toEqual([]);
  });

  it('of a tag goes with the tag, unless it is a lock against just that', () => {
    const locks = [lock(['r', '1', null], { readEnabled: false }), lock(['r', '2', null], noDelete)];
    const catalog = applied(tags, change(2, { locks }), change(3, { tags: [tag(null), tag(null, '2')] }));
    expect(references(catalog)).toEqual(['r:2']);
  });

  it('of a tag stays with the tag when that moves', () => {
    const catalog = applied(tags, change(2, { locks: [lock(['r', '1', null], noDelete)] }), change(3, { tags: [tag('y')] }));
    expect(locksOnArtifact(catalog, 'r', 'y').map(({ reference }) => reference)).toEqual(['r:1']);
    expect(locksOnArtifact(catalog, 'r', 'x')).toEqual([]);
  });

  it('of an artifact goes with it, and so do those of its tags, and no others', () => {
    const locks = [
      lock(['r', null, null], { readEnabled: false }),
      lock(['r', '2', null], { writeEnabled: false }),
      lock(['r', '3', null], noDelete),
      lock(['r', null, 'x'], { readEnabled: false }),
      lock(['r', null, 'y'], noDelete),
      lock(['other', null, 'x'], noDelete),
    ];
    const catalog = applied(tags, change(2, { locks }), change(3, { remove: [{ repository: 'r', digest: 'x' }] }));
    expect(references(catalog)).toEqual(['other@x', 'r', 'r@y', 'r:3']);
  });

  it('of an artifact without a repository moves with it into the first that names it', () => {
    const nameless = change(1, { add: [{ repository: '', digest: 'x' }], locks: [lock(['', null, 'x'], noDelete)] });
    expect(references(applied(nameless))).toEqual(['x']);
    expect(references(applied(nameless, change(2, { tags: [tag('x')] })))).toEqual(['r@x']);
  });

  it('is called in a refusal as a command takes it', () => {
    const locked = ['docker.io/library/app', 'registry.example.com/a'].flatMap((repository) =>
      listLocks(
        applied(change(1, { locks: [lock([repository, null, null], noDelete), lock([repository, '1', null], noDelete)] })),
      ),
    );
    expect(locked.map((each) => lockedError(each, 'app:1', 'delete').params.by)).toEqual([
      'app',
      'app:1',
      'registry.example.com/a',
      'registry.example.com/a:1',
    ]);
  });
});

const isHome = (onTag: string | null, onDigest: string | null): boolean => onTag === null && onDigest === null;
const repository = fc.constantFrom('r', 's');
const digest = fc.constantFrom('x', 'y', 'z');
const name = fc.constantFrom('1', '2', '3');
const switches = fc.record({
  deleteEnabled: fc.boolean(),
  writeEnabled: fc.boolean(),
  listEnabled: fc.boolean(),
  readEnabled: fc.boolean(),
});
const holder = fc.oneof(
  fc.tuple(repository, fc.constant(null), fc.constant(null)),
  fc.tuple(repository, name, fc.constant(null)),
  fc.tuple(repository, fc.constant(null), digest),
);
const scene = fc.record({
  tags: fc.uniqueArray(fc.record({ repository, tag: name, to: digest }), {
    maxLength: 6,
    selector: (each) => `${each.repository}:${each.tag}`,
  }),
  locks: fc.uniqueArray(fc.tuple(holder, switches), { maxLength: 4, selector: ([key]) => key.join(' ') }),
  asked: fc.record({ repository, tag: name, to: fc.option(digest) }),
});

it('forbids exactly what one of the locks that bear on it forbids', () => {
  fc.assert(
    fc.property(scene, ({ tags, locks, asked }) => {
      const catalog = applied(
        change(1, {
          tags: tags.map((each) => ({ ...each, from: null })),
          locks: locks.map(([key, each]) => lock(key, each)),
        }),
      );
      // Every artifact needs its manifest and one layer of its own; `base` is needed by all.
      for (const each of tags)
        reach(
          catalog,
          each.repository,
          each.to,
          [each.to, `layer ${each.to}`, 'base'].map((blob) => storedBlob(catalog, blob, 1)),
        );
      const from = tags.find((each) => each.repository === asked.repository && each.tag === asked.tag)?.to ?? null;
      const forbids = (what: keyof LockSwitches, bears: (tag: string | null, digest: string | null) => boolean): boolean =>
        locks.some(([[home, onTag, onDigest], each]) => home === asked.repository && bears(onTag, onDigest) && !each[what]);

      expect(writeLock(catalog, { ...asked, from }) !== null).toBe(
        forbids('writeEnabled', (t, d) => isHome(t, d) || t === asked.tag || (d !== null && (d === from || d === asked.to))),
      );
      expect(joinLock(catalog, asked.repository, asked.to) !== null).toBe(
        forbids('writeEnabled', (t, d) => isHome(t, d) || (d !== null && d === asked.to)),
      );
      const bearsOnTag = (t: string | null, d: string | null): boolean =>
        isHome(t, d) || t === asked.tag || (d !== null && d === from);
      expect(untagLock(catalog, asked.repository, asked.tag) !== null).toBe(
        forbids('deleteEnabled', bearsOnTag) || forbids('writeEnabled', bearsOnTag),
      );

      const homes = new Map(tags.map((each) => [`${each.repository} ${each.to}`, each]));
      const isReadable = ({ repository: home, to }: { readonly repository: string; readonly to: string }): boolean =>
        !locks.some(
          ([[place, onTag, onDigest], each]) =>
            !each.readEnabled &&
            place === home &&
            (isHome(onTag, onDigest) ||
              onDigest === to ||
              tags.some((one) => one.repository === home && one.tag === onTag && one.to === to)),
        );
      for (const scope of [asked.repository, null])
        for (const [blob, needs] of [
          ...['x', 'y', 'z'].flatMap((each) => [
            [each, each],
            [`layer ${each}`, each],
          ]),
          ['base', null],
        ] as const) {
          const needers = [...homes.values()].filter(
            (each) => (needs === null || each.to === needs) && (scope === null || each.repository === scope),
          );
          expect(readLock(catalog, blob, scope) !== null, `${blob} in ${scope}`).toBe(
            needers.length > 0 && !needers.some(isReadable),
          );
        }
    }),
    { numRuns: 200 },
  );
});
