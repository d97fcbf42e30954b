// Room test: sizes as people read them: three digits, never a unit too small, the same number to within rounding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatExactBytes } from '../../../renderer/format/bytes.ts';

const sizes = fc.oneof(fc.nat(2000), fc.maxSafeNat());
const units = fc.constantFrom('decimal', 'binary');
const names = { decimal: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], binary: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] } as const;
const baseOf = { decimal: 1000, binary: 1024 } as const;

function read(text: string, kind: 'decimal' | 'binary'): { readonly value: number; readonly step: number } {
  const [digits = '', unit = ''] = text.split(' ');
  return { value: Number(digits.replaceAll(',', '')), step: names[kind].findIndex((name) => name === unit) };
}

describe('a size', () => {
  it('reads as the size it is, to within half of its last digit', () => {
    fc.assert(
      fc.property(sizes, units, (sizeBytes, kind) => {
        const text = formatBytes(sizeBytes, 'en', kind);
        const { value, step } = read(text, kind);
        const decimals = text.split(' ')[0]?.split('.')[1]?.length ?? 0;
        const half = 0.5 * 10 ** -decimals + 1e-9;
        expect(Math.abs(value - sizeBytes / baseOf[kind] ** step)).toBeLessThanOrEqual(half);
      }),
    );
  });

  it('never fills its unit', () => {
    fc.assert(
      fc.property(sizes, units, (sizeBytes, kind) => {
        expect(read(formatBytes(sizeBytes, 'en', kind), kind).value).toBeLessThan(baseOf[kind]);
      }),
    );
  });

  it('has three digits, or is whole', () => {
    expect(formatBytes(0, 'en', 'decimal')).toBe('0 B');
    expect(formatBytes(999, 'en', 'decimal')).toBe('999 B');
    expect(formatBytes(4000, 'en', 'decimal')).toBe('4 kB');
    expect(formatBytes(1_062_334_512, 'en', 'decimal')).toBe('1.06 GB');
    expect(formatBytes(50_210, 'en', 'decimal')).toBe('50.2 kB');
    expect(formatBytes(145_321, 'en', 'decimal')).toBe('145 kB');
    expect(formatBytes(999_600, 'en', 'decimal')).toBe('1.00 MB');
    expect(formatBytes(1_048_576, 'en', 'binary')).toBe('1 MiB');
  });

  it('is whole to the byte in tooltips', () => {
    expect(formatExactBytes(1_062_334_512, 'en')).toBe('1,062,334,512 B');
  });
});
