// Feature transfers: the stages of a job: done, running now, still to come.
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ImportReport, JobRecord } from '../../../preload/contract/transfer-model.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { type Stage, stageOf, stagesOf, verbOf } from './job-figures.ts';
import css from './transfers.module.css';

export function Stages({ job, plan }: Readonly<{ job: JobRecord; plan: ImportReport | null }>) {
  const { t } = useTranslation('transfers');
  const stages: readonly Stage[] = stagesOf[verbOf(job)];
  const now = stages.indexOf(stageOf(job));
  const plannedCount = plan?.archives.reduce((sum, { artifacts }) => sum + artifacts.length, 0);
  return (
    <ol className={css.stages}>
      {stages.map((stage, place) => (
        <li
          key={stage}
          className={cx(place < now && css.stageDone, place === now && css.stageNow)}
          {...(place === now ? { 'aria-current': 'step' as const } : {})}
        >
          {place < now && <Check size={14} strokeWidth={2.1} aria-hidden />}
          {place === now && <i aria-hidden />}
          <span className={text.clip}>
            {stage === 'plan' && plannedCount !== undefined
              ? t('stage.planned', { count: plannedCount })
              : stage === 'read' && job.title.length > 1
                ? t('stage.readSome')
                : t(`stage.${stage}`)}
          </span>
          {place <= now && <span className={text.hidden}>{t(place < now ? 'stage.done' : 'stage.now')}</span>}
        </li>
      ))}
    </ol>
  );
}
