// Feature transfers: the artifacts of one import, with their tags, sizes and what has become of them.
import { Check, CircleAlert, Clock, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportReport, PlannedArtifact } from '../../../preload/contract/transfer-model.ts';
import { shortDigest } from '../../format/names.ts';
import { reportNames } from '../../format/report-names.ts';
import text from '../../styles/text.module.css';
import { Badge, TagChip } from '../../ui/badge.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { ReferenceName } from '../../ui/reference-name.tsx';
import table from '../../ui/table.module.css';
import css from './transfers.module.css';

const firstRows = 6;
const moreRows = 200;
const shownTags = 2;

export type RowState = 'stored' | 'storing' | 'waiting' | 'held' | 'refused';

const looks = {
  stored: { icon: Check, look: css.rowOk },
  storing: { icon: LoaderCircle, look: css.rowNow },
  waiting: { icon: Clock, look: css.rowQuiet },
  held: { icon: Check, look: css.rowQuiet },
  refused: { icon: CircleAlert, look: css.rowBad },
} as const;

interface ArtifactRowsProps {
  readonly label: string;
  readonly report: ImportReport;
  /** State of an artifact in the archive at this place of the report. */
  readonly stateOf: (artifact: PlannedArtifact, archive: number) => RowState;
  /** True once tags have moved. */
  readonly isDone: boolean;
}

export function ArtifactRows({ label, report, stateOf, isDone }: ArtifactRowsProps) {
  const { t } = useTranslation('transfers');
  const [shownCount, setShownCount] = useState(firstRows);
  const rows = report.archives.flatMap(({ artifacts }, archive) => artifacts.map((artifact) => ({ artifact, archive })));
  if (rows.length === 0) return null;
  const moreCount = rows.length - shownCount;
  return (
    <>
      <table className={cx(table.table, css.rows)} aria-label={label}>
        <colgroup>
          <col />
          <col className={css.tagColumn} />
          <col className={css.sizeColumn} />
          <col className={css.sizeColumn} />
          <col className={css.stateColumn} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('column.artifact')}</th>
            <th scope="col">{t('column.tags')}</th>
            <th scope="col" className={table.end}>
              {t('column.size')}
            </th>
            <th scope="col" className={table.end}>
              {t('column.added')}
            </th>
            <th scope="col" className={css.stateCell}>
              {t('column.state')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownCount).map(({ artifact, archive }, place) => (
            // Artifacts without a name may share a key: places are their identity in a report.
            <Row key={place} artifact={artifact} state={stateOf(artifact, archive)} isDone={isDone} />
          ))}
        </tbody>
      </table>
      {moreCount > 0 && (
        <div className={css.moreRows}>
          <LinkButton onPress={() => setShownCount(shownCount + moreRows)}>
            {t('showAll', { count: Math.min(moreCount, moreRows) })}
          </LinkButton>
        </div>
      )}
    </>
  );
}

function Row({ artifact, state, isDone }: Readonly<{ artifact: PlannedArtifact; state: RowState; isDone: boolean }>) {
  const { t } = useTranslation('transfers');
  const { t: tn } = useTranslation('archives');
  const [first] = reportNames(artifact);
  const tags = artifact.tags.map(({ reference }) => reference.slice(reference.lastIndexOf(':') + 1));
  const has = (status: string): boolean => artifact.tags.some((tag) => tag.status === status);
  const { icon: Icon, look } = looks[state];
  return (
    <tr>
      <th scope="row">
        {first?.repository == null ? (
          <span className={cx(text.mono, text.secondary)}>
            {artifact.digest === null ? artifact.kind : shortDigest(artifact.digest)}
          </span>
        ) : (
          <ReferenceName repository={first.repository} />
        )}
      </th>
      <td>
        <span className={table.line}>
          {tags.length === 0 && <span className={text.muted}>{tn('untagged')}</span>}
          {tags.slice(0, shownTags).map((tag) => (
            <TagChip key={tag} tag={tag} />
          ))}
          {tags.length > shownTags && (
            <span className={text.muted} title={tags.slice(shownTags).join('\n')}>
              +{tags.length - shownTags}
            </span>
          )}
          {has('moves') && <Badge tone="warn">{t(isDone ? 'row.moved' : 'row.moves')}</Badge>}
          {has('kept') && <Badge>{t('row.kept')}</Badge>}
        </span>
      </td>
      <td className={cx(table.end, text.secondary)}>
        <Bytes sizeBytes={artifact.sizeBytes} />
      </td>
      <td className={table.end}>
        <Bytes sizeBytes={artifact.newBytes} />
      </td>
      <td className={css.stateCell}>
        <span className={cx(table.line, look)}>
          <Icon size={15} strokeWidth={1.9} aria-hidden />
          {t(`row.${state}`)}
        </span>
      </td>
    </tr>
  );
}
