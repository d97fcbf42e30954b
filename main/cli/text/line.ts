// Room cli: a line of output as data, before it becomes characters. Renderers make lines; only `paint` turns them into
// text, so that escaping (safe-text.ts) and colour are decided in one place.
import { styleText } from 'node:util';
import { safeText } from './safe-text.ts';

/** What a piece of a line means; colours follow from it and stay subtle. */
export type Tone = 'plain' | 'strong' | 'faint' | 'notice' | 'bad';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** A line: plain text, or pieces of which some have a tone. */
export type Line = string | readonly (string | Span)[];

const styles = { strong: 'bold', faint: 'dim', notice: 'yellow', bad: 'red' } as const satisfies Record<
  Exclude<Tone, 'plain'>,
  string
>;

export function strong(text: string): Span {
  return { text, tone: 'strong' };
}

export function faint(text: string): Span {
  return { text, tone: 'faint' };
}

export function notice(text: string): Span {
  return { text, tone: 'notice' };
}

export function bad(text: string): Span {
  return { text, tone: 'bad' };
}

/** The characters of a line: control characters escaped, tones as colours where `colours` is true. */
export function paint(line: Line, colours: boolean): string {
  if (typeof line === 'string') return safeText(line);
  return line.map((piece) => paintPiece(piece, colours)).join('');
}

function paintPiece(piece: string | Span, colours: boolean): string {
  if (typeof piece === 'string') return safeText(piece);
  const text = safeText(piece.text);
  if (!colours || piece.tone === 'plain' || text === '') return text;
  return styleText(styles[piece.tone], text, { validateStream: false });
}
