// Feature import-plan: starts imports. Every way in (button, drop, path, sample) ends here.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { PickInfo } from '../../../preload/contract/host-model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import type { HostClient } from '../../host/host-client.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useSentences } from '../../i18n/use-sentences.ts';
import { showToast } from '../../ui/toast.tsx';

/** Below this a plan comes up by itself soon enough. */
const noticeAfterMs = 1500;

/** Starts what `choose` yields; nothing chosen starts nothing. A failure to start is said at once. */
export function useStartImport(): (choose: () => Promise<readonly PickInfo[]>, withoutReview: boolean) => Promise<void> {
  const { client } = useHost();
  const { t } = useTranslation('importing');
  const pick = usePicking();
  return useCallback(
    async (choose, withoutReview) =>
      await pick(choose, async (picks) => {
        const input = { picks: picks.map(({ pick: id }) => id), ...(withoutReview ? {} : { review: true }) };
        const { job } = valueOf(await client.call('archive.import', input));
        const action = { label: t('show'), run: () => navigate(routeHref('transfers', job)) };
        noticeWhileReading(client, job, () => showToast({ text: t('reading', { count: picks.length }), action }));
      }),
    [client, t, pick],
  );
}

type Picking = (
  choose: () => Promise<readonly PickInfo[]>,
  use: (picks: readonly PickInfo[]) => void | Promise<void>,
) => Promise<void>;

/** Hands on what was chosen, if anything. What fails on the way is said at once. */
export function usePicking(failedText: 'failed' | 'failedRepair' = 'failed'): Picking {
  const { t } = useTranslation('importing');
  const sentences = useSentences();
  return useCallback(
    async (choose, use) => {
      try {
        const picks = await choose();
        if (picks.length > 0) await use(picks);
      } catch (error) {
        const { what, remedy } = sentences.error(error);
        showToast({ text: t(failedText, { what, remedy }) });
      }
    },
    [t, sentences, failedText],
  );
}

/** Shows a notice when the plan takes its time, and takes it away when the plan is there. */
function noticeWhileReading(client: HostClient, id: string, show: () => () => void): void {
  let hide: (() => void) | null = null;
  const timer = setTimeout(() => {
    hide = show();
  }, noticeAfterMs);
  const finish = (): void => {
    stop();
    clearTimeout(timer);
    hide?.();
  };
  const look = async (): Promise<void> => {
    const jobs = await client.call('job.list', {}).catch(() => null);
    if (jobs?.ok === true && jobs.value.some((job) => job.id === id && job.state !== 'running')) finish();
  };
  const stop = client.onEvent((event) => {
    if (event.type === 'job.settled' && event.job === id) finish();
    else if (event.type === 'job.changed' && event.job === id) void look();
  });
  // It may have been quicker than this listener.
  void look();
}
