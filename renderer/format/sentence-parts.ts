// Room renderer/format: sentences name commands and files between backticks, as one writes them in plain text, and digests in full,
// which screens shorten as everywhere. Pure.

import { shortDigest } from './names.ts';

export interface SentencePart {
  readonly isCode: boolean;
  readonly text: string;
}

/** The pieces of a sentence, in order; a backtick without a partner stays what it is. */
export function sentenceParts(sentence: string): readonly SentencePart[] {
  return sentence.split(/`([^`]+)`/).flatMap((text, place) => {
    if (text === '') return [];
    const isCode = place % 2 === 1;
    return [{ isCode, text: isCode ? text : shortened(text) }];
  });
}

/** A digest, or the name of a blob's file, by its beginning. Commands stay whole: they are copied. */
function shortened(sentence: string): string {
  return sentence.replaceAll(/(?<![0-9a-f])(?:[0-9a-f]{128}|[0-9a-f]{64})(?![0-9a-f])/g, (hex) => shortDigest(hex));
}

/** For places that show nothing but text, such as tooltips. */
export function plainSentence(sentence: string): string {
  return sentenceParts(sentence)
    .map(({ text }) => text)
    .join('');
}
