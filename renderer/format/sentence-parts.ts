// Room renderer/format: sentences name commands and files between backticks, as one writes them in plain text. Pure.

export interface SentencePart {
  readonly isCode: boolean;
  readonly text: string;
}

/** The pieces of a sentence, in order; a backtick without a partner stays what it is. */
export function sentenceParts(sentence: string): readonly SentencePart[] {
  return sentence.split(/`([^`]+)`/).flatMap((text, place) => (text === '' ? [] : [{ isCode: place % 2 === 1, text }]));
}

/** For places that show nothing but text, such as tooltips. */
export function plainSentence(sentence: string): string {
  return sentenceParts(sentence)
    .map(({ text }) => text)
    .join('');
}
