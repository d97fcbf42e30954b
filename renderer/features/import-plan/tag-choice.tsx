// Feature import-plan: tags that point to something else already: where they would go, and whether they may.
import { Tag } from 'lucide-react';
import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { familiarName, shortDigest } from '../../format/names.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { Segments } from '../../ui/choice.tsx';
import { cx } from '../../ui/cx.ts';
import css from './import-plan.module.css';
import type { TagConflict } from './plan-choice.ts';

export type OnConflict = 'move' | 'keep';

const shownConflicts = 3;

interface TagChoiceProps {
  readonly conflicts: readonly TagConflict[];
  /** True under another name, whose tags the plan does not know. */
  readonly isRenamed: boolean;
  readonly value: OnConflict;
  readonly onChange: (value: OnConflict) => void;
}

export function TagChoice({ conflicts, isRenamed, value, onChange }: TagChoiceProps) {
  const { t } = useTranslation('importing');
  if (conflicts.length === 0 && !isRenamed) return null;
  return (
    <section className={css.conflicts} aria-label={t('plan.choice')}>
      <Tag size={16} strokeWidth={1.9} aria-hidden />
      <div className={text.grow}>
        {isRenamed ? (
          t('plan.renamed')
        ) : (
          <>
            <b>{t('plan.conflicts', { count: conflicts.length })}</b>
            <ul>
              {conflicts.slice(0, shownConflicts).map((conflict) => (
                <li key={`${conflict.repository}:${conflict.tag}`}>
                  <Sentence conflict={conflict} value={value} />
                </li>
              ))}
            </ul>
            {conflicts.length > shownConflicts && t('plan.moreConflicts', { count: conflicts.length - shownConflicts })}
          </>
        )}
      </div>
      <Segments
        label={t('plan.choice')}
        value={value}
        onChange={onChange}
        options={[
          { value: 'move', label: t('plan.move') },
          { value: 'keep', label: t('plan.keep') },
        ]}
      />
    </section>
  );
}

function Sentence({ conflict, value }: Readonly<{ conflict: TagConflict; value: OnConflict }>) {
  const { t } = useTranslation('importing');
  const { tag, repository, from, to } = conflict;
  return (
    <Trans
      t={t}
      i18nKey={value === 'keep' ? 'plan.keeps' : to === null ? 'plan.movesBuilt' : 'plan.moves'}
      values={{ tag, repository: familiarName(repository), from: shortDigest(from), to: shortDigest(to ?? '') }}
      components={{ tag: <TagChip tag={tag} />, code: <Code /> }}
    />
  );
}

function Code({ children }: Readonly<{ children?: ReactNode }>) {
  return <span className={cx(text.mono)}>{children}</span>;
}
