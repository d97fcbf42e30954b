// Room test/bench: loaded into our own processes with --import: at their end it writes peak memory and the bytes read to
// the file that STOWAGE_BENCH_FACTS names. It changes nothing else.
import { readFileSync, writeFileSync } from 'node:fs';

const target = process.env['STOWAGE_BENCH_FACTS'];
process.once('exit', () => {
  if (target === undefined) return;
  // /proc counts all threads; where there is none, nothing is claimed.
  const counters = readOr('/proc/self/io', '');
  const readBytes = Number(/rchar: (\d+)/.exec(counters)?.[1] ?? 0);
  writeFileSync(target, JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024, readBytes }));
});

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return fallback;
  }
}
