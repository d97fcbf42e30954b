// Room test/main/host: what is known of one job: its state by what happened to it, its rates by the second, and its report
// by kind.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobLog, type JobTitle } from '../../../main/host/job-record.ts';
import type { JobOutcome } from '../../../preload/contract/events.ts';
import type { ExportReport, ImportReport } from '../../../preload/contract/transfer-model.ts';

const title: JobTitle = { operation: 'archive.import', title: ['a.tar'], target: null, canRetry: true };
const plan = { dryRun: true, archives: [] } as unknown as ImportReport;
const exported = { target: '/a.tar', profile: 'docker' } as unknown as ExportReport;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the record of a job', () => {
  it('keeps one rate a second, the last sixty, each of the bytes since the one before', () => {
    const moves = fc.array(fc.nat(10_000), { maxLength: 90 });
    fc.assert(
      fc.property(moves, (bytesEachSecond) => {
        const log = new JobLog('1', title);
        let doneBytes = 0;
        log.update({ phase: 'writing', doneBytes });
        for (const bytes of bytesEachSecond) {
          vi.advanceTimersByTime(500);
          log.update({ doneBytes: doneBytes + Math.floor(bytes / 2) });
          vi.advanceTimersByTime(500);
          doneBytes += bytes;
          log.update({ doneBytes });
        }
        expect(log.record().rates).toEqual(bytesEachSecond.slice(-60));
      }),
    );
  });

  it('never shows a negative rate when a phase starts from nothing', () => {
    const step = fc.record({
      phase: fc.constantFrom('reading' as const, 'writing' as const),
      doneBytes: fc.nat(1000),
      waitMs: fc.nat(3000),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const log = new JobLog('1', title);
        for (const { waitMs, ...update } of steps) {
          vi.advanceTimersByTime(waitMs);
          log.update(update);
        }
        for (const rate of log.record().rates) expect(rate).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('merges what it is told, and is not changed by it later', () => {
    const log = new JobLog('1', title);
    const before = log.record();
    log.update({ phase: 'reading', item: 'a.tar' });
    log.update({ doneBytes: 5 });
    expect(log.record().progress).toEqual({
      phase: 'reading',
      doneBytes: 5,
      totalBytes: null,
      item: 'a.tar',
      newBytes: 0,
      sharedBytes: 0,
    });
    expect(before.progress.item).toBe('');
  });

  it('shows the plan while it waits, and only then', () => {
    const log = new JobLog('1', title);
    expect(log.record()).toMatchObject({ state: 'running', plan: null });
    log.wait(plan);
    expect(log.record()).toMatchObject({ state: 'needs-answer', plan });
    log.wait(null);
    expect(log.record()).toMatchObject({ state: 'running', plan: null });
    log.wait(plan);
    log.settle({ ok: false, error: { code: 'cancelled', params: { what: 'The job' } } });
    expect(log.record()).toMatchObject({ state: 'cancelled', plan: null });
  });

  it.for<[string, JobOutcome, object]>([
    ['an import', { ok: true, value: plan }, { state: 'finished', importReport: plan, exportReport: null, failure: null }],
    [
      'an export',
      { ok: true, value: exported },
      { state: 'finished', importReport: null, exportReport: exported, failure: null },
    ],
    [
      'a failure',
      { ok: false, error: { code: 'store-busy', params: { store: '/s' } } },
      { state: 'failed', importReport: null, exportReport: null, failure: { code: 'store-busy', params: { store: '/s' } } },
    ],
  ])('ends with %s as it was', ([, outcome, expected]) => {
    const log = new JobLog('1', title);
    vi.advanceTimersByTime(1500);
    log.settle(outcome);
    const record = log.record();
    expect(record).toMatchObject({ ...expected, canRetry: true, title: ['a.tar'], operation: 'archive.import' });
    expect(Date.parse(record.endedAt ?? '') - Date.parse(record.startedAt)).toBe(1500);
  });

  it('can be retried when it has ended, where its input can be read again', () => {
    const retries = [true, false].map((canRetry) => {
      const log = new JobLog('1', { ...title, canRetry });
      const running = log.record().canRetry;
      log.settle({ ok: true, value: plan });
      return [running, log.record().canRetry];
    });
    expect(retries).toEqual([
      [false, true],
      [false, false],
    ]);
  });
});
