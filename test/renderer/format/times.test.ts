// Room test: when something was, as people read it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOf, formatDate, formatDateTime, formatShortDate, spaced } from '../../../renderer/format/times.ts';

const nowMs = Date.parse('2026-06-20T12:00:00Z');
const ago = (ms: number): string => new Date(nowMs - ms).toISOString();
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('an age', () => {
  it('is told in minutes and hours under a day, and never as more than it is', () => {
    fc.assert(
      fc.property(fc.nat(24 * hourMs - 1), (ms) => {
        const age = ageOf(ago(ms), nowMs);
        const told = { now: 0, minutes: minuteMs, hours: hourMs }[age?.unit ?? 'now'] * (age?.count ?? 0);
        expect(told).toBeLessThanOrEqual(ms);
        expect(ms - told).toBeLessThan(age?.unit === 'hours' ? hourMs : minuteMs);
      }),
    );
  });

  it('is not told from a day on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 24 * hourMs, max: 1e12 }), (ms) => {
        expect(ageOf(ago(ms), nowMs)).toBeNull();
      }),
    );
  });

  it('of a clock that runs ahead is now', () => {
    expect(ageOf(ago(-5 * minuteMs), nowMs)).toEqual({ unit: 'now', count: 0 });
  });
});

describe('a date', () => {
  it('names the year where it is another', () => {
    expect(formatDate('2026-06-14T12:00:00Z', 'en', nowMs)).toBe('Jun 14');
    expect(formatDate('2025-06-14T12:00:00Z', 'en', nowMs)).toBe('Jun 14, 2025');
    expect(formatShortDate('2025-06-14T12:00:00Z', 'en', nowMs)).toBe('Jun 2025');
  });

  it('has spaces between Han and digits', () => {
    expect(formatDate('2026-06-14T12:00:00Z', 'zh-Hant', nowMs)).toBe('6 月 14 日');
    expect(formatDateTime('2026-06-14T12:00:00Z', 'zh-Hant', nowMs)).toMatch(/^6 月 14 日 \d\d:\d\d$/);
  });

  it('gets each space once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('月', '日', '6', '14', ' ', 'kB')), (parts) => {
        const once = spaced(parts.join(''));
        expect(spaced(once)).toBe(once);
        expect(once.replaceAll(' ', '')).toBe(parts.join('').replaceAll(' ', ''));
      }),
    );
  });
});
