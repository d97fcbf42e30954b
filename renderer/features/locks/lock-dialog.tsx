// Feature locks: shows what is locked about a thing and changes it, with the four switches a registry has. All of them on is no lock.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LockSwitches } from '../../../preload/contract/upkeep-model.ts';
import type { LockTarget } from '../../app/intents.ts';
import { shortDigest } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { isUnlocked, lockName, lockOn, lockReference, locksBeside, targetKind, unlocked, usualLock } from './lock-target.ts';
import css from './locks.module.css';
import { useSetLock } from './use-set-lock.ts';

interface LockDialogProps {
  /** What can be locked; the first one is asked about. */
  readonly targets: readonly [LockTarget, ...LockTarget[]];
  readonly onClose: () => void;
}

export function LockDialog({ targets, onClose }: LockDialogProps) {
  const { t } = useTranslation('locks');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const locks = useCall('lock.list', {});
  const [reference, setReference] = useState(lockReference(targets[0]));
  const [changed, setChanged] = useState<LockSwitches | null>(null);
  const { set, error, reset } = useSetLock();
  const target = targets.find((each) => lockReference(each) === reference) ?? targets[0];
  const known = locks.data ?? [];
  const current = lockOn(known, target)?.switches;
  const switches = changed ?? current ?? usualLock;
  const beside = locksBeside(known, target, targets);
  const isNothing = current === undefined && isUnlocked(switches);

  const save = async (wanted: LockSwitches): Promise<void> => {
    if (await set(target, wanted)) onClose();
  };

  return (
    <Dialog
      isOpen
      title={t(current === undefined ? 'dialog.title' : 'dialog.titleLocked')}
      subtitle={<span className={text.selectable}>{lockName(target)}</span>}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{words('actions.cancel')}</Button>
          {current !== undefined && <Button onPress={() => void save(unlocked)}>{t('dialog.unlock')}</Button>}
          <Button kind="primary" isDisabled={locks.data === undefined || isNothing} onPress={() => void save(switches)}>
            {t(current === undefined ? 'dialog.lock' : 'dialog.save')}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        {targets.length > 1 && (
          <Select
            label={t('dialog.which')}
            value={reference}
            onChange={(next) => {
              setReference(next);
              setChanged(null);
              reset();
            }}
            options={targets.map((each) => ({ value: lockReference(each), ...optionOf(each) }))}
          />
        )}
        <section aria-label={t('dialog.switches')} className={css.switches}>
          <h3 className={cx(text.muted, text.small)}>{t('dialog.switches')}</h3>
          <Line
            name={t('dialog.delete')}
            detail={t(`dialog.deleteText.${targetKind(target)}`)}
            isOn={switches.deleteEnabled}
            onChange={(deleteEnabled) => setChanged({ ...switches, deleteEnabled })}
          />
          <Line
            name={t('dialog.write')}
            detail={t(`dialog.writeText.${targetKind(target)}`)}
            isOn={switches.writeEnabled}
            onChange={(writeEnabled) => setChanged({ ...switches, writeEnabled })}
          />
          <Line
            name={t('dialog.list')}
            detail={t('dialog.listText')}
            isOn={switches.listEnabled}
            onChange={(listEnabled) => setChanged({ ...switches, listEnabled })}
          />
          <Line
            name={t('dialog.read')}
            detail={t('dialog.readText')}
            isOn={switches.readEnabled}
            onChange={(readEnabled) => setChanged({ ...switches, readEnabled })}
          />
        </section>
        {beside.length > 0 && <Note>{t('dialog.also', { references: format.list(beside.map(lockName)) })}</Note>}
        {locks.error !== null && <ErrorNote error={locks.error} onRetry={() => void locks.refetch()} />}
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );

  function optionOf(each: LockTarget): { readonly label: string; readonly detail?: string } {
    if (each.digest !== null) return { label: t('dialog.artifact'), detail: shortDigest(each.digest) };
    return each.tag === null ? { label: t('dialog.whole') } : { label: t('dialog.tag', { tag: each.tag }) };
  }
}

interface LineProps {
  readonly name: string;
  readonly detail: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Line({ name, detail, isOn, onChange }: LineProps) {
  return (
    <div className={css.line}>
      <div className={text.grow}>
        <span className={css.name}>{name}</span>
        <p className={cx(text.muted, text.small)}>{detail}</p>
      </div>
      <Switch label={name} isOn={isOn} onChange={onChange} />
    </div>
  );
}
