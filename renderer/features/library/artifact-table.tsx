// Feature library: the table of artifacts (or of tags), and the wiring of its rows to focus, selection and acts.
import { Tag } from 'lucide-react';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { orderedTags } from '../../format/tag-order.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import type { GridColumn, GridSelection, GridSort, RowShape } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import {
  addedCell,
  digestCell,
  nameCell,
  platformsCell,
  repositoryCell,
  sizeCell,
  uniqueCell,
  uniqueFigureCell,
} from './artifact-cells.tsx';
import type { ArtifactRow } from './artifact-rows.ts';
import css from './library.module.css';

interface ArtifactTableProps {
  readonly rows: readonly ArtifactRow[];
  /** `all` adds the repository of each row. */
  readonly kind: 'repository' | 'tags' | 'all';
  readonly stateKey: string;
  readonly focused: string | null;
  readonly onFocus: (id: string) => void;
  readonly selection: GridSelection;
  readonly sort: GridSort;
  readonly onSort: (sort: GridSort) => void;
  readonly onOpen: (row: ArtifactRow) => void;
  readonly onSpace: () => void;
  readonly onToggle: (id: string) => void;
  readonly onEscape: () => void;
  readonly menu: (row: ArtifactRow) => readonly MenuEntry[];
  readonly empty: ReactNode;
  /** Room below the last row for what floats over it. */
  readonly endPx: number;
}

export function ArtifactTable(props: ArtifactTableProps) {
  const { t, i18n } = useTranslation('library');
  const { kind, onToggle } = props;
  const addedPx = i18n.language === 'en' ? 80 : 92;
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const columns = useMemo<readonly GridColumn<ArtifactRow>[]>(() => {
    const cellText = { t, words, format };
    const name: GridColumn<ArtifactRow> = {
      id: 'tags',
      name: kind === 'tags' ? t('column.tag') : t('column.tags'),
      width: 'fill',
      minWidth: 130,
      isSortable: true,
      isRowHeader: true,
      cell: (row, fillPx) => nameCell(row, cellText, fillPx),
    };
    const repository: GridColumn<ArtifactRow> = {
      id: 'repository',
      name: t('column.repository'),
      width: 'fill',
      minWidth: 150,
      isSortable: true,
      cell: (row) => repositoryCell(row, cellText),
    };
    return [
      ...(kind === 'all' ? [repository] : []),
      name,
      {
        id: 'digest',
        name: t('column.digest'),
        width: 103,
        isSortable: true,
        hideBelow: kind === 'all' ? 600 : 0,
        cell: (row) => digestCell(row, cellText),
      },
      {
        id: 'platforms',
        name: t('column.platforms'),
        width: 80,
        isSortable: kind !== 'tags',
        hideBelow: kind === 'all' ? 800 : 560,
        cell: (row) => platformsCell(row, cellText),
      },
      { id: 'size', name: t('column.size'), width: 68, align: 'end', isSortable: true, cell: (row) => sizeCell(row, cellText) },
      {
        id: 'unique',
        name: t('column.unique'),
        width: kind === 'all' ? 76 : 108,
        minWidth: 70,
        align: 'end',
        isSortable: true,
        cell: (row) => (kind === 'all' ? uniqueFigureCell : uniqueCell)(row, cellText),
      },
      {
        id: 'added',
        name: kind === 'tags' ? t('column.updated') : t('column.added'),
        width: addedPx,
        align: 'end',
        isSortable: true,
        hideBelow: kind === 'all' ? 720 : 500,
        cell: (row) => addedCell(row, cellText),
      },
    ];
  }, [t, words, format, kind, addedPx]);
  const shape = useCallback(
    (row: ArtifactRow): RowShape => rowShape(row, row.kind === 'platform' ? row.platform.platform : nameOf(row, t('untagged'))),
    [t],
  );
  return (
    <VirtualGrid
      label={kind === 'tags' ? t('tags') : t('artifacts')}
      rows={props.rows}
      shape={shape}
      columns={columns}
      stateKey={props.stateKey}
      focused={props.focused}
      onFocus={props.onFocus}
      selection={props.selection}
      sort={props.sort}
      onSort={props.onSort}
      onOpen={props.onOpen}
      onSpace={props.onSpace}
      onEscape={props.onEscape}
      menu={props.menu}
      groupCell={() => <UntaggedHeading />}
      empty={props.empty}
      endPx={props.endPx}
      {...(kind === 'tags' ? {} : { onToggle: (row: ArtifactRow) => onToggle(row.id) })}
    />
  );
}

function UntaggedHeading() {
  const { t } = useTranslation('library');
  return (
    <span className={css.untaggedHeading}>
      <Tag size={14} strokeWidth={2.1} aria-hidden />
      <b>{t('group.untagged')}</b>
      <span className={cx(text.muted, text.clip)}>{t('group.untaggedText')}</span>
    </span>
  );
}

function nameOf(row: ArtifactRow, untagged: string): string {
  if (row.kind === 'tag') return row.tag.tag;
  if (row.kind === 'referrer') return row.referrer.kind;
  if (row.kind !== 'artifact') return '';
  return orderedTags(row.artifact.tags)[0] ?? `${untagged} ${row.artifact.digest}`;
}

function rowShape(row: ArtifactRow, name: string): RowShape {
  switch (row.kind) {
    case 'heading':
      return { id: row.id, name: '', height: 'row', isGroup: true, isFocusable: false, isSelectable: false };
    case 'artifact':
      return { id: row.id, name, level: 1, ...(row.isExpanded === undefined ? {} : { isExpanded: row.isExpanded }) };
    case 'tag':
      return { id: row.id, name };
    default:
      return { id: row.id, name, height: 'tight', level: 2, isSelectable: false };
  }
}
