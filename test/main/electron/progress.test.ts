// Room test/main/electron: running work as the taskbar and notifications show it.
import { describe, expect, test } from 'vitest';
import { progressListener } from '../../../main/electron/progress.ts';
import type { JobOutcome, StowageEvent } from '../../../preload/contract/events.ts';

const progress = (job: string, doneBytes: number, totalBytes: number | null): StowageEvent => ({
  type: 'job.progress',
  job,
  progress: { phase: 'writing', doneBytes, totalBytes, item: '', newBytes: 0, sharedBytes: 0 },
});
const settled = (job: string, ok: boolean): StowageEvent => ({ type: 'job.settled', job, outcome: { ok } as JobOutcome });

/** What was shown for these events; a number moves the clock on by so many milliseconds. */
function shownFor(steps: readonly (StowageEvent | number)[], isWatched = false): readonly unknown[] {
  const shown: unknown[] = [];
  let nowMs = 0;
  const listen = progressListener(
    { bar: (value) => shown.push(value), ended: (job, ok) => shown.push([job, ok]), isWatched: () => isWatched },
    () => nowMs,
  );
  for (const step of steps) {
    if (typeof step === 'number') nowMs += step;
    else listen(step);
  }
  return shown;
}

describe('the bar', () => {
  test('shows how much of all work is done, and goes when it ends', () => {
    const steps = [progress('a', 50, 100), progress('b', 0, 300), settled('b', true), settled('a', true)];
    expect(shownFor(steps)).toEqual([0.5, 0.125, 0.5, -1]);
  });

  test('only moves where the end is not known', () => {
    expect(shownFor([progress('a', 50, null), progress('b', 0, 300)])).toEqual([2, 2]);
    expect(shownFor([progress('a', 0, 0)])).toEqual([2]);
  });

  test('takes no notice of other events', () => {
    expect(
      shownFor([{ type: 'store.changed', revision: 1 }, { type: 'settings.changed' }, { type: 'job.changed', job: 'a' }]),
    ).toEqual([]);
  });
});

describe('a notification', () => {
  const long = [progress('a', 0, 10), 10_000];

  test('comes when long work ends in the background, well or badly', () => {
    expect(shownFor([...long, settled('a', true)])).toContainEqual(['a', true]);
    expect(shownFor([...long, settled('a', false)])).toContainEqual(['a', false]);
  });

  test('does not come while the window is watched, nor for short work', () => {
    expect(shownFor([...long, settled('a', true)], true)).toEqual([0, -1]);
    expect(shownFor([progress('a', 0, 10), 9_999, settled('a', true)])).toEqual([0, -1]);
  });
});
