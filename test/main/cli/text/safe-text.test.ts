// Tests of main/cli/text/safe-text.ts: nothing from an archive reaches a terminal with power over it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, safeLines, safeText } from '../../../../main/cli/text/safe-text.ts';

/** Any text, rich in what terminals act upon. */
const hostileText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCodePoint(code)),
    fc.constantFrom('\u202e', '\u2066', '\u200f', '\u2028', '\ufeff', '\u{e0041}', '\ud800', '表', 'é', '😀'),
  ),
});

/** Code points a terminal acts upon or that reorder what is read, listed here independently of the code. */
function isPowerful(code: number): boolean {
  const bidi =
    code === 0x061c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069);
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    bidi ||
    code === 0x2028 ||
    code === 0x2029 ||
    (code >= 0xd800 && code <= 0xdfff)
  );
}

function powerIn(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0).filter(isPowerful);
}

describe('safeText', () => {
  it('lets no control, bidirectional or surrogate character through', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(powerIn(safeText(text))).toEqual([]);
      }),
    );
  });

  it('leaves text alone that has none, in any script', () => {
    for (const text of ['web:v2.4.0', 'naïve café', '容器映像', '한국어 😀 Ünïcode']) expect(safeText(text)).toBe(text);
  });

  it('writes out what it takes away', () => {
    expect(safeText('a\u001b[31mred\u0007\nb\u202ec\u009b2J')).toBe(String.raw`a\e[31mred\u{7}\nb\u{202e}c\u{9b}2J`);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(safeText(safeText(text))).toBe(safeText(text));
      }),
    );
  });
});

describe('safeLines', () => {
  it('keeps line feeds as lines and shows tabs as spaces', () => {
    expect(safeLines('{\n\t"a": "\u001bc"\r\n}')).toEqual(['{', String.raw`  "a": "\ec"\r`, '}']);
  });
});

describe('safeJson', () => {
  it('reads back as the same value and holds nothing but line feeds that a terminal acts upon', () => {
    fc.assert(
      fc.property(fc.record({ name: hostileText, list: fc.array(hostileText, { maxLength: 3 }) }), (value) => {
        const written = safeJson(value, 2);
        expect(JSON.parse(written)).toEqual(value);
        expect(powerIn(written.replaceAll('\n', ''))).toEqual([]);
      }),
    );
  });
});
