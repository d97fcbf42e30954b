// Feature library: what is remarkable about an artifact: damaged, back after another program changed the index, locked. Marks in rows,
// badges where there is room for words.
import { RotateCcw, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { routeHref } from '../../app/router.ts';
import { useFormat } from '../../format/use-format.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { LockBadge, LockMark } from '../locks/index.ts';
import css from './library.module.css';

type Marked = Pick<ArtifactSummary, 'damagedCount' | 'restoredAt' | 'locked'>;

/** How many marks a row has, for those who share its room. */
export function markCount({ damagedCount, restoredAt, locked }: Marked): number {
  return Number(damagedCount > 0) + Number(restoredAt !== null) + Number(locked !== null);
}

export function ArtifactMarks({ artifact }: Readonly<{ artifact: Marked }>) {
  const { damagedCount, restoredAt, locked } = artifact;
  if (markCount(artifact) === 0) return null;
  return (
    <span className={css.marks}>
      {damagedCount > 0 && <DamagedMark count={damagedCount} />}
      {restoredAt !== null && <RestoredMark at={restoredAt} />}
      {locked !== null && <LockMark switches={locked} />}
    </span>
  );
}

function DamagedMark({ count }: Readonly<{ count: number }>) {
  const { t } = useTranslation('library');
  return (
    <span className={cx(css.mark, css.damaged)} role="img" aria-label={t('damaged', { count })} title={t('damaged', { count })}>
      <TriangleAlert size={13} strokeWidth={2.1} aria-hidden />
    </span>
  );
}

function RestoredMark({ at }: Readonly<{ at: string }>) {
  const { t } = useTranslation('library');
  const words = t('restored', { date: useFormat().dateTime(at) });
  return (
    <span className={css.mark} role="img" aria-label={words} title={words}>
      <RotateCcw size={13} strokeWidth={2.1} aria-hidden />
    </span>
  );
}

export function ArtifactBadges({ artifact }: Readonly<{ artifact: Marked }>) {
  const { t } = useTranslation('library');
  const format = useFormat();
  const { damagedCount, restoredAt, locked } = artifact;
  if (markCount(artifact) === 0) return null;
  return (
    <span className={css.badges}>
      {damagedCount > 0 && (
        <a href={routeHref('storage')} title={t('damaged', { count: damagedCount })}>
          <Badge tone="danger" icon={TriangleAlert}>
            {t('damagedBadge')}
          </Badge>
        </a>
      )}
      {restoredAt !== null && (
        <span title={t('restored', { date: format.dateTime(restoredAt) })}>
          <Badge tone="warn" icon={RotateCcw}>
            {t('restoredBadge')}
          </Badge>
        </span>
      )}
      {locked !== null && <LockBadge switches={locked} />}
    </span>
  );
}
