// Feature registry: the card of the local registry: on or off, its address, who can reach it and what they can do there.
import { Lock, RadioTower } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegistryState } from '../../../preload/contract/registry-model.ts';
import { useFormat } from '../../format/use-format.ts';
import { failureOf } from '../../host/host-failure.ts';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { useSettings } from '../../host/use-settings.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox, Switch } from '../../ui/choice.tsx';
import { CopyField } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { ErrorNote } from '../../ui/note.tsx';
import { ChoiceField } from './choice-field.tsx';
import { clockTime } from './clock.ts';
import { endpointFacts } from './endpoint-settings.ts';
import fields from './fields.module.css';
import css from './registry.module.css';
import { useLocalRegistry } from './use-local-registry.ts';
import { UserDialog } from './user-dialog.tsx';

export function LocalCard({ state }: Readonly<{ state: RegistryState }>) {
  const { t } = useTranslation('registry');
  const format = useFormat();
  const settings = useSettings();
  const isReadOnly = useIsReadOnly();
  const { change, isBusy, error } = useLocalRegistry();
  const [isOpening, setOpening] = useState(false);
  const store = (useCall('store.list', {}).data ?? []).find(({ current }) => current)?.name ?? 'Stowage';
  const facts = endpointFacts(state, settings, isReadOnly);
  // What is running says what is so; while it is off, what is remembered says what will be.
  const reach = state.on ? state.reach : settings.registryReach;
  const canDelete = state.on ? state.allowDelete : settings.registryDelete;
  const setReach = (registryReach: typeof reach): void => {
    if (registryReach === 'network' && state.users.length === 0) setOpening(true);
    else change({ settings: { registryReach } });
  };
  return (
    <article className={cx(css.card, css.local)} aria-label={t('local.title')}>
      <div className={css.localHead}>
        <span className={css.icon}>
          <RadioTower size={20} strokeWidth={1.9} aria-hidden />
        </span>
        <div className={text.grow}>
          <div className={css.localTitle}>
            <h2 className={css.cardTitle}>{t('local.title')}</h2>
            <Badge tone={state.on ? 'ok' : 'plain'}>
              <span className={cx(css.dot, !state.on && css.dotOff)} aria-hidden />
              {state.on && state.since !== null
                ? t('local.onSince', { time: clockTime(state.since, format.language) })
                : t('local.off')}
            </Badge>
          </div>
          <p className={text.secondary}>{t('local.text', { store })}</p>
        </div>
        <Switch label={t('local.title')} isOn={state.on} isDisabled={isBusy} onChange={(isOn) => change({ isOn })} />
      </div>
      {error !== null && (
        <StartError error={error} onPort={(registryPort) => change({ isOn: true, settings: { registryPort } })} />
      )}
      <div className={css.endpoint}>
        <div>
          <span className={fields.label}>{t('local.address')}</span>
          <div className={cx(css.address, !state.on && css.addressOff)}>
            <CopyField text={facts.address} label={t('local.copyAddress')} />
          </div>
        </div>
        <ChoiceField
          label={t('local.reach')}
          value={reach}
          isDisabled={isBusy}
          onChange={setReach}
          options={[
            { value: 'this-computer', label: t('local.thisComputer') },
            { value: 'network', label: t('local.network') },
          ]}
        />
        <ChoiceField
          label={t('local.rights')}
          value={facts.allowPush ? 'push' : 'pull'}
          isDisabled={isBusy}
          onChange={(right) => change({ settings: { registryPush: right === 'push' } })}
          options={[
            { value: 'pull', label: t('local.pull') },
            ...(isReadOnly ? [] : [{ value: 'push', label: t('local.pullPush') } as const]),
          ]}
        />
      </div>
      <div className={css.localFoot}>
        <span className={cx(text.muted, css.localNote)}>
          <Lock size={14} strokeWidth={1.9} aria-hidden />
          {t(isReadOnly ? 'local.noteReadOnly' : reach === 'network' ? 'local.noteNetwork' : 'local.noteLocal')}
        </span>
        {facts.allowPush && (
          <Checkbox isOn={canDelete} isDisabled={isBusy} onChange={(registryDelete) => change({ settings: { registryDelete } })}>
            {t('local.allowDelete')}
          </Checkbox>
        )}
      </div>
      {isOpening && (
        <UserDialog
          isOpening
          canPush={facts.allowPush}
          onMade={() => change({ settings: { registryReach: 'network' } })}
          onClose={() => setOpening(false)}
        />
      )}
    </article>
  );
}

/** Why it could not start; of a port that is taken, with the next one to use instead. */
function StartError({ error, onPort }: Readonly<{ error: unknown; onPort: (port: number) => void }>) {
  const { t } = useTranslation('registry');
  const failure = failureOf(error);
  const next = failure.code === 'port-in-use' ? failure.params.port + 1 : null;
  return (
    <div className={css.startError}>
      <ErrorNote error={error} />
      {next !== null && next <= 65_535 && (
        <Button size="small" onPress={() => onPort(next)}>
          {t('local.usePort', { port: next })}
        </Button>
      )}
    </div>
  );
}
