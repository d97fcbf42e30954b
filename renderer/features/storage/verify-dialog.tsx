// Feature storage: verify and repair: asks what to read again, shows how far it is, then what is damaged and how to repair it. The work
// is a job: it goes on when this is closed.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import { useFormat } from '../../format/use-format.ts';
import { HostFailure } from '../../host/host-failure.ts';
import { useAct, useCall, useJobs } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import text from '../../styles/text.module.css';
import { Button, LinkButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { UpkeepText } from '../transfers/index.ts';
import { DamageList } from './damage-list.tsx';
import css from './verify.module.css';
import { type VerifyChoice, verifyInput } from './verify-choice.ts';
import { VerifyForm } from './verify-form.tsx';

interface VerifyDialogProps {
  /** `repair`: what is damaged comes first. */
  readonly start: 'verify' | 'repair';
  readonly repository?: string | undefined;
  readonly onClose: () => void;
}

export function VerifyDialog({ start, repository = '', onClose }: VerifyDialogProps) {
  const { t } = useTranslation('storage');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const [isAsking, setAsking] = useState(start === 'verify');
  const [choice, setChoice] = useState<VerifyChoice>({
    scope: repository === '' ? 'all' : 'repository',
    repository,
    deep: false,
    limitBytesPerSecond: 0,
  });
  const [jobId, setJobId] = useState<string | null>(null);
  const isReadOnly = useIsReadOnly();
  const damage = useCall('damage.list', {});
  const verify = useAct('store.verify');
  const repair = useAct('store.repair');
  const cancel = useAct('job.cancel');
  const jobs = useJobs();
  const running = jobs.find((job) => job.state === 'running' && isUpkeep(job));
  const job = running ?? jobs.find(({ id }) => id === jobId);
  const input = verifyInput(choice);
  const error = verify.error ?? repair.error ?? cancel.error ?? damage.error;
  const isForm = isAsking && running === undefined;
  const known = damage.data ?? [];
  const hasDamage = known.length > 0 && !isForm && running === undefined;

  function begin(): void {
    if (input === null || verify.isPending) return;
    verify.mutate(input, { onSuccess: follow });
  }

  function follow(answer: { readonly job: string }): void {
    setJobId(answer.job);
    setAsking(false);
  }

  return (
    <Dialog
      isOpen
      size={hasDamage ? 'large' : 'medium'}
      isDismissable={false}
      title={t('verify.title')}
      subtitle={t('verify.subtitle')}
      onClose={onClose}
      foot={
        <>
          {running !== undefined && <Button onPress={() => cancel.mutate({ job: running.id })}>{t('verify.stop')}</Button>}
          {!isForm && running === undefined && !isReadOnly && (
            <Button onPress={() => setAsking(true)}>{t('verify.again')}</Button>
          )}
          <Button autoFocus onPress={onClose}>
            {words(isForm ? 'actions.cancel' : 'actions.close')}
          </Button>
          {isForm && (
            <Button kind="primary" isDisabled={input === null || isReadOnly} onPress={begin}>
              {t('verify.act')}
            </Button>
          )}
        </>
      }
    >
      <div className={css.stack}>
        {isForm && known.length > 0 && (
          <Note tone="danger">
            {t('repair.count', { count: known.length, shown: format.count(known.length) })}{' '}
            <LinkButton onPress={() => setAsking(false)}>{t('repair.open')}</LinkButton>
          </Note>
        )}
        {isForm && <VerifyForm choice={choice} onChange={setChoice} />}
        {running !== undefined && <Running job={running} />}
        {!isForm && running === undefined && job !== undefined && <Outcome job={job} />}
        {hasDamage && (
          <DamageList
            damage={known}
            isReadOnly={isReadOnly}
            onRepair={(picks) => repair.mutate({ sources: picks.map(({ pick }) => pick) }, { onSuccess: follow })}
            onClose={onClose}
          />
        )}
        {!isForm && job === undefined && damage.isSuccess && known.length === 0 && (
          <Note tone="ok">{t('verify.nothingDamaged')}</Note>
        )}
        {isReadOnly && <Note tone="warn">{t('readOnly')}</Note>}
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}

function isUpkeep({ operation }: JobRecord): boolean {
  return operation === 'store.verify' || operation === 'store.repair';
}

function Running({ job }: Readonly<{ job: JobRecord }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { doneBytes, totalBytes, item } = job.progress;
  const label = t(job.operation === 'store.verify' ? 'verify.running' : 'verify.repairing');
  return (
    <section className={css.running} aria-label={label}>
      <div className={text.row}>
        <span className={cx(text.strong, text.grow)}>{label}</span>
        <span className={cx(text.secondary, text.number)}>
          {totalBytes === null
            ? format.bytes(doneBytes)
            : t('verify.doneOf', { done: format.bytes(doneBytes), total: format.bytes(totalBytes) })}
        </span>
      </div>
      <ProgressBar label={label} fraction={totalBytes === null ? null : Math.min(1, doneBytes / Math.max(1, totalBytes))} />
      <div className={cx(text.mono, text.muted, text.clip, css.item)}>{item}</div>
      <p className={text.muted}>{t('verify.goesOn')}</p>
    </section>
  );
}

function Outcome({ job }: Readonly<{ job: JobRecord }>) {
  const { failure, state, verifyReport, repairReport } = job;
  if (failure !== null) return state === 'cancelled' ? null : <ErrorNote error={new HostFailure(failure)} />;
  const isWhole = (verifyReport?.damage ?? repairReport?.left ?? []).length === 0;
  return (
    <div role="status">
      <Note tone={isWhole ? 'ok' : 'danger'}>
        <UpkeepText job={job} />
      </Note>
    </div>
  );
}
