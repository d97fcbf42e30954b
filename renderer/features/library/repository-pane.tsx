// Feature library: the list of repositories: filter, sort, groups, pins. Moving through it shows each repository beside it.
import {
  ArrowUpDown,
  ArrowUpFromLine,
  ChevronDown,
  ChevronRight,
  CloudDownload,
  Copy,
  FolderOutput,
  ListTree,
  Lock,
  Package,
  Pin,
  PinOff,
  ShipWheel,
  Trash2,
  X,
} from 'lucide-react';
import { type RefObject, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RepositorySummary } from '../../../preload/contract/model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import type { AllItems } from '../../host/use-all-items.ts';
import text from '../../styles/text.module.css';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { FilterField } from '../../ui/field.tsx';
import type { GridColumn, RowShape } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { movePane, Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { LockMark } from '../locks/index.ts';
import css from './library.module.css';
import { type RepositoryRow, type RepositorySort, repositoryRows, sortRepositories } from './repository-rows.ts';

interface RepositoryPaneProps {
  readonly repositories: AllItems<RepositorySummary>;
  /** The one whose artifacts are shown. */
  readonly current: string;
  readonly filterRef: RefObject<HTMLInputElement | null>;
  readonly menu: (repository: RepositorySummary) => readonly MenuEntry[];
  /** Set while it lies over the artifacts, in a narrow window. */
  readonly onClose: (() => void) | undefined;
}

const sorts: readonly RepositorySort[] = ['name', 'size', 'artifacts', 'changed'];
const noneFolded: readonly string[] = [];

export function RepositoryPane({ repositories, current, filterRef, menu, onClose }: RepositoryPaneProps) {
  const { t } = useTranslation('library');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const [filter, onFilter] = useState('');
  const [sort, setSort] = useViewState<RepositorySort>('library.repositorySort', 'name');
  const [isGrouped, setGrouped] = useViewState('library.grouped', true);
  const [folded, setFolded] = useViewState('library.folded', noneFolded);
  const [pinned] = usePins();
  const sorted = useMemo(() => sortRepositories(repositories.items, sort), [repositories.items, sort]);
  // What is typed shows at once; the list follows as soon as it can.
  const settledFilter = useDeferredValue(filter);
  const rows = useMemo(
    () => repositoryRows({ repositories: sorted, filter: settledFilter, sort, isGrouped, folded: new Set(folded), pinned }),
    [sorted, settledFilter, sort, isGrouped, folded, pinned],
  );
  const columns = useMemo<readonly GridColumn<RepositoryRow>[]>(
    () => [
      { id: 'name', name: t('repositories'), width: 'fill', isRowHeader: true, cell: (row) => <RepositoryCell row={row} /> },
    ],
    [t],
  );
  const selected = useMemo(() => new Set([current]), [current]);
  const [focused, setFocused] = useViewState<string | null>('library.repositoryFocus', null);
  // Running through the list leaves one step to come back to, not one for each repository on the way.
  const visitedMs = useRef(0);
  const visit = (repository: string): void => {
    const nowMs = performance.now();
    navigate(routeHref('library', repository), { replace: nowMs - visitedMs.current < 1000 });
    visitedMs.current = nowMs;
  };
  const toggle = useCallback(
    (row: RepositoryRow) => {
      if (row.kind === 'group') setFolded((now) => (now.includes(row.id) ? now.filter((id) => id !== row.id) : [...now, row.id]));
    },
    [setFolded],
  );

  return (
    <Pane
      side="start"
      label={t('repositories')}
      className={cx(css.repositories, onClose !== undefined && css.overlay)}
      resize={{ key: 'repositories', label: t('paneWidth'), initialPx: 246, minPx: 180, maxPx: 480 }}
    >
      <div className={css.paneHead}>
        <h2 className={text.strong}>{t('repositories')}</h2>
        <span className={css.count}>{format.count(repositories.total)}</span>
        <span className={text.grow} />
        <MenuButton
          label={t('sortRepositories')}
          entries={sorts.map((each) => ({
            id: each,
            label: t(`sortBy.${each}`),
            isChecked: sort === each,
            run: () => setSort(each),
          }))}
        >
          <IconButton size="small" icon={ArrowUpDown} label={t('sortRepositories')} />
        </MenuButton>
        <IconButton size="small" icon={ListTree} label={t('groupBy')} isOn={isGrouped} onPress={() => setGrouped(!isGrouped)} />
        {onClose !== undefined && <IconButton size="small" icon={X} label={words('actions.close')} onPress={onClose} />}
      </div>
      <div className={css.paneFilter}>
        <FilterField label={t('filterRepositories')} value={filter} onChange={onFilter} keys="/" inputRef={filterRef} />
      </div>
      {repositories.error !== null && repositories.items.length === 0 && (
        <div className={css.paneNote}>
          <ErrorNote error={repositories.error} onRetry={repositories.retry} />
        </div>
      )}
      {repositories.isPending ? (
        <SkeletonRows label={words('grid.loading')} />
      ) : (
        <VirtualGrid
          label={t('repositories')}
          rows={rows}
          shape={repositoryShape}
          columns={columns}
          stateKey="repositories"
          hasHeader={false}
          look="list"
          focused={focused ?? current}
          onFocus={setFocused}
          selection={{
            mode: 'single',
            selected,
            onChange: ([repository]) => {
              if (repository !== undefined) visit(repository);
            },
          }}
          onToggle={toggle}
          onOpen={(row) => {
            if (row.kind !== 'repository') return;
            movePane(document.activeElement, 1);
            onClose?.();
          }}
          onEscape={() => (filter === '' ? onClose?.() : onFilter(''))}
          menu={(row) => (row.kind === 'repository' ? menu(row.repository) : [])}
          groupCell={(row) => row.kind === 'group' && <GroupCell row={row} />}
          empty={
            filter === '' ? undefined : (
              <EmptyState
                title={t('noRepository', { filter })}
                actions={<Button onPress={() => onFilter('')}>{words('actions.clearFilter')}</Button>}
              />
            )
          }
        />
      )}
    </Pane>
  );
}

/** Repositories the user pinned, and the way to change that. */
export function usePins(): readonly [ReadonlySet<string>, (repository: string) => void] {
  const [pins, setPins] = useViewState('library.pins', noneFolded);
  const pinned = useMemo(() => new Set(pins), [pins]);
  const toggle = useCallback(
    (repository: string) =>
      setPins((now) => (now.includes(repository) ? now.filter((each) => each !== repository) : [...now, repository])),
    [setPins],
  );
  return [pinned, toggle];
}

/** Menu icons of a repository, kept with the list that shows them. */
export const repositoryIcons = {
  pin: Pin,
  unpin: PinOff,
  copy: Copy,
  export: ArrowUpFromLine,
  pull: CloudDownload,
  copyTo: FolderOutput,
  lock: Lock,
  delete: Trash2,
} as const;

function repositoryShape(row: RepositoryRow): RowShape {
  return row.kind === 'group'
    ? { id: row.id, name: row.namespace, height: 'tight', level: 1, isGroup: true, isExpanded: row.isExpanded }
    : { id: row.id, name: row.repository.familiar, height: 'tight', level: row.level };
}

function GroupCell({ row }: Readonly<{ row: Extract<RepositoryRow, { kind: 'group' }> }>) {
  const { t } = useTranslation('library');
  const Chevron = row.isExpanded ? ChevronDown : ChevronRight;
  const name = row.isPins ? t('pinned') : row.namespace === '' ? t('noNamespace') : row.namespace;
  return (
    <span className={css.namespace} title={name}>
      <Chevron size={13} strokeWidth={2.1} aria-hidden />
      <span className={text.clip}>{name}</span>
    </span>
  );
}

function RepositoryCell({ row }: Readonly<{ row: RepositoryRow }>) {
  const format = useFormat();
  if (row.kind === 'group') return null;
  const { repository } = row;
  const Icon = repository.kinds.length === 1 && repository.kinds[0] === 'helm' ? ShipWheel : Package;
  return (
    <span className={css.repository} title={repository.repository}>
      <Icon size={15} strokeWidth={1.9} aria-hidden />
      <span className={cx(text.clip, css.leaf)}>{row.leaf}</span>
      <span className={css.count}>{format.count(repository.artifactCount)}</span>
      {row.isPinned && <Pin size={12} strokeWidth={2} aria-hidden />}
      {repository.locked !== null && <LockMark switches={repository.locked} />}
      <span className={css.repositorySize} title={format.exactBytes(repository.sizeBytes)}>
        {format.bytes(repository.sizeBytes)}
      </span>
    </span>
  );
}
