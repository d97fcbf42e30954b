// Room test: the keys and ranges of a grid. Whatever is pressed, one stays on a row that can have the focus, and lists do not wrap.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moveTarget, rangeIds, toggled, typeaheadTarget } from '../../../../renderer/ui/grid/grid-moves.ts';

const keys = ['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp'] as const;
/** Which rows of a list can have the focus, and one that can. */
const lists = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 30 })
  .filter((stops) => stops.includes(true))
  .chain((stops) =>
    fc.record({
      stops: fc.constant(stops),
      from: fc.constantFrom(...stops.flatMap((isStop, index) => (isStop ? [index] : []))),
      pageRows: fc.integer({ min: 1, max: 10 }),
      key: fc.constantFrom(...keys),
    }),
  );

const target = (key: string, from: number, stops: readonly boolean[], pageRows = 3): number | null =>
  moveTarget(key, from, stops.length, pageRows, (index) => stops[index] === true);

describe('a movement key', () => {
  it('leads to a row that can have the focus', () => {
    fc.assert(
      fc.property(lists, ({ stops, from, pageRows, key }) => {
        expect(stops[target(key, from, stops, pageRows) ?? -1]).toBe(true);
      }),
    );
  });

  it('never leads the other way', () => {
    fc.assert(
      fc.property(lists, ({ stops, from, pageRows, key }) => {
        const by = (target(key, from, stops, pageRows) ?? from) - from;
        expect(key === 'ArrowDown' || key === 'PageDown' || key === 'End' ? by >= 0 : by <= 0).toBe(true);
      }),
    );
  });

  it('of arrows skips nothing that can have the focus', () => {
    fc.assert(
      fc.property(lists, ({ stops, from }) => {
        const next = target('ArrowDown', from, stops) ?? from;
        expect(stops.slice(from + 1, next)).not.toContain(true);
        if (next === from) expect(stops.slice(from + 1)).not.toContain(true);
        else expect(target('ArrowUp', next, stops)).toBe(from);
      }),
    );
  });

  it('Home and End lead to the first and last of them', () => {
    fc.assert(
      fc.property(lists, ({ stops, from }) => {
        expect(target('Home', from, stops)).toBe(stops.indexOf(true));
        expect(target('End', from, stops)).toBe(stops.lastIndexOf(true));
      }),
    );
  });

  it('of a page moves by at most a page, and moves wherever an arrow would', () => {
    fc.assert(
      fc.property(lists, ({ stops, from, pageRows }) => {
        const to = target('PageDown', from, stops, pageRows) ?? from;
        expect(to - from).toBeLessThanOrEqual(pageRows);
        const next = target('ArrowDown', from, stops) ?? from;
        if (next - from <= pageRows) expect(to).toBeGreaterThanOrEqual(next);
      }),
    );
  });

  it('is any of these and no other', () => {
    expect(target('Enter', 0, [true, true])).toBeNull();
    expect(target('a', 0, [true, true])).toBeNull();
  });
});

/** Every third row cannot be selected. */
const ids = (index: number): string | null => (index % 3 === 2 ? null : `row-${index}`);

describe('a range', () => {
  it('holds what can be selected between its ends, whichever end comes first', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), (from, to) => {
        const range = rangeIds(from, to, ids);
        const between = Array.from({ length: 21 }, (_, index) => index).filter(
          (index) => index >= Math.min(from, to) && index <= Math.max(from, to),
        );
        expect([...range]).toEqual(between.map(ids).filter((id) => id !== null));
        expect(rangeIds(to, from, ids)).toEqual(range);
      }),
    );
  });
});

describe('toggling a row', () => {
  it('twice gives the selection back, and leaves the one given as it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.string(), (selected, id) => {
        const before = new Set(selected);
        const once = toggled(before, id);
        expect(once.has(id)).toBe(!before.has(id));
        expect(before).toEqual(new Set(selected));
        expect(toggled(once, id)).toEqual(before);
      }),
    );
  });
});

describe('typing ahead', () => {
  const names = ['alpha', 'Beta', null, 'bravo', 'beta2'];

  it('finds the next name that begins so, whatever its case, and goes round', () => {
    expect(typeaheadTarget('b', 0, names)).toBe(1);
    expect(typeaheadTarget('b', 1, names)).toBe(3);
    expect(typeaheadTarget('b', 4, names)).toBe(1);
    expect(typeaheadTarget('A', 3, names)).toBe(0);
  });

  it('stays where it is while more of the same name is typed', () => {
    expect(typeaheadTarget('be', 1, names)).toBe(1);
    expect(typeaheadTarget('br', 1, names)).toBe(3);
  });

  it('finds only names that begin so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.string({ maxLength: 3 }))),
        fc.nat(5),
        fc.string({ minLength: 1, maxLength: 2 }),
        (all, from, typed) => {
          const found = typeaheadTarget(typed, from, all);
          const begins = all.map((name) => name?.toLocaleLowerCase().startsWith(typed.toLocaleLowerCase()) === true);
          if (found === null) expect(begins).not.toContain(true);
          else expect(begins[found]).toBe(true);
        },
      ),
    );
  });
});
