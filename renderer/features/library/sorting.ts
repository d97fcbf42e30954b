// Feature library: sorting of long lists. Keys are worked out once for each item, not once for each comparison.

export type SortKey = string | number;

/** Sorted by the first key in the direction asked for, then by the others ascending, so that a refresh never reshuffles. */
export function sortedBy<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly [SortKey, ...SortKey[]],
  direction: 'ascending' | 'descending',
): readonly Item[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return items
    .map((item) => ({ item, keys: keysOf(item) }))
    .toSorted((a, b) => {
      for (const [index, key] of a.keys.entries()) {
        const other = b.keys[index] ?? key;
        if (key !== other) return (key < other ? -1 : 1) * (index === 0 ? sign : 1);
      }
      return 0;
    })
    .map(({ item }) => item);
}

/** A key under which names sort as people expect: `v2` before `v10`, whatever the case. */
export function naturalKey(name: string): string {
  return name.toLowerCase().replaceAll(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(12, '0'));
}
