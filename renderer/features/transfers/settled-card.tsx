// Feature transfers: a job that has ended: what it did, what it saved, what was kept, and what to do next.
import { Ban, Check, CircleAlert, Copy, Ellipsis, RotateCcw, Trash2, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAct } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { endingOf } from './job-figures.ts';
import { NextSteps } from './next-steps.tsx';
import { ResultDetails } from './result-details.tsx';
import { ResultText } from './result-text.tsx';
import css from './transfers.module.css';
import { useJobWords } from './use-job-words.ts';

const looks = {
  finished: { icon: Check, look: css.iconOk, tone: 'ok' },
  partly: { icon: TriangleAlert, look: css.iconWarn, tone: 'warn' },
  stopped: { icon: CircleAlert, look: css.iconBad, tone: 'danger' },
  cancelled: { icon: Ban, look: css.iconQuiet, tone: 'plain' },
} as const;

export function SettledCard({ job, isOpen }: Readonly<{ job: JobRecord; isOpen: boolean }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const words = useJobWords();
  const retry = useAct('job.retry');
  const dismiss = useAct('job.dismiss');
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpen) card.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const ending = endingOf(job);
  const { icon: Icon, look, tone } = looks[ending];
  const name = words.name(job);
  const target = job.exportReport?.target ?? job.moveReport?.to ?? job.copyReport?.to;
  const hasDetails = job.importReport !== null || (job.exportReport?.warnings.length ?? 0) > 0 || ending === 'stopped';
  const entries: readonly MenuEntry[] = [
    ...(target !== undefined && target !== '-'
      ? [{ id: 'copy', label: t('act.copyTarget'), icon: Copy, run: () => void copyText(target) }]
      : []),
    ...(job.canRetry && (ending === 'partly' || job.failure?.code === 'remote-sign-in')
      ? [{ id: 'retry', label: t('act.retry'), icon: RotateCcw, run: () => retry.mutate({ job: job.id }) }]
      : []),
    { id: 'dismiss', label: t('act.dismiss'), icon: Trash2, run: () => dismiss.mutate({ job: job.id }) },
  ];
  return (
    <article ref={card} className={cx(css.card, css.settled)} aria-label={name}>
      <div className={css.settledHead}>
        <span className={cx(css.icon, look)}>
          <Icon size={18} strokeWidth={1.9} aria-hidden />
        </span>
        <div className={text.grow}>
          <div className={text.row}>
            <h3 className={cx(text.strong, text.clip)} title={job.title.join('\n')}>
              {name}
            </h3>
            <Badge tone={tone}>{ending === 'partly' ? words.leftOver(job) : t(`state.${ending}`)}</Badge>
          </div>
          <ResultText job={job} ending={ending} />
        </div>
        <div className={cx(text.muted, text.number, css.times)} title={format.exactTime(job.endedAt ?? job.startedAt)}>
          {words.clock(job.endedAt ?? job.startedAt)}
          <br />
          {words.duration(job)}
        </div>
        <div className={cx(text.row, css.acts)}>
          <NextSteps job={job} ending={ending} onRetry={() => retry.mutate({ job: job.id })} />
          {hasDetails && (
            <Button size="small" onPress={() => navigate(routeHref('transfers', isOpen ? '' : job.id), { replace: true })}>
              {t(isOpen ? 'act.hideDetails' : 'act.details')}
            </Button>
          )}
          <MenuButton label={t('act.more', { name })} entries={entries}>
            <IconButton size="small" label={t('act.more', { name })} icon={Ellipsis} />
          </MenuButton>
        </div>
      </div>
      {(retry.error ?? dismiss.error) !== null && <ErrorNote error={retry.error ?? dismiss.error} />}
      {isOpen && <ResultDetails job={job} name={name} />}
    </article>
  );
}
