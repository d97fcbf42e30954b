// Feature transfers: its line in the sidebar, with the ring of what runs, and its trail.
import { useTranslation } from 'react-i18next';
import { Crumb, Trail } from '../../app/trail.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useJobs } from '../../host/use-call.ts';
import { Badge } from '../../ui/badge.tsx';
import { ProgressRing } from '../../ui/progress.tsx';
import { jointFraction } from './job-figures.ts';

export function TransfersLabel() {
  const { t } = useTranslation('transfers');
  return t('title');
}

export function TransfersCrumbs() {
  const { t } = useTranslation('transfers');
  return (
    <Trail>
      <Crumb>{t('title')}</Crumb>
    </Trail>
  );
}

export function TransfersState() {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const jobs = useJobs();
  const waiting = jobs.filter(({ state }) => state === 'needs-answer');
  const running = jobs.filter(({ state }) => state === 'running');
  const fraction = jointFraction(running);
  return (
    <>
      {waiting.length > 0 && (
        <span title={t('waitingCount', { count: waiting.length })}>
          <Badge tone="warn">{format.count(waiting.length)}</Badge>
        </span>
      )}
      {running.length > 0 && (
        <>
          <ProgressRing label={t('runningCount', { count: running.length })} fraction={fraction} />
          {fraction !== null && format.percent(fraction)}
        </>
      )}
    </>
  );
}
