// Feature transfers: the page: what runs first, then what has ended, day by day.
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeftRight, ArrowUpFromLine } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import type { Route } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState, ErrorNote } from '../../ui/note.tsx';
import { Pane } from '../../ui/panes.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { endingOf, isSettled } from './job-figures.ts';
import { RunningCard } from './running-card.tsx';
import { SettledCard } from './settled-card.tsx';
import css from './transfers.module.css';
import { WaitingCard } from './waiting-card.tsx';

type Filter = 'all' | 'running' | 'finished' | 'stopped';

export function TransfersPage({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const list = useCall('job.list', {});
  const dismiss = useAct('job.dismiss');
  const canExport = useHasIntent('export.open');
  const [filter, setFilter] = useViewState<Filter>('transfers.filter', 'all');
  const jobs = list.data ?? [];
  const of = (wanted: Filter): readonly JobRecord[] => (wanted === 'all' ? jobs : jobs.filter((job) => filterOf(job) === wanted));
  const shown = of(filter);
  const active = shown.filter((job) => !isSettled(job));
  const settled = shown.filter(isSettled);
  useRates(active.some(({ state }) => state === 'running'));
  const filters = (['all', 'running', 'finished', 'stopped'] as const).map((value) => ({
    value,
    label: t(value),
    count: format.count(of(value).length),
  }));
  return (
    <Pane label={t('title')} className={cx(css.page)}>
      <header className={css.top}>
        <h1 className={text.title}>{t('title')}</h1>
        <Segments label={t('show')} value={filter} onChange={setFilter} options={filters} />
        <span className={text.grow} />
        {canExport && (
          <Button icon={ArrowUpFromLine} onPress={() => raiseIntent('export.open', { references: [] })}>
            {t('export')}
          </Button>
        )}
      </header>
      <div className={css.scroll}>
        {list.isPending && <SkeletonRows rows={4} label={t('title')} />}
        {list.error !== null && list.data === undefined && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {active.map((job) =>
          job.state === 'needs-answer' ? <WaitingCard key={job.id} job={job} /> : <RunningCard key={job.id} job={job} />,
        )}
        {byDay(settled, (iso) => (isToday(iso) ? t('today') : format.date(iso))).map(([day, jobsOfDay], place) => (
          <section key={day} className={css.day} aria-label={day}>
            <div className={css.dayHead}>
              <h2 className={text.strong}>{day}</h2>
              <span className={text.grow} />
              {place === 0 && (
                <LinkButton onPress={() => void clear(settled, async (job) => await dismiss.mutateAsync({ job }))}>
                  {t('clearFinished')}
                </LinkButton>
              )}
            </div>
            {jobsOfDay.map((job) => (
              <SettledCard key={job.id} job={job} isOpen={route.rest === job.id} />
            ))}
          </section>
        ))}
        {list.data !== undefined && shown.length === 0 && (
          <EmptyState icon={ArrowLeftRight} title={t(jobs.length === 0 ? 'empty' : 'emptyFilter')}>
            {jobs.length === 0 ? t('emptyText') : ''}
          </EmptyState>
        )}
      </div>
    </Pane>
  );
}

/** Progress comes by events; the rates of the last minute are asked for. */
function useRates(isRunning: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: ['job.list'] }), 1000);
    return () => clearInterval(timer);
  }, [isRunning, queries]);
}

function filterOf(job: JobRecord): Filter {
  if (!isSettled(job)) return 'running';
  const ending = endingOf(job);
  return ending === 'finished' || ending === 'partly' ? 'finished' : 'stopped';
}

async function clear(jobs: readonly JobRecord[], dismiss: (job: string) => Promise<unknown>): Promise<void> {
  // One that another window dismissed already is gone, which is all that was asked.
  await Promise.allSettled(jobs.map(async ({ id }) => await dismiss(id)));
}

function byDay(jobs: readonly JobRecord[], dayOf: (iso: string) => string): readonly (readonly [string, readonly JobRecord[]])[] {
  return [...Map.groupBy(jobs, (job) => dayOf(job.endedAt ?? job.startedAt))];
}

function isToday(iso: string): boolean {
  return new Date(iso).toDateString() === new Date().toDateString();
}
