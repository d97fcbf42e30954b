// Feature transfers: compares the list of jobs with what it was: a notice when one ends, and words for screen readers at the start,
// each stage, every quarter and the end.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import type { CleanupReport } from '../../../preload/contract/upkeep-model.ts';
import { navigate, parseRoute, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import { showToast } from '../../ui/toast.tsx';
import { endingOf, fractionOf, isSettled, type Stage, stageOf } from './job-figures.ts';
import { useJobWords } from './use-job-words.ts';

interface Seen {
  readonly isSettled: boolean;
  readonly stage: Stage;
  readonly quarter: number;
}

/** The latest words for screen readers. */
export function useJobNotices(jobs: readonly JobRecord[]): string {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const words = useJobWords();
  const isLoaded = useCall('job.list', {}).data !== undefined;
  const seen = useRef<Map<string, Seen> | null>(null);
  const [said, setSaid] = useState('');

  function toast(job: JobRecord): void {
    const name = words.name(job);
    const action = { label: t('toast.show'), run: () => navigate(routeHref('transfers', job.id)) };
    const ending = endingOf(job);
    // On its own page the list says it already; of an outdated preview the preview itself tells.
    if (ending === 'cancelled' || job.failure?.code === 'plan-outdated' || parseRoute(window.location.hash).area === 'transfers')
      return;
    if (ending === 'stopped') showToast({ text: t('toast.stopped', { name }), action });
    else if (job.importReport !== null)
      showToast({ text: t('toast.imported', { name, result: words.importResult(job.importReport) }), action });
    else if (job.cleanupReport !== null) showToast({ text: cleaned(job.cleanupReport), action });
    else if (job.verifyReport !== null) {
      const count = job.verifyReport.damage.length;
      showToast({ text: count === 0 ? t('toast.whole', { name }) : t('toast.damaged', { name, count }), action });
    } else if (job.repairReport !== null)
      showToast({ text: t('toast.healed', { name, count: job.repairReport.healed.length }), action });
    else if ([job.moveReport, job.copyReport, job.pullReport, job.pushReport, job.syncReport].some((report) => report !== null))
      showToast({ text: t('toast.done', { name }), action });
    else if (job.exportReport !== null)
      showToast({
        text: t(job.exportReport.target === '-' ? 'toast.downloaded' : 'toast.exported', { name: job.target ?? name }),
        action,
      });
  }

  /** What was promised beside what the disk lost. */
  function cleaned({ measuredBytes, totals }: CleanupReport): string {
    const freed = format.bytes(measuredBytes);
    return measuredBytes === totals.freedBytes
      ? t('toast.cleaned', { freed })
      : t('toast.cleanedOther', { freed, planned: format.bytes(totals.freedBytes) });
  }

  function tell(job: JobRecord, before: Seen | undefined, now: Seen): string | null {
    const name = words.name(job);
    if (now.isSettled) {
      if (before?.isSettled === true) return null;
      toast(job);
      return t(endingOf(job) === 'stopped' ? 'said.stopped' : 'said.finished', { name });
    }
    if (before === undefined) return t('said.started', { name });
    if (before.stage !== now.stage) return t('said.stage', { name, stage: t(`stage.${now.stage}`) });
    return now.quarter > before.quarter ? t('said.at', { name, percent: format.percent(now.quarter / 4) }) : null;
  }

  useEffect(() => {
    if (!isLoaded) return;
    const before = seen.current;
    const next = new Map<string, Seen>();
    for (const job of jobs) {
      const now = { isSettled: isSettled(job), stage: stageOf(job), quarter: Math.floor((fractionOf(job) ?? 0) * 4) };
      next.set(job.id, now);
      // What had happened before this window came needs no notice.
      const news = before === null ? null : tell(job, before.get(job.id), now);
      if (news !== null) setSaid(news);
    }
    seen.current = next;
  });
  return said;
}
