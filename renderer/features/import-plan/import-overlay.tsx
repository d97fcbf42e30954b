// Feature import-plan: what is always there: answers to "import…", the drop target, and the plans that wait, one after the other.
import { ArrowDownToLine, FolderInput, Package, ServerCog } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PickInfo } from '../../../preload/contract/host-model.ts';
import { useCommands } from '../../app/commands.ts';
import { useIntent } from '../../app/intents.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useCall, useJobs } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { DropTarget } from './drop-target.tsx';
import { ImportFrom } from './import-from.tsx';
import { PlanDialog } from './plan-dialog.tsx';
import { usePicking, useStartImport } from './start-import.ts';

interface Choosing {
  readonly kind: 'archives' | 'folder';
  readonly withoutReview: boolean;
  /** Set where what is chosen serves a repair. */
  readonly onPicks?: (picks: readonly PickInfo[]) => void;
}

export function ImportOverlay() {
  const { t } = useTranslation('importing');
  const { client } = useHost();
  const host = useCall('host.describe', {}).data;
  const start = useStartImport();
  const pick = usePicking('failedRepair');
  const [choosing, setChoosing] = useState<Choosing | null>(null);
  const isReadOnly = useIsReadOnly();
  const hasDialogs = host?.nativeDialogs === true;

  const choose = useCallback(
    ({ kind, withoutReview = false }: { kind: 'archives' | 'folder'; withoutReview?: boolean }) => {
      if (hasDialogs) void start(async () => valueOf(await client.call('pick.choose', { kind })), withoutReview);
      else setChoosing({ kind, withoutReview });
    },
    [hasDialogs, start, client],
  );
  const importPicks = useCallback(
    ({ picks, withoutReview = false }: { picks: readonly PickInfo[]; withoutReview?: boolean }) =>
      void start(async () => picks, withoutReview),
    [start],
  );
  const importSample = useCallback(
    () => void start(async () => [valueOf(await client.call('pick.sample', {}))], false),
    [start, client],
  );
  const importFiles = useCallback(
    (files: readonly File[], withoutReview: boolean) =>
      void start(async () => await client.pickDropped([...files]), withoutReview),
    [start, client],
  );
  const onFolders = useCallback((withoutReview: boolean) => setChoosing({ kind: 'folder', withoutReview }), []);
  const chooseForRepair = useCallback(
    ({ kind, onPicks }: { kind: 'archives' | 'folder'; onPicks: (picks: readonly PickInfo[]) => void }) => {
      if (hasDialogs) void pick(async () => valueOf(await client.call('pick.choose', { kind })), onPicks);
      else setChoosing({ kind, withoutReview: false, onPicks });
    },
    [hasDialogs, pick, client],
  );
  useIntent('import.choose', choose);
  useIntent('repair.choose', chooseForRepair);
  useIntent('import.picks', importPicks);
  useIntent('import.sample', importSample);

  const group = t('group');
  useCommands([
    {
      id: 'import.choose',
      group,
      label: t('choose'),
      keys: 'i',
      icon: ArrowDownToLine,
      isDisabled: isReadOnly,
      run: () => choose({ kind: 'archives' }),
    },
    hasDialogs
      ? {
          id: 'import.folder',
          group,
          label: t('chooseFolder'),
          icon: FolderInput,
          isDisabled: isReadOnly,
          run: () => choose({ kind: 'folder' }),
        }
      : {
          id: 'import.path',
          group,
          label: t('choosePath'),
          icon: ServerCog,
          isDisabled: isReadOnly || host?.hostPaths !== true,
          run: () => choose({ kind: 'folder' }),
        },
    {
      id: 'import.sample',
      group,
      label: t('chooseSample'),
      icon: Package,
      isDisabled: isReadOnly || host?.sampleArchive !== true,
      run: importSample,
    },
  ]);

  // Oldest first: the list has the newest in front.
  const waiting = useJobs().filter(({ state, plan }) => state === 'needs-answer' && plan !== null);
  const job = waiting.at(-1);
  return (
    <>
      <DropTarget canTakeFolders={hasDialogs} onFiles={importFiles} onFolders={onFolders} />
      {choosing !== null && host !== undefined && (
        <ImportFrom
          host={host}
          kind={choosing.kind}
          purpose={choosing.onPicks === undefined ? 'import' : 'repair'}
          withoutReview={choosing.withoutReview}
          onClose={() => setChoosing(null)}
          onFiles={(files, withoutReview) => {
            if (choosing.onPicks === undefined) importFiles(files, withoutReview);
            else void pick(async () => await client.pickDropped([...files]), choosing.onPicks);
          }}
          onPicks={(picks, withoutReview) => {
            if (choosing.onPicks === undefined) importPicks({ picks, withoutReview });
            else choosing.onPicks(picks);
          }}
        />
      )}
      {job?.plan != null && <PlanDialog key={job.id} job={job.id} plan={job.plan} waitingCount={waiting.length - 1} />}
    </>
  );
}
