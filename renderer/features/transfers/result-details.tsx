// Feature transfers: everything about a job that has ended: its artifacts, what went wrong, what there is to remark.
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { sentencesInRow } from '../../format/gap.ts';
import { HostFailure } from '../../host/host-failure.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import text from '../../styles/text.module.css';
import { ErrorNote } from '../../ui/note.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { ArtifactRows } from './artifact-rows.tsx';
import { failuresOf } from './job-figures.ts';
import css from './transfers.module.css';

export function ResultDetails({ job, name }: Readonly<{ job: JobRecord; name: string }>) {
  const { t, i18n } = useTranslation('transfers');
  const sentences = useSentences();
  const warnings = job.importReport?.archives.flatMap((archive) => archive.warnings) ?? job.exportReport?.warnings ?? [];
  const remarks = [
    ...new Set(
      warnings
        .map((warning) => sentences.warning(warning))
        .map(({ what, remedy }) => sentencesInRow(i18n.language, [what, remedy])),
    ),
  ];
  return (
    <div className={css.details}>
      {job.importReport !== null && (
        <ArtifactRows
          label={t('artifactsOf', { name })}
          report={job.importReport}
          isDone
          stateOf={({ status }) => (status === 'new' ? 'stored' : status)}
        />
      )}
      {failuresOf(job).map((failure, place) => (
        // Failures have no identity but their place in the report.
        <ErrorNote key={place} error={new HostFailure(failure)} />
      ))}
      {remarks.length > 0 && (
        <section>
          <h4 className={text.muted}>{t('warnings', { count: remarks.length })}</h4>
          <ul className={css.remarks}>
            {remarks.map((remark) => (
              <li key={remark}>
                <Sentence text={remark} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
