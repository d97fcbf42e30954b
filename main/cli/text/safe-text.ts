// Room cli: the one function that all text passes on its way to a terminal. Names, history lines and labels come from
// archives that anybody may have made: nothing in them may move the cursor, change colours or reorder what is read.

/**
 * Everything invisible that a terminal may act upon: C0 and C1 controls (Cc), format characters, which include the
 * bidirectional controls and zero-width characters (Cf), lone surrogates (Cs), line and paragraph separators (Zl, Zp).
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const printableAscii = /^[\x20-\x7e]*$/;
const notPlainJson = /[^\n\x20-\x7e]/;
const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** True for text that is safe as it is and takes one cell a character: most of what is shown. */
export function isPrintableAscii(text: string): boolean {
  return printableAscii.test(text);
}

/** The text with every control, format or separator character written out, as `\n`, `\e` or `\u{202e}`. */
export function safeText(text: string): string {
  if (isPrintableAscii(text)) return text;
  return text.replace(unsafe, (character) => shortForms[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Like safeText, for documents that are read line by line: line feeds stay, tabs become two spaces. */
export function safeLines(text: string): readonly string[] {
  return text.split('\n').map((line) => safeText(line.replaceAll('\t', '  ')));
}

/** The value as JSON in which the same characters are written as `\uXXXX`: an equal document, safe to look at. */
export function safeJson(value: unknown, indent: number): string {
  const written = JSON.stringify(value, null, indent);
  if (!notPlainJson.test(written)) return written;
  return written.replace(unsafe, (character) => (character === '\n' ? character : escapeUnits(character)));
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let unit = 0; unit < character.length; unit += 1) {
    escaped += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
