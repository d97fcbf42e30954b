// Room cli: bytes for people. Decimal units (SI: 1 kB = 1,000 B) and three significant digits; below 1 kB exact.

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size as `0 B`, `999 B`, `1.00 kB`, `12.3 MB`, `456 GB`. Takes whole bytes, not negative. */
export function bytesText(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  let value = sizeBytes / 1000;
  let at = 1;
  // Rounding decides the unit: 999,500 B are 1.00 MB, not 1000 kB.
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${value.toPrecision(3)} ${units[at]}`;
}

/** A rate as `412 MB/s`. */
export function rateText(bytesPerSecond: number): string {
  return `${bytesText(Math.round(bytesPerSecond))}/s`;
}
