// Feature artifact: what of the artifact is its own and what it shares, and what deleting it would free.
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { useFormat } from '../../../format/use-format.ts';
import text from '../../../styles/text.module.css';
import { ByteLegend, type BytePart } from '../../../ui/byte-legend.tsx';
import { cx } from '../../../ui/cx.ts';
import { Bytes } from '../../../ui/figures.tsx';
import { SizeBar } from '../../../ui/size-bar.tsx';
import { Section } from './section.tsx';

export function SizeSplit({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const { sizeBytes, uniqueBytes, image, kind } = artifact;
  const parts: readonly BytePart[] = [
    { kind: 'unique', label: t('overview.uniqueHere'), sizeBytes: uniqueBytes },
    { kind: 'shared', label: t('overview.sharedHere'), sizeBytes: sizeBytes - uniqueBytes },
  ];
  return (
    <Section title={t('overview.size')} detail={<Bytes sizeBytes={sizeBytes} />}>
      <SizeBar
        totalBytes={sizeBytes}
        parts={parts}
        label={words('size.uniqueOf', { unique: format.bytes(uniqueBytes), size: format.bytes(sizeBytes) })}
      />
      <ByteLegend parts={parts} layout="column" />
      <p className={cx(text.muted, text.small)}>{t('overview.wouldFree', { size: format.bytes(uniqueBytes) })}</p>
      {kind === 'index' && image !== null && (
        <p className={cx(text.muted, text.small)}>
          {t('overview.platformSize', {
            platform: image.platform ?? '',
            size: format.bytes(image.sizeBytes),
            count: image.layers.length,
          })}
        </p>
      )}
    </Section>
  );
}
