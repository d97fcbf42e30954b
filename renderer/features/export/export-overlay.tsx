// Feature export: opens the dialog for whoever asks.
import { ArrowUpFromLine } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { useIntent } from '../../app/intents.ts';
import { useCall } from '../../host/use-call.ts';
import { ExportDialog } from './export-dialog.tsx';

export function ExportOverlay() {
  const { t } = useTranslation('exporting');
  const host = useCall('host.describe', {}).data;
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  useIntent(
    'export.open',
    useCallback(({ references }: { readonly references: readonly string[] }) => setAsked(references), []),
  );
  useCommands([
    {
      id: 'export.open',
      group: t('group'),
      label: t('open'),
      icon: ArrowUpFromLine,
      isDisabled: host?.storeExists !== true,
      run: () => setAsked([]),
    },
  ]);
  if (asked === null || host === undefined) return null;
  return <ExportDialog key={asked.join('\n')} asked={asked} host={host} onClose={() => setAsked(null)} />;
}
