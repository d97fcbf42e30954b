// Feature library: what stands beside the list about several artifacts together: the joint numbers, which are not the sum of the
// single ones, and why.
import { ArrowUpFromLine, Trash2 } from 'lucide-react';
import { Trans, useTranslation } from 'react-i18next';
import type { ArtifactSummary, SelectionFootprint } from '../../../preload/contract/model.ts';
import { useHasIntent } from '../../app/intents.ts';
import { sentenceGap } from '../../format/gap.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useFormat } from '../../format/use-format.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ByteLegend, type BytePart } from '../../ui/byte-legend.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { Note } from '../../ui/note.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import css from './inspector.module.css';
import type { ArtifactActs } from './use-artifact-acts.ts';

interface SelectionInspectorProps {
  readonly artifacts: readonly ArtifactSummary[];
  /** Undefined until the host has answered. */
  readonly footprint: SelectionFootprint | undefined;
  readonly acts: ArtifactActs;
}

const shownTags = 10;

export function SelectionInspector({ artifacts, footprint, acts }: SelectionInspectorProps) {
  const { t } = useTranslation('library');
  const canExport = useHasIntent('export.open');
  const isReadOnly = useIsReadOnly();
  const tags = artifacts.flatMap((artifact) =>
    orderedTags(artifact.tags).map((tag) => ({ key: `${artifact.repository ?? ''}:${tag}`, tag })),
  );
  return (
    <>
      <div className={css.scroll}>
        <div>
          <h2 className={css.heading}>{t('inspect.selected', { count: artifacts.length })}</h2>
          <div className={css.chips}>
            {tags.slice(0, shownTags).map(({ key, tag }) => (
              <TagChip key={key} tag={tag} />
            ))}
            {tags.length > shownTags && (
              <span className={text.muted}>{t('inspect.moreTags', { count: tags.length - shownTags })}</span>
            )}
          </div>
        </div>
        {footprint !== undefined && <Joint footprint={footprint} count={artifacts.length} />}
        <div className={text.rule} />
        <JointFacts artifacts={artifacts} />
      </div>
      <div className={css.foot}>
        {canExport && (
          <Button kind="primary" grow icon={ArrowUpFromLine} onPress={() => acts.exportAll(artifacts)}>
            {t('action.export')}
          </Button>
        )}
        <Button grow icon={Trash2} isDisabled={isReadOnly} onPress={() => acts.deleteAll(artifacts)}>
          {t('action.delete')}
        </Button>
      </div>
    </>
  );
}

function Joint({ footprint, count }: Readonly<{ footprint: SelectionFootprint; count: number }>) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const { sizeBytes, uniqueBytes, sharedBytes, sumOfSingleUniqueBytes } = footprint;
  const betweenBytes = uniqueBytes - sumOfSingleUniqueBytes;
  const size = format.bytes(uniqueBytes);
  const unique = count === 2 ? t('inspect.uniqueTwo') : t('inspect.uniqueMany', { count });
  const parts: readonly BytePart[] = [
    { kind: 'unique', label: unique, sizeBytes: uniqueBytes },
    { kind: 'shared', label: t('inspect.sharedMany'), sizeBytes: sharedBytes },
  ];
  return (
    <>
      <div>
        <h3 className={css.section}>
          {t('inspect.sizeTogether')}
          <span className={css.total}>
            <Bytes sizeBytes={sizeBytes} />
          </span>
        </h3>
        <SizeBar size="large" totalBytes={sizeBytes} parts={parts} label={`${unique}: ${size}`} />
        <ByteLegend parts={parts} layout="column" />
      </div>
      <Note>
        {count === 2 ? (
          <Trans ns="library" i18nKey="inspect.freesTwo" values={{ size }} components={{ b: <b /> }} />
        ) : (
          <Trans ns="library" i18nKey="inspect.frees" count={count} values={{ size }} components={{ b: <b /> }} />
        )}
        {betweenBytes > 0 &&
          `${sentenceGap(format.language)}${t('inspect.oneByOne', { single: format.bytes(sumOfSingleUniqueBytes), between: format.bytes(betweenBytes) })}`}
      </Note>
    </>
  );
}

function JointFacts({ artifacts }: Readonly<{ artifacts: readonly ArtifactSummary[] }>) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const platforms = [...new Set(artifacts.flatMap((artifact) => artifact.platforms.map(({ platform }) => platform)))];
  const added = artifacts.map(({ addedAt }) => addedAt).toSorted();
  const first = added[0];
  const last = added.at(-1);
  const kinds = (['signature', 'sbom', 'attestation', 'other'] as const).filter((kind) =>
    artifacts.some(({ referrers }) => referrers[kind] > 0),
  );
  return (
    <dl className={css.facts}>
      <dt>{t('inspect.platforms')}</dt>
      <dd className={cx(platforms.length === 0 && text.muted)}>
        {platforms.length === 0 ? t('inspect.none') : platforms.join(', ')}
      </dd>
      <dt>{t('inspect.added')}</dt>
      <dd>
        {first !== undefined && last !== undefined && format.date(first) !== format.date(last)
          ? t('inspect.to', { from: format.date(first), to: format.date(last) })
          : format.date(first ?? '')}
      </dd>
      <dt>{t('inspect.referrers')}</dt>
      <dd className={cx(kinds.length === 0 && text.muted)}>
        {kinds.length === 0 ? t('inspect.none') : format.list(kinds.map((kind) => t(`referrer.${kind}`)))}
      </dd>
    </dl>
  );
}
