// Feature storage: the one figure of a cleanup's preview: what will be freed, beside what stays since others use it.
import { useTranslation } from 'react-i18next';
import type { CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { SizeBar, Swatch } from '../../ui/size-bar.tsx';
import css from './cleanup.module.css';

export function CleanupSum({ totals, isPending }: Readonly<{ totals: CleanupPlan['totals']; isPending: boolean }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { fullBytes, staysBytes, freedBytes } = totals;
  return (
    <section className={cx(css.sum, isPending && css.pending)} aria-label={t('cleanup.willFree')} aria-busy={isPending}>
      <div>
        <div className={cx(text.muted, text.small)}>{t('cleanup.willFree')}</div>
        <div className={cx(text.big, css.freed)} aria-live="polite">
          <Bytes sizeBytes={freedBytes} />
        </div>
      </div>
      <div className={text.grow}>
        <SizeBar
          size="large"
          totalBytes={fullBytes}
          parts={[
            { kind: 'orphan', sizeBytes: freedBytes },
            { kind: 'shared', sizeBytes: staysBytes },
          ]}
          label={t('cleanup.bar', { freed: format.bytes(freedBytes), stays: format.bytes(staysBytes) })}
        />
        <div className={css.legend}>
          <span>
            <Swatch kind="orphan" />
            {t('cleanup.freed')}
            <b>
              <Bytes sizeBytes={freedBytes} />
            </b>
          </span>
          <span>
            <Swatch kind="shared" />
            {t('cleanup.stays')}
            <b>
              <Bytes sizeBytes={staysBytes} />
            </b>
          </span>
          <span className={text.grow} />
          <span className={text.muted}>
            {t('cleanup.fullSize')} <Bytes sizeBytes={fullBytes} />
          </span>
        </div>
      </div>
    </section>
  );
}
