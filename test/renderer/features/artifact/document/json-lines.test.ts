// The text of a document, cut into pieces: nothing of it is lost or changed, JSON or not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson, jsonLines } from '../../../../../renderer/features/artifact/document/json-lines.ts';

describe('the pieces of a text', () => {
  it('put together are the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => formatJson(text) ?? ''),
        ),
        (text) => {
          const again = jsonLines(text).map((line) => line.map((piece) => piece.text).join(''));
          expect(again.join('\n')).toBe(text);
        },
      ),
    );
  });

  it('tell keys, strings, numbers and digests apart', () => {
    const digest = `"sha256:${'a'.repeat(64)}"`;
    const [line = []] = jsonLines(`{"size": 12, "digest":${digest}, "ok":true, "name":"a:b"}`);
    const kinds = line.filter(({ kind }) => kind !== 'plain').map(({ kind, text }) => `${kind} ${text}`);
    expect(kinds).toEqual([
      'key "size"',
      'number 12',
      'key "digest"',
      `digest ${digest}`,
      'key "ok"',
      'literal true',
      'key "name"',
      'string "a:b"',
    ]);
  });

  it('are not made of a text that does not parse', () => {
    expect(formatJson('{')).toBeNull();
  });
});
