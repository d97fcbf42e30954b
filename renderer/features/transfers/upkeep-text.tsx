// Feature transfers: what upkeep of the store did, in a sentence: cleanup, verify, repair, and stores moved or copied.
import { Trans, useTranslation } from 'react-i18next';
import type { JobRecord } from '../../../preload/contract/transfer-model.ts';
import type { CleanupReport, RepairReport, VerifyReport } from '../../../preload/contract/upkeep-model.ts';
import { sentencesInRow } from '../../format/gap.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import css from './transfers.module.css';

export function UpkeepText({ job: { cleanupReport, verifyReport, repairReport } }: Readonly<{ job: JobRecord }>) {
  return (
    <p className={cx(text.secondary, css.sentence)}>
      {cleanupReport !== null && <Cleaned report={cleanupReport} />}
      {verifyReport !== null && <Verified report={verifyReport} />}
      {repairReport !== null && <Repaired report={repairReport} />}
    </p>
  );
}

function Cleaned({ report }: Readonly<{ report: CleanupReport }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const { deletedArtifacts, removedTags, deletedBlobs, measuredBytes, totals } = report;
  const parts = [
    deletedArtifacts > 0 && t('result.cleanedArtifacts', { count: deletedArtifacts }),
    removedTags > 0 && t('result.cleanedTags', { count: removedTags }),
    deletedBlobs > 0 && t('result.cleanedBlobs', { count: deletedBlobs }),
  ].filter((part) => part !== false);
  return (
    <Trans
      t={t}
      i18nKey={measuredBytes === totals.freedBytes ? 'result.cleaned' : 'result.cleanedOther'}
      values={{
        parts: parts.length === 0 ? t('result.cleanedNothing') : format.list(parts),
        freed: format.bytes(measuredBytes),
        planned: format.bytes(totals.freedBytes),
      }}
      components={{ b: <b className={text.strong} /> }}
    />
  );
}

function Verified({ report }: Readonly<{ report: VerifyReport }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const { damage, checkedCount, resumedCount, healedCount, catalogDifferences } = report;
  const all = checkedCount + resumedCount;
  return sentencesInRow(format.language, [
    damage.length === 0
      ? t('result.whole', { count: all, shown: format.count(all) })
      : t('result.damaged', { count: damage.length, all: format.count(all) }),
    healedCount === 0 ? '' : t('result.wasHealed', { count: healedCount }),
    catalogDifferences === 0 ? '' : t('result.catalogMade'),
  ]);
}

function Repaired({ report: { healed, left } }: Readonly<{ report: RepairReport }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  if (healed.length + left.length === 0) return t('result.nothingToRepair');
  return sentencesInRow(format.language, [
    t('result.healed', { count: healed.length }),
    left.length === 0 ? '' : t('result.left', { count: left.length }),
  ]);
}

/** A store that was moved, artifacts that were copied into another, pulled, pushed or synced. */
export function CarriedText({
  job: { moveReport, copyReport, pullReport, pushReport, syncReport },
}: Readonly<{ job: JobRecord }>) {
  const { t } = useTranslation('transfers');
  const format = useFormat();
  const b = <b className={text.strong} />;
  const to = moveReport?.to ?? copyReport?.to ?? pushReport?.artifacts[0]?.destination ?? '';
  return (
    <>
      <p className={cx(text.secondary, css.sentence)}>
        {moveReport !== null && (
          <Trans
            t={t}
            i18nKey="result.movedStore"
            count={moveReport.fileCount}
            values={{ size: format.bytes(moveReport.sizeBytes) }}
            components={{ b }}
          />
        )}
        {copyReport !== null && (
          <Trans
            t={t}
            i18nKey="result.copied"
            count={copyReport.artifacts.length}
            values={{ added: format.bytes(copyReport.newBytes), skipped: format.bytes(copyReport.heldBytes) }}
            components={{ b }}
          />
        )}
        {pullReport !== null && (
          <Trans
            t={t}
            i18nKey="result.pulled"
            count={pullReport.artifacts.length}
            values={{ added: format.bytes(pullReport.newBytes), skipped: format.bytes(pullReport.heldBytes) }}
            components={{ b }}
          />
        )}
        {pushReport !== null && (
          <Trans
            t={t}
            i18nKey="result.pushed"
            values={{ added: format.bytes(pushReport.newBytes), skipped: format.bytes(pushReport.heldBytes) }}
            components={{ b }}
          />
        )}
        {syncReport !== null && (
          <Trans
            t={t}
            i18nKey="result.synced"
            count={syncReport.synced.length}
            values={{ added: format.bytes(syncReport.newBytes), skipped: format.bytes(syncReport.heldBytes) }}
            components={{ b }}
          />
        )}
      </p>
      {to !== '' && (
        <div className={cx(text.mono, text.muted, text.clip, text.selectable)} title={to}>
          {to}
        </div>
      )}
    </>
  );
}
