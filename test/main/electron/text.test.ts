// Room test/main/electron: the texts the system shows, in both languages.
import { describe, expect, test } from 'vitest';
import { languageOf, textsIn } from '../../../main/electron/text.ts';

describe('the language', () => {
  test.each([
    ['zh-Hant', ['en-US'], 'zh-Hant'],
    ['en', ['zh-TW'], 'en'],
    ['system', ['zh-TW', 'en-US'], 'zh-Hant'],
    ['system', ['zh-Hant-HK'], 'zh-Hant'],
    ['system', ['fr-FR', 'zh-HK'], 'zh-Hant'],
    ['system', ['zh-CN', 'zh-TW'], 'en'],
    ['system', ['en-GB', 'zh-TW'], 'en'],
    ['system', ['fr-FR'], 'en'],
    ['system', [], 'en'],
  ] as const)('of the setting %s on a system with %j is %s', (setting, system, language) => {
    expect(languageOf(setting, system)).toBe(language);
  });
});

test('no text is left untranslated', () => {
  const english = Object.values(textsIn('en'));
  expect(Object.values(textsIn('zh-Hant')).filter((text) => english.includes(text) || !/\p{Script=Han}/u.test(text))).toEqual([]);
});
