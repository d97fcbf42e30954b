// Room renderer/ui: which columns a grid shows at its width, and how wide they are. Widths the user set survive.
import { type RefObject, useCallback, useLayoutEffect, useMemo, useState } from 'react';
import { useViewState } from '../view-state.ts';
import type { GridColumn } from './grid-types.ts';

const smallestPx = 48;
const largestPx = 900;
const checkPx = 36;

interface Columns<Row> {
  readonly columns: readonly GridColumn<Row>[];
  /** A value for grid-template-columns. */
  readonly template: string;
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
  const template = useMemo(() => {
    const tracks = columns.map(({ id, width, minWidth = smallestPx }) =>
      width === 'fill' ? `minmax(${minWidth}px, 1fr)` : `${Math.max(minWidth, widths[id] ?? width)}px`,
    );
    return [...(hasChecks ? [`${checkPx}px`] : []), ...tracks].join(' ');
  }, [columns, widths, hasChecks]);
  const resize = useCallback(
    (column: string, width: number) => {
      setWidths((now) => ({ ...now, [column]: Math.round(Math.min(largestPx, Math.max(smallestPx, width))) }));
    },
    [setWidths],
  );
  return { columns, template, resize };
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
