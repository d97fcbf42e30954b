// Feature locks: the mark of what is locked, small where it stands among names, as a badge where there is room; it says what is not
// possible.
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LockSwitches } from '../../../preload/contract/upkeep-model.ts';
import { useFormat } from '../../format/use-format.ts';
import { Badge } from '../../ui/badge.tsx';
import { forbiddenBy } from './lock-target.ts';
import css from './locks.module.css';

/** `Locked: not deleted and not changed`. */
function useLockWords(): (switches: LockSwitches) => string {
  const { t } = useTranslation('locks');
  const format = useFormat();
  return (switches) => t('mark', { off: format.list(forbiddenBy(switches).map((each) => t(`off.${each}`))) });
}

export function LockMark({ switches }: Readonly<{ switches: LockSwitches }>) {
  const words = useLockWords()(switches);
  return (
    <span className={css.mark} role="img" aria-label={words} title={words}>
      <Lock size={13} strokeWidth={2.1} aria-hidden />
    </span>
  );
}

export function LockBadge({ switches }: Readonly<{ switches: LockSwitches }>) {
  const { t } = useTranslation('locks');
  return (
    <span title={useLockWords()(switches)}>
      <Badge tone="accent" icon={Lock}>
        {t('what')}
      </Badge>
    </span>
  );
}
