// Feature transfers: the bar of a running job, split by kind of bytes, with its legend and the rate of the last minute.
import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { RateLine } from '../../charts/rate-line.tsx';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { ProgressBar } from '../../ui/progress.tsx';
import { SizeBar, Swatch } from '../../ui/size-bar.tsx';
import { actOf, fractionOf, rateOf, verbOf } from './job-figures.ts';
import css from './transfers.module.css';

export function RunningBar({ job, name }: Readonly<{ job: JobRecord; name: string }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const { doneBytes, totalBytes, newBytes, sharedBytes } = job.progress;
  const fraction = fractionOf(job);
  const rate = rateOf(job);
  const rateText = rate === null ? '' : t('perSecond', { bytes: format.bytes(rate) });
  const isImport = verbOf(job) === 'import';
  const held = format.bytes(sharedBytes);
  const added = format.bytes(newBytes);
  return (
    <>
      {totalBytes === null || fraction === null ? (
        <ProgressBar label={name} fraction={null} />
      ) : (
        <AriaProgressBar aria-label={name} value={fraction * 100} className={cx(css.bar)}>
          <SizeBar
            size="large"
            totalBytes={isImport ? sharedBytes + totalBytes : totalBytes}
            parts={
              isImport
                ? [
                    { kind: 'shared', sizeBytes: sharedBytes },
                    { kind: 'unique', sizeBytes: doneBytes },
                  ]
                : [{ kind: 'done', sizeBytes: doneBytes }]
            }
            label={
              isImport
                ? t('barImport', { held, added, all: format.bytes(totalBytes) })
                : t(`done.${actOf(job)}`, { done: format.bytes(doneBytes), total: format.bytes(totalBytes) })
            }
          />
        </AriaProgressBar>
      )}
      <div className={css.underBar}>
        {isImport && totalBytes !== null && (
          <span className={css.legend}>
            <span>
              <Swatch kind="shared" />
              {t('held')} <b className={text.number}>{held}</b>
            </span>
            <span>
              <Swatch kind="unique" />
              {t('added')} <b className={text.number}>{added}</b>
            </span>
          </span>
        )}
        <span className={text.grow} />
        {rate !== null && (
          <>
            <RateLine rates={job.rates} label={t('rateLine', { rate: rateText })} widthPx={116} heightPx={26} />
            <span className={cx(text.number, css.rate)}>{rateText}</span>
          </>
        )}
      </div>
    </>
  );
}
