// Room cli: failures and warnings as lines for stderr. The sentences are the contract's; this adds the familiar names
// and the units of the command line.
import type { Failure, Warning } from '../../preload/contract/failure.ts';
import { failureSentence, type Sentence, warningSentence } from '../../preload/contract/sentences.ts';
import { bytesText } from './text/bytes.ts';
import { bad, type Line, notice } from './text/line.ts';
import { familiar } from './text/words.ts';

const format = { bytes: bytesText };
/** Params that hold a reference or a repository. */
const named: ReadonlySet<string> = new Set(['reference', 'repository', 'image', 'index', 'by']);

/** A failure, and what to do about it on a line of its own. `refused` is one that did not end the command. */
export function failureLines(failure: Failure, heading: 'error' | 'refused'): readonly Line[] {
  const { what, remedy } = failureSentence(withFamiliarNames(failure), format);
  const support = failure.reference === undefined ? '' : ` (${failure.reference})`;
  const head: Line = [bad(`${heading}:`), ` ${what}${support}`];
  return remedy === '' ? [head] : [head, `  ${remedy}`];
}

export function warningLine(warning: Warning): Line {
  const { what, remedy }: Sentence = warningSentence(withFamiliarNames(warning), format);
  return [notice('warning:'), ` ${what}${remedy === '' ? '' : ` ${remedy}`}`];
}

function withFamiliarNames<Coded extends Failure | Warning>(coded: Coded): Coded {
  const params = Object.entries(coded.params).map(([name, value]) => [
    name,
    named.has(name) && typeof value === 'string' ? familiar(value) : value,
  ]);
  return { ...coded, params: Object.fromEntries(params) };
}

/** A failure with its English sentence, as --json prints it. */
export function failureJson(failure: Failure): Failure & { readonly message: string; readonly remedy: string } {
  const { what, remedy } = failureSentence(failure, format);
  return { ...failure, message: what, remedy };
}
