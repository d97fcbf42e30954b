// Room renderer/ui: the keyboard of VirtualGrid. Arrows move the tab stop without wrapping; the selection follows while it is the
// one row that was clicked, and stays once the user has built it.
import type { Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';
import { useSettings } from '../../host/use-settings.ts';
import type { MenuPoint } from '../menu.tsx';
import { movePane } from '../panes.tsx';
import { moveTarget, rangeIds, toggled, typeaheadTarget } from './grid-moves.ts';
import type { RowShape, VirtualGridProps } from './grid-types.ts';
import type { KnownRows } from './known-rows.ts';

interface GridKeysInput<Row> {
  readonly props: VirtualGridProps<Row>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly stopIndex: number;
  readonly focusedIndex: number;
  readonly known: KnownRows;
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly openMenu: (index: number, at: MenuPoint) => void;
}

interface GridKeys {
  readonly isTree: boolean;
  readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void;
  readonly canSelect: (index: number) => boolean;
  /** Id of a row that can be selected, else null. */
  readonly selectableId: (index: number) => string | null;
  readonly toggleAll: () => void;
  readonly setAnchor: (id: string) => void;
  readonly anchorIndex: () => number;
  readonly followFocus: (follows: boolean) => void;
}

const typeaheadPauseMs = 700;

export function useGridKeys<Row>({
  props,
  scroller,
  stopIndex,
  focusedIndex,
  known,
  virtualizer,
  openMenu,
}: GridKeysInput<Row>): GridKeys {
  const { rows, selection, onFocus } = props;
  const { singleKeys } = useSettings();
  const anchor = useRef<string | null>(null);
  const follows = useRef(false);
  const typed = useRef({ text: '', atMs: 0 });
  const wantsFocus = useRef(false);
  const isMultiple = selection?.mode === 'multiple';
  const isTree = props.onToggle !== undefined;

  // After a move the row may only now exist.
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-index="${focusedIndex}"]`);
    if (element === null || element === undefined) return;
    wantsFocus.current = false;
    element.focus({ preventScroll: true });
  });

  const shapeAt = (index: number): RowShape | null => known.shapes[index] ?? null;
  const isFocusable = (index: number): boolean => shapeAt(index)?.isFocusable !== false;
  const canSelect = (index: number): boolean => {
    const at = shapeAt(index);
    return at !== null && (at.isSelectable ?? at.isGroup !== true);
  };
  const selectableId = (index: number): string | null => (canSelect(index) ? (shapeAt(index)?.id ?? null) : null);
  const anchorIndex = (): number => (anchor.current === null ? stopIndex : (known.indexById.get(anchor.current) ?? 0));

  function goTo(
    index: number,
    event: { readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean },
  ): void {
    const id = shapeAt(index)?.id;
    if (id === undefined) return;
    wantsFocus.current = true;
    virtualizer.scrollToIndex(index);
    onFocus(id);
    if (selection === undefined || selection.isByBox === true) return;
    if (event.shiftKey && isMultiple) {
      anchor.current ??= shapeAt(stopIndex)?.id ?? null;
      follows.current = false;
      selection.onChange(rangeIds(anchorIndex(), index, selectableId));
      return;
    }
    anchor.current = id;
    if (event.ctrlKey || event.metaKey) follows.current = false;
    else if (selection.mode === 'single' || (follows.current && selection.selected.size <= 1)) {
      if (canSelect(index)) selection.onChange(new Set([id]));
    }
  }

  function toggleSelected(index: number): void {
    const id = selectableId(index);
    if (id === null || selection === undefined) return;
    anchor.current = id;
    follows.current = false;
    selection.onChange(isMultiple ? toggled(selection.selected, id) : new Set([id]));
  }

  function toggleAll(): void {
    const all = rangeIds(0, rows.length - 1, selectableId);
    follows.current = false;
    selection?.onChange(selection.selected.size >= all.size ? new Set() : all);
  }

  /** Right: unfold, then the first child, then the next pane. Left: fold, then the parent, then the pane before. */
  function sideways(row: Row, at: RowShape, key: 'ArrowLeft' | 'ArrowRight', event: KeyboardEvent<HTMLDivElement>): void {
    const isRight = key === 'ArrowRight';
    if (at.isExpanded === !isRight) props.onToggle?.(row);
    else if (isRight && at.isExpanded === true && stopIndex + 1 < rows.length) goTo(stopIndex + 1, event);
    else if (!isRight && (at.level ?? 1) > 1) goTo(parentOf(stopIndex, at.level ?? 1), event);
    else movePane(event.currentTarget, isRight ? 1 : -1);
  }

  function parentOf(index: number, level: number): number {
    for (let above = index - 1; above >= 0; above -= 1) if ((shapeAt(above)?.level ?? 1) < level) return above;
    return index;
  }

  function typeAhead(key: string, event: KeyboardEvent<HTMLDivElement>): boolean {
    const now = performance.now();
    const text = now - typed.current.atMs < typeaheadPauseMs ? typed.current.text + key : key;
    typed.current = { text, atMs: now };
    const names = known.shapes.map((each) => (each === undefined || each.isFocusable === false ? null : each.name));
    const target = typeaheadTarget(text, stopIndex, names);
    if (target !== null) goTo(target, event);
    return true;
  }

  function act(event: KeyboardEvent<HTMLDivElement>): boolean {
    const { key } = event;
    const row = rows[stopIndex];
    const at = shapeAt(stopIndex);
    const isChord = event.ctrlKey || event.metaKey;
    if (event.altKey || row === undefined || at === null) return false;
    if (isChord && key.toLowerCase() === 'a' && isMultiple) return done(toggleAll);
    if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey))
      return done(() => openMenu(stopIndex, below(event.target as Element)));
    const target = moveTarget(key, stopIndex, rows.length, pageRows(), isFocusable);
    if (target !== null) return done(() => goTo(target, event));
    if (isChord) return false;
    if (key === 'ArrowLeft' || key === 'ArrowRight') return done(() => sideways(row, at, key, event));
    if (key === 'Enter') return done(() => (at.isGroup === true ? props.onToggle?.(row) : props.onOpen?.(row)));
    if (key === ' ') return done(() => (props.onSpace === undefined ? toggleSelected(stopIndex) : props.onSpace(row)));
    if (key === 'Escape') return escape();
    if (singleKeys && key === 'x' && isMultiple) return done(() => toggleSelected(stopIndex));
    // Letters are commands while single keys are on; without them they look for a row.
    if (!singleKeys && key.length === 1) return typeAhead(key, event);
    return false;
  }

  function escape(): boolean {
    if (props.onEscape !== undefined) return done(props.onEscape);
    if (selection === undefined || !isMultiple || selection.selected.size === 0) return false;
    return done(() => selection.onChange(new Set()));
  }

  function pageRows(): number {
    const { clientHeight = 0 } = scroller.current ?? {};
    const rowPx = virtualizer.getTotalSize() / Math.max(1, rows.length);
    return Math.max(1, Math.floor(clientHeight / rowPx) - 2);
  }

  return {
    isTree,
    canSelect,
    selectableId,
    toggleAll,
    anchorIndex,
    setAnchor: (id) => {
      anchor.current = id;
    },
    followFocus: (does) => {
      follows.current = does;
    },
    onKeyDown: (event) => {
      // Keys of controls inside a row or the header are theirs.
      if ((event.target as Element).getAttribute('role') !== 'row' || !act(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

function done(run: () => void): true {
  run();
  return true;
}

function below(element: Element): MenuPoint {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left + 24, y: bottom };
}
