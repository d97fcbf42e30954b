// Feature storage: what a cleanup would take, in its groups, each row with what it holds, what of it stays and what is freed.
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CleanupGroupKind, CleanupItem, CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import { familiarName, shortDigest, splitName } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes, Time } from '../../ui/figures.tsx';
import { Twisty } from '../../ui/grid/grid-row.tsx';
import type { GridColumn } from '../../ui/grid/grid-types.ts';
import { VirtualGrid } from '../../ui/grid/virtual-grid.tsx';
import { EmptyState } from '../../ui/note.tsx';
import css from './cleanup.module.css';
import { type Chosen, type CleanupRow, chosenAfter, cleanupRows, cleanupShape, tickedRows } from './cleanup-choice.ts';

interface CleanupGridProps {
  readonly plan: CleanupPlan;
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
  readonly onEscape: () => void;
}

/** Blobs and leftovers have no names that tell anything: they are unfolded when asked for. */
const firstFolded: ReadonlySet<CleanupGroupKind> = new Set(['unreferenced', 'interrupted']);

export function CleanupGrid({ plan, chosen, onChoose, onEscape }: CleanupGridProps) {
  const { t } = useTranslation('storage');
  const [folded, setFolded] = useState(firstFolded);
  const [focused, setFocused] = useState<string | null>(null);
  const rows = useMemo(() => cleanupRows(plan, chosen, folded), [plan, chosen, folded]);
  const ticked = useMemo(() => tickedRows(rows), [rows]);
  const shape = useCallback(
    (row: CleanupRow) => cleanupShape(row, row.item === null ? t(`cleanup.group.${row.group.kind}`) : itemName(row.item)),
    [t],
  );
  const columns = useMemo<readonly GridColumn<CleanupRow>[]>(
    () => [
      {
        id: 'artifact',
        name: t('cleanup.column.artifact'),
        width: 'fill',
        minWidth: 160,
        isRowHeader: true,
        cell: ({ item }) => item !== null && <NameCell item={item} />,
      },
      {
        id: 'since',
        name: t('cleanup.column.since'),
        width: 220,
        hideBelow: 620,
        cell: ({ item }) => item !== null && <SinceCell item={item} />,
      },
      {
        id: 'full',
        name: t('cleanup.column.full'),
        width: 88,
        align: 'end',
        cell: ({ item }) =>
          item !== null && (
            <span className={text.secondary}>
              <Bytes sizeBytes={item.fullBytes} />
            </span>
          ),
      },
      {
        id: 'stays',
        name: t('cleanup.column.stays'),
        width: 88,
        align: 'end',
        cell: (row) => row.item !== null && <StaysCell item={row.item} isChosen={row.isChosen} />,
      },
      {
        id: 'freed',
        name: t('cleanup.column.freed'),
        width: 104,
        align: 'end',
        cell: (row) => row.item !== null && <FreedCell item={row.item} isChosen={row.isChosen} />,
      },
    ],
    [t],
  );
  const countsAbove = useMemo(
    () => plan.groups.some(({ items }) => items.some(({ countedAboveBytes }) => countedAboveBytes > 0)),
    [plan],
  );
  return (
    <>
      <div className={css.grid} style={{ '--rows': Math.max(rows.length, 2) } as React.CSSProperties}>
        <VirtualGrid<CleanupRow>
          label={t('cleanup.gridLabel')}
          rows={rows}
          shape={shape}
          columns={columns}
          stateKey="cleanup"
          focused={focused}
          onFocus={setFocused}
          selection={{
            mode: 'multiple',
            isByBox: true,
            selected: ticked,
            onChange: (next) => onChoose(chosenAfter(rows, chosen, next)),
          }}
          onToggle={({ group }) =>
            setFolded(
              (now) => new Set(now.has(group.kind) ? [...now].filter((kind) => kind !== group.kind) : [...now, group.kind]),
            )
          }
          onEscape={onEscape}
          groupCell={(row) => row.item === null && <GroupCell row={row} />}
          empty={<EmptyState title={t('cleanup.nothing')}>{t('cleanup.nothingText')}</EmptyState>}
        />
      </div>
      {countsAbove && <p className={cx(text.muted, text.small)}>{t('cleanup.countedAbove')}</p>}
    </>
  );
}

function itemName({ repository, digest, name }: CleanupItem): string {
  if (repository !== null) return familiarName(repository);
  return digest === null ? name : shortDigest(digest);
}

function GroupCell({ row }: Readonly<{ row: CleanupRow & { readonly item: null } }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { group, isExpanded, chosenCount } = row;
  const { kind, items, freedBytes } = group;
  return (
    <span className={css.group}>
      <Twisty isExpanded={isExpanded} />
      <b className={css.groupName}>{t(`cleanup.group.${kind}`)}</b>
      <span className={cx(text.muted, text.number)}>
        {chosenCount === items.length
          ? format.count(items.length)
          : t('cleanup.someOf', { chosen: format.count(chosenCount), all: format.count(items.length) })}
      </span>
      <span className={cx(text.muted, text.clip, text.grow)}>{t(`cleanup.remark.${kind}`)}</span>
      <b className={css.groupName}>
        <Bytes sizeBytes={freedBytes} />
      </b>
    </span>
  );
}

function NameCell({ item }: Readonly<{ item: CleanupItem }>) {
  const { repository, digest, name, tags } = item;
  const { namespace, leaf } = splitName(repository ?? '');
  return (
    <span className={css.name} title={digest ?? name}>
      {repository !== null && (
        <span className={text.clip}>
          {namespace !== '' && <span className={text.muted}>{namespace}/</span>}
          {leaf}
        </span>
      )}
      {tags.map((tag) => (
        <TagChip key={tag} tag={tag} />
      ))}
      <span className={cx(text.mono, text.clip, repository !== null && text.muted)}>
        {digest === null ? name : shortDigest(digest)}
      </span>
    </span>
  );
}

function SinceCell({ item: { since, formerTags } }: Readonly<{ item: CleanupItem }>) {
  const { t } = useTranslation('storage');
  const [last, ...others] = formerTags.toSorted((a, b) => b.until.localeCompare(a.until));
  return (
    <span className={css.since} title={formerTags.map(({ tag }) => tag).join(', ')}>
      <span className={cx(text.secondary, css.date)}>{since !== null && <Time iso={since} />}</span>
      {last !== undefined && (
        <>
          <span className={text.muted}>{t('cleanup.was')}</span>
          <TagChip tag={last.tag} />
          {others.length > 0 && <span className={text.muted}>+{others.length}</span>}
        </>
      )}
    </span>
  );
}

/** Bytes of a row that is not chosen stay altogether: its figures say nothing. */
const nothing = <span className={text.muted}>–</span>;

function StaysCell({ item, isChosen }: Readonly<{ item: CleanupItem; isChosen: boolean }>) {
  const { t } = useTranslation('storage');
  const { staysBytes, staysFor } = item;
  if (!isChosen || staysBytes === 0) return nothing;
  if (staysFor === null) return <Bytes sizeBytes={staysBytes} />;
  const [tag] = staysFor.tags;
  const named = staysFor.repository === null ? shortDigest(staysFor.digest) : familiarName(staysFor.repository);
  return (
    <span
      className={text.secondary}
      title={t('cleanup.staysFor', { name: tag === undefined ? `${named}@${shortDigest(staysFor.digest)}` : `${named}:${tag}` })}
    >
      <Bytes sizeBytes={staysBytes} />
    </span>
  );
}

function FreedCell({ item, isChosen }: Readonly<{ item: CleanupItem; isChosen: boolean }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  if (!isChosen) return nothing;
  const { freedBytes, countedAboveBytes } = item;
  if (countedAboveBytes === 0) return <Bytes sizeBytes={freedBytes} />;
  return (
    <span className={css.above} title={t('cleanup.aboveTitle', { size: format.bytes(countedAboveBytes) })}>
      <Bytes sizeBytes={freedBytes} />*
    </span>
  );
}
