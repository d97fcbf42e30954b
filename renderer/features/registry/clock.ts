// Feature registry: the time of day, as its lists write it. Pure.

/** `08:31`; the date instead for another day than `nowMs` is in. */
export function clockTime(iso: string, language: string, nowMs = Date.now()): string {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  const options = isToday
    ? ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const)
    : ({ month: 'short', day: 'numeric' } as const);
  return new Intl.DateTimeFormat(language, options).format(date);
}
