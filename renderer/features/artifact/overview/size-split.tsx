// Feature artifact: what of the artifact is its own and what it shares, and what deleting it would free.
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { useFormat } from '../../../format/use-format.ts';
import text from '../../../styles/text.module.css';
import { cx } from '../../../ui/cx.ts';
import { Bytes } from '../../../ui/figures.tsx';
import { SizeBar, Swatch } from '../../../ui/size-bar.tsx';
import css from './overview.module.css';
import { Section } from './section.tsx';

export function SizeSplit({ artifact }: Readonly<{ artifact: ArtifactDetail }>) {
  const { t } = useTranslation('artifact');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const { sizeBytes, uniqueBytes, image, kind } = artifact;
  const sharedBytes = sizeBytes - uniqueBytes;
  return (
    <Section title={t('overview.size')} detail={<Bytes sizeBytes={sizeBytes} />}>
      <SizeBar
        totalBytes={sizeBytes}
        parts={[
          { kind: 'unique', sizeBytes: uniqueBytes },
          { kind: 'shared', sizeBytes: sharedBytes },
        ]}
        label={words('size.uniqueOf', { unique: format.bytes(uniqueBytes), size: format.bytes(sizeBytes) })}
      />
      <div className={css.legend}>
        <Swatch kind="unique" />
        <span>{t('overview.uniqueHere')}</span>
        <Bytes sizeBytes={uniqueBytes} />
        <Swatch kind="shared" />
        <span>{t('overview.sharedHere')}</span>
        <Bytes sizeBytes={sharedBytes} />
      </div>
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
