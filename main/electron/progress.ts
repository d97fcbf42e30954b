// Room electron: running work as the system shows it: a bar on the taskbar or dock icon, and a notification when long work
// ends while the window is in the background.
import type { JobProgress, StowageEvent } from '../../preload/contract/events.ts';

const longWorkMs = 10_000;

export interface ProgressShown {
  /** 0 to 1, 2 where the end is not known, -1 for none: as `setProgressBar` takes it. */
  readonly bar: (value: number) => void;
  /** Long work ended while nobody looked. */
  readonly ended: (job: string, ok: boolean) => void;
  readonly isWatched: () => boolean;
}

/** A listener for the host's events. */
export function progressListener(shown: ProgressShown, now: () => number): (event: StowageEvent) => void {
  const running = new Map<string, { readonly sinceMs: number; readonly progress: JobProgress }>();
  return (event) => {
    if (event.type === 'job.progress') {
      const sinceMs = running.get(event.job)?.sinceMs ?? now();
      running.set(event.job, { sinceMs, progress: event.progress });
    } else if (event.type === 'job.settled') {
      const job = running.get(event.job);
      running.delete(event.job);
      if (job !== undefined && now() - job.sinceMs >= longWorkMs && !shown.isWatched()) shown.ended(event.job, event.outcome.ok);
    } else return;
    shown.bar(fraction([...running.values()].map(({ progress }) => progress)));
  };
}

/** Of all bytes of all jobs; a job that waits for an answer counts as not moving. */
function fraction(jobs: readonly JobProgress[]): number {
  if (jobs.length === 0) return -1;
  if (jobs.some(({ totalBytes }) => totalBytes === null || totalBytes === 0)) return 2;
  const sum = (of: (progress: JobProgress) => number): number => jobs.reduce((total, job) => total + of(job), 0);
  return Math.min(1, sum(({ doneBytes }) => doneBytes) / sum(({ totalBytes }) => totalBytes ?? 0));
}
