// Feature registry: asks what to pull: references as typed or chosen from a registry that is looked through, for which platforms, and
// whether what refers to them comes along. The pull itself is a job in Transfers.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate, routeHref } from '../../app/router.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './fields.module.css';
import { commonPlatforms, firstPull, type PullChoice, pullInput, referencesIn, toggleReference } from './pull-choice.ts';
import { RemoteBrowser } from './remote-browser.tsx';

interface PullDialogProps {
  readonly reference: string | undefined;
  readonly registry: string | undefined;
  readonly onClose: () => void;
}

export function PullDialog({ reference = '', registry, onClose }: PullDialogProps) {
  const { t } = useTranslation('registry');
  const { t: words } = useTranslation('words');
  const remotes = useCall('remote.list', {}).data ?? [];
  const pull = useAct('remote.pull');
  const [choice, setChoice] = useState<PullChoice>({ ...firstPull, typed: reference });
  const change = (part: Partial<PullChoice>): void => setChoice((now) => ({ ...now, ...part }));
  const references = referencesIn(choice.typed);
  const input = pullInput(choice);
  const act = (): void => {
    if (input === null || pull.isPending) return;
    pull.mutate(input, {
      onSuccess: ({ job }) => {
        onClose();
        showToast({
          text: t('pullDialog.started', { name: references.join(', ') }),
          action: { label: t('pullDialog.show'), run: () => navigate(routeHref('transfers', job)) },
        });
      },
    });
  };
  return (
    <Dialog
      isOpen
      size="medium"
      isDismissable={false}
      title={t('pullDialog.title')}
      subtitle={t('pullDialog.note')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          <Button kind="primary" isDisabled={input === null || pull.isPending} onPress={act}>
            {references.length > 1 ? t('pullDialog.actSome', { count: references.length }) : t('pullDialog.act')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <TextField
          label={t('pullDialog.reference')}
          value={choice.typed}
          onChange={(typed) => change({ typed })}
          hint={t('pullDialog.referenceHint')}
          placeholder={t('pullDialog.placeholder')}
          isMono
          autoFocus
          onEnter={act}
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
                      chosen: new Set(
                        isOn ? [...choice.chosen, platform] : [...choice.chosen].filter((each) => each !== platform),
                      ),
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
        {pull.error !== null && <ErrorNote error={pull.error} />}
      </div>
    </Dialog>
  );
}
