// Feature transfers: the sentence of a job that has ended, and the bar of what sharing saved.
import { Trans, useTranslation } from 'react-i18next';
import type { ExportReport, ImportReport, JobRecord } from '../../../preload/contract/transfer-model.ts';
import { sentenceGap, sentencesInRow } from '../../format/gap.ts';
import { useFormat } from '../../format/use-format.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Sentence } from '../../ui/sentence.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import { type Ending, failuresOf, verbOf } from './job-figures.ts';
import css from './transfers.module.css';
import { CarriedText, UpkeepText } from './upkeep-text.tsx';
import { useJobWords } from './use-job-words.ts';

export function ResultText({ job, ending }: Readonly<{ job: JobRecord; ending: Ending }>) {
  const { t } = useTranslation('transfers');
  if (ending === 'stopped' || ending === 'cancelled') return <StoppedText job={job} isCancelled={ending === 'cancelled'} />;
  if (job.importReport !== null) return <ImportText report={job.importReport} job={job} />;
  if (job.exportReport !== null) return <ExportText report={job.exportReport} />;
  if (job.cleanupReport !== null || job.verifyReport !== null || job.repairReport !== null) return <UpkeepText job={job} />;
  if ([job.moveReport, job.copyReport, job.pullReport, job.pushReport, job.syncReport].some((report) => report !== null))
    return <CarriedText job={job} />;
  const line =
    verbOf(job) === 'rebuild' ? t('result.rebuilt') : job.target === null ? '' : t('result.savedLayer', { target: job.target });
  return <p className={cx(text.secondary, css.sentence)}>{line}</p>;
}

/** What happened, what it means for the data, what to do. */
function StoppedText({ job, isCancelled }: Readonly<{ job: JobRecord; isCancelled: boolean }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const sentences = useSentences();
  const [failure] = failuresOf(job);
  const { what, remedy } =
    isCancelled || failure === undefined ? { what: t('kept.cancelled'), remedy: '' } : sentences.failure(failure);
  return (
    <p className={cx(text.secondary, css.sentence)}>
      <Sentence text={sentencesInRow(format.language, [what, keptText(job, t), remedy])} />
    </p>
  );
}

/** What has become of the data. */
function keptText(job: JobRecord, t: ReturnType<typeof useTranslation<'transfers'>>['t']): string {
  const verb = verbOf(job);
  if (verb === 'export' || verb === 'save') return t(job.target !== null && !job.canRetry ? 'kept.download' : 'kept.output');
  if (verb === 'verify' || verb === 'move') return t(`kept.${verb}`);
  if (verb !== 'import') return t('kept.storeSafe');
  const { importReport, title, progress } = job;
  const keptCount = (importReport?.addedCount ?? 0) + (importReport?.heldCount ?? 0);
  if (keptCount > 0) return t('kept.some', { count: keptCount });
  // Archives before the one that failed may be in: only a report could tell how many. A plan that was turned down had begun none.
  const mayHaveSome = importReport === null && title.length > 1 && progress.phase !== 'waiting';
  return t(mayHaveSome ? 'cancel.import' : 'kept.none');
}

function ImportText({ report, job }: Readonly<{ report: ImportReport; job: JobRecord }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const words = useJobWords();
  const sentences = useSentences();
  const { newBytes, heldBytes } = report;
  const added = format.bytes(newBytes);
  const skipped = format.bytes(heldBytes);
  const key = newBytes === 0 ? 'result.bytesNone' : heldBytes === 0 ? 'result.bytesNew' : 'result.bytes';
  const [failure] = failuresOf(job);
  const gap = sentenceGap(format.language);
  return (
    <>
      <p className={cx(text.secondary, css.sentence)}>
        {t('result.sentence', { parts: words.importResult(report) })}
        {gap}
        <Trans t={t} i18nKey={key} values={{ added, skipped }} components={{ b: <b className={text.strong} /> }} />
        {gap}
        {failure !== undefined && <Sentence text={sentences.failure(failure).what} />}
      </p>
      {heldBytes > 0 && (
        <div className={cx(text.row, css.savedLine)}>
          <span className={css.savedBar}>
            <SizeBar
              totalBytes={newBytes + heldBytes}
              parts={[
                { kind: 'shared', sizeBytes: heldBytes },
                { kind: 'unique', sizeBytes: newBytes },
              ]}
              label={t('result.bar', { skipped, added })}
            />
          </span>
          <span className={cx(text.muted, text.small)}>
            {t('result.saved', { percent: format.percent(heldBytes / (newBytes + heldBytes)) })}
          </span>
        </div>
      )}
    </>
  );
}

function ExportText({ report }: Readonly<{ report: ExportReport }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const what = t('result.exported', { count: report.artifacts.length });
  return (
    <>
      <p className={cx(text.secondary, css.sentence)}>
        <Trans
          t={t}
          i18nKey="result.exportedTo"
          values={{ what, size: format.bytes(report.sizeBytes), blobs: format.count(report.blobCount) }}
          components={{ b: <b className={text.strong} /> }}
        />
        {sentenceGap(format.language)}
        {report.target === '-' && t('result.downloaded')}
      </p>
      {report.target !== '-' && (
        <div className={cx(text.mono, text.muted, text.clip, text.selectable)} title={report.target}>
          {report.target}
        </div>
      )}
    </>
  );
}
