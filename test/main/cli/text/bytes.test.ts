// Tests of main/cli/text/bytes.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesText, rateText } from '../../../../main/cli/text/bytes.ts';

const factors: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };

describe('bytesText', () => {
  it('shows exact bytes below 1 kB and three significant digits in decimal units above', () => {
    expect([0, 1, 999, 1000, 1234, 12_345, 123_456, 1_500_000_000].map(bytesText)).toEqual([
      '0 B',
      '1 B',
      '999 B',
      '1.00 kB',
      '1.23 kB',
      '12.3 kB',
      '123 kB',
      '1.50 GB',
    ]);
  });

  it('goes to the next unit when rounding leads there', () => {
    expect([999_499, 999_500, 999_950_000].map(bytesText)).toEqual(['999 kB', '1.00 MB', '1.00 GB']);
  });

  it('is never off by more than half of the last digit, and never shows 1000', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (sizeBytes) => {
        const [number = '', unit = ''] = bytesText(sizeBytes).split(' ');
        expect(Math.abs(Number(number) * (factors[unit] ?? 0) - sizeBytes)).toBeLessThanOrEqual(sizeBytes * 0.00501);
        expect(Number(number)).toBeLessThan(1000);
      }),
    );
  });
});

describe('rateText', () => {
  it('is bytes a second', () => {
    expect(rateText(412_345_678.9)).toBe('412 MB/s');
  });
});
