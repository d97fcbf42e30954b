// Room renderer/ui: the one grid behind every long list: only the rows on screen exist. Focus, selection and scrolling follow ids,
// so that live changes of the list move nothing under the user's hands. Keys: UX map; no wrap at the edges.
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  type MouseEvent,
  type SyntheticEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useSettings } from '../../host/use-settings.ts';
import { cx } from '../cx.ts';
import { ContextMenu, type MenuEntry, type MenuPoint } from '../menu.tsx';
import { useColumns } from './grid-columns.ts';
import { GridHeader } from './grid-header.tsx';
import { rangeIds, toggled } from './grid-moves.ts';
import { GridRow } from './grid-row.tsx';
import type { RowShape, VirtualGridProps } from './grid-types.ts';
import { useKnownRows } from './known-rows.ts';
import { rememberScroll, scrollOffsetOf } from './scroll-memory.ts';
import { useGridKeys } from './use-grid-keys.ts';
import css from './virtual-grid.module.css';

const headPx = 30;
const overscanRows = 14;
/** As in the tokens: the virtualizer wants numbers. */
const rowHeights = { comfortable: { row: 34, tight: 28 }, compact: { row: 28, tight: 24 } } as const;
const noSelection: ReadonlySet<string> = new Set();

export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { label, rows, shape, focused, onFocus, stateKey, selection, hasHeader = true, look = 'table', empty, endPx = 0 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { density } = useSettings();
  const [menu, setMenu] = useState<{
    readonly at: MenuPoint;
    readonly entries: readonly MenuEntry[];
    readonly name: string;
  } | null>(null);
  const hasChecks = selection?.mode === 'multiple';
  const { columns, template, fillPx, resize } = useColumns(props.columns, stateKey, hasChecks, scroller);

  const known = useKnownRows(rows, shape);
  const focusedIndex = focused === null ? -1 : (known.indexById.get(focused) ?? -1);
  // The tab stop is the focused row, or else the first one that can be.
  const stopIndex = focusedIndex >= 0 ? focusedIndex : known.firstStop;
  const estimateSize = useCallback(
    (index: number) => rowHeights[density][known.shapes[index]?.height ?? 'row'],
    [known, density],
  );
  const getItemKey = useCallback((index: number) => known.shapes[index]?.id ?? index, [known]);

  const headOffset = hasHeader ? headPx : 0;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    overscan: overscanRows,
    scrollMargin: headOffset,
    scrollPaddingStart: headOffset,
    paddingEnd: endPx,
    scrollPaddingEnd: endPx,
    initialOffset: () => scrollOffsetOf(stateKey),
    // The row of the tab stop always exists, or Tab would have nowhere to go.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const first = Math.max(0, startIndex - overscan);
      const last = Math.min(count - 1, endIndex + overscan);
      const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
      if (stopIndex >= 0 && stopIndex < first) indexes.unshift(stopIndex);
      if (stopIndex > last && stopIndex < count) indexes.push(stopIndex);
      return indexes;
    },
  });
  // Heights depend on the rows and the density, which the virtualizer cannot see.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, estimateSize]);

  const hasRows = rows.length > 0;
  useLayoutEffect(() => {
    if (!hasRows) return undefined;
    scroller.current?.scrollTo({ top: scrollOffsetOf(stateKey) });
    const element = scroller.current;
    return () => {
      if (element !== null) rememberScroll(stateKey, element.scrollTop);
    };
  }, [stateKey, hasRows]);

  const items = virtualizer.getVirtualItems();
  const firstShown = items[0]?.index ?? 0;
  const lastShown = items.at(-1)?.index ?? -1;
  const { onRange } = props;
  useEffect(() => {
    if (lastShown >= firstShown) onRange?.(firstShown, lastShown);
  }, [firstShown, lastShown, onRange]);

  const keys = useGridKeys({ props, scroller, stopIndex, focusedIndex, known, virtualizer, openMenu });

  function openMenu(index: number, at: MenuPoint): void {
    const row = rows[index];
    const entries = row === undefined ? [] : (props.menu?.(row) ?? []);
    if (entries.length > 0) setMenu({ at, entries, name: known.shapes[index]?.name ?? '' });
  }

  /** The focus may come by Tab or F6: acts are about the row that has it. */
  function onRowFocus(event: FocusEvent<HTMLDivElement>): void {
    if ((event.target as Element).getAttribute('role') !== 'row') return;
    const id = known.shapes[hit(event).index]?.id;
    if (id !== undefined && id !== focused) onFocus(id);
  }

  function onClick(event: MouseEvent<HTMLDivElement>): void {
    const { index, target } = hit(event);
    const row = rows[index];
    const hitShape = known.shapes[index];
    if (row === undefined || hitShape === undefined || hitShape.isFocusable === false) return;
    const { id } = hitShape;
    onFocus(id);
    const isBox = target.closest('[data-check]') !== null;
    if (target.closest('[data-twisty]') !== null || (hitShape.isGroup === true && hitShape.isExpanded !== undefined && !isBox)) {
      props.onToggle?.(row);
      return;
    }
    if (selection === undefined || !keys.canSelect(index)) return;
    if (isBox || selection.isByBox === true || (hasChecks && (event.ctrlKey || event.metaKey))) {
      keys.setAnchor(id);
      selection.onChange(toggled(selection.selected, id));
    } else if (event.shiftKey && hasChecks) {
      selection.onChange(rangeIds(keys.anchorIndex(), index, keys.selectableId));
    } else {
      keys.setAnchor(id);
      keys.followFocus(true);
      selection.onChange(new Set([id]));
      return;
    }
    keys.followFocus(false);
  }

  function onContextMenu(event: MouseEvent<HTMLDivElement>): void {
    if (props.menu === undefined) return;
    const { index } = hit(event);
    const { id, isFocusable } = known.shapes[index] ?? {};
    if (id === undefined || isFocusable === false) return;
    event.preventDefault();
    onFocus(id);
    if (selection !== undefined && keys.canSelect(index) && !selection.selected.has(id)) selection.onChange(new Set([id]));
    openMenu(index, { x: event.clientX, y: event.clientY });
  }

  const selected = selection?.selected ?? noSelection;
  const all = useMemo(
    () => (hasChecks && hasHeader ? allState(known.shapes, selected) : undefined),
    [hasChecks, hasHeader, known, selected],
  );
  return (
    <div className={css.frame}>
      <div
        ref={scroller}
        role={keys.isTree ? 'treegrid' : 'grid'}
        aria-label={label}
        aria-rowcount={rows.length + (hasHeader ? 1 : 0)}
        aria-colcount={columns.length + (hasChecks ? 1 : 0)}
        className={cx(
          css.grid,
          !hasRows && css.isEmpty,
          menu !== null && css.keepSelection,
          selection?.isByBox === true && css.byBox,
        )}
        style={{ '--grid-columns': template } as React.CSSProperties}
        onKeyDown={keys.onKeyDown}
        {...(hasChecks ? { 'aria-multiselectable': true } : {})}
      >
        {hasHeader && (
          <GridHeader
            columns={columns}
            sort={props.sort}
            onSort={props.onSort}
            onResize={resize}
            selectAll={all === undefined ? undefined : { state: all, onToggle: keys.toggleAll }}
          />
        )}
        <div
          role="rowgroup"
          className={css.body}
          style={{ height: virtualizer.getTotalSize() }}
          onFocus={onRowFocus}
          onClick={onClick}
          onContextMenu={onContextMenu}
          onDoubleClick={(event) => {
            const row = rows[hit(event).index];
            if (row !== undefined && (event.target as Element).closest('[data-twisty],[data-check]') === null)
              props.onOpen?.(row);
          }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            const topPx = item.start - headOffset;
            const rowShape = known.shapes[item.index];
            if (row === undefined || rowShape === undefined)
              return (
                <div
                  key={item.key}
                  role="row"
                  aria-busy
                  aria-rowindex={item.index + (hasHeader ? 2 : 1)}
                  className={cx(look === 'list' ? css.listRow : css.row, css.pending)}
                  style={{ transform: `translateY(${topPx}px)`, height: item.size }}
                >
                  <span role="gridcell" />
                </div>
              );
            return (
              <GridRow
                key={item.key}
                row={row}
                shape={rowShape}
                index={item.index}
                topPx={topPx}
                heightPx={item.size}
                columns={columns}
                fillPx={fillPx}
                hasHeader={hasHeader}
                hasChecks={hasChecks}
                isList={look === 'list'}
                isSelected={selection === undefined ? undefined : selected.has(rowShape.id)}
                isFocused={item.index === stopIndex}
                group={rowShape.isGroup === true ? props.groupCell?.(row) : undefined}
              />
            );
          })}
        </div>
      </div>
      {!hasRows && empty}
      {menu !== null && <ContextMenu label={menu.name} entries={menu.entries} at={menu.at} onClose={() => setMenu(null)} />}
    </div>
  );
}

/** The row an event happened in. */
function hit(event: SyntheticEvent<HTMLDivElement>): { readonly index: number; readonly target: Element } {
  const target = event.target as Element;
  return { target, index: Number(target.closest('[role=row]')?.getAttribute('data-index') ?? -1) };
}

function allState(shapes: readonly (RowShape | undefined)[], selected: ReadonlySet<string>): 'none' | 'some' | 'all' {
  if (selected.size === 0) return 'none';
  let seen = 0;
  let on = 0;
  for (const each of shapes) {
    if (each === undefined || !(each.isSelectable ?? each.isGroup !== true)) continue;
    seen += 1;
    if (selected.has(each.id)) on += 1;
  }
  return on === 0 ? 'none' : on === seen ? 'all' : 'some';
}
