// Room renderer/ui: where a key leads in a grid, and what a click or range selects. Pure: no DOM, no React.

/** The row a movement key leads to, or the same one at an edge: lists do not wrap. Null for any other key. */
export function moveTarget(
  key: string,
  from: number,
  count: number,
  pageRows: number,
  isFocusable: (index: number) => boolean,
): number | null {
  switch (key) {
    case 'ArrowDown':
      return seek(from + 1, 1, count, isFocusable) ?? from;
    case 'ArrowUp':
      return seek(from - 1, -1, count, isFocusable) ?? from;
    case 'Home':
      return seek(0, 1, count, isFocusable) ?? from;
    case 'End':
      return seek(count - 1, -1, count, isFocusable) ?? from;
    case 'PageDown':
      return seek(Math.min(count - 1, from + pageRows), -1, count, isFocusable) ?? from;
    case 'PageUp':
      return seek(Math.max(0, from - pageRows), 1, count, isFocusable) ?? from;
    default:
      return null;
  }
}

function seek(start: number, step: 1 | -1, count: number, isFocusable: (index: number) => boolean): number | null {
  for (let index = start; index >= 0 && index < count; index += step) if (isFocusable(index)) return index;
  return null;
}

/** The selection with one row put in or taken out. */
export function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The ids between two rows, both included. */
export function rangeIds(from: number, to: number, idAt: (index: number) => string | null): ReadonlySet<string> {
  const ids = new Set<string>();
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const id = idAt(index);
    if (id !== null) ids.add(id);
  }
  return ids;
}

/** The first row after `from` (and then from the top) whose name begins with what was typed. */
export function typeaheadTarget(typed: string, from: number, names: readonly (string | null)[]): number | null {
  const wanted = typed.toLocaleLowerCase();
  const start = typed.length > 1 ? from : from + 1;
  for (let offset = 0; offset < names.length; offset += 1) {
    const index = (start + offset) % names.length;
    if (names[index]?.toLocaleLowerCase().startsWith(wanted) === true) return index;
  }
  return null;
}
