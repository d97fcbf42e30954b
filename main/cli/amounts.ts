// Room cli: amounts on the command line: whole numbers, spans of time, bytes a second. An option that was not given has
// none; one that is not an amount is refused with what it should be.
import { StowageError } from '../errors.ts';

const secondsOf: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
const powers: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/** `12`; `least` is 0 or 1. @throws StowageError usage */
export function wholeNumber(option: string, text: string | undefined, command: string, least: 0 | 1 = 0): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw refused(option, least === 0 ? 'a whole number' : 'a whole number above 0', text, command);
}

/** `30m`, `12h`, `7d`, `2w`, together as in `1d12h`, or `0`, in seconds. @throws StowageError usage */
export function spanOfTime(option: string, text: string | undefined, command: string): number | undefined {
  if (text === undefined || text === '0') return text === undefined ? undefined : 0;
  if (!/^(?:\d{1,6}[wdhms])+$/.test(text)) throw refused(option, 'a time such as 30m, 12h, 7d or 1d12h', text, command);
  return text
    .match(/\d+[wdhms]/g)
    ?.reduce((seconds, part) => seconds + Number.parseInt(part, 10) * (secondsOf[part.slice(-1)] ?? 0), 0);
}

/** `50MB`, `1.5 GB/s`, `64MiB` or plain bytes, in whole bytes a second. @throws StowageError usage */
export function byteRate(option: string, text: string | undefined, command: string): number | undefined {
  if (text === undefined) return undefined;
  const [, number = '', prefix = '', binary = ''] = /^(\d{1,9}(?:\.\d{1,9})?) ?(?:([kmgt])(i?))?b?(?:\/s)?$/i.exec(text) ?? [];
  const power = powers[prefix.toLowerCase()] ?? 0;
  const bytes = Math.round(Number(number) * (binary === '' ? 1000 : 1024) ** power);
  if (bytes > 0) return bytes;
  throw refused(option, 'bytes a second, such as 500kB or 50MB', text, command);
}

function refused(option: string, wanted: string, text: string, command: string): StowageError {
  return new StowageError('usage', { reason: `${option} is ${wanted}, not "${text}".`, command });
}
