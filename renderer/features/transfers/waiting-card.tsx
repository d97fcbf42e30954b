// Feature transfers: an import whose plan waits for an answer. The plan itself lies over every screen; this is its place in the list.
import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { useAct } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import css from './transfers.module.css';
import { useJobWords } from './use-job-words.ts';

export function WaitingCard({ job }: Readonly<{ job: JobRecord }>) {
  const { t } = useTranslation('transfers');
  const words = useJobWords();
  const cancel = useAct('job.cancel');
  return (
    <article className={cx(css.card, css.settled)} aria-label={words.name(job)}>
      <div className={css.settledHead}>
        <span className={cx(css.icon, css.iconWarn)}>
          <Hourglass size={18} strokeWidth={1.9} aria-hidden />
        </span>
        <div className={cx(text.row, text.grow)}>
          <h3 className={cx(text.strong, text.clip)}>{words.name(job)}</h3>
          <Badge tone="warn">{t('state.waiting')}</Badge>
        </div>
        <Button size="small" onPress={() => cancel.mutate({ job: job.id })}>
          {t('act.cancel')}
        </Button>
      </div>
    </article>
  );
}
