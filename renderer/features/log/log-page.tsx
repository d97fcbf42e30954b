// Feature log: the page: the changes of the store, filtered by the host, unfolded to what each of them did.
import { Copy, Hash, History, SquareArrowOutUpRight } from 'lucide-react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { artifactHref, navigate } from '../../app/router.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { FilterField } from '../../ui/field.tsx';
import type { GridColumn, RowShape } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './log.module.css';
import { BlobsCell, NamesCell, useOperationWord, WhatCell, WhenCell, WhoCell } from './log-cells.tsx';
import { entryNames, type LogRow, logRows, placeOf } from './log-rows.ts';
import { useLog } from './use-log.ts';

/** So many rows before the end the next page is asked for. */
const aheadRows = 60;

export function LogPage() {
  const { t } = useTranslation('log');
  const { t: words } = useTranslation('words');
  const [filter, setFilter] = useState('');
  const filterField = useRef<HTMLInputElement>(null);
  const log = useLog(useDeferredValue(filter).trim());
  const [focused, setFocused] = useState<string | null>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => logRows(log.entries, expanded), [log.entries, expanded]);
  const columns = useColumns();
  const operationWord = useOperationWord();
  const menu = useLogMenu();
  useCommands([
    {
      id: 'log.filter',
      group: t('group'),
      label: t('filter'),
      keys: '/',
      isHidden: true,
      run: () => filterField.current?.focus(),
    },
  ]);
  const toggle = ({ entry }: LogRow): void => {
    const id = String(entry.revision);
    const next = new Set(expanded);
    if (!next.delete(id)) next.add(id);
    setExpanded(next);
  };
  const shape = (row: LogRow): RowShape =>
    row.kind === 'detail'
      ? { id: row.id, name: '', height: 'tight', level: 2 }
      : {
          id: row.id,
          name: [operationWord(row.entry.operation), ...entryNames(row.entry).slice(0, 1)].join(' '),
          level: 1,
          ...(row.isExpanded === undefined ? {} : { isExpanded: row.isExpanded }),
        };
  const isEmpty = log.entries.length === 0;
  return (
    <Pane label={t('title')} className={cx(css.page)}>
      <header className={css.head}>
        <div className={text.grow}>
          <h1 className={text.title}>{t('title')}</h1>
          <p className={text.muted}>{t('text')}</p>
        </div>
        <div className={css.filter}>
          <FilterField label={t('filter')} value={filter} onChange={setFilter} keys="/" inputRef={filterField} />
        </div>
      </header>
      {log.error !== null && (
        <div className={css.note}>
          <ErrorNote error={log.error} onRetry={log.retry} />
        </div>
      )}
      {log.isPending ? (
        <SkeletonRows label={words('grid.loading')} />
      ) : (
        <div className={css.grid}>
          <VirtualGrid<LogRow>
            label={t('title')}
            rows={rows}
            shape={shape}
            columns={columns}
            stateKey="log"
            focused={focused}
            onFocus={setFocused}
            onOpen={(row) => (row.kind === 'entry' ? toggle(row) : show(row))}
            onToggle={toggle}
            onEscape={() => setFilter('')}
            onRange={(_first, last) => {
              if (last >= rows.length - aheadRows) log.more();
            }}
            menu={menu}
            empty={
              log.error === null &&
              (filter === '' ? (
                <EmptyState icon={History} title={t('empty')}>
                  {t('emptyText')}
                </EmptyState>
              ) : (
                <EmptyState
                  title={t('noMatch', { filter })}
                  actions={<Button onPress={() => setFilter('')}>{words('actions.clearFilter')}</Button>}
                />
              ))
            }
          />
        </div>
      )}
      {!isEmpty && (
        <footer className={css.foot}>
          <span role="status">{log.isLoadingMore ? t('loading') : t('total', { count: log.total })}</span>
        </footer>
      )}
    </Pane>
  );
}

function show(row: LogRow): void {
  const place = placeOf(row);
  if (place !== null) navigate(artifactHref(place.repository, place.digest));
}

function useLogMenu(): (row: LogRow) => readonly MenuEntry[] {
  const { t } = useTranslation('log');
  return (row) => {
    const place = placeOf(row);
    const copy = (what: string) => () => void copyText(what).then(() => showToast({ text: t('copied', { text: what }) }));
    const name = row.kind === 'entry' ? entryNames(row.entry)[0] : undefined;
    return [
      ...(place === null ? [] : [{ id: 'show', label: t('show'), icon: SquareArrowOutUpRight, run: () => show(row) }]),
      ...(place === null ? [] : [{ id: 'digest', label: t('copyDigest'), icon: Hash, run: copy(place.digest) }]),
      ...(name === undefined ? [] : [{ id: 'name', label: t('copyName'), icon: Copy, run: copy(name) }]),
    ];
  };
}

function useColumns(): readonly GridColumn<LogRow>[] {
  const { t } = useTranslation('log');
  return useMemo(
    () => [
      { id: 'when', name: t('column.when'), width: 150, cell: (row) => <WhenCell row={row} /> },
      {
        id: 'who',
        name: t('column.who'),
        width: 190,
        minWidth: 90,
        hideBelow: 720,
        cell: (row) => row.kind === 'entry' && <WhoCell entry={row.entry} />,
      },
      { id: 'what', name: t('column.what'), width: 170, minWidth: 90, isRowHeader: true, cell: (row) => <WhatCell row={row} /> },
      { id: 'names', name: t('column.names'), width: 'fill', minWidth: 160, cell: (row) => <NamesCell row={row} /> },
      {
        id: 'blobs',
        name: t('column.blobs'),
        width: 90,
        align: 'end',
        hideBelow: 560,
        cell: (row) => row.kind === 'entry' && <BlobsCell entry={row.entry} />,
      },
    ],
    [t],
  );
}
