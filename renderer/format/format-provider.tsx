// Room renderer/format: makes the formatters anew when the language, the units or the minute change.
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '../host/use-settings.ts';
import { formatBytes, formatExactBytes } from './bytes.ts';
import { ageOf, formatDate, formatDateTime, formatExactTime, formatShortDate, spaced } from './times.ts';
import { type Format, FormatContext } from './use-format.ts';

export function FormatProvider({ children }: Readonly<{ children: ReactNode }>) {
  const { t, i18n } = useTranslation('words');
  const { language } = i18n;
  const { units } = useSettings();
  const nowMs = useSyncExternalStore(watchClock, () => nowMinuteMs);
  const format = useMemo<Format>(() => {
    const count = new Intl.NumberFormat(language);
    const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
    const list = new Intl.ListFormat(language, { style: 'long', type: 'conjunction' });
    const when = (iso: string): string => {
      const age = ageOf(iso, nowMs);
      if (age === null) return formatShortDate(iso, language, nowMs);
      return age.unit === 'now' ? t('time.now') : t(`time.${age.unit}`, { count: age.count });
    };
    const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    const duration = (durationMs: number): string => {
      const seconds = Math.max(0, durationMs) / 1000;
      if (seconds < 60) return t('duration.seconds', { seconds: decimal.format(seconds < 10 ? seconds : Math.round(seconds)) });
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return t('duration.minutes', { minutes, seconds: Math.floor(seconds % 60) });
      return t('duration.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    };
    return {
      language,
      when,
      bytes: (sizeBytes) => formatBytes(sizeBytes, language, units),
      exactBytes: (sizeBytes) => formatExactBytes(sizeBytes, language),
      count: (value) => count.format(value),
      percent: (fraction) => percent.format(fraction),
      date: (iso) => formatDate(iso, language, nowMs),
      dateTime: (iso) => formatDateTime(iso, language, nowMs),
      exactTime: (iso) => formatExactTime(iso, language),
      duration,
      list: (items) => spaced(list.format(items)),
    };
  }, [language, units, nowMs, t]);
  return <FormatContext value={format}>{children}</FormatContext>;
}

const minuteMs = 60_000;
let nowMinuteMs = Date.now();

function watchClock(watcher: () => void): () => void {
  const clock = setInterval(() => {
    nowMinuteMs = Date.now();
    watcher();
  }, minuteMs);
  return () => clearInterval(clock);
}
