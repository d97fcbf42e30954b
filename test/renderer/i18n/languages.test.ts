// Room test: both languages say everything, with the same values in it, and in the form the writing style asks for.
import { describe, expect, test } from 'vitest';
import { english } from '../../../renderer/i18n/en.ts';
import { traditionalChinese } from '../../../renderer/i18n/zh-hant.ts';

interface Texts {
  readonly [key: string]: string | Texts;
}

type Entry = readonly [key: string, text: string];

/** Every text by its path. */
function flat(texts: Texts, path = ''): readonly Entry[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as const] : flat(value, `${path}${key}.`),
  );
}

/** What is put into a text: `{{count}}` and `<b>`, without their formats. */
function holes(text: string): readonly string[] {
  return [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}|<(\w+)>/g)].map(([, value, tag]) => value ?? `<${tag}>`).toSorted();
}

const values = (text: string): readonly string[] => holes(text).filter((hole) => hole !== 'count');
const inEnglish = new Map(flat(english));
const inChinese = flat(traditionalChinese);
const matching = (texts: Iterable<Entry>, pattern: RegExp): readonly Entry[] =>
  [...texts].filter(([, text]) => pattern.test(text));

describe('Traditional Chinese', () => {
  test('says the same things as English, but for the singular', () => {
    const wanted = [...inEnglish.keys()].filter((key) => !key.endsWith('_one'));
    expect(inChinese.map(([key]) => key).toSorted()).toEqual(wanted.toSorted());
  });

  test.each(inChinese)('%s is said with the values of the English text', (key, text) => {
    expect(holes(text)).toEqual(holes(inEnglish.get(key) ?? ''));
  });

  test('has full-width punctuation after Han, but in what is to be typed', () => {
    const said = inChinese.map(([key, text]) => [key, text.replaceAll(/「[^」]*」/g, '')] as const);
    expect(matching(said, /\p{Script=Han}[,;:!?()]|！|\.\.\./u)).toEqual([]);
  });

  test('has a space between Han and Latin letters or digits', () => {
    const plain = inChinese.map(([key, text]) => [key, text.replaceAll(/<\/?\w+>/g, '')] as const);
    expect(matching(plain, /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u)).toEqual([]);
  });

  test('uses the words of the glossary', () => {
    expect(matching(inChinese, /映射|標記|層次|倉庫|鏡像|拉取/)).toEqual([]);
  });
});

describe('English', () => {
  test('promises nothing and uses no word the glossary bans', () => {
    expect(matching(inEnglish, /\b(please|successfully|prune|dangling|reclaimable)\b|!|<none>|\.\.\./i)).toEqual([]);
  });

  test('has a plural for every singular, with the same values but perhaps the number', () => {
    const faults = [...inEnglish].filter(([key, text]) => {
      if (!key.endsWith('_one')) return false;
      const plural = inEnglish.get(key.replace(/_one$/, '_other'));
      return plural === undefined || values(plural).join() !== values(text).join();
    });
    expect(faults).toEqual([]);
  });
});

test('No text is empty or has room at its ends', () => {
  expect(matching([...inEnglish, ...inChinese], /^$|^\s|\s$/)).toEqual([]);
});
