// Feature import-plan: what the chosen artifacts add to the store, beside what it has already and what the disk can take.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { SizeBar, Swatch } from '../../ui/size-bar.tsx';
import css from './import-plan.module.css';
import type { PlanFigures } from './plan-choice.ts';

export function PlanSum({ figures, freeBytes }: Readonly<{ figures: PlanFigures; freeBytes: number }>) {
  const { t } = useTranslation('importing');
  const format = useFormat();
  const { newBytes, heldBytes, isExact } = figures;
  const size = format.bytes(newBytes);
  const held = format.bytes(heldBytes);
  return (
    <section className={css.sum}>
      <div className={css.sumFigure} title={format.exactBytes(newBytes)}>
        <div className={cx(text.muted, text.small)}>{t('plan.adds')}</div>
        <div className={cx(text.big, css.sumBytes)} aria-live="polite">
          {newBytes === 0 ? t('plan.nothing') : isExact ? size : t('plan.about', { size })}
        </div>
      </div>
      <div className={text.grow}>
        <SizeBar
          size="large"
          totalBytes={newBytes + heldBytes}
          parts={[
            { kind: 'shared', sizeBytes: heldBytes },
            { kind: 'unique', sizeBytes: newBytes },
          ]}
          label={t('plan.bar', { held, added: size, free: format.bytes(freeBytes) })}
        />
        <div className={css.legend}>
          <span>
            <Swatch kind="shared" />
            {t('plan.held')} <b className={text.number}>{held}</b>
          </span>
          <span>
            <Swatch kind="unique" />
            {t('plan.added')} <b className={text.number}>{size}</b>
          </span>
          <span className={cx(text.number, text.muted, css.free)}>{t('plan.free', { free: format.bytes(freeBytes) })}</span>
        </div>
      </div>
    </section>
  );
}
