// Feature library: what stands beside the list about one artifact: addresses, size, platforms, where it came from, layers.
import { ArrowUpFromLine, FileBadge, PackageSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary, ReferrerCounts } from '../../../preload/contract/model.ts';
import { useHasIntent } from '../../app/intents.ts';
import { digestAddress, tagAddress } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { ByteLegend, type BytePart } from '../../ui/byte-legend.tsx';
import { CopyField } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes, Time } from '../../ui/figures.tsx';
import { EmptyState } from '../../ui/note.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import { ArtifactName } from './artifact-cells.tsx';
import { ArtifactBadges } from './artifact-marks.tsx';
import css from './inspector.module.css';
import { LayerList } from './layer-list.tsx';
import { referrerTitle } from './names.ts';
import type { ArtifactActs } from './use-artifact-acts.ts';

const shownPlatforms = 6;

export function NothingChosen() {
  const { t } = useTranslation('library');
  return (
    <EmptyState icon={PackageSearch} title={t('inspect.nothing')}>
      {t('inspect.nothingText')}
    </EmptyState>
  );
}

export function ArtifactInspector({ artifact, acts }: Readonly<{ artifact: ArtifactSummary; acts: ArtifactActs }>) {
  const { t } = useTranslation('library');
  const canExport = useHasIntent('export.open');
  return (
    <>
      <div className={css.scroll}>
        <h2 className={text.hidden}>{t('inspector')}</h2>
        <Kind artifact={artifact} />
        <Addresses artifact={artifact} />
        <SizeSplit artifact={artifact} />
        <div className={text.rule} />
        <Facts artifact={artifact} />
        <div className={text.rule} />
        <LayerList artifact={artifact} />
      </div>
      <div className={css.foot}>
        <Button kind="primary" grow onPress={() => acts.open(artifact)}>
          {t('action.open')}
        </Button>
        {canExport && (
          <Button grow icon={ArrowUpFromLine} onPress={() => acts.exportAll([artifact])}>
            {t('action.export')}
          </Button>
        )}
      </div>
    </>
  );
}

function Kind({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  const { t } = useTranslation('library');
  const signed = artifact.referrers.signature > 0;
  const parts = [
    t(`kind.${artifact.kind}`),
    ...(artifact.kind === 'index' ? [t('platformCount', { count: artifact.platforms.length })] : []),
  ];
  return (
    <div>
      <div className={css.chips}>
        <ArtifactName artifact={artifact} />
      </div>
      <div className={css.kind}>
        <span className={text.number}>{parts.join(' · ')}</span>
        {signed && (
          <span className={cx(css.signed, text.muted)}>
            <FileBadge size={14} strokeWidth={1.9} aria-hidden />
            {t('referrer.signature')}
          </span>
        )}
      </div>
      <ArtifactBadges artifact={artifact} />
      {artifact.absentCount > artifact.damagedCount && (
        <p className={css.remark}>{t('absent', { count: artifact.absentCount - artifact.damagedCount })}</p>
      )}
    </div>
  );
}

function Addresses({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  const { t } = useTranslation('library');
  const [tag] = orderedTags(artifact.tags);
  return (
    <div>
      <h3 className={css.section}>{t('inspect.address')}</h3>
      <div className={css.addresses}>
        {artifact.repository !== null && tag !== undefined && (
          <CopyField text={tagAddress(artifact.repository, tag)} label={t('inspect.copyByTag')} />
        )}
        <CopyField text={digestAddress(artifact.repository, artifact.digest)} label={t('inspect.copyByDigest')} />
      </div>
    </div>
  );
}

function SizeSplit({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  const { t } = useTranslation('library');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const { sizeBytes, uniqueBytes } = artifact;
  const unique = format.bytes(uniqueBytes);
  const parts: readonly BytePart[] = [
    { kind: 'unique', label: t('inspect.uniqueOne'), sizeBytes: uniqueBytes },
    { kind: 'shared', label: t('inspect.sharedOne'), sizeBytes: sizeBytes - uniqueBytes },
  ];
  return (
    <div>
      <h3 className={css.section}>
        {t('inspect.size')}
        <span className={css.total}>
          <Bytes sizeBytes={sizeBytes} />
        </span>
      </h3>
      <SizeBar
        size="large"
        totalBytes={sizeBytes}
        parts={parts}
        label={words('size.uniqueOf', { unique, size: format.bytes(sizeBytes) })}
      />
      <ByteLegend parts={parts} layout="column" />
      <p className={css.remark}>{t('inspect.wouldFree', { size: unique })}</p>
    </div>
  );
}

function Facts({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    ...platformFacts(artifact, t('notStoredHere'), t('inspect.platforms')),
    ...(artifact.platforms.length > shownPlatforms
      ? [['', `+${format.count(artifact.platforms.length - shownPlatforms)}`] as const]
      : []),
    ...(artifact.kind === 'image' || artifact.kind === 'index'
      ? []
      : [[t('inspect.type'), artifact.artifactType ?? artifact.mediaType] as const]),
    [t('inspect.referrers'), <Referrers key="referrers" counts={artifact.referrers} />],
    ...(artifact.createdAt === null
      ? []
      : [[t('inspect.created'), <Time key="created" iso={artifact.createdAt} isLong />] as const]),
    ...(artifact.restoredAt === null
      ? []
      : [[t('inspect.restored'), <Time key="restored" iso={artifact.restoredAt} isLong />] as const]),
    ...(artifact.untaggedAt === null
      ? []
      : [[t('inspect.untaggedSince'), <Time key="untagged" iso={artifact.untaggedAt} isLong />] as const]),
    artifact.source === null
      ? [t('inspect.added'), <Time key="added" iso={artifact.addedAt} isLong />]
      : [
          t('inspect.addedFrom'),
          <span key="source">
            {artifact.source}
            <br />
            <span className={text.muted}>
              <Time iso={artifact.addedAt} isLong />
            </span>
          </span>,
        ],
  ];
  return (
    <dl className={css.facts}>
      {facts.map(([name, value], index) => (
        // Names may repeat; facts keep their order.
        <Fact key={`${name}${index}`} name={name} value={value} />
      ))}
    </dl>
  );
}

function Fact({ name, value }: Readonly<{ name: string; value: ReactNode }>) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function platformFacts(
  { kind, platforms }: ArtifactSummary,
  absent: string,
  name: string,
): readonly (readonly [string, ReactNode])[] {
  if (kind !== 'index') return platforms.length === 0 ? [] : [[name, platforms.map(({ platform }) => platform).join(', ')]];
  return platforms
    .toSorted((a, b) => Number(b.present) - Number(a.present))
    .slice(0, shownPlatforms)
    .map(({ platform, present, sizeBytes, digest }) => [
      platform,
      present ? (
        <Bytes key={digest} sizeBytes={sizeBytes} />
      ) : (
        <span key={digest} className={text.muted}>
          {absent}
        </span>
      ),
    ]);
}

function Referrers({ counts }: Readonly<{ counts: ReferrerCounts }>) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const kinds = (['signature', 'sbom', 'attestation', 'other'] as const).filter((kind) => counts[kind] > 0);
  if (kinds.length === 0) return <span className={text.muted}>{t('inspect.none')}</span>;
  return format.list(
    kinds.map((kind) =>
      counts[kind] > 1 ? `${t(`referrer.${kind}`)} ×${format.count(counts[kind])}` : referrerTitle(t(`referrer.${kind}`), null),
    ),
  );
}
