// Room cli: times for people. Under 24 hours a time is relative; later it is a date, with its year when that is not
// the current one. Dates are those of the local time zone; exact times are in --json.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** An RFC 3339 time as `just now`, `5 min ago`, `3 h ago`, `Jun 14` or `Jun 14, 2023`; `–` for none. */
export function timeText(time: string | null, nowMs: number): string {
  const atMs = time === null ? Number.NaN : Date.parse(time);
  if (Number.isNaN(atMs)) return '–';
  const agoMs = nowMs - atMs;
  if (agoMs >= 0 && agoMs < minuteMs) return 'just now';
  if (agoMs >= 0 && agoMs < hourMs) return `${Math.floor(agoMs / minuteMs)} min ago`;
  if (agoMs >= 0 && agoMs < 24 * hourMs) return `${Math.floor(agoMs / hourMs)} h ago`;
  const date = new Date(atMs);
  const day = `${months[date.getMonth()]} ${date.getDate()}`;
  return date.getFullYear() === new Date(nowMs).getFullYear() ? day : `${day}, ${date.getFullYear()}`;
}

/** A span of time as `4 s`, `2 min 5 s` or `3 h 12 min`. */
export function durationText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
