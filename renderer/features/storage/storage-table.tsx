// Feature storage: the map as a table: the same parts, the same bytes, readable without seeing.
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageNode } from '../../../preload/contract/model.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { Twisty } from '../../ui/grid/grid-row.tsx';
import type { GridColumn, GridSort, RowShape } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import { SizeBar, Swatch } from '../../ui/size-bar.tsx';
import { useViewState } from '../../ui/view-state.ts';
import css from './storage.module.css';
import { type TableRow, tableRows } from './table-rows.ts';

interface StorageTableProps {
  readonly root: UsageNode;
  readonly focused: string | null;
  readonly onFocus: (row: UsageNode) => void;
  readonly onOpen: (row: UsageNode) => void;
}

const noneFolded: readonly string[] = [];

export function StorageTable({ root, focused, onFocus, onOpen }: StorageTableProps) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const [sort, setSort] = useViewState<GridSort>('storage.sort', { column: 'disk', direction: 'descending' });
  const [folded, setFolded] = useViewState('storage.folded', noneFolded);
  const names = useMemo(() => ({ noName: t('noName'), shared: t('map.shared'), orphan: t('map.orphan') }), [t]);
  const rows = useMemo(() => tableRows(root, sort, new Set(folded), names), [root, sort, folded, names]);
  const shape = useCallback(
    ({ node, name, level, isExpanded }: TableRow): RowShape => ({
      id: node.id,
      name,
      level,
      ...(isExpanded === undefined ? {} : { isExpanded }),
    }),
    [],
  );
  const columns = useMemo<readonly GridColumn<TableRow>[]>(
    () => [
      {
        id: 'name',
        name: t('column.name'),
        width: 'fill',
        minWidth: 180,
        isSortable: true,
        isRowHeader: true,
        cell: (row) => <NameCell row={row} />,
      },
      {
        id: 'artifacts',
        name: t('column.artifacts'),
        width: 84,
        align: 'end',
        isSortable: true,
        hideBelow: 600,
        cell: ({ node }) => <Count count={node.artifactCount} />,
      },
      {
        id: 'unique',
        name: t('column.unique'),
        width: 100,
        align: 'end',
        isSortable: true,
        hideBelow: 520,
        cell: ({ uniqueBytes }) => <Figure sizeBytes={uniqueBytes} />,
      },
      {
        id: 'inside',
        name: t('column.inside'),
        width: 110,
        align: 'end',
        isSortable: true,
        hideBelow: 520,
        cell: ({ insideBytes }) => <Figure sizeBytes={insideBytes} />,
      },
      {
        id: 'disk',
        name: t('column.disk'),
        width: 190,
        align: 'end',
        isSortable: true,
        cell: (row) => (
          <span className={css.diskCell}>
            <SizeBar
              size="small"
              totalBytes={root.sizeBytes}
              parts={[
                { kind: 'unique', sizeBytes: row.uniqueBytes },
                { kind: 'shared', sizeBytes: row.insideBytes + (row.node.kind === 'shared' ? row.node.sizeBytes : 0) },
                { kind: 'orphan', sizeBytes: row.node.kind === 'orphan' ? row.node.sizeBytes : 0 },
              ]}
              label={t('shareOf', { part: format.percent(row.node.sizeBytes / Math.max(1, root.sizeBytes)) })}
            />
            <Bytes sizeBytes={row.node.sizeBytes} />
          </span>
        ),
      },
    ],
    [t, format, root.sizeBytes],
  );
  return (
    <div className={css.table}>
      <VirtualGrid<TableRow>
        label={t('tableLabel')}
        rows={rows}
        shape={shape}
        columns={columns}
        stateKey="storage.table"
        focused={focused}
        onFocus={(id) => {
          const row = rows.find(({ node }) => node.id === id);
          if (row !== undefined) onFocus(row.node);
        }}
        selection={{ mode: 'single', selected: new Set(focused === null ? [] : [focused]), onChange: () => undefined }}
        sort={sort}
        onSort={setSort}
        onToggle={({ node }) =>
          setFolded((now) => (now.includes(node.id) ? now.filter((id) => id !== node.id) : [...now, node.id]))
        }
        onOpen={({ node }) => onOpen(node)}
      />
    </div>
  );
}

function NameCell({ row }: Readonly<{ row: TableRow }>) {
  const { node, name, level, isExpanded } = row;
  const kind = node.kind === 'shared' || node.kind === 'orphan' ? node.kind : null;
  return (
    <span className={cx(css.nameCell, level > 1 && css.nested)} title={node.repository ?? name}>
      <Twisty isExpanded={isExpanded} />
      {kind !== null && <Swatch kind={kind} />}
      <span className={cx(text.clip, level === 1 && text.strong)}>{name}</span>
    </span>
  );
}

function Figure({ sizeBytes }: Readonly<{ sizeBytes: number }>) {
  return sizeBytes === 0 ? <span className={text.muted}>–</span> : <Bytes sizeBytes={sizeBytes} />;
}

function Count({ count }: Readonly<{ count: number }>) {
  const format = useFormat();
  return count === 0 ? <span className={text.muted}>–</span> : format.count(count);
}
