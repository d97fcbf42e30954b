// Room renderer/format: dates for people, by Intl. How long ago something was is a sentence and so lives with the languages.

const dayMs = 24 * 60 * 60 * 1000;

/** Age of a moment where it is under a day, in the unit it is told in; null where it is told by its date. */
export function ageOf(iso: string, nowMs: number): { readonly unit: 'now' | 'minutes' | 'hours'; readonly count: number } | null {
  const ageMs = nowMs - Date.parse(iso);
  if (!(ageMs < dayMs) || ageMs < -dayMs) return null;
  const minutes = Math.floor(ageMs / 60_000);
  if (minutes < 1) return { unit: 'now', count: 0 };
  return minutes < 60 ? { unit: 'minutes', count: minutes } : { unit: 'hours', count: Math.floor(minutes / 60) };
}

/** `Jun 14`; `Jun 2025` where the year is another. For narrow columns. */
export function formatShortDate(iso: string, language: string, nowMs: number): string {
  const date = new Date(iso);
  if (date.getFullYear() === new Date(nowMs).getFullYear()) return formatDate(iso, language, nowMs);
  return spaced(dateFormat(language, { month: 'short', year: 'numeric' }).format(date));
}

/** `Jun 14`; with the year where it is not this one. */
export function formatDate(iso: string, language: string, nowMs: number): string {
  const date = new Date(iso);
  const year = date.getFullYear() === new Date(nowMs).getFullYear() ? {} : ({ year: 'numeric' } as const);
  return spaced(dateFormat(language, { month: 'short', day: 'numeric', ...year }).format(date));
}

/** `Jun 14, 09:42`. */
export function formatDateTime(iso: string, language: string, nowMs: number): string {
  const time = dateFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(iso));
  return `${formatDate(iso, language, nowMs)}${language.startsWith('zh') ? ' ' : ', '}${time}`;
}

/** Everything, for tooltips. */
export function formatExactTime(iso: string, language: string): string {
  return spaced(dateFormat(language, { dateStyle: 'long', timeStyle: 'long' }).format(new Date(iso)));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language, options);
  formats.set(key, made);
  return made;
}

/** A space between Han and Latin letters or digits, as the writing style asks. */
export function spaced(text: string): string {
  return text.replaceAll(/(\p{Script=Han})([0-9A-Za-z])/gu, '$1 $2').replaceAll(/([0-9A-Za-z])(\p{Script=Han})/gu, '$1 $2');
}
