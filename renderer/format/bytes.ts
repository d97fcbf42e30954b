// Room renderer/format: sizes for people: three significant digits, in decimal or binary units. The exact number is for tooltips.
import type { Settings } from '../../preload/contract/host-model.ts';

type Units = Settings['units'];

const steps: Readonly<Record<Units, { readonly base: number; readonly names: readonly string[] }>> = {
  decimal: { base: 1000, names: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] },
  binary: { base: 1024, names: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] },
};

/** `1.06 GB`; below one unit the whole number, `912 B`. */
export function formatBytes(sizeBytes: number, language: string, units: Units): string {
  const { base, names } = steps[units];
  let value = sizeBytes;
  let step = 0;
  // 999.6 would be written 1000: it belongs to the next unit.
  while (Math.round(value) >= base && step < names.length - 1) {
    value /= base;
    step += 1;
  }
  // What is whole is written whole: thresholds such as 4 kB.
  return `${digits(value, Number.isInteger(value), language)} ${names[step]}`;
}

/** `1,062,334,512 B`. */
export function formatExactBytes(sizeBytes: number, language: string): string {
  return `${new Intl.NumberFormat(language).format(sizeBytes)} B`;
}

function digits(value: number, whole: boolean, language: string): string {
  const fraction = whole || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return numberFormat(language, fraction).format(value);
}

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(language: string, fraction: number): Intl.NumberFormat {
  const key = `${language} ${fraction}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, { minimumFractionDigits: fraction, maximumFractionDigits: fraction });
  formats.set(key, made);
  return made;
}
