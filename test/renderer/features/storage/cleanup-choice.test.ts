// What is chosen in a cleanup's preview: boxes of groups and rows agree, folded rows count, and nothing is chosen that the plan lacks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CleanupGroup, CleanupGroupKind, CleanupItem, CleanupPlan } from '../../../../preload/contract/upkeep-model.ts';
import {
  type Chosen,
  chosenAfter,
  chosenArtifacts,
  cleanupRows,
  cleanupShape,
  keysOf,
  offeredDays,
  tickedRows,
} from '../../../../renderer/features/storage/cleanup-choice.ts';
import { rangeIds, toggled } from '../../../../renderer/ui/grid/grid-moves.ts';

const kinds: readonly CleanupGroupKind[] = ['tagged', 'untagged', 'unreferenced', 'interrupted'];

function item(kind: CleanupGroupKind, place: number): CleanupItem {
  const digest = `sha256:${String(place).padStart(64, '0')}`;
  return {
    key: `${kind} ${place}`,
    repository: kind === 'untagged' ? 'docker.io/library/web' : null,
    digest: kind === 'interrupted' ? null : digest,
    name: kind === 'interrupted' ? `staging-${place}` : '',
    tags: [],
    formerTags: [],
    since: null,
    selected: true,
    fullBytes: 1,
    staysBytes: 0,
    staysFor: null,
    freedBytes: 1,
    countedAboveBytes: 0,
  };
}

function planOf(counts: readonly number[]): CleanupPlan {
  const groups = kinds.map(
    (kind, place): CleanupGroup => ({
      kind,
      items: Array.from({ length: counts[place] ?? 0 }, (_, at) => item(kind, at)),
      freedBytes: counts[place] ?? 0,
    }),
  );
  return {
    revision: 1,
    olderThanSeconds: 0,
    groups,
    kept: [],
    blockers: [],
    totals: { fullBytes: 0, staysBytes: 0, freedBytes: 0 },
  };
}

const scene = fc
  .record({
    counts: fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }),
    folded: fc.subarray([...kinds]),
    seed: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
  })
  .map(({ counts, folded, seed }) => {
    const plan = planOf(counts);
    const chosen: Chosen = new Set(keysOf(plan).filter((_, at) => seed[at] === true));
    return { plan, chosen, folded: new Set(folded), rows: cleanupRows(plan, chosen, new Set(folded)) };
  });

describe('the rows of a cleanup', () => {
  it('are every group that has any, and under it all of its rows unless it is folded', () => {
    fc.assert(
      fc.property(scene, ({ plan, folded, rows }) => {
        const expected = plan.groups.flatMap(({ kind, items }) => {
          if (items.length === 0) return [];
          return [`group:${kind}`, ...(folded.has(kind) ? [] : items.map(({ key }) => key))];
        });
        expect(rows.map(({ id }) => id)).toEqual(expected);
      }),
    );
  });

  it('have a ticked box for a group only where all of its rows are chosen, and a mixed one where some are', () => {
    fc.assert(
      fc.property(scene, ({ chosen, rows }) => {
        const ticked = tickedRows(rows);
        for (const row of rows) {
          const { isMixed = false } = cleanupShape(row, '');
          const keys = row.item === null ? row.group.items.map(({ key }) => key) : [row.item.key];
          const on = keys.filter((key) => chosen.has(key)).length;
          expect(ticked.has(row.id)).toBe(on === keys.length);
          expect(isMixed).toBe(row.item === null && on > 0 && on < keys.length);
        }
      }),
    );
  });
});

describe('ticking a box', () => {
  it('changes what it stands for and nothing else', () => {
    fc.assert(
      fc.property(scene, fc.nat(), ({ plan, chosen, rows }, at) => {
        fc.pre(rows.length > 0);
        const row = rows[at % rows.length];
        if (row === undefined) return;
        const ticked = tickedRows(rows);
        const next = chosenAfter(rows, chosen, toggled(ticked, row.id));
        const meant = new Set(row.item === null ? row.group.items.map(({ key }) => key) : [row.item.key]);
        for (const key of keysOf(plan)) expect(next.has(key)).toBe(meant.has(key) ? !ticked.has(row.id) : chosen.has(key));
      }),
    );
  });

  it('of a group twice has all of its rows chosen or none', () => {
    fc.assert(
      fc.property(scene, ({ plan, chosen, folded, rows }) => {
        const group = rows.find(({ item: own }) => own === null);
        fc.pre(group !== undefined);
        const once = chosenAfter(rows, chosen, toggled(tickedRows(rows), group.id));
        const again = cleanupRows(plan, once, folded);
        const twice = chosenAfter(again, once, toggled(tickedRows(again), group.id));
        const counts = [once, twice].map((each) => group.group.items.filter(({ key }) => each.has(key)).length);
        expect(counts.toSorted((a, b) => a - b)).toEqual([0, group.group.items.length]);
      }),
    );
  });

  it('of the header chooses every row, those that are folded away too, and then none', () => {
    fc.assert(
      fc.property(scene, ({ plan, chosen, folded, rows }) => {
        const everything = rangeIds(0, rows.length - 1, (index) => rows[index]?.id ?? null);
        const all = chosenAfter(rows, chosen, everything);
        expect([...all].toSorted()).toEqual(keysOf(plan).toSorted());
        expect(chosenAfter(cleanupRows(plan, all, folded), all, new Set()).size).toBe(0);
      }),
    );
  });
});

describe('what is chosen', () => {
  it('can be exported first where it is an untagged artifact', () => {
    fc.assert(
      fc.property(scene, ({ plan, chosen }) => {
        const untagged = [...chosen].filter((key) => key.startsWith('untagged'));
        expect(chosenArtifacts(plan, chosen).length).toBe(untagged.length);
      }),
    );
  });
});

describe('the limits that are offered', () => {
  it('are in order, none twice, with no limit first and the one of the settings among them', () => {
    fc.assert(
      fc.property(fc.nat(36_500), (days) => {
        const offered = offeredDays(days);
        expect(offered[0]).toBe(0);
        expect(offered).toContain(days);
        expect(offered).toEqual([...new Set(offered)].toSorted((a, b) => a - b));
      }),
    );
  });
});
