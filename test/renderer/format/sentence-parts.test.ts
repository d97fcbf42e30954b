// Room test: sentences with commands between backticks, and digests in them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesInRow } from '../../../renderer/format/gap.ts';
import { plainSentence, sentenceParts } from '../../../renderer/format/sentence-parts.ts';

const words = fc.stringMatching(/^[A-Za-z .-]{1,12}$/);

describe('a sentence', () => {
  it('comes apart at its backticks', () => {
    expect(sentenceParts('Save it with `docker save -o FILE`, not `>`.')).toEqual([
      { isCode: false, text: 'Save it with ' },
      { isCode: true, text: 'docker save -o FILE' },
      { isCode: false, text: ', not ' },
      { isCode: true, text: '>' },
      { isCode: false, text: '.' },
    ]);
  });

  it('says in its parts what it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(words, words), { minLength: 1 }), (pairs) => {
        const parts = pairs.flatMap(([text, code]) => [
          { isCode: false, text },
          { isCode: true, text: code },
        ]);
        const sentence = parts.map(({ isCode, text }) => (isCode ? `\`${text}\`` : text)).join('');
        expect(sentenceParts(sentence)).toEqual(parts);
        expect(plainSentence(sentence)).toBe(parts.map(({ text }) => text).join(''));
      }),
    );
  });

  it('shortens digests, but not in what is to be copied', () => {
    const hex = 'a1'.repeat(32);
    expect(sentenceParts(`It ends inside blobs/sha256/${hex}. Run \`pull x@sha256:${hex}\`.`)).toEqual([
      { isCode: false, text: 'It ends inside blobs/sha256/a1a1a1a1a1a1. Run ' },
      { isCode: true, text: `pull x@sha256:${hex}` },
      { isCode: false, text: '.' },
    ]);
    expect(plainSentence(`sha512:${hex}${hex} and sha256:${hex}0`)).toBe(`sha512:a1a1a1a1a1a1 and sha256:${hex}0`);
  });

  it('keeps a backtick without a partner', () => {
    expect(plainSentence('a ` b')).toBe('a ` b');
    expect(plainSentence('')).toBe('');
  });

  it('stands apart from the next by a space, and not at all in Chinese', () => {
    expect(sentencesInRow('en', ['One.', '', false, 'Two.'])).toBe('One. Two.');
    expect(sentencesInRow('zh-Hant', ['一。', '二。'])).toBe('一。二。');
  });
});
