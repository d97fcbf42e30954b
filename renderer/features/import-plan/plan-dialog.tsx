// Feature import-plan: the plan of an import that waits: what was given, what it adds, what is chosen, what becomes of tags. The one
// button says what it does; closing the dialog gives the import up.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportReport } from '../../../preload/contract/transfer-model.ts';
import { fileName } from '../../format/archive-format.ts';
import { sentencesInRow } from '../../format/gap.ts';
import { useFormat } from '../../format/use-format.ts';
import { useAct } from '../../host/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Note } from '../../ui/note.tsx';
import css from './import-plan.module.css';
import { planFigures, planRows, renamed, tagConflicts, typedName } from './plan-choice.ts';
import { PlanInputs } from './plan-inputs.tsx';
import { PlanOptions } from './plan-options.tsx';
import { PlanSum } from './plan-sum.tsx';
import { PlanTable } from './plan-table.tsx';
import { PlanWarnings } from './plan-warnings.tsx';
import { type OnConflict, TagChoice } from './tag-choice.tsx';

interface PlanDialogProps {
  readonly job: string;
  readonly plan: ImportReport;
  /** Plans behind this one. */
  readonly waitingCount: number;
}

export function PlanDialog({ job, plan, waitingCount }: PlanDialogProps) {
  const { t } = useTranslation('importing');
  const format = useFormat();
  const answer = useAct('job.answer');
  const rows = useMemo(() => planRows(plan), [plan]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(rows.flatMap(({ artifact, canChoose }) => (canChoose ? [artifact.key] : []))),
  );
  const [onConflict, setOnConflict] = useState<OnConflict>('move');
  const [deep, setDeep] = useState(false);
  const [name, setName] = useState<string | null>(null);

  const figures = planFigures(plan, chosen);
  const isNamed = name !== null && name.trim() !== '';
  const typed = isNamed ? typedName(name.trim()) : null;
  const mainCount = rows.filter(({ artifact }) => artifact.subject === null && chosen.has(artifact.key)).length;
  const nameError = !isNamed
    ? null
    : typed === null
      ? t('plan.nameInvalid')
      : typed.tag !== null && mainCount > 1
        ? t('plan.nameTaken', { count: mainCount })
        : null;
  const canImport = rows.some(({ canChoose }) => canChoose);
  const hasRoom = figures.newBytes <= plan.freeBytes;
  const isWhole = rows.every(({ artifact, canChoose }) => !canChoose || chosen.has(artifact.key));

  // Nothing to import: going on only leaves word of the reason in Transfers.
  const giveUp = (): void => answer.mutate({ job, proceed: !canImport });
  const proceed = (): void =>
    answer.mutate({
      job,
      proceed: true,
      onConflict,
      ...(isWhole ? {} : { keys: [...chosen] }),
      ...(deep ? { deep } : {}),
      ...(isNamed ? { name: name.trim() } : {}),
    });

  const size = format.bytes(figures.newBytes);
  const isBusy = answer.isPending || answer.isSuccess;
  return (
    <Dialog
      isOpen
      size="large"
      isDismissable={false}
      title={<Title plan={plan} canImport={canImport} />}
      subtitle={sentencesInRow(format.language, [
        t('plan.subtitle'),
        waitingCount > 0 && t('plan.waiting', { count: waitingCount }),
      ])}
      onClose={giveUp}
      foot={
        canImport ? (
          <>
            <Button onPress={giveUp} isDisabled={isBusy}>
              {t('plan.cancel')}
            </Button>
            <Button
              kind="primary"
              autoFocus
              onPress={proceed}
              isDisabled={isBusy || figures.count === 0 || !hasRoom || nameError !== null}
            >
              {figures.count === 0
                ? t('plan.goNone')
                : figures.newBytes === 0
                  ? t('plan.goNothing', { count: figures.count })
                  : t('plan.go', { count: figures.count, size: figures.isExact ? size : t('plan.about', { size }) })}
            </Button>
          </>
        ) : (
          <Button onPress={giveUp} isDisabled={isBusy} autoFocus>
            {t('plan.close')}
          </Button>
        )
      }
    >
      <div className={css.body}>
        <PlanInputs archives={plan.archives} />
        {canImport && <PlanSum figures={figures} freeBytes={plan.freeBytes} />}
        {!hasRoom && <Note tone="danger">{t('plan.noRoom', { size, free: format.bytes(plan.freeBytes) })}</Note>}
        {canImport && rows.every(({ artifact }) => artifact.status === 'held') && <Note>{t('plan.allHeld')}</Note>}
        {rows.length > 0 && (
          <PlanTable
            rows={typed === null ? rows : rows.map((row) => ({ ...row, names: renamed(row, typed) }))}
            chosen={chosen}
            onChoose={setChosen}
          />
        )}
        {canImport && (
          <>
            <TagChoice conflicts={tagConflicts(rows, chosen)} isRenamed={isNamed} value={onConflict} onChange={setOnConflict} />
            <PlanOptions deep={deep} onDeep={setDeep} name={name} onName={setName} nameError={nameError} />
          </>
        )}
        <PlanWarnings archives={plan.archives} />
        {answer.error !== null && <ErrorNote error={answer.error} />}
      </div>
    </Dialog>
  );
}

function Title({ plan, canImport }: Readonly<{ plan: ImportReport; canImport: boolean }>) {
  const { t } = useTranslation('importing');
  const { archives } = plan;
  const good = archives.filter(({ failure }) => failure === null).length;
  if (!canImport) return t('plan.titleNone');
  if (archives.length === 1) return t('plan.titleOne', { name: fileName(archives[0]?.archive ?? '') });
  return good === archives.length ? t('plan.titleAll', { count: good }) : t('plan.title', { count: good, all: archives.length });
}
