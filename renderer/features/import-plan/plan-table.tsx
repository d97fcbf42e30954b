// Feature import-plan: the artifacts of a plan, to choose from: their names, what becomes of their tags, which platforms the archive
// really has, and what each adds.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shortDigest } from '../../format/names.ts';
import { plainSentence } from '../../format/sentence-parts.ts';
import { useFormat } from '../../format/use-format.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import text from '../../styles/text.module.css';
import { Badge } from '../../ui/badge.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { ReferenceName } from '../../ui/reference-name.tsx';
import table from '../../ui/table.module.css';
import css from './import-plan.module.css';
import type { PlanRow } from './plan-choice.ts';
import { PlannedPlatforms } from './planned-platforms.tsx';
import { PlannedTags } from './planned-tags.tsx';

const firstRows = 8;
const moreRows = 200;

interface PlanTableProps {
  readonly rows: readonly PlanRow[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

export function PlanTable({ rows, chosen, onChoose }: PlanTableProps) {
  const { t } = useTranslation('importing');
  const [shownCount, setShownCount] = useState(firstRows);
  const keys = rows.flatMap(({ artifact, canChoose }) => (canChoose ? [artifact.key] : []));
  const isAll = keys.length > 0 && keys.every((key) => chosen.has(key));
  const shown = rows.slice(0, shownCount);
  const moreCount = rows.length - shown.length;
  return (
    <div className={css.tableFrame}>
      <table className={cx(table.table, css.plan)} aria-label={t('plan.table')}>
        <colgroup>
          <col className={css.checkColumn} />
          <col />
          <col className={css.platformColumn} />
          <col className={css.tagColumn} />
          <col className={css.sizeColumn} />
          <col className={css.newColumn} />
        </colgroup>
        <thead>
          <tr>
            <td>
              <Checkbox
                label={t('plan.selectAll')}
                isOn={isAll}
                isMixed={!isAll && chosen.size > 0}
                isDisabled={keys.length === 0}
                onChange={() => onChoose(new Set(isAll ? [] : keys))}
              />
            </td>
            <th scope="col">{t('plan.column.artifact')}</th>
            <th scope="col">{t('plan.column.platforms')}</th>
            <th scope="col">{t('plan.column.tags')}</th>
            <th scope="col" className={table.end}>
              {t('plan.column.size')}
            </th>
            <th scope="col" className={table.end}>
              {t('plan.column.added')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row
              key={row.id}
              row={row}
              isChosen={row.canChoose && chosen.has(row.artifact.key)}
              onChoose={(isOn) => onChoose(withKey(chosen, row.artifact.key, isOn))}
            />
          ))}
          {moreCount > 0 && (
            <tr>
              <td />
              <td colSpan={5}>
                <LinkButton onPress={() => setShownCount(shownCount + moreRows)}>
                  {t('plan.more', { count: Math.min(moreCount, moreRows) })}
                </LinkButton>
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly row: PlanRow;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function Row({ row: { artifact, names, canChoose }, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation('importing');
  const { t: tn } = useTranslation('archives');
  const format = useFormat();
  const sentences = useSentences();
  const [first] = names;
  const digest = artifact.digest === null ? '' : shortDigest(artifact.digest);
  const spoken = names
    .map(({ repository, tags }) => `${repository ?? tn('untagged')} ${format.list(tags.map(({ tag }) => tag))}`)
    .join(', ');
  return (
    <tr className={cx(!isChosen && css.unchosen)}>
      <td>
        <Checkbox label={t('plan.select', { name: spoken })} isOn={isChosen} isDisabled={!canChoose} onChange={onChoose} />
      </td>
      <th scope="row">
        {first?.repository == null ? (
          <span className={cx(text.mono, text.secondary)}>{digest === '' ? artifact.kind : digest}</span>
        ) : (
          <ReferenceName repository={first.repository} />
        )}
      </th>
      <td>
        <PlannedPlatforms images={artifact.images} />
      </td>
      <td>
        {artifact.failure === null ? (
          <PlannedTags names={names} isHeld={artifact.status === 'held'} />
        ) : (
          <span title={plainSentence(sentences.failure(artifact.failure).what)}>
            <Badge tone="danger">{t('plan.status.refused')}</Badge>
          </span>
        )}
      </td>
      <td className={cx(table.end, text.secondary)}>
        <Bytes sizeBytes={artifact.sizeBytes} />
      </td>
      <td className={table.end}>
        <Bytes sizeBytes={artifact.newBytes} />
      </td>
    </tr>
  );
}

function withKey(chosen: ReadonlySet<string>, key: string, isOn: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  if (isOn) next.add(key);
  else next.delete(key);
  return next;
}
