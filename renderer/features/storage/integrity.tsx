// Feature storage: whether the store is whole, as far as is known, and since when.
import { CircleAlert, ShieldCheck, ShieldQuestionMark, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { StoreSummary } from '../../../preload/contract/model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { useFormat } from '../../format/use-format.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import css from './storage.module.css';

export function Integrity({ store }: Readonly<{ store: StoreSummary }>) {
  const { t } = useTranslation('storage');
  const isReadOnly = useIsReadOnly();
  const { damagedCount, unreadableCount } = store;
  return (
    <section className={css.part} aria-label={t('integrity.title')}>
      <div className={css.integrityHead}>
        <h2 className={text.strong}>{t('integrity.title')}</h2>
        <State store={store} />
      </div>
      <p className={cx(text.secondary, text.small)}>
        <StateText store={store} />
      </p>
      {damagedCount + unreadableCount > 0 && (
        <div className={css.partActs} title={isReadOnly ? t('readOnly') : undefined}>
          <Button size="small" grow isDisabled={isReadOnly} onPress={() => raiseIntent('store.repair', {})}>
            {t('repair.open')}
          </Button>
        </div>
      )}
    </section>
  );
}

function State({ store: { damagedCount, unreadableCount, lastVerify } }: Readonly<{ store: StoreSummary }>) {
  const { t } = useTranslation('storage');
  if (damagedCount > 0)
    return (
      <Badge tone="danger" icon={CircleAlert}>
        {t('integrity.damaged', { count: damagedCount })}
      </Badge>
    );
  if (unreadableCount > 0)
    return (
      <Badge tone="warn" icon={TriangleAlert}>
        {t('integrity.unreadable', { count: unreadableCount })}
      </Badge>
    );
  return lastVerify === null ? (
    <Badge icon={ShieldQuestionMark}>{t('integrity.never')}</Badge>
  ) : (
    <Badge tone="ok" icon={ShieldCheck}>
      {t('integrity.healthy')}
    </Badge>
  );
}

function StateText({ store: { damagedCount, unreadableCount, lastVerify } }: Readonly<{ store: StoreSummary }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  if (damagedCount > 0) return t('integrity.damagedText');
  if (unreadableCount > 0) return t('integrity.unreadableText');
  if (lastVerify === null) return t('integrity.neverText');
  const { at, durationMs, checkedCount, damagedCount: foundCount } = lastVerify;
  const when = format.dateTime(at);
  return foundCount > 0
    ? t('integrity.lastFound', { count: foundCount, when })
    : t('integrity.verified', {
        count: checkedCount,
        shown: format.count(checkedCount),
        when,
        duration: format.duration(durationMs),
      });
}
