// Feature artifact: JSON text cut into lines of coloured pieces. It judges nothing: text that is no JSON comes out in plain pieces,
// so that what is stored can always be read. Pure.

export type PieceKind = 'key' | 'string' | 'number' | 'literal' | 'digest' | 'plain';

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
}

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g;
const digest = /^"[a-z0-9]+:[0-9a-f]{32,}"$/;

export function jsonLines(text: string): readonly (readonly Piece[])[] {
  return text.split('\n').map(pieces);
}

/** Indented by two; null where the text does not parse. */
export function formatJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}

function pieces(line: string): readonly Piece[] {
  const made: Piece[] = [];
  let at = 0;
  for (const match of line.matchAll(token)) {
    if (match.index > at) made.push({ kind: 'plain', text: line.slice(at, match.index) });
    const [whole, string, colon] = match;
    at = match.index + whole.length;
    if (string === undefined) made.push({ kind: /^[-\d]/.test(whole) ? 'number' : 'literal', text: whole });
    else {
      made.push({ kind: colon !== undefined ? 'key' : digest.test(string) ? 'digest' : 'string', text: string });
      if (colon !== undefined) made.push({ kind: 'plain', text: colon });
    }
  }
  if (at < line.length) made.push({ kind: 'plain', text: line.slice(at) });
  return made;
}
