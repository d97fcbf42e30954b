// Feature stores: what is always there: its commands, and the answers to "open, make or move a store" and "copy this to another".
import { ArrowLeftRight, Copy, FolderOpen, Plus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { type Intents, raiseIntent, useIntent } from '../../app/intents.ts';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { CopyDialog } from './copy-dialog.tsx';
import { StoreDialog } from './store-dialog.tsx';

type Asked = Intents['store.choose'] | Intents['store.copy'];

function choose(act: Intents['store.choose']['act']): () => void {
  return () => raiseIntent('store.choose', { act });
}

export function StoresOverlay() {
  const { t } = useTranslation('stores');
  const host = useCall('host.describe', {}).data;
  const isReadOnly = useIsReadOnly();
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback((details: Asked) => setAsked(details), []);
  useIntent('store.choose', ask);
  useIntent('store.copy', ask);
  const group = t('group');
  const isMissing = host?.storeExists !== true;
  useCommands([
    { id: 'store.open', group, label: t('openOther'), icon: FolderOpen, run: choose('open') },
    { id: 'store.create', group, label: t('create'), icon: Plus, run: choose('create') },
    {
      id: 'store.copy',
      group,
      label: t('copyAll'),
      icon: Copy,
      isDisabled: isMissing,
      run: () => raiseIntent('store.copy', { references: [] }),
    },
    {
      id: 'store.move',
      group,
      label: t('move'),
      icon: ArrowLeftRight,
      isDisabled: isMissing || isReadOnly,
      run: choose('move'),
    },
  ]);
  if (asked === null || host === undefined) return null;
  const close = (): void => setAsked(null);
  return 'act' in asked ? (
    <StoreDialog act={asked.act} host={host} onClose={close} />
  ) : (
    <CopyDialog references={asked.references} host={host} onClose={close} />
  );
}
