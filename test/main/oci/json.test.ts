// Room oci, tests: JSON from outside.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentError, parseJson } from '../../../main/oci/document.ts';

const encode = (text: string) => new TextEncoder().encode(text);

describe('parseJson', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.constantFrom(0, 2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(parseJson(encode(spaced))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws nothing but DocumentError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parseJson(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError);
        }
      }),
    );
  });

  it('counts depth outside of strings only, and stops exactly past the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.constantFrom('[', '{', '\\"[', '"', '\\', ']'), (depth, inside) => {
        const text = '['.repeat(depth) + JSON.stringify(inside.repeat(100)) + ']'.repeat(depth);
        if (depth <= 64) expect(parseJson(encode(text))).toEqual(JSON.parse(text));
        else expect(() => parseJson(encode(text))).toThrow('it is nested more than 64 levels deep');
      }),
    );
  });

  it('refuses millions of brackets without running out of stack', () => {
    expect(() => parseJson(encode('['.repeat(4_000_000)))).toThrow(DocumentError);
    expect(() => parseJson(encode('{"a":'.repeat(1_000_000)))).toThrow('it is nested more than 64 levels deep');
  });

  it.each([
    ['an empty file', '', 'it is empty'],
    ['spaces', ' \n ', 'it is empty'],
    ['text', 'manifest.json is text', 'it is not JSON'],
    ['half a document', '{"a": 1', 'it is not JSON'],
    ['two documents', '{}{}', 'it is not JSON'],
    ['an open string', '{"a', 'it is not JSON'],
    ['a byte order mark', '\ufeff{}', 'it starts with a byte order mark'],
  ])('refuses %s', (_what, text, reason) => {
    expect(() => parseJson(encode(text))).toThrow(new DocumentError(reason));
  });

  it('refuses bytes that are not UTF-8, such as UTF-16', () => {
    expect(() => parseJson(new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]))).toThrow(new DocumentError('it is not UTF-8 text'));
    expect(() => parseJson(new Uint8Array([0x22, 0xc3, 0x28, 0x22]))).toThrow(new DocumentError('it is not UTF-8 text'));
  });
});
