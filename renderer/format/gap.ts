// Room renderer/format: what stands between two sentences: a space, or nothing after full-width punctuation.

export function sentenceGap(language: string): string {
  return language.startsWith('zh') ? '' : ' ';
}

/** Sentences one after the other; empty ones fall out. */
export function sentencesInRow(language: string, sentences: readonly (string | false)[]): string {
  return sentences.filter((sentence) => sentence !== false && sentence !== '').join(sentenceGap(language));
}
