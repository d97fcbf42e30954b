// Room test: every code of the contract has its sentence in both languages, whole and with the values it is given.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Failure, Warning } from '../../../preload/contract/failure.ts';
import { failureSentence, type Sentence, type SentenceFormat, warningSentence } from '../../../preload/contract/sentences.ts';
import { failureSentenceZhHant, warningSentenceZhHant } from '../../../preload/contract/sentences-zh-hant.ts';

const source = readFileSync(new URL('../../../preload/contract/failure.ts', import.meta.url), 'utf8');

interface Coded {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** The codes of an interface of the contract, each with values that can be told from one another. */
function codesOf(name: string): readonly Coded[] {
  const [, body = ''] = new RegExp(`export interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
  return [...body.matchAll(/^ {2}'?([a-z-]+)'?: \{([\s\S]*?)\};$/gm)].map(([, code = '', fields = '']) => ({
    code,
    params: Object.fromEntries(
      [...fields.matchAll(/readonly (\w+): ([^;}]+)/g)].map(([, param = '', type = ''], place) => [
        param,
        type.trim() === 'number' ? 7001 + place : type.trim().startsWith("'") ? (type.split("'")[1] ?? '') : `<${param}>`,
      ]),
    ),
  }));
}

const format: SentenceFormat = { bytes: (sizeBytes) => `${sizeBytes} B` };
const failures = codesOf('FailureParams');
const warnings = codesOf('WarningParams');

const languages = {
  English: {
    failure: (coded: Coded) => failureSentence(coded as unknown as Failure, format),
    warning: (coded: Coded) => warningSentence(coded as unknown as Warning, format),
  },
  Chinese: {
    failure: (coded: Coded) => failureSentenceZhHant(coded as unknown as Failure, format),
    warning: (coded: Coded) => warningSentenceZhHant(coded as unknown as Warning, format),
  },
};
const all = [
  ...failures.map((coded) => ({ ...coded, table: 'failure' as const })),
  ...warnings.map((coded) => ({ ...coded, table: 'warning' as const })),
];
/** Sentences that end in the words of something else. */
const quoting = new Set(['usage', 'internal']);
/** What only the command line says: it speaks English. */
const commandLine = new Set(['usage']);

/** The values of a code that its sentence names. */
function named({ what }: Sentence, { params }: Coded): readonly string[] {
  return Object.values(params)
    .map(String)
    .filter((value) => what.includes(value));
}

test('Every code of the contract is read', () => {
  expect(failures.length).toBeGreaterThan(50);
  expect(warnings.length).toBeGreaterThan(15);
});

describe.each(all)('The sentence of the $table $code', (coded) => {
  const english = languages.English[coded.table](coded);
  const chinese = languages.Chinese[coded.table](coded);

  test('is whole in both languages', () => {
    expect(english.what).not.toBe('');
    expect(chinese.what).not.toBe('');
    for (const text of [english.what, english.remedy, chinese.what, chinese.remedy]) {
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
      expect(text.split('`').length % 2).toBe(1);
      expect(text.trim()).toBe(text);
    }
  });

  test('is Chinese in Chinese, and ends as sentences do', () => {
    if (!quoting.has(coded.code)) expect(chinese.what).toMatch(/\p{Script=Han}.*[。？]$/su);
    expect(chinese.remedy).toMatch(/^$|\p{Script=Han}.*[。？]$/su);
  });

  test('names the same in both languages, and tells what to do in both or in neither', () => {
    if (commandLine.has(coded.code)) return;
    expect(named(chinese, coded)).toEqual(named(english, coded));
    expect(chinese.remedy === '').toBe(english.remedy === '');
  });
});
