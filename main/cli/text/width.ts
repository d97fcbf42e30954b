// Room cli: how many terminal cells a text takes. Follows Unicode's East Asian Width (UAX #11): wide and full-width
// characters and emoji take two cells, combining marks none. It expects text without control characters.
import { isPrintableAscii } from './safe-text.ts';

const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const emoji = /^\p{Emoji_Presentation}$/u;
const blanks: string[] = [];
/** First and last code points of the wide ranges, in order. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

/** Cells the text takes. */
export function widthOf(text: string): number {
  if (isPrintableAscii(text)) return text.length;
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

/** The text, cut to at most `cells` cells; what was cut is shown by an ellipsis. */
export function cutToWidth(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text;
  if (cells < 1) return '';
  let kept = '';
  let width = 1;
  for (const character of text) {
    width += cellsOf(character);
    if (width > cells) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The text, filled with spaces to `cells` cells. */
export function padToWidth(text: string, cells: number, align: 'left' | 'right'): string {
  const fill = blank(cells - widthOf(text));
  return align === 'left' ? text + fill : fill + text;
}

/** Spaces are kept by number: making them anew is most of the cost of a table of 50,000 rows. */
function blank(cells: number): string {
  if (cells <= 0) return '';
  blanks[cells] ??= ' '.repeat(cells);
  return blanks[cells];
}

function cellsOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  // Most of what is not ASCII in lists: Latin letters, dashes, quotes, the ellipsis.
  if (point < 0x300 || (point >= 0x2010 && point <= 0x2026)) return 1;
  if (zeroWidth.test(character)) return 0;
  if (emoji.test(character)) return 2;
  return wideRanges.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}
