// Feature storage: the page: numbers, map or table, details. Where one is in the map stands in the address.
import { ChevronRight, HardDrive, LayoutDashboard, Table2 } from 'lucide-react';
import { Fragment, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoreSummary, UsageNode } from '../../../preload/contract/model.ts';
import { artifactHref, navigate, type Route, routeHref } from '../../app/router.ts';
import { shortDigest } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAllItems } from '../../host/use-all-items.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { LinkButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { type MapRegion, type MapTile, type MapWords, placeAt, regionsOf, type Subject } from './map-tree.ts';
import css from './storage.module.css';
import { StorageFoot } from './storage-foot.tsx';
import { StorageMap } from './storage-map.tsx';
import { StorageNumbers } from './storage-numbers.tsx';
import { StorageSide } from './storage-side.tsx';
import { StorageTable } from './storage-table.tsx';
import { namespaceLabel, sumsOf } from './usage-sums.ts';

export function StoragePage({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('storage');
  return (
    <>
      <h1 className={text.hidden}>{t('title')}</h1>
      <StorageState at={route.query.get('at')} />
    </>
  );
}

function StorageState({ at }: Readonly<{ at: string | null }>) {
  const { t } = useTranslation('storage');
  const { t: words } = useTranslation('words');
  const store = useCall('store.status', {});
  const map = useCall('usage.map', {});
  const error = store.error ?? map.error;
  if (error !== null)
    return (
      <Pane label={t('title')} className={cx(css.state)}>
        <h2 className={text.hidden}>{words('error.title')}</h2>
        <ErrorNote
          error={error}
          onRetry={() => {
            void store.refetch();
            void map.refetch();
          }}
        />
      </Pane>
    );
  if (store.data === undefined || map.data === undefined)
    return (
      <Pane label={t('title')} className={cx(css.state)}>
        <SkeletonRows label={t('loading')} />
      </Pane>
    );
  if (map.data.sizeBytes === 0)
    return (
      <Pane label={t('title')}>
        <EmptyState icon={HardDrive} title={t('empty')}>
          {t('emptyText')}
        </EmptyState>
      </Pane>
    );
  return <FullStorage store={store.data} root={map.data} at={at ?? map.data.id} />;
}

function FullStorage({ store, root, at }: Readonly<{ store: StoreSummary; root: UsageNode; at: string }>) {
  const { t } = useTranslation('storage');
  const [view, setView] = useViewState<'map' | 'table'>('storage.view', 'map');
  const [tileId, setTileId] = useState<string | null>(null);
  const [row, setRow] = useState<UsageNode | null>(null);
  const place = useMemo(() => placeAt(root, at), [root, at]);
  const words = useMapWords();
  const { repository, kind } = place.node;
  const close = useAllItems(
    'artifact.list',
    { repository: repository ?? '' },
    { enabled: kind === 'repository' && repository !== null },
  );
  const regions = useMemo(() => regionsOf(place.node, place.isRest, close.items, words), [place, close.items, words]);
  const shown = regions.flatMap(({ groups }) => groups.flatMap(({ tiles }) => tiles));
  const focused = shown.find(({ id }) => id === tileId) ?? firstTile(regions, tileId);
  const subject = view === 'map' ? (focused?.subject ?? null) : subjectOf(row);
  const zoomTo = (id: string): void => {
    setView('map');
    navigate(routeHref('storage', '', id === root.id ? {} : { at: id }));
  };
  const closer = (each: MapTile): string | null => {
    const region = regions.find(({ groups }) => groups.some(({ tiles }) => tiles.includes(each)));
    // From the whole store one goes to the namespace first.
    return regions.length > 1 ? (region?.zoom ?? each.zoom) : each.zoom;
  };
  const enter = (each: MapTile): void => {
    const next = closer(each);
    if (next !== null && next !== place.node.id) zoomTo(next);
    else if (each.subject.kind === 'artifact')
      navigate(artifactHref(each.subject.artifact.repository, each.subject.artifact.digest));
  };
  const tileZoom = focused === null ? null : closer(focused);
  const rowZoom = row?.kind === 'namespace' || (row?.kind === 'repository' && row.repository !== null) ? row.id : null;
  const zoom = view === 'map' ? tileZoom : rowZoom;
  const sums = useMemo(() => sumsOf(root), [root]);
  return (
    <div className={css.page}>
      <StorageNumbers store={store} sums={sums} />
      <div className={css.split}>
        <Pane label={t('title')} className={cx(css.main)}>
          <div className={css.bar}>
            <Segments
              label={t('viewLabel')}
              value={view}
              onChange={setView}
              options={[
                { value: 'map', label: t('view.map'), icon: LayoutDashboard },
                { value: 'table', label: t('view.table'), icon: Table2 },
              ]}
            />
            {view === 'map' && <MapTrail root={root} at={place.node} up={place.up} isRest={place.isRest} onZoom={zoomTo} />}
            <span className={text.grow} />
            {view === 'map' && (
              <span className={cx(text.muted, text.small, css.keys)}>
                <span>
                  <Keys keys="Enter" /> {t('keys.in')}
                </span>
                <span>
                  <Keys keys="Backspace" /> {t('keys.out')}
                </span>
              </span>
            )}
          </div>
          {view === 'map' ? (
            <StorageMap
              regions={regions}
              label={t('map.label', {
                name: place.up === null ? t('all') : nodeName(place.node, t('map.other')),
                count: shown.length,
              })}
              focused={focused?.id ?? null}
              onFocus={({ id }) => setTileId(id)}
              onEnter={enter}
              onZoom={zoomTo}
              onBack={() => {
                if (place.up === null) return;
                // Where one comes from keeps the focus.
                setTileId(ownTile(place.node.id));
                zoomTo(place.up);
              }}
            />
          ) : (
            <StorageTable
              root={root}
              focused={row?.id ?? null}
              onFocus={setRow}
              onOpen={({ repository: name }) => name !== null && navigate(routeHref('library', name))}
            />
          )}
        </Pane>
        <StorageSide
          store={store}
          subject={subject}
          onZoom={zoom === null || zoom === place.node.id ? null : () => zoomTo(zoom)}
        />
      </div>
      <StorageFoot store={store} />
    </div>
  );
}

/** The tile of a part's own bytes; for a region, its first one stands in. */
function ownTile(id: string): string {
  return `${id}/unique`;
}

function firstTile(regions: readonly MapRegion[], tileId: string | null): MapTile | null {
  return regions.find(({ id }) => ownTile(id) === tileId)?.groups[0]?.tiles[0] ?? null;
}

/** What a row of the table is, in the words of the details pane. */
function subjectOf(node: UsageNode | null): Subject | null {
  if (node === null) return null;
  if (node.kind === 'shared' || node.kind === 'orphan') return { kind: node.kind, node };
  if (node.kind === 'namespace') return { kind: 'namespace', node };
  return { kind: 'repository', node };
}

function nodeName(node: UsageNode, other: string): string {
  if (node.id.startsWith('rest:')) return other;
  return node.kind === 'namespace' ? namespaceLabel(node) : node.label;
}

interface MapTrailProps {
  readonly root: UsageNode;
  readonly at: UsageNode;
  readonly up: string | null;
  readonly isRest: boolean;
  readonly onZoom: (id: string) => void;
}

/** Where one is in the map, and the way back. */
function MapTrail({ root, at, up, isRest, onZoom }: MapTrailProps) {
  const { t } = useTranslation('storage');
  if (up === null) return <span className={text.muted}>{t('all')}</span>;
  const between = root.children.find(({ id }) => id === up);
  const steps = [
    { id: root.id, name: t('all') },
    ...(between === undefined ? [] : [{ id: between.id, name: namespaceLabel(between) }]),
  ];
  return (
    <nav className={css.trail} aria-label={t('trail')}>
      {steps.map(({ id, name }) => (
        <Fragment key={id}>
          <LinkButton onPress={() => onZoom(id)}>{name}</LinkButton>
          <ChevronRight size={13} strokeWidth={2.1} aria-hidden />
        </Fragment>
      ))}
      <b className={text.clip}>{isRest ? t('map.other') : nodeName(at, t('map.other'))}</b>
    </nav>
  );
}

function useMapWords(): MapWords {
  const { t } = useTranslation('storage');
  const format = useFormat();
  return useMemo(
    () => ({
      noName: t('noName'),
      other: t('map.other'),
      shared: t('map.shared'),
      sharedTile: t('map.sharedTile'),
      sharedInside: t('map.sharedInside'),
      orphan: t('map.orphan'),
      orphanTile: t('map.orphanTile'),
      repositories: (count) => t('map.repositories', { count, shown: format.count(count) }),
      nameOf: ({ tags, digest }) => orderedTags(tags)[0] ?? shortDigest(digest),
    }),
    [t, format],
  );
}
