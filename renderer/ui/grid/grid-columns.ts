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
  const { template, fixedPx } = useMemo(() => {
    let sumPx = hasChecks ? checkPx : 0;
    const tracks = columns.map(({ id, width, minWidth = smallestPx }) => {
      if (width === 'fill') return `minmax(${minWidth}px, 1fr)`;
      const ownPx = Math.max(minWidth, widths[id] ?? width);
      sumPx += ownPx;
      return `${ownPx}px`;
    });
    return { template: [...(hasChecks ? [`${checkPx}px`] : []), ...tracks].join(' '), fixedPx: sumPx };
  }, [columns, widths, hasChecks]);
  const fills = columns.filter(({ width }) => width === 'fill');
  const leastPx = Math.max(...fills.map(({ minWidth = smallestPx }) => minWidth));
  const fillPx = Math.max(leastPx, (roomPx - fixedPx) / fills.length) - cellPaddingPx;
  const resize = useCallback(
    (column: string, width: number) => {
      setWidths((now) => ({ ...now, [column]: Math.round(Math.min(largestPx, Math.max(smallestPx, width))) }));
    },
    [setWidths],
  );
  return { columns, template, fillPx: fillPx - (fillPx % stepPx), resize };
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
