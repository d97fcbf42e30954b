// Feature library: asks before artifacts are deleted, with the plan the host made: every tag that goes, what goes along, which indexes
// would lose a platform, which locks are in the way, what is freed and what stays. What it says is freed is kept to.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { artifactReference, familiarName, shortDigest, splitName } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAllItems } from '../../host/use-all-items.ts';
import { useAct, useCall } from '../../host/use-call.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { ByteLegend, type BytePart } from '../../ui/byte-legend.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { ErrorNote } from '../../ui/note.tsx';
import { SizeBar } from '../../ui/size-bar.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { showToast } from '../../ui/toast.tsx';
import css from './dialogs.module.css';
import { GoingReferrers, GoingTags, LocksInTheWay, LosingIndexes } from './removal-parts.tsx';

interface DeleteDialogProps {
  readonly artifacts: readonly ArtifactSummary[];
  /** Set where a whole repository goes: its last name part must be typed. */
  readonly repository?: string;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

/** More at once the host does not weigh together; what is freed is known all the same. */
const footprintLimit = 10_000;

export function DeleteDialog({ artifacts, repository, onClose, onDeleted }: DeleteDialogProps) {
  const { t } = useTranslation('library');
  const { t: words } = useTranslation('words');
  const format = useFormat();
  const remove = useAct('artifact.remove');
  const [typed, setTyped] = useState('');
  const [isForced, setForced] = useState(false);
  const references = artifacts.map(({ repository: home, digest }) => artifactReference(home, digest));
  const plan = useCall('artifact.plan-removal', { references }, { enabled: references.length > 0, keepPrevious: true });
  const chosen = artifacts.map(({ repository: home, digest }) => ({ repository: home, digest }));
  const footprint = useCall(
    'selection.footprint',
    { artifacts: chosen },
    { enabled: chosen.length > 0 && chosen.length <= footprintLimit, keepPrevious: true },
  );
  const leaf = repository === undefined ? '' : splitName(repository).leaf;
  const going = plan.data;
  const isBlocked = going === undefined || going.locks.length > 0 || (going.breaks.length > 0 && !isForced);
  const isReady = !isBlocked && typed === leaf;
  const title =
    repository !== undefined
      ? t('delete.titleRepository', { name: familiarName(repository) })
      : artifacts.length === 1
        ? t('delete.titleOne')
        : t('delete.title', { count: artifacts.length });

  const run = async (): Promise<void> => {
    // A button that is disabled meanwhile would lose the focus, and Escape with it.
    if (remove.isPending) return;
    const report = await remove.mutateAsync({ references, ...(isForced ? { force: true } : {}) });
    const said = t('said.deleted', { count: report.artifacts.length, size: format.bytes(report.freedBytes) });
    const gone = new Set(report.artifacts.map(({ repository: home, digest }) => artifactReference(home, digest)));
    showToast({
      text: said,
      ...(report.undoUntil === null
        ? {}
        : {
            action: {
              label: words('actions.undo'),
              run: () =>
                raiseIntent('undo.run', {
                  isIt: (offer) =>
                    offer.artifacts.some(({ repository: home, digest }) => gone.has(artifactReference(home, digest))),
                }),
            },
          }),
    });
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
            {t('delete.act', { size: going === undefined ? '…' : format.bytes(going.freedBytes) })}
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        {going === undefined && plan.error === null && <SkeletonRows rows={3} label={words('grid.loading')} />}
        {going !== undefined && (
          <>
            <LocksInTheWay locks={going.locks} />
            <GoingTags artifacts={going.artifacts} />
            <GoingReferrers referrers={going.referrers} />
            <LosingIndexes breaks={going.breaks} isForced={isForced} onForce={setForced} />
            <Freed freedBytes={going.freedBytes} sizeBytes={footprint.data?.sizeBytes} />
            <p className={text.muted}>{t('delete.undo')}</p>
          </>
        )}
        {repository !== undefined && (
          <TextField label={t('delete.type', { name: leaf })} value={typed} onChange={setTyped} isMono />
        )}
        {plan.error !== null && <ErrorNote error={plan.error} onRetry={() => void plan.refetch()} />}
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

/** What goes of what they hold; the whole is not known for very many. */
function Freed({ freedBytes, sizeBytes }: Readonly<{ freedBytes: number; sizeBytes: number | undefined }>) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const stays: readonly BytePart[] =
    sizeBytes === undefined ? [] : [{ kind: 'shared', label: t('delete.stays'), sizeBytes: Math.max(0, sizeBytes - freedBytes) }];
  const parts: readonly BytePart[] = [{ kind: 'unique', label: t('delete.frees'), sizeBytes: freedBytes }, ...stays];
  return (
    <div>
      {sizeBytes !== undefined && (
        <SizeBar size="large" totalBytes={sizeBytes} parts={parts} label={t('delete.act', { size: format.bytes(freedBytes) })} />
      )}
      <ByteLegend parts={parts} layout="column" />
    </div>
  );
}

/** The same for a whole repository, whose artifacts are asked for first: all of them, or the numbers would be too small. */
export function DeleteRepositoryDialog({ repository, onClose }: Readonly<{ repository: string; onClose: () => void }>) {
  const { items, total } = useAllItems('artifact.list', { repository });
  return <DeleteDialog artifacts={items.length < total ? [] : items} repository={repository} onClose={onClose} />;
}
