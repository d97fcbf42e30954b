// Feature transfers: jobs in words: their names, results and durations, in the chosen language.
import { useTranslation } from 'react-i18next';
import type { ImportReport, JobRecord } from '../../../preload/contract/transfer-model.ts';
import { fileName } from '../../format/archive-format.ts';
import { familiarName, shortDigest } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { verbOf } from './job-figures.ts';

interface JobWords {
  /** `Import nginx.tar and 2 more`. */
  readonly name: (job: JobRecord) => string;
  /** `6 artifacts added and 1 tag moved`, without a full stop. */
  readonly importResult: (report: ImportReport) => string;
  readonly duration: (job: JobRecord) => string;
  readonly clock: (iso: string) => string;
  readonly left: (seconds: number) => string;
}

export function useJobWords(): JobWords {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const number = new Intl.NumberFormat(format.language, { maximumFractionDigits: 1 });
  const clock = new Intl.DateTimeFormat(format.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return {
    name: (job) => {
      const verb = verbOf(job);
      if (verb === 'rebuild') return t('name.rebuild');
      const [first, ...others] = job.title;
      const shown = first === undefined ? t('name.nothing') : titleWord(first);
      const what = others.length === 0 ? shown : t('name.andMore', { first: shown, count: others.length });
      return t(`name.${verb}`, { what });
    },
    importResult: ({ addedCount, heldCount, refusedCount, movedTags }) => {
      const parts = [
        addedCount > 0 && t('result.added', { count: addedCount }),
        heldCount > 0 && t(addedCount > 0 ? 'result.held' : 'result.nothingNew', { count: heldCount }),
        movedTags.length > 0 && t('result.moved', { count: movedTags.length }),
        refusedCount > 0 && t('result.refused', { count: refusedCount }),
      ];
      return format.list(parts.filter((part) => part !== false));
    },
    duration: ({ startedAt, endedAt }) => {
      const seconds = Math.max(0, Date.parse(endedAt ?? startedAt) - Date.parse(startedAt)) / 1000;
      if (seconds < 60) return t('duration.seconds', { seconds: number.format(seconds < 10 ? seconds : Math.round(seconds)) });
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return t('duration.minutes', { minutes, seconds: Math.floor(seconds % 60) });
      return t('duration.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
    },
    clock: (iso) => clock.format(new Date(iso)),
    left: (seconds) => {
      if (seconds < 60) return t('etaSeconds', { count: seconds });
      return seconds < 3600
        ? t('etaMinutes', { count: Math.round(seconds / 60) })
        : t('etaHours', { count: Math.round(seconds / 3600) });
    },
  };
}

/** A file by its name, a digest by its beginning, a reference in the form people type. */
function titleWord(title: string): string {
  if (/^sha\d+:/.test(title)) return shortDigest(title);
  const [name = title, digest] = title.split('@');
  if (digest !== undefined) return `${fileName(name)}@${shortDigest(digest)}`;
  return /^[/\\.]|\.(?:tar|gz|tgz|zst|oci|xz|bz2)$/i.test(title) ? fileName(title) : familiarName(title);
}
