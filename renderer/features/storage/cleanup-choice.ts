// Feature storage: the rows of a cleanup's preview and which of them are chosen. A group's box stands for all of its rows, shown or
// folded away. Pure.
import type { CleanupGroup, CleanupGroupKind, CleanupItem, CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import type { RowShape } from '../../ui/grid/grid-types.ts';

export type CleanupRow =
  | {
      readonly id: string;
      readonly group: CleanupGroup;
      readonly item: null;
      readonly isExpanded: boolean;
      readonly chosenCount: number;
    }
  | { readonly id: string; readonly group: CleanupGroup; readonly item: CleanupItem; readonly isChosen: boolean };

export type Chosen = ReadonlySet<string>;

/** The rows of a plan in order; groups without any are left out. */
export function cleanupRows(plan: CleanupPlan, chosen: Chosen, folded: ReadonlySet<CleanupGroupKind>): readonly CleanupRow[] {
  return plan.groups
    .filter(({ items }) => items.length > 0)
    .flatMap((group): readonly CleanupRow[] => {
      const isExpanded = !folded.has(group.kind);
      const chosenCount = group.items.filter(({ key }) => chosen.has(key)).length;
      const head: CleanupRow = { id: `group:${group.kind}`, group, item: null, isExpanded, chosenCount };
      if (!isExpanded) return [head];
      return [head, ...group.items.map((item) => ({ id: item.key, group, item, isChosen: chosen.has(item.key) }))];
    });
}

export function cleanupShape(row: CleanupRow, name: string): RowShape {
  if (row.item !== null) return { id: row.id, name, level: 2, height: 'tight' };
  const { id, isExpanded, chosenCount, group } = row;
  const isMixed = chosenCount > 0 && chosenCount < group.items.length;
  return { id, name, level: 1, isExpanded, isGroup: true, isSelectable: true, isMixed };
}

/** Which of the shown rows have their box ticked. */
export function tickedRows(rows: readonly CleanupRow[]): ReadonlySet<string> {
  return new Set(
    rows.filter((row) => (row.item === null ? row.chosenCount === row.group.items.length : row.isChosen)).map(({ id }) => id),
  );
}

/** What is chosen after the boxes of the shown rows became `ticked`: a group's box takes its rows along. */
export function chosenAfter(rows: readonly CleanupRow[], chosen: Chosen, ticked: ReadonlySet<string>): Chosen {
  const before = tickedRows(rows);
  const next = new Set(chosen);
  for (const row of rows) {
    const isTicked = ticked.has(row.id);
    if (isTicked === before.has(row.id)) continue;
    const keys = row.item === null ? row.group.items.map(({ key }) => key) : [row.item.key];
    for (const key of keys) {
      if (isTicked) next.add(key);
      else next.delete(key);
    }
  }
  return next;
}

export function keysOf(plan: CleanupPlan): readonly string[] {
  return plan.groups.flatMap(({ items }) => items.map(({ key }) => key));
}

/** Digest and repository of the untagged artifacts that are chosen: what can be exported before it goes. */
export function chosenArtifacts(
  plan: CleanupPlan,
  chosen: Chosen,
): readonly { readonly repository: string | null; readonly digest: string }[] {
  return plan.groups
    .filter(({ kind }) => kind === 'untagged')
    .flatMap(({ items }) =>
      items.flatMap(({ key, repository, digest }) => (digest !== null && chosen.has(key) ? [{ repository, digest }] : [])),
    );
}

/** The limits that are offered, in days, the one of the settings among them. */
export function offeredDays(graceDays: number): readonly number[] {
  return [...new Set([0, 1, 7, 30, 90, graceDays])].toSorted((a, b) => a - b);
}
