// Feature transfers: a job that runs: how far, how fast, how long still, in which stage, and which artifacts it is about.
import {
  ArrowDownToLine,
  ArrowUpFromLine,
  BrushCleaning,
  ChevronDown,
  ChevronUp,
  CloudDownload,
  CloudUpload,
  Copy,
  Database,
  FolderSync,
  RefreshCw,
  ShieldCheck,
  Wrench,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { fileName } from '../../format/archive-format.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { useViewState } from '../../ui/view-state.ts';
import { ArtifactRows } from './artifact-rows.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { actOf, fractionOf, secondsLeft, verbOf } from './job-figures.ts';
import { usePlanOf } from './remembered-plans.ts';
import { RunningBar } from './running-bar.tsx';
import { Stages } from './stages.tsx';
import css from './transfers.module.css';
import { useJobWords } from './use-job-words.ts';

const icons = {
  import: ArrowDownToLine,
  plan: ArrowDownToLine,
  export: ArrowUpFromLine,
  save: ArrowUpFromLine,
  rebuild: Database,
  cleanup: BrushCleaning,
  verify: ShieldCheck,
  repair: Wrench,
  move: FolderSync,
  copy: Copy,
  pull: CloudDownload,
  push: CloudUpload,
  sync: RefreshCw,
};

export function RunningCard({ job }: Readonly<{ job: JobRecord }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const words = useJobWords();
  const plan = usePlanOf(job.id);
  const [isFolded, setFolded] = useViewState(`transfers.folded.${job.id}`, false);
  const [isCancelling, setCancelling] = useState(false);
  const verb = verbOf(job);
  const Icon = icons[verb];
  const name = words.name(job);
  const { doneBytes, totalBytes, item, phase } = job.progress;
  const fraction = fractionOf(job);
  const left = secondsLeft(job);
  const at = plan === null ? -1 : plan.archives.findIndex(({ archive }) => archive === item);
  const total = totalBytes === null ? '' : format.bytes(totalBytes);
  const done = format.bytes(doneBytes);
  return (
    <article className={cx(css.card, css.running)} aria-label={t('percentOf', { name, percent: t('state.running') })}>
      <div className={cx(text.row, css.head)}>
        <span className={cx(css.icon, css.iconNow)}>
          <Icon size={18} strokeWidth={1.9} aria-hidden />
        </span>
        <div className={text.grow}>
          <h3 className={cx(text.strong, text.clip, css.name)}>{name}</h3>
          <div className={cx(text.mono, text.muted, text.clip)} title={item}>
            {job.title.length > 1 && verb === 'import' && item !== ''
              ? t('archiveOf', { at: Math.max(1, at + 1), all: job.title.length, name: fileName(item) })
              : job.target !== null
                ? t('name.target', { target: job.target })
                : item}
          </div>
        </div>
        <Button onPress={() => setCancelling(true)}>{t('act.cancel')}</Button>
        <IconButton
          label={t(isFolded ? 'act.expand' : 'act.collapse')}
          icon={isFolded ? ChevronDown : ChevronUp}
          onPress={() => setFolded(!isFolded)}
        />
      </div>
      <div className={css.figures}>
        <span className={text.big}>{fraction === null ? done : format.percent(fraction)}</span>
        <span className={text.secondary}>
          {totalBytes === null ? phase === 'reading' && t('readSoFar') : left !== null && fraction !== 1 && words.left(left)}
        </span>
        <span className={cx(text.secondary, text.number, css.bytesRead)}>
          {totalBytes !== null && t(`done.${actOf(job)}`, { done, total })}
        </span>
      </div>
      <RunningBar job={job} name={name} />
      {!isFolded && (
        <>
          <Stages job={job} plan={plan} />
          {plan !== null && (
            <ArtifactRows
              label={t('artifactsOf', { name })}
              report={plan}
              isDone={false}
              stateOf={({ status }, archive) =>
                status === 'refused' || status === 'held'
                  ? status
                  : archive < at
                    ? 'stored'
                    : archive === at
                      ? 'storing'
                      : 'waiting'
              }
            />
          )}
        </>
      )}
      {isCancelling && <CancelDialog job={job} onClose={() => setCancelling(false)} />}
    </article>
  );
}
