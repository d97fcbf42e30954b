// Feature transfers: jobs in words: their names, results and durations, in the chosen language.
import { useTranslation } from 'react-i18next';
import type { ImportReport, JobRecord } from '../../../preload/contract/transfer-model.ts';
import { fileName } from '../../format/archive-format.ts';
import { familiarName, shortDigest } from '../../format/names.ts';
import { splitReference } from '../../format/report-names.ts';
import { useFormat } from '../../format/use-format.ts';
import { verbOf } from './job-figures.ts';

interface JobWords {
  /** `Import nginx.tar and 2 more`. */
  readonly name: (job: JobRecord) => string;
  /** `6 artifacts added and 1 tag moved`, without a full stop. */
  readonly importResult: (report: ImportReport) => string;
  /** `2 left out`, `1 damaged`: what a job that ended in part is marked with. */
  readonly leftOver: (job: JobRecord) => string;
  readonly duration: (job: JobRecord) => string;
  readonly clock: (iso: string) => string;
  readonly left: (seconds: number) => string;
}

export function useJobWords(): JobWords {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const clock = new Intl.DateTimeFormat(format.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return {
    name: (job) => {
      const verb = verbOf(job);
      if (verb === 'rebuild' || verb === 'cleanup' || verb === 'move') return t(`name.${verb}`);
      // A sync of the whole store.
      const [first, ...others] =
        verb === 'sync' ? job.title.map((each) => (each === 'store' ? t('name.thisStore') : each)) : job.title;
      if (first === undefined && (verb === 'verify' || verb === 'copy')) return t(`name.${verb}All`);
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
    leftOver: ({ importReport, verifyReport, repairReport }) => {
      if (verifyReport !== null) return t('state.damaged', { count: verifyReport.damage.length });
      if (repairReport !== null) return t('state.left', { count: repairReport.left.length });
      return t('state.partly', { count: importReport?.refusedCount ?? 0 });
    },
    duration: ({ startedAt, endedAt }) => format.duration(Date.parse(endedAt ?? startedAt) - Date.parse(startedAt)),
    clock: (iso) => clock.format(new Date(iso)),
    left: (seconds) => {
      if (seconds < 60) return t('etaSeconds', { count: seconds });
      return seconds < 3600
        ? t('etaMinutes', { count: Math.round(seconds / 60) })
        : t('etaHours', { count: Math.round(seconds / 3600) });
    },
  };
}

/** A file by its name, a digest by its beginning, a reference in the form people type: of a tag and a digest, the tag says enough. */
function titleWord(title: string): string {
  if (/^sha\d+:/.test(title)) return shortDigest(title);
  const [name = title, digest] = title.split('@');
  if (digest !== undefined && splitReference(name).tag === '') return `${fileName(name)}@${shortDigest(digest)}`;
  return /^[/\\.]|\.(?:tar|gz|tgz|zst|oci|xz|bz2)$/i.test(title) ? fileName(title) : familiarName(name);
}
