// Feature import-plan: the tags of one planned artifact and what becomes of each: new, moves, stays, already here.
import { useTranslation } from 'react-i18next';
import { familiarName } from '../../format/names.ts';
import type { ReportName } from '../../format/report-names.ts';
import text from '../../styles/text.module.css';
import { Badge, TagChip } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import table from '../../ui/table.module.css';

const shownTags = 2;

export function PlannedTags({ names, isHeld }: Readonly<{ names: readonly ReportName[]; isHeld: boolean }>) {
  const { t } = useTranslation('importing');
  const { t: tn } = useTranslation('archives');
  const tags = names.flatMap(({ repository, tags: own }, place) =>
    // Tags of a second repository are written with it: the row shows the first one's name.
    own.map((tag) => ({
      ...tag,
      shown: place === 0 || repository === null ? tag.tag : `${familiarName(repository)}:${tag.tag}`,
    })),
  );
  const has = (status: string): boolean => tags.some((tag) => tag.status === status);
  const hidden = tags.slice(shownTags);
  return (
    <span className={table.line}>
      {tags.length === 0 && <span className={text.muted}>{tn('untagged')}</span>}
      {tags.slice(0, shownTags).map(({ shown }) => (
        <TagChip key={shown} tag={shown} />
      ))}
      {hidden.length > 0 && (
        <span className={cx(text.muted, text.number)} title={hidden.map(({ shown }) => shown).join('\n')}>
          +{hidden.length}
        </span>
      )}
      {has('moves') && <Badge tone="warn">{t('plan.status.moves')}</Badge>}
      {has('kept') && <Badge tone="warn">{t('plan.status.kept')}</Badge>}
      {isHeld && <Badge>{t('plan.status.held')}</Badge>}
    </span>
  );
}
