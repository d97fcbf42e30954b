// Room renderer/ui: which columns a grid shows at its width, and how wide they are. Widths the user set survive.
import { type RefObject, useCallback, useLayoutEffect, useMemo, useState } from 'react';
import { useViewState } from '../view-state.ts';
import type { GridColumn } from './grid-types.ts';

const smallestPx = 48;
const largestPx = 900;
const checkPx = 36;
const cellPaddingPx = 16;
const stepPx = 4;

interface Columns<Row> {
  readonly columns: readonly GridColumn<Row>[];
  /** A value for grid-template-columns. */
  readonly template: string;
  /** Width inside a `fill` column, in steps, so that rows are not drawn anew for each pixel. */
  readonly fillPx: number;
  readonly resize: (column: string, width: number) => void;
}

export function useColumns<Row>(
  all: readonly GridColumn<Row>[],
  stateKey: string,
  hasChecks: boolean,
  scroller: RefObject<HTMLElement | null>,
): Columns<Row> {
  // One set of widths per kind of list: `artifacts/<repository>` shares those of `artifacts`.
  const [widths, setWidths] = useViewState<Readonly<Record<string, number>>>(`widths.${stateKey.split('/', 1)[0]}`, {});
  const roomPx = useWidth(scroller);
  const columns = useMemo(() => all.filter(({ hideBelow = 0 }) => roomPx === 0 || roomPx >= hideBelow), [all, roomPx]);
  const tracks = columns.map(({ id, width, minWidth = smallestPx }) =>
    width === 'fill' ? { fills: true, px: minWidth } : { fills: false, px: Math.max(minWidth, widths[id] ?? width) },
  );
  const checks = hasChecks ? [`${checkPx}px`] : [];
  const template = [...checks, ...tracks.map(({ fills, px }) => (fills ? `minmax(${px}px, 1fr)` : `${px}px`))].join(' ');
  const fillPx = widthInside(tracks, roomPx - (hasChecks ? checkPx : 0));
  const resize = useCallback(
    (column: string, width: number) => {
      setWidths((now) => ({ ...now, [column]: Math.round(Math.min(largestPx, Math.max(smallestPx, width))) }));
    },
    [setWidths],
  );
  return { columns, template, fillPx, resize };
}

/** Inside a column that shares what the others leave of the room. */
function widthInside(tracks: readonly { readonly fills: boolean; readonly px: number }[], roomPx: number): number {
  const filling = tracks.filter(({ fills }) => fills);
  const fixedPx = tracks.reduce((sum, { fills, px }) => (fills ? sum : sum + px), 0);
  const px = Math.max(...filling.map((track) => track.px), (roomPx - fixedPx) / Math.max(1, filling.length)) - cellPaddingPx;
  return px - (px % stepPx);
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return undefined;
    const observer = new ResizeObserver(() => setWidthPx(watched.clientWidth));
    observer.observe(watched);
    setWidthPx(watched.clientWidth);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}
