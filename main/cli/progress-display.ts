// Room cli: progress while a job runs, on stderr: a bar that is redrawn in place, or JSON lines, or nothing. It clears
// the bar before anything else is printed.
import type { JobProgress } from '../../preload/contract/events.ts';
import type { Output } from './output.ts';
import { progressLine } from './progress-line.ts';

export type ProgressMode = 'auto' | 'bar' | 'json' | 'none';

export interface ProgressDisplay {
  show(progress: JobProgress): void;
  end(): void;
}

const redrawMs = 100;
/** The rate is that of the last seconds, so that it follows a slow disk. */
const rateWindowMs = 5000;
const eraseLine = '\r\u001b[2K';

/** `auto` is a bar on a terminal and nothing elsewhere. `clock` gives milliseconds. */
export function progressDisplay(mode: ProgressMode, quiet: boolean, stderr: Output, clock: () => number): ProgressDisplay {
  if (mode === 'json') return { show: (progress) => stderr.json({ progress }, 0), end: () => undefined };
  if (mode === 'none' || (mode === 'auto' && (quiet || !stderr.isTerminal)))
    return { show: () => undefined, end: () => undefined };
  return progressBar(stderr, clock);
}

function progressBar(stderr: Output, clock: () => number): ProgressDisplay {
  const rate = rateMeter();
  let drawnMs = Number.NEGATIVE_INFINITY;
  return {
    show(progress) {
      const nowMs = clock();
      const bytesPerSecond = rate(progress.doneBytes, nowMs);
      if (nowMs - drawnMs < redrawMs) return;
      drawnMs = nowMs;
      stderr.raw(`${eraseLine}${progressLine(progress, bytesPerSecond, (stderr.screen ?? 80) - 1)}`);
    },
    end() {
      if (drawnMs >= 0) stderr.raw(eraseLine);
    },
  };
}

/** Bytes a second over the last seconds; null until there is enough to tell. Going back (a new phase) starts anew. */
export function rateMeter(): (doneBytes: number, nowMs: number) => number | null {
  let samples: { readonly doneBytes: number; readonly atMs: number }[] = [];
  return (doneBytes, nowMs) => {
    if (doneBytes < (samples.at(-1)?.doneBytes ?? 0)) samples = [];
    samples = [...samples.filter((sample) => nowMs - sample.atMs <= rateWindowMs), { doneBytes, atMs: nowMs }];
    const first = samples[0];
    if (first === undefined || nowMs - first.atMs < 500) return null;
    return ((doneBytes - first.doneBytes) / (nowMs - first.atMs)) * 1000;
  };
}
