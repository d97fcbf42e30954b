// Room renderer/ui: the words of VirtualGrid: columns, what a row is, and how selection and sorting are handed in.
import type { ReactNode } from 'react';
import type { MenuEntry } from '../menu.tsx';
import type { GridSort } from './grid-sort.ts';

export interface GridColumn<Row> {
  readonly id: string;
  /** The header's text. */
  readonly name: string;
  /** Pixels, or `fill` for the column that takes what is left. */
  readonly width: number | 'fill';
  readonly minWidth?: number;
  readonly align?: 'start' | 'end';
  readonly isSortable?: boolean;
  /** True for the column that names its row. */
  readonly isRowHeader?: boolean;
  /** Leaves while the grid is narrower than this. */
  readonly hideBelow?: number;
  /** `fillPx` is the width inside a `fill` column. */
  readonly cell: (row: Row, fillPx: number) => ReactNode;
}

/** What the grid must know of a row. It is asked again for each row on screen, so it should be cheap. */
export interface RowShape {
  /** Identity: focus, selection and scrolling follow it through every change of the list. */
  readonly id: string;
  /** Spoken name; also what typing ahead looks for. */
  readonly name: string;
  readonly height?: 'row' | 'tight';
  /** From 1; given in a tree. */
  readonly level?: number;
  /** Given for a row that can be unfolded. */
  readonly isExpanded?: boolean;
  /** A heading across all columns, drawn by `groupCell`. */
  readonly isGroup?: boolean;
  readonly isSelectable?: boolean;
  /** Its box stands for rows below it, of which some are selected. */
  readonly isMixed?: boolean;
  readonly isFocusable?: boolean;
}

export interface GridSelection {
  readonly selected: ReadonlySet<string>;
  readonly onChange: (selected: ReadonlySet<string>) => void;
  /** `single`: the row one works on; `multiple` adds check boxes, ranges and select all. */
  readonly mode: 'single' | 'multiple';
  /** For lists whose boxes are the point: a click puts the row in or takes it out, and leaves the others as they are. */
  readonly isByBox?: boolean;
}

export type { GridSort };

export interface VirtualGridProps<Row> {
  readonly label: string;
  /** All rows in order, unfolded ones included; undefined where a row is not here yet. */
  readonly rows: readonly (Row | undefined)[];
  readonly shape: (row: Row) => RowShape;
  readonly columns: readonly GridColumn<Row>[];
  /** The row of the tab stop, by id. */
  readonly focused: string | null;
  readonly onFocus: (id: string) => void;
  /** Names this grid's widths and scroll position, which survive a reload. */
  readonly stateKey: string;
  readonly selection?: GridSelection;
  readonly sort?: GridSort;
  readonly onSort?: (sort: GridSort) => void;
  /** Enter and double click. */
  readonly onOpen?: (row: Row) => void;
  /** Space; without it Space toggles the row's selection. */
  readonly onSpace?: (row: Row) => void;
  /** A row is to be folded or unfolded. */
  readonly onToggle?: (row: Row) => void;
  /** Escape; without it Escape clears the selection. */
  readonly onEscape?: () => void;
  readonly menu?: (row: Row) => readonly MenuEntry[];
  readonly groupCell?: (row: Row) => ReactNode;
  /** Asked for when rows near the screen are undefined: the first and last index. */
  readonly onRange?: (first: number, last: number) => void;
  /** False for lists that need no header row. */
  readonly hasHeader?: boolean;
  /** `list`: rounded rows without lines, for panes. */
  readonly look?: 'table' | 'list';
  /** Room below the last row, for what floats over the list. */
  readonly endPx?: number;
  /** Shown below the header when there are no rows. */
  readonly empty?: ReactNode;
}
