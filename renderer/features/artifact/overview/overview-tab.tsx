// Feature artifact: Overview: how to get at the artifact, what it weighs, what it runs, and where it stands among others.
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import text from '../../../styles/text.module.css';
import { cx } from '../../../ui/cx.ts';
import { Pane } from '../../../ui/panes.tsx';
import type { ArtifactPlace } from '../artifact-place.ts';
import { Addresses } from './addresses.tsx';
import { Absent, Containers, Origin } from './origin.tsx';
import css from './overview.module.css';
import { PlatformTable } from './platform-table.tsx';
import { RunWords } from './run-words.tsx';
import { Section } from './section.tsx';
import { SizeSplit } from './size-split.tsx';

export function OverviewTab({ artifact, place }: Readonly<{ artifact: ArtifactDetail; place: ArtifactPlace }>) {
  const { t } = useTranslation('artifact');
  const run = artifact.kind === 'image' || artifact.kind === 'index' ? (artifact.image?.run ?? null) : null;
  return (
    <Pane label={t('tab.overview')} className={cx(css.overview)}>
      <div className={css.columns}>
        <div className={css.column}>
          <Addresses artifact={artifact} />
          {artifact.kind === 'index' && artifact.platforms.length > 0 && (
            <Section title={t('overview.platforms')}>
              <PlatformTable artifact={artifact} place={place} />
            </Section>
          )}
          {run !== null && (
            <Section title={t('overview.run')} {...(artifact.kind === 'index' ? { detail: artifact.image?.platform ?? '' } : {})}>
              <RunWords run={run} />
            </Section>
          )}
          <Pairs title={t('overview.labels')} pairs={run?.labels ?? {}} />
          <Pairs title={t('overview.annotations')} pairs={artifact.annotations} />
        </div>
        <div className={css.column}>
          <SizeSplit artifact={artifact} />
          <Origin artifact={artifact} />
          <Containers artifact={artifact} />
          <Absent artifact={artifact} />
        </div>
      </div>
    </Pane>
  );
}

/** Labels and annotations, by name. */
function Pairs({ title, pairs }: Readonly<{ title: string; pairs: Readonly<Record<string, string>> }>) {
  const entries = Object.entries(pairs).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  return (
    <Section title={title}>
      <dl className={css.pairs}>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt className={cx(text.mono, text.clip)} title={name}>
              {name}
            </dt>
            <dd className={text.selectable}>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
