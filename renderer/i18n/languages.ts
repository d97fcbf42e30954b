// Room renderer/i18n: starts the texts and switches them live. Keys are typed: a text that is not there does not compile.
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../../preload/contract/host-model.ts';
import { english } from './en.ts';
import { traditionalChinese } from './zh-hant.ts';

export type Language = 'en' | 'zh-Hant';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    resources: typeof english;
  }
}

/** The texts, ready to use. */
export async function startLanguages(language: Language): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'words',
    resources: { en: english, 'zh-Hant': traditionalChinese },
    // React escapes; names and digests must come out as they are.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Switches every text on screen. */
export async function switchLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The language a setting means on this machine. */
export function languageOf(setting: Settings['language']): Language {
  if (setting !== 'system') return setting;
  return navigator.languages.some((tag) => /^zh\b(?!-(Hans|CN|SG))/i.test(tag)) && !/^en\b/i.test(navigator.language)
    ? 'zh-Hant'
    : 'en';
}
