// Feature storage: what is always there: its commands, and the dialogs of cleanup, verify and repair for whoever asks.
import { BrushCleaning, HardDrive, ShieldCheck, Wrench } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { useIntent } from '../../app/intents.ts';
import { navigate } from '../../app/router.ts';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { CleanupDialog } from './cleanup-dialog.tsx';
import { VerifyDialog } from './verify-dialog.tsx';

type Open = { readonly kind: 'cleanup' | 'repair' } | { readonly kind: 'verify'; readonly repository?: string | undefined };

export function StorageOverlay() {
  const { t } = useTranslation('storage');
  const [open, setOpen] = useState<Open | null>(null);
  const isReadOnly = useIsReadOnly();
  const hasStore = useCall('host.describe', {}).data?.storeExists === true;
  const close = useCallback(() => setOpen(null), []);
  useIntent(
    'store.cleanup',
    useCallback(() => setOpen({ kind: 'cleanup' }), []),
  );
  useIntent(
    'store.verify',
    useCallback(({ repository }: { readonly repository?: string }) => setOpen({ kind: 'verify', repository }), []),
  );
  useIntent(
    'store.repair',
    useCallback(() => setOpen({ kind: 'repair' }), []),
  );
  const group = t('title');
  const isDisabled = !hasStore || isReadOnly;
  useCommands([
    { id: 'storage.go', group, label: t('go'), keys: 'g s', icon: HardDrive, run: () => navigate('#/storage') },
    {
      id: 'storage.cleanup',
      group,
      label: t('cleanup.open'),
      icon: BrushCleaning,
      isDisabled,
      run: () => setOpen({ kind: 'cleanup' }),
    },
    {
      id: 'storage.verify',
      group,
      label: t('verify.open'),
      icon: ShieldCheck,
      isDisabled,
      run: () => setOpen({ kind: 'verify' }),
    },
    { id: 'storage.repair', group, label: t('repair.open'), icon: Wrench, isDisabled, run: () => setOpen({ kind: 'repair' }) },
  ]);
  if (open === null) return null;
  if (open.kind === 'cleanup') return <CleanupDialog onClose={close} />;
  return (
    <VerifyDialog
      key={open.kind}
      start={open.kind}
      repository={open.kind === 'verify' ? open.repository : undefined}
      onClose={close}
    />
  );
}
