// Feature storage: the three numbers, and the one bar in which every byte on disk is drawn once.
import { BrushCleaning, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { StoreSummary } from '../../../preload/contract/model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { useFormat } from '../../format/use-format.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { ByteLegend, type BytePart } from '../../ui/byte-legend.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import css from './storage.module.css';
import type { UsageSums } from './usage-sums.ts';

export function StorageNumbers({ store, sums }: Readonly<{ store: StoreSummary; sums: UsageSums }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const isReadOnly = useIsReadOnly();
  const { diskBytes, logicalBytes, savedBytes } = store;
  const sharedBytes = sums.sharedInsideBytes + sums.sharedAcrossBytes;
  const parts: readonly BytePart[] = [
    { kind: 'unique', label: t('legend.unique'), sizeBytes: sums.uniqueBytes },
    { kind: 'shared', label: t('legend.shared'), sizeBytes: sharedBytes },
    { kind: 'orphan', label: t('legend.orphan'), sizeBytes: sums.orphanBytes },
  ];
  const saved = logicalBytes === 0 ? 0 : savedBytes / logicalBytes;
  return (
    <div className={css.numbers}>
      <div className={css.numbersHead}>
        <dl className={css.headline}>
          <div>
            <dt>{t('onDisk')}</dt>
            <dd className={text.big}>
              <Bytes sizeBytes={diskBytes} />
            </dd>
          </div>
          <div>
            <dt>{t('oneByOne')}</dt>
            <dd className={cx(text.big, css.quiet)}>
              <Bytes sizeBytes={logicalBytes} />
            </dd>
          </div>
          <div>
            <dt>{t('saved')}</dt>
            <dd className={cx(text.big, css.saved)} title={format.exactBytes(savedBytes)}>
              {format.percent(saved)}
            </dd>
          </div>
        </dl>
        <div className={css.headActs} title={isReadOnly ? t('readOnly') : undefined}>
          <Button icon={ShieldCheck} isDisabled={isReadOnly} onPress={() => raiseIntent('store.verify', {})}>
            {t('verify.open')}
          </Button>
          <Button kind="primary" icon={BrushCleaning} isDisabled={isReadOnly} onPress={() => raiseIntent('store.cleanup', {})}>
            {t('cleanup.open')}
          </Button>
        </div>
      </div>
      <SizeBar
        size="large"
        totalBytes={diskBytes}
        parts={parts}
        label={t('barLabel', {
          unique: format.bytes(sums.uniqueBytes),
          inside: format.bytes(sums.sharedInsideBytes),
          across: format.bytes(sums.sharedAcrossBytes),
          orphan: format.bytes(sums.orphanBytes),
        })}
      />
      <ByteLegend parts={parts} layout="row" end={t('everyByte')} />
    </div>
  );
}
