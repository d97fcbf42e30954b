// Room cli: times for people. Under 24 hours a time is relative; later it is a date, with its year when that is not
// the current one. Dates and times of day are those of the local time zone; exact times are in --json.

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
  return dayText(new Date(atMs), nowMs);
}

/** A time of day as `15:04`; on another day than today `Jun 14, 15:04` or `Jun 14, 2023, 15:04`. */
export function momentText(time: string, nowMs: number): string {
  const date = new Date(time);
  const clock = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  return date.toDateString() === new Date(nowMs).toDateString() ? clock : `${dayText(date, nowMs)}, ${clock}`;
}

/** A time to the second, as in `2026-06-14 15:04:05`: for lists that are read beside other logs. */
export function exactTimeText(time: string): string {
  const date = new Date(time);
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':')}`;
}

/** A span as it was asked for: `7 d`, `1 d 12 h`, `0 s`. */
export function spanText(seconds: number): string {
  const sizes = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let rest = Math.round(seconds);
  const parts = sizes.flatMap(([unit, size]) => {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? [] : [`${amount} ${unit}`];
  });
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

function dayText(date: Date, nowMs: number): string {
  const day = `${months[date.getMonth()]} ${date.getDate()}`;
  return date.getFullYear() === new Date(nowMs).getFullYear() ? day : `${day}, ${date.getFullYear()}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** A span of time as `4 s`, `2 min 5 s` or `3 h 12 min`. */
export function durationText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
