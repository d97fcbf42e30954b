// Feature locks: the page: every lock of the store, on hidden things too, so that each can be found and lifted.
import { Lock, LockOpen, Package, SlidersHorizontal, SquareArrowOutUpRight, Tag } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LockInfo } from '../../../preload/contract/upkeep-model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { artifactHref, navigate, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { FilterField } from '../../ui/field.tsx';
import { Time } from '../../ui/figures.tsx';
import type { GridColumn, RowShape } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { forbiddenBy, lockName, lockReference, targetKind, unlocked } from './lock-target.ts';
import css from './locks.module.css';
import { useSetLock } from './use-set-lock.ts';

const icons = { repository: Package, tag: Tag, artifact: Package } as const;

export function LocksPage() {
  const { t } = useTranslation('locks');
  const { t: words } = useTranslation('words');
  const locks = useCall('lock.list', {});
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter).trim().toLowerCase();
  const [focused, setFocused] = useViewState<string | null>('locks.focus', null);
  const { set, error } = useSetLock();
  const isReadOnly = useIsReadOnly();
  const rows = useMemo(
    () => (locks.data ?? []).filter((lock) => lockReference(lock).toLowerCase().includes(wanted)),
    [locks.data, wanted],
  );
  const unlock = useCallback((lock: LockInfo) => void set(lock, unlocked), [set]);
  const columns = useColumns(unlock, isReadOnly);
  const menu = (lock: LockInfo): readonly MenuEntry[] => [
    { id: 'open', label: t('open'), icon: SquareArrowOutUpRight, keys: 'Enter', run: () => show(lock) },
    { id: 'change', label: t('change'), icon: SlidersHorizontal, isDisabled: isReadOnly, run: () => change(lock) },
    { id: 'unlock', label: t('unlock'), icon: LockOpen, isDisabled: isReadOnly, run: () => unlock(lock) },
  ];
  return (
    <Pane label={t('title')} className={cx(css.page)}>
      <header className={css.head}>
        <h1 className={text.title}>{t('title')}</h1>
        <span className={text.muted}>{locks.data !== undefined && t('count', { count: locks.data.length })}</span>
        <span className={text.grow} />
        <div className={css.filter}>
          <FilterField label={t('filter')} value={filter} onChange={setFilter} />
        </div>
      </header>
      {error !== null && (
        <div className={css.note}>
          <ErrorNote error={error} />
        </div>
      )}
      {locks.error !== null && (
        <div className={css.note}>
          <ErrorNote error={locks.error} onRetry={() => void locks.refetch()} />
        </div>
      )}
      {locks.isPending ? (
        <SkeletonRows label={words('grid.loading')} />
      ) : (
        <div className={css.grid}>
          <VirtualGrid<LockInfo>
            label={t('title')}
            rows={rows}
            shape={shapeOf}
            columns={columns}
            stateKey="locks"
            focused={focused}
            onFocus={setFocused}
            onOpen={show}
            onEscape={() => setFilter('')}
            menu={menu}
            empty={
              filter === '' ? (
                <EmptyState icon={LockOpen} title={t('none')}>
                  {t('noneText')}
                </EmptyState>
              ) : (
                <EmptyState
                  title={t('noMatch', { filter })}
                  actions={<Button onPress={() => setFilter('')}>{words('actions.clearFilter')}</Button>}
                />
              )
            }
          />
        </div>
      )}
    </Pane>
  );
}

function shapeOf(lock: LockInfo): RowShape {
  return { id: lockReference(lock), name: lockName(lock) };
}

function show({ repository, digest }: LockInfo): void {
  navigate(digest === null ? routeHref('library', repository) : artifactHref(repository, digest));
}

function change({ repository, tag, digest }: LockInfo): void {
  raiseIntent('lock.open', { targets: [{ repository, tag, digest }] });
}

function useColumns(onUnlock: (lock: LockInfo) => void, isReadOnly: boolean): readonly GridColumn<LockInfo>[] {
  const { t } = useTranslation('locks');
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'what',
        name: t('column.what'),
        width: 'fill',
        minWidth: 200,
        isRowHeader: true,
        cell: (lock) => {
          const kind = targetKind(lock);
          const Icon = icons[kind];
          return (
            <span className={css.what} title={lockReference(lock)}>
              <Icon size={15} strokeWidth={1.9} aria-hidden />
              <span className={text.clip}>{lockName(lock)}</span>
              <span className={cx(text.muted, text.small)}>{t(`kind.${kind}`)}</span>
            </span>
          );
        },
      },
      {
        id: 'off',
        name: t('column.off'),
        width: 340,
        minWidth: 160,
        cell: ({ switches }) => (
          <span className={css.badges}>
            {forbiddenBy(switches).map((each) => (
              <Badge key={each} tone={each === 'list' || each === 'read' ? 'warn' : 'accent'} icon={Lock}>
                {t(`off.${each}`)}
              </Badge>
            ))}
          </span>
        ),
      },
      {
        id: 'since',
        name: t('column.since'),
        width: 110,
        hideBelow: 640,
        cell: ({ since }) => (
          <span className={text.secondary} title={format.exactTime(since)}>
            <Time iso={since} />
          </span>
        ),
      },
      {
        id: 'acts',
        name: t('column.acts'),
        width: 76,
        minWidth: 76,
        align: 'end',
        cell: (lock) => (
          <span className={css.acts}>
            <IconButton
              size="small"
              icon={SlidersHorizontal}
              label={t('change')}
              isDisabled={isReadOnly}
              onPress={() => change(lock)}
            />
            <IconButton size="small" icon={LockOpen} label={t('unlock')} isDisabled={isReadOnly} onPress={() => onUnlock(lock)} />
          </span>
        ),
      },
    ],
    [t, format, onUnlock, isReadOnly],
  );
}
