// Feature registry: asks what to pull: references as typed or chosen from a registry that is looked through, for which platforms, and
// whether what refers to them comes along. What would come is shown first; the pull itself is a job in Transfers.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate, routeHref } from '../../app/router.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Checkbox, Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { TextField } from '../../ui/field.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './fields.module.css';
import { commonPlatforms, firstPull, type PullChoice, pullInput, referencesIn, toggleReference } from './pull-choice.ts';
import { RemoteBrowser } from './remote-browser.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import { pinned, planOfPull } from './transfer-plan.ts';
import { useDryRun } from './use-dry-run.ts';

interface PullDialogProps {
  readonly reference: string | undefined;
  readonly registry: string | undefined;
  readonly onClose: () => void;
}

export function PullDialog({ reference = '', registry, onClose }: PullDialogProps) {
  const { t } = useTranslation('registry');
  const remotes = useCall('remote.list', {}).data ?? [];
  const pull = useAct('remote.pull');
  const { report, ...preview } = useDryRun('remote.pull');
  const freeBytes = useCall('store.status', {}).data?.volume.freeBytes;
  const [choice, setChoice] = useState<PullChoice>({ ...firstPull, typed: reference });
  const change = (part: Partial<PullChoice>): void => setChoice((now) => ({ ...now, ...part }));
  const references = referencesIn(choice.typed);
  const input = pullInput(choice);
  const ask = (): void => {
    if (input !== null && !preview.isPending) preview.ask(input);
  };
  const act = (): void => {
    if (input === null || report === undefined || pull.isPending) return;
    pull.mutate(
      { ...input, references: [...pinned(report)] },
      {
        onSuccess: ({ job }) => {
          onClose();
          showToast({
            text: t('pullDialog.started', { name: references.join(', ') }),
            action: { label: t('pullDialog.show'), run: () => navigate(routeHref('transfers', job)) },
          });
        },
      },
    );
  };
  return (
    <TransferDialog
      way="pull"
      canPreview={input !== null}
      isAsking={preview.isPending}
      plan={report === undefined ? null : planOfPull(report)}
      isOutdated={preview.isOutdated}
      freeBytes={freeBytes}
      isActing={pull.isPending}
      error={preview.error ?? pull.error}
      onPreview={ask}
      onBack={() => {
        preview.forget();
        pull.reset();
      }}
      onAct={act}
      onClose={onClose}
    >
      <TextField
        label={t('pullDialog.reference')}
        value={choice.typed}
        onChange={(typed) => change({ typed })}
        hint={t('pullDialog.referenceHint')}
        placeholder={t('pullDialog.placeholder')}
        isMono
        autoFocus
        onEnter={ask}
      />
      {remotes.length > 0 && (
        <RemoteBrowser
          registries={remotes}
          asked={registry}
          chosen={new Set(references)}
          onToggle={(each, isOn) => setChoice((now) => ({ ...now, typed: toggleReference(now.typed, each, isOn) }))}
        />
      )}
      <div>
        <div className={css.platformsHead}>
          <span aria-hidden>{t('pullDialog.platforms')}</span>
          <Segments
            label={t('pullDialog.platforms')}
            value={choice.platforms}
            onChange={(platforms) => change({ platforms })}
            options={(['own', 'all', 'chosen'] as const).map((value) => ({ value, label: t(`pullDialog.platform.${value}`) }))}
          />
        </div>
        <p className={cx(text.muted, text.small)}>{t(`pullDialog.platformsText.${choice.platforms}`)}</p>
        {choice.platforms === 'chosen' && (
          <div className={css.checks}>
            {commonPlatforms.map((platform) => (
              <Checkbox
                key={platform}
                isOn={choice.chosen.has(platform)}
                onChange={(isOn) =>
                  change({
                    chosen: new Set(isOn ? [...choice.chosen, platform] : [...choice.chosen].filter((each) => each !== platform)),
                  })
                }
              >
                {platform}
              </Checkbox>
            ))}
          </div>
        )}
        {choice.platforms === 'chosen' && choice.chosen.size === 0 && (
          <p className={css.complaint}>{t('pullDialog.platformsNone')}</p>
        )}
      </div>
      <Checkbox isOn={choice.referrers} onChange={(referrers) => change({ referrers })}>
        {t('pullDialog.referrers')}
      </Checkbox>
    </TransferDialog>
  );
}
