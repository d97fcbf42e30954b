// Room renderer/ui: a sentence of the contract, with the commands it names set as code.
import { Fragment } from 'react';
import { sentenceParts } from '../format/sentence-parts.ts';
import css from './sentence.module.css';

export function Sentence({ text }: Readonly<{ text: string }>) {
  // Pieces of a sentence have no identity but their place.
  return sentenceParts(text).map(({ isCode, text: piece }, place) =>
    isCode ? (
      <code key={place} className={css.code}>
        {piece}
      </code>
    ) : (
      <Fragment key={place}>{piece}</Fragment>
    ),
  );
}
