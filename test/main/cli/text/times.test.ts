// Tests of main/cli/text/times.ts. Times stand at noon, so that the local zone does not change the day.
import { describe, expect, it } from 'vitest';
import { durationText, exactTimeText, momentText, spanText, timeText } from '../../../../main/cli/text/times.ts';

const nowMs = Date.parse('2026-06-20T12:00:00Z');
const secondsAgo = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString();

describe('timeText', () => {
  it('is relative under 24 hours', () => {
    expect([0, 59, 60, 3599, 3600, 86_399].map((seconds) => timeText(secondsAgo(seconds), nowMs))).toEqual([
      'just now',
      'just now',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '23 h ago',
    ]);
  });

  it('is a date afterwards, with its year only when that is another one', () => {
    expect(timeText('2026-06-14T12:00:00Z', nowMs)).toBe('Jun 14');
    expect(timeText('2023-01-02T12:00:00Z', nowMs)).toBe('Jan 2, 2023');
  });

  it('is a date for the future too', () => {
    expect(timeText('2026-08-01T12:00:00Z', nowMs)).toBe('Aug 1');
  });

  it('is a dash for no time and for what is no time', () => {
    expect([timeText(null, nowMs), timeText('yesterday', nowMs)]).toEqual(['–', '–']);
  });
});

describe('momentText', () => {
  it('is a time of day today, with its date on other days', () => {
    const at = new Date(2026, 5, 20, 9, 4, 5).getTime();
    const moment = new Date(2026, 5, 20, 15, 4).toISOString();
    expect(momentText(moment, at)).toBe('15:04');
    expect(momentText(moment, at - 86_400_000)).toBe('Jun 20, 15:04');
    expect(momentText(moment, at + 366 * 86_400_000)).toBe('Jun 20, 2026, 15:04');
  });
});

describe('exactTimeText', () => {
  it('is the local time to the second, and sorts like it', () => {
    expect(exactTimeText(new Date(2026, 0, 2, 3, 4, 5).toISOString())).toBe('2026-01-02 03:04:05');
  });
});

describe('spanText', () => {
  it('has every unit that counts', () => {
    expect([0, 59, 604_800, 129_600, 90_061].map(spanText)).toEqual(['0 s', '59 s', '7 d', '1 d 12 h', '1 d 1 h 1 min 1 s']);
  });
});

describe('durationText', () => {
  it('has at most two units', () => {
    expect([-5, 400, 59_400, 125_000, 11_520_000].map(durationText)).toEqual(['0 s', '0 s', '59 s', '2 min 5 s', '3 h 12 min']);
  });
});
