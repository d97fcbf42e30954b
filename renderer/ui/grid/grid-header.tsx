// Room renderer/ui: the header row of VirtualGrid: one tab stop, arrows between columns, Enter sorts, Shift with arrows or a drag
// changes the width.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckMark } from '../choice.tsx';
import { cx } from '../cx.ts';
import type { GridColumn, GridSort } from './grid-types.ts';
import css from './virtual-grid.module.css';

interface GridHeaderProps<Row> {
  readonly columns: readonly GridColumn<Row>[];
  readonly sort: GridSort | undefined;
  readonly onSort: ((sort: GridSort) => void) | undefined;
  readonly onResize: (column: string, width: number) => void;
  /** Of the check box over the rows; undefined without one. */
  readonly selectAll: { readonly state: 'none' | 'some' | 'all'; readonly onToggle: () => void } | undefined;
}

const stepPx = 16;

export function GridHeader<Row>({ columns, sort, onSort, onResize, selectAll }: GridHeaderProps<Row>) {
  const { t } = useTranslation('words');
  const [current, setCurrent] = useState(0);
  const stops = selectAll === undefined ? columns.map(({ id }) => id) : ['', ...columns.map(({ id }) => id)];

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-stop]')];
    if (event.shiftKey) {
      const cell = cells[current]?.closest<HTMLElement>('[role=columnheader]');
      const id = stops[current];
      if (cell !== null && cell !== undefined && id !== undefined && id !== '') onResize(id, cell.offsetWidth + step * stepPx);
      return;
    }
    const next = Math.min(stops.length - 1, Math.max(0, current + step));
    setCurrent(next);
    cells[next]?.focus();
  }

  return (
    <div role="rowgroup" className={css.head}>
      <div role="row" aria-rowindex={1} className={css.headRow} onKeyDown={onKeyDown}>
        {selectAll !== undefined && (
          <div role="columnheader" className={css.checkCell}>
            <button
              type="button"
              role="checkbox"
              data-stop
              className={css.checkButton}
              aria-checked={selectAll.state === 'some' ? 'mixed' : selectAll.state === 'all'}
              aria-label={t('grid.selectAll')}
              tabIndex={current === 0 ? 0 : -1}
              onClick={selectAll.onToggle}
            >
              <CheckMark isOn={selectAll.state === 'all'} isMixed={selectAll.state === 'some'} />
            </button>
          </div>
        )}
        {columns.map((column, index) => {
          const stop = index + (selectAll === undefined ? 0 : 1);
          const direction = sort?.column === column.id ? sort.direction : undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              className={cx(css.headCell, column.align === 'end' && css.end, direction !== undefined && css.sorted)}
              {...(column.isSortable === true ? { 'aria-sort': direction ?? 'none' } : {})}
            >
              <button
                type="button"
                data-stop
                className={css.headButton}
                tabIndex={current === stop ? 0 : -1}
                onFocus={() => setCurrent(stop)}
                onClick={() => {
                  if (column.isSortable !== true) return;
                  onSort?.({ column: column.id, direction: direction === 'ascending' ? 'descending' : 'ascending' });
                }}
              >
                {column.name}
                {direction === 'ascending' && <ArrowUp size={13} strokeWidth={2.1} aria-hidden />}
                {direction === 'descending' && <ArrowDown size={13} strokeWidth={2.1} aria-hidden />}
              </button>
              {column.width !== 'fill' && <Grip onResize={(width) => onResize(column.id, width)} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The edge one drags; the keyboard has Shift with arrows on the header instead. */
function Grip({ onResize }: Readonly<{ onResize: (width: number) => void }>) {
  function onPointerDown(event: PointerEvent<HTMLSpanElement>): void {
    const cell = event.currentTarget.parentElement;
    if (cell === null) return;
    event.preventDefault();
    const grip = event.currentTarget;
    const { clientX: startX } = event;
    const { offsetWidth: startWidth } = cell;
    grip.setPointerCapture(event.pointerId);
    const move = (now: globalThis.PointerEvent): void => onResize(startWidth - (now.clientX - startX));
    const end = (): void => {
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('lostpointercapture', end);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('lostpointercapture', end);
  }
  return <span className={css.grip} onPointerDown={onPointerDown} aria-hidden />;
}
