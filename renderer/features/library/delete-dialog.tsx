// Feature library: asks before artifacts are deleted, with the numbers: every tag that goes, what goes along, what is freed and what
// stays. What it says is freed is computed for the whole selection and kept to.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { artifactReference, familiarName, shortDigest, splitName } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAllItems } from '../../host/use-all-items.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Bytes } from '../../ui/figures.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { SizeBar, Swatch } from '../../ui/size-bar.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './dialogs.module.css';

interface DeleteDialogProps {
  readonly artifacts: readonly ArtifactSummary[];
  /** Set where a whole repository goes: its last name part must be typed. */
  readonly repository?: string;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

const shownTags = 12;

export function DeleteDialog({ artifacts, repository, onClose, onDeleted }: DeleteDialogProps) {
  const { t } = useTranslation('library');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const remove = useAct('artifact.remove');
  const [typed, setTyped] = useState('');
  const chosen = artifacts.map(({ repository: home, digest }) => ({ repository: home, digest }));
  const footprint = useCall('selection.footprint', { artifacts: chosen }, { enabled: chosen.length > 0, keepPrevious: true });
  const leaf = repository === undefined ? '' : splitName(repository).leaf;
  const isReady = footprint.data !== undefined && typed === leaf;
  const title =
    repository !== undefined
      ? t('delete.titleRepository', { name: familiarName(repository) })
      : artifacts.length === 1
        ? t('delete.titleOne')
        : t('delete.title', { count: artifacts.length });

  const run = async (): Promise<void> => {
    // A button that is disabled meanwhile would lose the focus, and Escape with it.
    if (remove.isPending) return;
    const report = await remove.mutateAsync({
      references: artifacts.map(({ repository: home, digest }) => artifactReference(home, digest)),
    });
    showToast({ text: t('said.deleted', { count: report.artifacts.length, size: format.bytes(report.freedBytes) }) });
    onDeleted?.();
    onClose();
  };

  return (
    <Dialog
      isOpen
      role="alertdialog"
      title={title}
      {...(artifacts.length === 1 && artifacts[0] !== undefined ? { subtitle: <Named artifact={artifacts[0]} /> } : {})}
      onClose={onClose}
      foot={
        <>
          <Button autoFocus onPress={onClose}>
            {words('actions.cancel')}
          </Button>
          <Button kind="danger" isDisabled={!isReady} onPress={() => void run().catch(() => undefined)}>
            {t('delete.act', { size: footprint.data === undefined ? '…' : format.bytes(footprint.data.uniqueBytes) })}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <GoingTags artifacts={artifacts} />
        {footprint.isPending && <SkeletonRows rows={2} label={words('grid.loading')} />}
        {footprint.data !== undefined && (
          <>
            {footprint.data.referrerCount > 0 && <p>{t('delete.referrers', { count: footprint.data.referrerCount })}</p>}
            <div>
              <SizeBar
                size="large"
                totalBytes={footprint.data.sizeBytes}
                parts={[
                  { kind: 'unique', sizeBytes: footprint.data.uniqueBytes },
                  { kind: 'shared', sizeBytes: footprint.data.sharedBytes },
                ]}
                label={t('delete.act', { size: format.bytes(footprint.data.uniqueBytes) })}
              />
              <div className={css.legend}>
                <Swatch kind="unique" />
                <span>{t('delete.frees')}</span>
                <Bytes sizeBytes={footprint.data.uniqueBytes} />
                <Swatch kind="shared" />
                <span>{t('delete.stays')}</span>
                <Bytes sizeBytes={footprint.data.sharedBytes} />
              </div>
            </div>
          </>
        )}
        <p className={text.muted}>{t('delete.noUndo')}</p>
        {repository !== undefined && (
          <TextField label={t('delete.type', { name: leaf })} value={typed} onChange={setTyped} isMono />
        )}
        {footprint.error !== null && <ErrorNote error={footprint.error} onRetry={() => void footprint.refetch()} />}
        {remove.error !== null && <ErrorNote error={remove.error} />}
      </div>
    </Dialog>
  );
}

function Named({ artifact }: Readonly<{ artifact: ArtifactSummary }>) {
  return (
    <span className={cx(text.mono, text.selectable)}>
      {artifact.repository === null ? '' : familiarName(artifact.repository)}@{shortDigest(artifact.digest, 16)}
    </span>
  );
}

function GoingTags({ artifacts }: Readonly<{ artifacts: readonly ArtifactSummary[] }>) {
  const { t } = useTranslation('library');
  const tags = artifacts.flatMap((artifact) =>
    orderedTags(artifact.tags).map((tag) => ({ key: `${artifact.repository ?? ''}:${tag}`, tag })),
  );
  if (artifacts.length === 0) return null;
  if (tags.length === 0) return <p>{t('delete.tagsNone')}</p>;
  return (
    <div>
      <p>{t('delete.tags', { count: tags.length })}</p>
      <div className={css.chips}>
        {tags.slice(0, shownTags).map(({ key, tag }) => (
          <TagChip key={key} tag={tag} />
        ))}
        {tags.length > shownTags && (
          <span className={text.muted}>{t('delete.moreTags', { count: tags.length - shownTags })}</span>
        )}
      </div>
    </div>
  );
}

/** The same for a whole repository, whose artifacts are asked for first: all of them, or the numbers would be too small. */
export function DeleteRepositoryDialog({ repository, onClose }: Readonly<{ repository: string; onClose: () => void }>) {
  const { items, total } = useAllItems('artifact.list', { repository });
  return <DeleteDialog artifacts={items.length < total ? [] : items} repository={repository} onClose={onClose} />;
}
