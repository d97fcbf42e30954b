// Feature storage: the preview of a cleanup: what would go, what stays and why, and what is freed within what is chosen. Nothing is
// deleted before the button says how much, and only what the preview showed.
import { Info, Lock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CleanupPlan } from '../../../preload/contract/upkeep-model.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { artifactReference } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { HostFailure } from '../../host/host-failure.ts';
import { useAct, useJobs } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { useSettings } from '../../host/use-settings.ts';
import text from '../../styles/text.module.css';
import { Button, LinkButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import css from './cleanup.module.css';
import { chosenArtifacts, keysOf, offeredDays } from './cleanup-choice.ts';
import { CleanupGrid } from './cleanup-grid.tsx';
import { CleanupSum } from './cleanup-sum.tsx';
import { useCleanupPreview } from './use-cleanup-preview.ts';

const mostExported = 10_000;

export function CleanupDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const { t } = useTranslation('storage');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const { untaggedGraceDays } = useSettings();
  const isReadOnly = useIsReadOnly();
  const canExport = useHasIntent('export.open');
  const preview = useCleanupPreview(untaggedGraceDays);
  const { plan, chosen, days, isPending } = preview;
  const cleanup = useAct('cleanup.run');
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJobs().find(({ id }) => id === jobId);
  const isRunning = cleanup.isPending || (jobId !== null && (job === undefined || job.state === 'running'));
  const failure = job?.failure ?? null;
  const isOutdated = !isRunning && (preview.isOutdated || failure?.code === 'plan-outdated');
  const hasEnded = job?.state === 'finished';
  // What was freed is told by the notice of the job that ended.
  useEffect(() => {
    if (hasEnded) onClose();
  }, [hasEnded, onClose]);

  const keys = plan === null ? [] : keysOf(plan);
  const exported =
    plan === null ? [] : chosenArtifacts(plan, chosen).map((each) => artifactReference(each.repository, each.digest));
  const isBlocked = plan !== null && plan.blockers.length > 0;

  function run(): void {
    // A button that is disabled meanwhile would lose the focus, and Escape with it.
    if (plan === null || isPending || isRunning) return;
    if (isOutdated) {
      setJobId(null);
      preview.again();
      return;
    }
    const wanted = keys.filter((key) => chosen.has(key));
    cleanup.mutate(
      {
        olderThanSeconds: plan.olderThanSeconds,
        revision: plan.revision,
        ...(wanted.length === keys.length ? {} : { keys: wanted }),
      },
      { onSuccess: (answer) => setJobId(answer.job) },
    );
  }

  const size = plan === null || isPending ? '…' : format.bytes(plan.totals.freedBytes);
  const label = isRunning ? t('cleanup.running') : isOutdated ? t('cleanup.again') : t('cleanup.act', { size });
  return (
    <Dialog
      isOpen
      size="large"
      isDismissable={false}
      title={t('cleanup.title')}
      subtitle={t('cleanup.subtitle')}
      onClose={onClose}
      foot={
        <>
          <span className={css.final}>
            <Info size={15} strokeWidth={1.9} aria-hidden />
            {t('cleanup.final')}
          </span>
          {canExport && exported.length > 0 && exported.length <= mostExported && (
            <Button onPress={() => raiseIntent('export.open', { references: exported })}>{t('cleanup.exportFirst')}</Button>
          )}
          <Button autoFocus onPress={onClose}>
            {words(isRunning ? 'actions.close' : 'actions.cancel')}
          </Button>
          <Button
            kind={isOutdated ? 'primary' : 'danger'}
            isDisabled={!isOutdated && (chosen.size === 0 || isBlocked || isReadOnly)}
            onPress={run}
          >
            {label}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        {preview.error !== null && <ErrorNote error={preview.error} onRetry={preview.again} />}
        {plan === null && preview.error === null && <SkeletonRows rows={6} label={t('cleanup.loading')} />}
        {plan !== null && (
          <>
            <CleanupSum totals={plan.totals} isPending={isPending} />
            <div className={cx(text.row, css.limit)}>
              <span className={text.secondary}>{t('cleanup.limit')}</span>
              <Select
                label={t('cleanup.limit')}
                isLabelHidden
                isDisabled={isRunning}
                value={String(days)}
                onChange={(value) => preview.limitTo(Number(value))}
                options={offeredDays(untaggedGraceDays).map((count) => ({
                  value: String(count),
                  label: count === 0 ? t('cleanup.noLimit') : t('cleanup.days', { count }),
                  ...(count === untaggedGraceDays ? { detail: t('cleanup.fromSettings') } : {}),
                }))}
              />
              <span className={text.grow} />
              <span className={cx(text.muted, text.number)}>
                {t('cleanup.selected', { count: keys.length, chosen: format.count(chosen.size), all: format.count(keys.length) })}
              </span>
            </div>
            <CleanupGrid
              plan={plan}
              chosen={chosen}
              onChoose={(next) => {
                if (!isRunning) preview.choose(next);
              }}
              onEscape={onClose}
            />
            {isRunning && job !== undefined && (
              <ProgressBar
                label={t('cleanup.running')}
                fraction={job.progress.totalBytes === null ? null : job.progress.doneBytes / Math.max(1, job.progress.totalBytes)}
              />
            )}
            <Blockers blockers={plan.blockers} onVerify={onClose} />
            <Kept kept={plan.kept} />
            {isReadOnly && <Note tone="warn">{t('readOnly')}</Note>}
            {isOutdated && (
              <div role="status">
                <Note tone="warn">{t('cleanup.outdated')}</Note>
              </div>
            )}
            {failure !== null && !isOutdated && !isRunning && <ErrorNote error={new HostFailure(failure)} />}
            {cleanup.error !== null && <ErrorNote error={cleanup.error} />}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** While a manifest cannot be read, what it needs is not known: nothing goes. */
function Blockers({ blockers, onVerify }: Readonly<{ blockers: CleanupPlan['blockers']; onVerify: () => void }>) {
  const { t } = useTranslation('storage');
  const shown = 3;
  if (blockers.length === 0) return null;
  return (
    <div role="alert">
      <Note tone="danger">
        <p className={text.strong}>{t('cleanup.blocked', { count: blockers.length })}</p>
        <p>{t('cleanup.blockedText')}</p>
        <ul className={css.blockers}>
          {blockers.slice(0, shown).map(({ digest, reason }) => (
            <li key={digest}>
              <span className={cx(text.mono, text.selectable)}>{digest}</span>
              <span className={text.secondary}>{reason}</span>
            </li>
          ))}
        </ul>
        {blockers.length > shown && <p>{t('cleanup.blockedMore', { count: blockers.length - shown })}</p>}
        <LinkButton
          onPress={() => {
            onVerify();
            raiseIntent('store.verify', {});
          }}
        >
          {t('verify.open')}
        </LinkButton>
      </Note>
    </div>
  );
}

function Kept({ kept }: Readonly<{ kept: CleanupPlan['kept'] }>) {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const some = kept.filter(({ count }) => count > 0);
  if (some.length === 0) return null;
  const what = format.list(some.map(({ reason, count }) => t(`cleanup.kept.${reason}`, { count, shown: format.count(count) })));
  return <Note icon={Lock}>{t('cleanup.keptText', { what })}</Note>;
}
