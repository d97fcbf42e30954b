// Tests of main/cli/amounts.ts: what an amount is worth, and that nothing else passes for one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRate, spanOfTime, wholeNumber } from '../../../main/cli/amounts.ts';
import { StowageError } from '../../../main/errors.ts';

type Read = (option: string, text: string | undefined, command: string) => number | undefined;

/** The amount, or the reason it is refused for. */
function read(reader: Read, text: string): number | string | undefined {
  try {
    return reader('--it', text, 'cleanup');
  } catch (error) {
    if (error instanceof StowageError && error.code === 'usage') return (error.failure.params as { reason: string }).reason;
    throw error;
  }
}

describe('a span of time', () => {
  const secondsOf = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const;

  it('is the sum of its parts, in any order', () => {
    const unit = fc.constantFrom('w', 'd', 'h', 'm', 's');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9999), unit), { minLength: 1, maxLength: 4 }), (parts) => {
        const expected = parts.reduce((sum, [amount, name]) => sum + amount * secondsOf[name], 0);
        expect(read(spanOfTime, parts.map(([amount, name]) => `${amount}${name}`).join(''))).toBe(expected);
      }),
    );
    expect(['0', '30m', '1d12h'].map((text) => read(spanOfTime, text))).toEqual([0, 1800, 129_600]);
  });

  it.each(['', '7', 'd', '7 d', '-7d', '7dd', '1.5h', '7D', '12345678d', 'week'])('is not "%s"', (text) => {
    expect(read(spanOfTime, text)).toBe(`--it is a time such as 30m, 12h, 7d or 1d12h, not "${text}".`);
  });
});

describe('a rate', () => {
  it('has decimal and binary units, or none', () => {
    const rates = ['1', '1000', '500kB', '50MB', '50M', '1.5GB', '64MiB', '1kib', '10 MB/s', '2TB'];
    expect(rates.map((text) => read(byteRate, text))).toEqual([
      1, 1000, 500_000, 50_000_000, 50_000_000, 1_500_000_000, 67_108_864, 1024, 10_000_000, 2_000_000_000_000,
    ]);
  });

  it.each(['', '0', '0.0001', 'MB', '-5MB', '5XB', '5MB/h', '1e9', '5MBB', '1.2.3'])('is not "%s"', (text) => {
    expect(read(byteRate, text)).toBe(`--it is bytes a second, such as 500kB or 50MB, not "${text}".`);
  });
});

describe('amounts', () => {
  it('are not there when they were not given', () => {
    for (const reader of [wholeNumber, spanOfTime, byteRate]) expect(reader('--it', undefined, 'log')).toBeUndefined();
  });

  it('are whole, finite and not negative, or refused, whatever the text', () => {
    fc.assert(
      fc.property(fc.constantFrom(wholeNumber, spanOfTime, byteRate), fc.string({ maxLength: 12 }), (reader, text) => {
        const amount = read(reader, text);
        if (typeof amount === 'string') expect(amount).toContain('--it is ');
        else expect(Number.isSafeInteger(amount) && Number(amount) >= 0).toBe(true);
      }),
    );
    expect(read((...given) => wholeNumber(...given, 1), '0')).toBe('--it is a whole number above 0, not "0".');
    expect(['0', '12', '007', '1.5', '-1', '1234567890', ''].map((text) => typeof read(wholeNumber, text))).toEqual([
      'number',
      'number',
      'number',
      'string',
      'string',
      'string',
      'string',
    ]);
  });
});
