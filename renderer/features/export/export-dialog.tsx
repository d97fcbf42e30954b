// Feature export: the dialog: what, in which format, for which platforms, with what along, and where to. Nothing is written before
// its button, which says how much it will be.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostInfo } from '../../../preload/contract/host-model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './export.module.css';
import { ExportArtifactList } from './export-artifact-list.tsx';
import { type ExportChoice, exportOptions, firstChoice, guessedBytes, offeredPlatforms, suggestedName } from './export-choice.ts';
import { ExportContent } from './export-content.tsx';
import { ExportFormat } from './export-format.tsx';
import { ExportTarget, type Target } from './export-target.tsx';
import { useExportArtifacts } from './use-export-artifacts.ts';
import { useStartExport } from './use-start-export.ts';

interface ExportDialogProps {
  readonly asked: readonly string[];
  readonly host: HostInfo;
  readonly onClose: () => void;
}

export function ExportDialog({ asked, host, onClose }: ExportDialogProps) {
  const { t } = useTranslation('exporting');
  const format = useFormat();
  const [references, setReferences] = useState(asked);
  const [choice, setChoice] = useState(firstChoice);
  const [target, setTarget] = useState<Target>({ kind: host.nativeDialogs ? 'dialog' : 'download', path: '' });
  const { details, error, isPending, sizeBytes } = useExportArtifacts(references);
  const start = useStartExport();
  // Several tags of one artifact are one artifact.
  const known = [...new Map([...details.values()].map((detail) => [detail.digest, detail])).values()];
  const count = references.length - details.size + known.length;
  const offered = offeredPlatforms(known);
  const change = (part: Partial<ExportChoice>): void => setChoice({ ...choice, ...part });
  // A browser cannot take a folder.
  const kind = choice.profile === 'dir' && target.kind === 'download' ? 'path' : target.kind;

  const noPlatform = offered.length > 0 && offered.every(({ platform }) => choice.without.has(platform));
  const noPath = kind === 'path' && target.path.trim() === '';
  const bytes = sizeBytes === null ? null : guessedBytes(known, sizeBytes, choice);
  const isExact = choice.without.size === 0 && (choice.compression === 'none' || choice.profile === 'dir');
  const size = bytes === null ? '' : isExact ? format.bytes(bytes) : t('about', { size: format.bytes(bytes) });

  async function go(): Promise<void> {
    const name = suggestedName(references, t('file'), choice);
    const job = await start.run({ kind, path: target.path.trim(), name, isFolder: choice.profile === 'dir' }, (pick) => ({
      references: [...references],
      target: pick,
      ...exportOptions(choice, offered),
    }));
    if (job === null) return;
    onClose();
    showToast({
      text: t('started', { name: kind === 'path' ? target.path.trim() : name }),
      action: { label: t('show'), run: () => navigate(routeHref('transfers', job)) },
    });
  }

  return (
    <Dialog
      isOpen
      size="medium"
      isDismissable={false}
      title={references.length === 0 ? t('titleNone') : t('title', { count })}
      subtitle={
        references.length === 0
          ? t('subtitleNone')
          : sizeBytes !== null && t('subtitle', { count, size: format.bytes(sizeBytes) })
      }
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            kind="primary"
            onPress={() => void go()}
            isDisabled={references.length === 0 || noPlatform || noPath || start.isPending}
          >
            {bytes === null
              ? t('saveUnknown')
              : t(kind === 'dialog' ? 'save' : kind === 'download' ? 'download' : 'write', { size })}
          </Button>
        </>
      }
    >
      <div className={css.body}>
        <ExportArtifactList references={references} details={details} isPending={isPending} onChange={setReferences} />
        {error !== null && <ErrorNote error={error} />}
        <ExportFormat choice={choice} onChange={change} />
        <ExportContent choice={choice} onChange={change} details={known} offered={offered} isNonePlatform={noPlatform} />
        {!host.nativeDialogs && (
          <ExportTarget
            target={{ ...target, kind }}
            onChange={setTarget}
            isFolder={choice.profile === 'dir'}
            canName={host.hostPaths}
          />
        )}
        {start.error !== null && <ErrorNote error={start.error} />}
      </div>
    </Dialog>
  );
}
