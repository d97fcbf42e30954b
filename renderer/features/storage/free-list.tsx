// Feature storage: what could be freed: bytes nothing needs, and what untagged artifacts alone hold, counted together.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoreSummary } from '../../../preload/contract/model.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAllItems } from '../../host/use-all-items.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { Swatch } from '../../ui/size-bar.tsx';
import css from './storage.module.css';

export function FreeList({ store }: Readonly<{ store: StoreSummary }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const untagged = useUntagged(store);
  const { orphanBytes, untaggedCount } = store;
  const totalBytes = orphanBytes + (untagged?.uniqueBytes ?? 0);
  return (
    <section aria-label={t('free.title')}>
      <div className={css.freeHead}>
        <h2 className={text.strong}>{t('free.title')}</h2>
        {(untagged !== null || untaggedCount === 0) && (
          <b className={css.freeTotal}>
            <Bytes sizeBytes={totalBytes} />
          </b>
        )}
      </div>
      <div className={css.freeLine}>
        <Swatch kind="orphan" />
        <span className={text.secondary}>{t('free.untagged')}</span>
        <span className={cx(text.muted, text.small, text.grow)}>{format.count(untaggedCount)}</span>
        {untaggedCount === 0 ? <Bytes sizeBytes={0} /> : untagged !== null && <Bytes sizeBytes={untagged.uniqueBytes} />}
      </div>
      <div className={css.freeLine}>
        <Swatch kind="orphan" />
        <span className={cx(text.secondary, text.grow)}>{t('free.blobs')}</span>
        <Bytes sizeBytes={orphanBytes} />
      </div>
      {untagged !== null && untagged.sharedBytes > 0 && (
        <p className={cx(text.muted, text.small, css.freeRemark)}>
          {t('free.stays', { size: format.bytes(untagged.sizeBytes), stays: format.bytes(untagged.sharedBytes) })}
        </p>
      )}
    </section>
  );
}

/** What deleting all untagged artifacts together would free; null until it is known. */
function useUntagged({
  untaggedCount,
}: StoreSummary): { readonly sizeBytes: number; readonly uniqueBytes: number; readonly sharedBytes: number } | null {
  const { items, total } = useAllItems('artifact.list', { show: 'untagged' }, { enabled: untaggedCount > 0 });
  const artifacts = useMemo(() => items.map(({ repository, digest }) => ({ repository, digest })), [items]);
  // The host counts up to so many together.
  const isWhole = artifacts.length > 0 && artifacts.length === total && total <= 10_000;
  const footprint = useCall('selection.footprint', { artifacts }, { enabled: isWhole, keepPrevious: true });
  return isWhole ? (footprint.data ?? null) : null;
}
