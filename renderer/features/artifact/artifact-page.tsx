// Feature artifact: the page: header, tabs, and the states in which there is nothing to show yet, or nothing at all.
import { PackageX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { navigate, type Route, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { failureOf } from '../../host/host-failure.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import css from './artifact.module.css';
import { ArtifactHeader } from './artifact-header.tsx';
import { type ArtifactPlace, artifactTabs, placeHref, placeOf, useArtifact } from './artifact-place.ts';
import { ConfigTab } from './config/config-tab.tsx';
import { LayersTab } from './layers/layers-tab.tsx';
import { ManifestTab } from './manifest/manifest-tab.tsx';
import { OverviewTab } from './overview/overview-tab.tsx';
import { ReferrersTab } from './referrers-tab.tsx';
import { useArtifactCommands } from './use-artifact-commands.ts';

export function ArtifactPage({ route }: Readonly<{ route: Route }>) {
  const place = placeOf(route);
  return place === null ? <NotHere /> : <PlacedArtifact place={place} />;
}

/** What the host says of an address at which nothing stands. */
const notHereCodes: ReadonlySet<string> = new Set(['reference-not-found', 'reference-invalid']);

function PlacedArtifact({ place }: Readonly<{ place: ArtifactPlace }>) {
  const { t } = useTranslation('artifact');
  const { t: words } = useTranslation('words');
  const { artifact, error, retry } = useArtifact(place);
  if (error !== null && notHereCodes.has(failureOf(error).code)) return <NotHere />;
  if (error !== null)
    return (
      <Pane label={t('title')} className={cx(css.state)}>
        <h1 className={text.hidden}>{t('title')}</h1>
        <h2 className={text.hidden}>{words('error.title')}</h2>
        <ErrorNote error={error} onRetry={retry} />
        {place.platform !== null && (
          <Button onPress={() => navigate(placeHref(place, { platform: null }), { replace: true })}>{t('usualPlatform')}</Button>
        )}
      </Pane>
    );
  if (artifact === undefined)
    return (
      <Pane label={t('title')} className={cx(css.state)}>
        <h1 className={text.hidden}>{t('title')}</h1>
        <SkeletonRows label={t('loading')} />
      </Pane>
    );
  return <OpenArtifact artifact={artifact} place={place} />;
}

function OpenArtifact({ artifact, place }: Readonly<{ artifact: ArtifactDetail; place: ArtifactPlace }>) {
  const { t } = useTranslation('artifact');
  const format = useFormat();
  useArtifactCommands(artifact, place);
  const counts = { layers: artifact.image?.layers.length, referrers: artifact.referrerList.length };
  const tabs = artifactTabs.map((value) => {
    const count = value === 'layers' || value === 'referrers' ? counts[value] : undefined;
    return { value, label: t(`tab.${value}`), ...(count === undefined ? {} : { count: format.count(count) }) };
  });
  return (
    <div className={css.page}>
      <ArtifactHeader artifact={artifact} place={place} />
      <Tabs label={t('tabs')} value={place.tab} tabs={tabs} onChange={(tab) => navigate(placeHref(place, { tab }))}>
        {place.tab === 'overview' && <OverviewTab artifact={artifact} place={place} />}
        {place.tab === 'layers' && <LayersTab artifact={artifact} place={place} />}
        {place.tab === 'config' && <ConfigTab artifact={artifact} />}
        {place.tab === 'manifest' && <ManifestTab artifact={artifact} place={place} />}
        {place.tab === 'referrers' && <ReferrersTab artifact={artifact} place={place} />}
      </Tabs>
    </div>
  );
}

function NotHere() {
  const { t } = useTranslation('artifact');
  return (
    <Pane label={t('title')}>
      <h1 className={text.hidden}>{t('title')}</h1>
      <EmptyState
        icon={PackageX}
        title={t('notHere')}
        actions={<Button onPress={() => navigate(routeHref('library'))}>{t('toLibrary')}</Button>}
      >
        {t('notHereText')}
      </EmptyState>
    </Pane>
  );
}
