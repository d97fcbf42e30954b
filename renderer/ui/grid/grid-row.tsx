// Room renderer/ui: one row of VirtualGrid. It draws only when its row, its place or its state changed.
import { ChevronRight } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { CheckMark } from '../choice.tsx';
import { cx } from '../cx.ts';
import type { GridColumn, RowShape } from './grid-types.ts';
import css from './virtual-grid.module.css';

interface GridRowProps<Row> {
  readonly row: Row;
  readonly shape: RowShape;
  readonly index: number;
  readonly topPx: number;
  readonly heightPx: number;
  readonly columns: readonly GridColumn<Row>[];
  readonly fillPx: number;
  readonly hasHeader: boolean;
  readonly hasChecks: boolean;
  readonly isList: boolean;
  /** Undefined in a grid without selection. */
  readonly isSelected: boolean | undefined;
  readonly isFocused: boolean;
  readonly group: ReactNode;
}

function PlainGridRow<Row>(props: GridRowProps<Row>) {
  const { row, shape, index, topPx, heightPx, columns, fillPx, hasHeader, hasChecks, isList, isSelected, isFocused, group } =
    props;
  const isGroup = shape.isGroup === true;
  const canSelect = isSelected !== undefined && (shape.isSelectable ?? !isGroup);
  const hasBox = hasChecks && (!isGroup || canSelect);
  return (
    <div
      role="row"
      className={cx(
        isList ? css.listRow : css.row,
        isGroup && css.group,
        shape.height === 'tight' && css.tight,
        (shape.level ?? 1) > 1 && css.child,
      )}
      style={{ transform: `translateY(${topPx}px)`, height: heightPx }}
      data-index={index}
      aria-rowindex={index + (hasHeader ? 2 : 1)}
      aria-label={isList ? shape.name : undefined}
      {...(shape.isFocusable === false ? {} : { tabIndex: isFocused ? 0 : -1 })}
      {...(canSelect ? { 'aria-selected': isSelected } : {})}
      {...(shape.level === undefined ? {} : { 'aria-level': shape.level })}
      {...(shape.isExpanded === undefined ? {} : { 'aria-expanded': shape.isExpanded })}
    >
      {hasBox && (
        <div role="gridcell" className={css.checkCell} data-check={canSelect || undefined}>
          {canSelect && <CheckMark isOn={isSelected} isMixed={shape.isMixed === true} />}
        </div>
      )}
      {isGroup ? (
        <div role="gridcell" className={css.groupCell} aria-colspan={columns.length + (hasChecks && !hasBox ? 1 : 0)}>
          {group}
        </div>
      ) : (
        columns.map((column) => (
          <div
            key={column.id}
            role={column.isRowHeader === true ? 'rowheader' : 'gridcell'}
            className={cx(css.cell, column.align === 'end' && css.end)}
          >
            {column.cell(row, fillPx)}
          </div>
        ))
      )}
    </div>
  );
}

export const GridRow = memo(PlainGridRow) as typeof PlainGridRow;

/** The triangle of a row that unfolds; it only serves the pointer, keys are the row's. Keeps its room in rows without one. */
export function Twisty({ isExpanded }: Readonly<{ isExpanded: boolean | undefined }>) {
  return (
    <span
      className={cx(css.twisty, isExpanded === true && css.open)}
      data-twisty={isExpanded === undefined ? undefined : ''}
      aria-hidden
    >
      {isExpanded !== undefined && <ChevronRight size={15} strokeWidth={2} />}
    </span>
  );
}
