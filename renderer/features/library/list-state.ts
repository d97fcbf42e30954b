// Feature library: what survives of each list: the row of the focus, the selection, what is unfolded. The last lists are kept.
import { useCallback, useMemo } from 'react';
import { useViewState } from '../../ui/view-state.ts';

interface StoredList {
  readonly focused: string | null;
  readonly selected: readonly string[];
  readonly expanded: readonly string[];
}

interface ListState {
  readonly focused: string | null;
  readonly setFocused: (id: string | null) => void;
  readonly selected: ReadonlySet<string>;
  readonly setSelected: (ids: ReadonlySet<string>) => void;
  readonly expanded: ReadonlySet<string>;
  readonly toggleExpanded: (id: string) => void;
}

const blank: StoredList = { focused: null, selected: [], expanded: [] };
const none: Readonly<Record<string, StoredList>> = {};
const keptLists = 24;

/** State of the list `key`: a repository, or a list over all of them. */
export function useListState(key: string): ListState {
  const [lists, setLists] = useViewState('library.lists', none);
  const stored = lists[key] ?? blank;
  const change = useCallback(
    (made: (now: StoredList) => StoredList) => {
      setLists((now) => {
        const { [key]: current = blank, ...others } = now;
        const kept = Object.entries(others).slice(1 - keptLists);
        return { ...Object.fromEntries(kept), [key]: made(current) };
      });
    },
    [key, setLists],
  );
  const selected = useMemo(() => new Set(stored.selected), [stored.selected]);
  const expanded = useMemo(() => new Set(stored.expanded), [stored.expanded]);
  const setFocused = useCallback((focused: string | null) => change((now) => ({ ...now, focused })), [change]);
  const setSelected = useCallback((ids: ReadonlySet<string>) => change((now) => ({ ...now, selected: [...ids] })), [change]);
  const toggleExpanded = useCallback(
    (id: string) =>
      change((now) => ({
        ...now,
        expanded: now.expanded.includes(id) ? now.expanded.filter((each) => each !== id) : [...now.expanded, id],
      })),
    [change],
  );
  return { focused: stored.focused, setFocused, selected, setSelected, expanded, toggleExpanded };
}
