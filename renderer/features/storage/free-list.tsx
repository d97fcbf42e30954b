// Feature storage: what a cleanup without any limit could free, group by group, and what of it stays.
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { Swatch } from '../../ui/size-bar.tsx';
import css from './storage.module.css';

const shownKinds = ['untagged', 'unreferenced', 'interrupted'] as const;

export function FreeList() {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { data: plan, error, refetch } = useCall('cleanup.plan', { olderThanSeconds: 0 });
  const lines = shownKinds.map((kind) => {
    const group = plan?.groups.find((each) => each.kind === kind);
    return { kind, count: group?.items.length ?? 0, freedBytes: group?.freedBytes ?? 0 };
  });
  return (
    <section aria-label={t('free.title')}>
      <div className={css.freeHead}>
        <h2 className={text.strong}>{t('free.title')}</h2>
        {plan !== undefined && (
          <b className={css.freeTotal}>
            <Bytes sizeBytes={plan.totals.freedBytes} />
          </b>
        )}
      </div>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {lines.map(
        ({ kind, count, freedBytes }) =>
          (kind !== 'interrupted' || count > 0) && (
            <div key={kind} className={css.freeLine}>
              <Swatch kind="orphan" />
              <span className={text.secondary}>{t(`free.${kind}`)}</span>
              <span className={cx(text.muted, text.small, text.grow)}>{plan !== undefined && format.count(count)}</span>
              {plan !== undefined && <Bytes sizeBytes={freedBytes} />}
            </div>
          ),
      )}
      {plan !== undefined && plan.totals.staysBytes > 0 && (
        <p className={cx(text.muted, text.small, css.freeRemark)}>
          {t('free.stays', { size: format.bytes(plan.totals.fullBytes), stays: format.bytes(plan.totals.staysBytes) })}
        </p>
      )}
    </section>
  );
}
