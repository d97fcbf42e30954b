// Room cli: aligned tables and label lists. Cells are escaped before they are measured; only a column that says `cut`
// gives way, and only where the width of the screen is known. It prints nothing.
import { faint, type Line, type Span } from './line.ts';
import { isPrintableAscii, safeText } from './safe-text.ts';
import { cutToWidth, padToWidth, widthOf } from './width.ts';

export interface Column {
  readonly heading: string;
  readonly align?: 'right';
  /** The column that is cut where the screen is too narrow: one a table, best the last. */
  readonly cut?: true;
}

export type Cell = string | Span;

const gap = '  ';
const narrowestCut = 12;

/**
 * A table with headings; no lines at all for no rows. `screen` is the width to fit into, null where nothing is cut.
 * Every row has a cell for every column. Lists may have 50,000 rows: a row without tones is one string.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  screen: number | null,
  indent = '',
): readonly Line[] {
  if (rows.length === 0) return [];
  const widths = columns.map((column) => widthOf(column.heading));
  for (const row of rows) {
    for (let at = 0; at < row.length; at += 1) widths[at] = Math.max(widths[at] ?? 0, shownWidth(textOf(row[at] ?? '')));
  }
  fit(columns, widths, screen === null ? null : screen - indent.length);
  const body = rows.map((row) => rowLine(row, columns, widths, indent));
  if (columns.every((column) => column.heading === '')) return body;
  const headings = columns.map((column) => faint(column.heading));
  return [rowLine(headings, columns, widths, indent), ...body];
}

/** Labels on the left, values on the right; a value of several lines goes on under itself. */
export function labelled(entries: readonly (readonly [label: string, values: readonly Cell[]])[], indent = ''): readonly Line[] {
  const width = widest(entries.filter(([, values]) => values.length > 0).map(([label]) => label));
  return entries.flatMap(([label, values]) =>
    values.map((value, at) => [indent, faint(padToWidth(at === 0 ? label : '', width, 'left')), gap, value]),
  );
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, widthOf(text)), 0);
}

/** Takes from the column that may be cut what the screen lacks. */
function fit(columns: readonly Column[], widths: number[], screen: number | null): void {
  const at = columns.findIndex((column) => column.cut === true);
  if (screen === null || at < 0) return;
  const total = widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  const wanted = widths[at] ?? 0;
  widths[at] = Math.min(wanted, Math.max(narrowestCut, wanted - (total - screen)));
}

/** One row: cells in their columns, plain ones joined, and no spaces after the last that has text. */
function rowLine(row: readonly Cell[], columns: readonly Column[], widths: readonly number[], indent: string): Line {
  const last = row.findLastIndex((cell) => textOf(cell) !== '');
  const pieces: Cell[] = [];
  let plain = indent;
  for (let at = 0; at <= last; at += 1) {
    const cell = row[at] ?? '';
    const text = place(textOf(cell), widths[at] ?? 0, columns[at], at === last);
    if (at > 0) plain += gap;
    if (typeof cell === 'string') {
      plain += text;
    } else {
      pieces.push(plain, { text, tone: cell.tone });
      plain = '';
    }
  }
  return pieces.length === 0 ? plain : [...pieces, plain];
}

function shownWidth(text: string): number {
  return isPrintableAscii(text) ? text.length : widthOf(safeText(text));
}

function place(text: string, width: number, column: Column | undefined, last: boolean): string {
  const safe = safeText(text);
  const cut = column?.cut === true ? cutToWidth(safe, width) : safe;
  return last && column?.align !== 'right' ? cut : padToWidth(cut, width, column?.align ?? 'left');
}
