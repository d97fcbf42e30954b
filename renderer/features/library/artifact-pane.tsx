// Feature library: the artifacts of one repository, or the untagged ones of all: head, filters, table, bulk bar, foot; and the
// inspector beside it.
import { X } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary, RepositorySummary } from '../../../preload/contract/model.ts';
import { useAllItems } from '../../host/use-all-items.ts';
import { useCall } from '../../host/use-call.ts';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import type { GridSort } from '../../ui/grid/grid-types.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { ArtifactFoot, NothingHere } from './artifact-foot.tsx';
import { ArtifactHead, FilterBar, type View } from './artifact-head.tsx';
import { useArtifactCommands, useArtifactMenu } from './artifact-menu.ts';
import { type ArtifactRow, artifactId, artifactRows, type Show, sortArtifacts, tagRows } from './artifact-rows.ts';
import { ArtifactTable } from './artifact-table.tsx';
import { BulkBar } from './bulk-bar.tsx';
import inspectorCss from './inspector.module.css';
import { ArtifactInspector, NothingChosen } from './inspector.tsx';
import css from './library.module.css';
import { useListState } from './list-state.ts';
import { SelectionInspector } from './selection-inspector.tsx';
import type { ArtifactActs } from './use-artifact-acts.ts';
import { useChosen } from './use-chosen.ts';
import { useInspection } from './use-inspection.ts';
import { useReferrers } from './use-referrers.ts';

interface ArtifactPaneProps {
  /** Null for the untagged artifacts of the whole store. */
  readonly repository: string | null;
  readonly summary: RepositorySummary | undefined;
  readonly acts: ArtifactActs;
  readonly menu: readonly MenuEntry[];
  /** Puts the focus where `/` leads when it is not in this pane. */
  readonly onFilterElsewhere: () => void;
  readonly onShowList: (() => void) | undefined;
}

const byAdded: GridSort = { column: 'added', direction: 'descending' };
/** What the bulk bar covers. */
const bulkPx = 60;
/** More at once the host does not weigh. */
const footprintLimit = 10_000;
const noArtifacts: readonly ArtifactSummary[] = [];

export function ArtifactPane({ repository, summary, acts, menu, onFilterElsewhere, onShowList }: ArtifactPaneProps) {
  const { t } = useTranslation('library');
  const { t: words } = useTranslation('words');
  const listKey = repository ?? '';
  const [view, setView] = useViewState<View>('library.view', 'artifact');
  const [chosenShow, setShow] = useViewState<Show>('library.show', 'all');
  const [sort, setSort] = useViewState<GridSort>('library.sort', byAdded);
  const inspection = useInspection();
  const [filter, setFilter] = useState('');
  // What is typed shows at once; the table follows as soon as it can.
  const settledFilter = useDeferredValue(filter);
  const filterField = useRef<HTMLInputElement>(null);
  const show = repository === null ? 'untagged' : chosenShow;
  const isByTag = view === 'tag' && repository !== null;
  const list = useListState(isByTag ? `tags/${listKey}` : listKey);

  const artifacts = useAllItems('artifact.list', repository === null ? { show: 'untagged' } : { repository });
  const tags = useAllItems('tag.list', { repository: listKey }, { enabled: isByTag });
  const referrersOf = useReferrers(artifacts.items, list.expanded);
  const { expanded } = list;
  const sorted = useMemo(() => sortArtifacts(artifacts.items, sort), [artifacts.items, sort]);
  const rows = useMemo(
    () =>
      isByTag
        ? tagRows(tags.items, artifacts.items, settledFilter, sort)
        : artifactRows({ artifacts: sorted, show, filter: settledFilter, expanded, referrersOf }),
    [isByTag, tags.items, artifacts.items, sorted, show, settledFilter, sort, expanded, referrersOf],
  );

  const chosen = useChosen(artifacts.items, rows, list.selected, list.focused);
  const footprintInput = useMemo(
    () => ({ artifacts: chosen.selected.map(({ repository: home, digest }) => ({ repository: home, digest })) }),
    [chosen.selected],
  );
  const footprint = useCall('selection.footprint', footprintInput, {
    enabled: chosen.selected.length > 1 && chosen.selected.length <= footprintLimit,
    keepPrevious: true,
  }).data;
  const targets = chosen.selected.length > 0 ? chosen.selected : chosen.one === null ? noArtifacts : [chosen.one];
  // With nothing chosen yet, the first artifact is shown rather than an empty pane; acts wait for a choice.
  const inspected = chosen.one ?? firstArtifact(rows);
  const rowMenu = useArtifactMenu(acts);
  useArtifactCommands(acts, {
    targets,
    tag: chosen.tag,
    onInspector: inspection.toggle,
    onFilter: () => {
      const field = filterField.current;
      if (field?.closest('[data-pane]')?.contains(document.activeElement) === true) field.focus();
      else onFilterElsewhere();
    },
  });

  const { setSelected } = list;
  const clear = useCallback(() => setSelected(new Set()), [setSelected]);
  const listed = isByTag ? tags : artifacts;
  const failed = listed.items.length === 0 ? listed.error : null;
  return (
    <>
      <Pane label={t('artifacts')} className={cx(css.artifacts)}>
        <ArtifactHead
          repository={repository}
          menu={menu}
          onExport={() => acts.exportAll(targets.length > 0 ? targets : artifacts.items)}
          onPush={() => acts.pushAll(targets.length > 0 ? targets : artifacts.items)}
          onShowList={onShowList}
        />
        <FilterBar
          summary={summary}
          show={show}
          onShow={setShow}
          view={view}
          onView={setView}
          filter={filter}
          onFilter={setFilter}
          filterRef={filterField}
          isInspecting={inspection.isOpen}
          onInspect={inspection.toggle}
          isWholeStore={repository === null}
        />
        <div className={css.table}>
          {failed !== null && (
            <div className={css.paneNote}>
              <ErrorNote error={failed} onRetry={listed.retry} />
            </div>
          )}
          {failed === null && listed.isPending && <SkeletonRows rows={10} label={words('grid.loading')} />}
          {failed === null && !listed.isPending && (
            <ArtifactTable
              rows={rows}
              kind={isByTag ? 'tags' : repository === null ? 'all' : 'repository'}
              stateKey={`${isByTag ? 'tags' : repository === null ? 'untagged' : 'artifacts'}/${listKey}`}
              focused={list.focused}
              onFocus={list.setFocused}
              selection={{ mode: 'multiple', selected: list.selected, onChange: setSelected }}
              sort={sort}
              onSort={setSort}
              onOpen={(row) => openRow(row, acts)}
              onSpace={inspection.toggle}
              onToggle={list.toggleExpanded}
              onEscape={() => {
                if (inspection.isOverlay && inspection.isOpen) inspection.toggle();
                else if (filter === '') clear();
                else setFilter('');
              }}
              menu={(row) => rowMenu(menuTargets(row, chosen.selected), row.kind === 'tag' ? row.tag.tag : undefined)}
              endPx={chosen.selected.length > 1 ? bulkPx : 0}
              empty={<NothingHere filter={filter} show={show} onClear={() => setFilter('')} />}
            />
          )}
        </div>
        {chosen.selected.length > 1 && <BulkBar artifacts={chosen.selected} footprint={footprint} acts={acts} onClear={clear} />}
        <ArtifactFoot artifactCount={artifacts.total} tagCount={isByTag ? tags.total : null} summary={summary} />
      </Pane>
      {inspection.isOpen && (
        <Pane
          as="aside"
          side="end"
          label={t('inspector')}
          className={cx(inspectorCss.inspector, inspection.isOverlay && inspectorCss.overlay)}
          resize={{ key: 'inspector', label: t('paneWidth'), initialPx: 282, minPx: 240, maxPx: 520 }}
        >
          {inspection.isOverlay && (
            <div className={inspectorCss.close}>
              <IconButton size="small" icon={X} label={words('actions.close')} onPress={inspection.toggle} />
            </div>
          )}
          {chosen.selected.length > 1 ? (
            <SelectionInspector artifacts={chosen.selected} footprint={footprint} acts={acts} />
          ) : inspected === null ? (
            <NothingChosen />
          ) : (
            <ArtifactInspector artifact={inspected} acts={acts} />
          )}
        </Pane>
      )}
    </>
  );
}

function firstArtifact(rows: readonly ArtifactRow[]): ArtifactSummary | null {
  const [row] = rows;
  return row === undefined || row.kind === 'heading' ? null : row.artifact;
}

/** A row of the selection stands for all of it. */
function menuTargets(row: ArtifactRow, selected: readonly ArtifactSummary[]): readonly ArtifactSummary[] {
  if (row.kind === 'heading' || row.artifact === null) return noArtifacts;
  const { artifact } = row;
  return selected.length > 1 && selected.some((each) => artifactId(each) === artifactId(artifact)) ? selected : [artifact];
}

function openRow(row: ArtifactRow, acts: ArtifactActs): void {
  if (row.kind === 'heading' || row.artifact === null) return;
  if (row.kind === 'platform') acts.open(row.artifact, row.platform.platform);
  else acts.open(row.artifact);
}
