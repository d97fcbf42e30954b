// Room test/main/host: progress is held back to ten a second, and the last one is always sent before the job settles.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Jobs } from '../../../main/host/jobs.ts';
import type { JobOutcome, StowageEvent } from '../../../preload/contract/events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const done: JobOutcome = { ok: true, value: { digest: 'x', sizeBytes: 1 } };

const bytesIn = (events: readonly StowageEvent[]): readonly (number | string)[] =>
  events.map((event) => (event.type === 'job.progress' ? event.progress.doneBytes : event.type));

it('sends the first progress, then no more than ten a second, and the last before the outcome', async () => {
  const events: StowageEvent[] = [];
  const jobs = new Jobs((event) => events.push(event));
  jobs.start(async ({ report }) => {
    for (let doneBytes = 0; doneBytes <= 250; doneBytes++) {
      report({ doneBytes });
      vi.advanceTimersByTime(1);
    }
    return done;
  });
  await vi.runAllTimersAsync();
  expect(bytesIn(events)).toEqual([0, 100, 200, 250, 'job.settled']);
});

it('merges what was reported in between', async () => {
  const events: StowageEvent[] = [];
  const jobs = new Jobs((event) => events.push(event));
  jobs.start(async ({ report }) => {
    report({ phase: 'reading', item: 'a' });
    report({ doneBytes: 5 });
    report({ item: 'b' });
    return done;
  });
  await vi.runAllTimersAsync();
  expect(events[1]).toMatchObject({ type: 'job.progress', progress: { phase: 'reading', item: 'b', doneBytes: 5 } });
});

it('closing cancels what runs and waits for it', async () => {
  const events: StowageEvent[] = [];
  const jobs = new Jobs((event) => events.push(event));
  jobs.start(
    async ({ signal }) => await new Promise((resolve) => signal.addEventListener('abort', () => resolve(done), { once: true })),
  );
  await vi.advanceTimersByTimeAsync(0);
  await jobs.close();
  expect(bytesIn(events)).toEqual(['job.settled']);
  expect(jobs.cancel('another')).toBe(false);
});
