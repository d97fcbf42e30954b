// Tests of main/cli/progress-line.ts and progress-display.ts: the numbers of a job as one line, drawn in place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Output } from '../../../main/cli/output.ts';
import { type ProgressMode, progressDisplay, rateMeter } from '../../../main/cli/progress-display.ts';
import { progressLine } from '../../../main/cli/progress-line.ts';
import { widthOf } from '../../../main/cli/text/width.ts';
import type { JobProgress } from '../../../preload/contract/events.ts';
import { memoryStream } from './memory-stream.ts';

const half: JobProgress = {
  phase: 'reading',
  doneBytes: 645e6,
  totalBytes: 1.5e9,
  item: 'web.tar',
  newBytes: 123e6,
  sharedBytes: 522e6,
};

describe('progressLine', () => {
  it('has percent, bytes, rate, time left, new and held bytes and the item', () => {
    expect(progressLine(half, 412e6, 140)).toBe(
      'Reading  [========##--------------]   43%  645 MB of 1.50 GB  412 MB/s  2 s left  new 123 MB, held 522 MB  web.tar',
    );
  });

  it('has no bar, percent or time left where the length cannot be known', () => {
    expect(progressLine({ ...half, totalBytes: null }, 412e6, 140)).toBe(
      'Reading  645 MB  412 MB/s  new 123 MB, held 522 MB  web.tar',
    );
  });

  it('leaves out what does not fit, the item first', () => {
    expect(progressLine(half, 412e6, 80)).toBe(
      'Reading  [========##--------------]   43%  645 MB of 1.50 GB  412 MB/s  2 s left',
    );
    expect(progressLine(half, null, 10)).toBe('Reading');
  });

  it('never exceeds the width, whatever the numbers and the item', () => {
    const amount = fc.maxSafeNat();
    const progress = fc.record({
      phase: fc.constantFrom('opening', 'planning', 'reading', 'writing', 'checking', 'committing', 'rebuilding'),
      doneBytes: amount,
      totalBytes: fc.option(amount),
      item: fc.string({ unit: 'binary' }),
      newBytes: amount,
      sharedBytes: amount,
    });
    fc.assert(
      fc.property(
        progress,
        fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })),
        fc.integer({ min: 1, max: 200 }),
        (some, rate, cells) => {
          expect(widthOf(progressLine(some as JobProgress, rate, cells))).toBeLessThanOrEqual(cells);
        },
      ),
    );
  });
});

describe('rateMeter', () => {
  it('knows nothing at first, then the rate of the last seconds', () => {
    const rate = rateMeter();
    expect([rate(0, 0), rate(40e6, 400), rate(100e6, 1000)]).toEqual([null, null, 100e6]);
    expect(rate(200e6, 10_000)).toBeNull();
    expect(rate(250e6, 11_000)).toBe(50e6);
  });

  it('starts anew when a phase counts from the beginning again', () => {
    const rate = rateMeter();
    rate(100e6, 0);
    rate(200e6, 1000);
    expect(rate(10e6, 1100)).toBeNull();
  });
});

const written = (mode: ProgressMode, quiet: boolean, isTTY: boolean, timesMs: readonly number[]): string => {
  const stream = memoryStream(isTTY);
  let nowMs = 0;
  const display = progressDisplay(mode, quiet, new Output(stream, { noColor: false, env: {} }), () => nowMs);
  for (const timeMs of timesMs) {
    nowMs = timeMs;
    display.show(half);
  }
  display.end();
  return stream.written();
};

describe('progressDisplay', () => {
  it('draws in place, at most ten times a second, and clears the line at the end', () => {
    const erase = '\r\u001b[2K';
    const drawn = written('auto', false, true, [0, 50, 99, 120, 150, 230]);
    expect(drawn.split(erase)).toHaveLength(5);
    expect(drawn.endsWith(erase)).toBe(true);
    expect(drawn).not.toContain('\n');
  });

  it('writes nothing when not on a terminal, when quiet or when told so, and draws when told so', () => {
    expect([written('auto', false, false, [0]), written('auto', true, true, [0]), written('none', false, true, [0])]).toEqual([
      '',
      '',
      '',
    ]);
    expect(written('bar', true, false, [0])).toContain('43%');
  });

  it('writes one JSON line a step', () => {
    const lines = written('json', true, false, [0, 1]).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ progress: half }, { progress: half }]);
  });
});
