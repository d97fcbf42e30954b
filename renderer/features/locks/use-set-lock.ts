// Feature locks: locks and unlocks, with the notice that says what is so now.
import { useTranslation } from 'react-i18next';
import type { LockSwitches } from '../../../preload/contract/upkeep-model.ts';
import type { LockTarget } from '../../app/intents.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAct } from '../../host/use-call.ts';
import { showToast } from '../../ui/toast.tsx';
import { forbiddenBy, lockName, lockReference } from './lock-target.ts';

interface SetLock {
  /** False where it was refused; `error` says why. */
  readonly set: (target: LockTarget, switches: LockSwitches) => Promise<boolean>;
  readonly error: unknown;
  readonly reset: () => void;
}

export function useSetLock(): SetLock {
  const { t } = useTranslation('locks');
  const format = useFormat();
  const { mutateAsync, error, reset, isPending } = useAct('lock.set');
  return {
    error,
    reset,
    set: async (target, switches) => {
      if (isPending) return false;
      try {
        const lock = await mutateAsync({ reference: lockReference(target), ...switches });
        const reference = lockName(target);
        const off = lock === null ? [] : forbiddenBy(lock.switches).map((each) => t(`off.${each}`));
        showToast({ text: lock === null ? t('unlocked', { reference }) : t('locked', { reference, off: format.list(off) }) });
        return true;
      } catch {
        return false;
      }
    },
  };
}
