// Feature registry: what a pull or a push would do, before it does it: bytes, artifacts under their names, tags that move, what is
// left out.
import { Tag } from 'lucide-react';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { familiarName, shortDigest } from '../../format/names.ts';
import { splitReference } from '../../format/report-names.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { Badge, TagChip } from '../../ui/badge.tsx';
import { ByteSum } from '../../ui/byte-sum.tsx';
import { cx } from '../../ui/cx.ts';
import { Note } from '../../ui/note.tsx';
import { ReferenceName } from '../../ui/reference-name.tsx';
import table from '../../ui/table.module.css';
import css from './fields.module.css';
import type { TransferPlan } from './transfer-plan.ts';

const shownMoves = 3;

interface PlanViewProps {
  readonly way: 'pull' | 'push';
  readonly plan: TransferPlan;
  /** The store is another than the one that was looked at. */
  readonly isOutdated: boolean;
  /** Of the store's volume, where it counts. */
  readonly freeBytes?: number | undefined;
}

export function PlanView({ way, plan, isOutdated, freeBytes }: PlanViewProps) {
  const { t } = useTranslation('registry');
  const format = useFormat();
  const { newBytes, heldBytes, isNothing, leftOut, movedTags, referrerCount } = plan;
  const size = format.bytes(newBytes);
  return (
    <>
      <ByteSum
        title={t(`plan.${way}.sum`)}
        kind="unique"
        sizeBytes={newBytes}
        figure={newBytes === 0 ? t('plan.nothing') : size}
        parts={[
          { kind: 'shared', label: t(`plan.${way}.held`), sizeBytes: heldBytes },
          { kind: 'unique', label: t('plan.added'), sizeBytes: newBytes },
        ]}
        label={t(`plan.${way}.bar`, { held: format.bytes(heldBytes), added: size })}
        end={freeBytes === undefined ? undefined : t('plan.pull.free', { free: format.bytes(freeBytes) })}
      />
      {isOutdated && <Note tone="warn">{t('plan.outdated')}</Note>}
      {freeBytes !== undefined && newBytes > freeBytes && (
        <Note tone="danger">{t('plan.pull.noRoom', { size, free: format.bytes(freeBytes) })}</Note>
      )}
      {isNothing && <Note>{t(`plan.${way}.nothing`)}</Note>}
      <Artifacts plan={plan} />
      {movedTags.length > 0 && (
        <Note tone="warn" icon={Tag}>
          <b>{t('plan.moves', { count: movedTags.length })}</b>
          <ul>
            {movedTags.slice(0, shownMoves).map(({ reference, from, to }) => {
              const { repository, tag } = splitReference(reference);
              return (
                <li key={reference} className={css.move}>
                  <Trans
                    t={t}
                    i18nKey="plan.move"
                    values={{ tag, repository: familiarName(repository), from: shortDigest(from), to: shortDigest(to) }}
                    components={{ tag: <TagChip tag={tag} />, code: <Code /> }}
                  />
                </li>
              );
            })}
          </ul>
          {movedTags.length > shownMoves && t('plan.moreMoves', { count: movedTags.length - shownMoves })}
          <p>{t(`plan.${way}.moved`)}</p>
        </Note>
      )}
      {(referrerCount > 0 || leftOut.length > 0) && (
        <p className={text.secondary}>
          {referrerCount > 0 && t('plan.referrers', { count: referrerCount })}{' '}
          {leftOut.length > 0 && t('plan.pull.leftOut', { platforms: format.list(leftOut) })}
        </p>
      )}
    </>
  );
}

function Artifacts({ plan }: Readonly<{ plan: TransferPlan }>) {
  const { t } = useTranslation('registry');
  return (
    <div className={css.planned}>
      <table className={table.table} aria-label={t('plan.table')}>
        <colgroup>
          <col />
          <col className={css.tagColumn} />
          <col className={css.digestColumn} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">{t('plan.column.artifact')}</th>
            <th scope="col">{t('plan.column.tag')}</th>
            <th scope="col">{t('plan.column.digest')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.rows.map(({ id, repository, tag, digest, status }) => (
            <tr key={id}>
              <th scope="row">
                <ReferenceName repository={repository} />
              </th>
              <td>
                <span className={table.line}>
                  {tag !== '' && <TagChip tag={tag} />}
                  {status !== 'new' && <Badge tone={status === 'moves' ? 'warn' : 'plain'}>{t(`plan.status.${status}`)}</Badge>}
                </span>
              </td>
              <td className={cx(text.mono, text.secondary)} title={digest}>
                {shortDigest(digest)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Code({ children }: Readonly<{ children?: ReactNode }>) {
  return <span className={text.mono}>{children}</span>;
}
