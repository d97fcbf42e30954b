// Feature locks: what is always there: the way to the list of locks, and the answer to "lock this".
import { Lock } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { type Intents, type LockTarget, useIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { LockDialog } from './lock-dialog.tsx';
import { lockReference } from './lock-target.ts';

export function LocksOverlay() {
  const { t } = useTranslation('locks');
  const [targets, setTargets] = useState<readonly [LockTarget, ...LockTarget[]] | null>(null);
  useIntent(
    'lock.open',
    useCallback(({ targets: [first, ...others] }: Intents['lock.open']) => {
      if (first !== undefined) setTargets([first, ...others]);
    }, []),
  );
  useCommands([{ id: 'locks.go', group: t('group'), label: t('go'), icon: Lock, run: () => navigate(routeHref('locks')) }]);
  if (targets === null) return null;
  return <LockDialog key={lockReference(targets[0])} targets={targets} onClose={() => setTargets(null)} />;
}
