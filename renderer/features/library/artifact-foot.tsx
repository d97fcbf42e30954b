// Feature library: below the table: how much there is; and what stands in its place when nothing is.
import { useTranslation } from 'react-i18next';
import type { RepositorySummary } from '../../../preload/contract/model.ts';
import { useFormat } from '../../format/use-format.ts';
import text from '../../styles/text.module.css';
import { Button } from '../../ui/button.tsx';
import { Keys } from '../../ui/keys.tsx';
import { EmptyState } from '../../ui/note.tsx';
import type { Show } from './artifact-rows.ts';
import css from './library.module.css';

export function NothingHere({ filter, show, onClear }: Readonly<{ filter: string; show: Show; onClear: () => void }>) {
  const { t } = useTranslation('library');
  const { t: words } = useTranslation('words');
  if (filter !== '')
    return (
      <EmptyState
        title={t('noArtifact', { filter })}
        actions={<Button onPress={onClear}>{words('actions.clearFilter')}</Button>}
      />
    );
  if (show === 'all') return <EmptyState title={t('noneAtAll')} />;
  if (show === 'tagged') return <EmptyState title={t('noneTagged')} />;
  return <EmptyState title={t('noneUntagged')}>{t('noneUntaggedText')}</EmptyState>;
}

interface FootProps {
  readonly artifactCount: number;
  readonly tagCount: number | null;
  readonly summary: RepositorySummary | undefined;
}

export function ArtifactFoot({ artifactCount, tagCount, summary }: FootProps) {
  const { t } = useTranslation('library');
  const format = useFormat();
  return (
    <footer className={css.foot}>
      <span>{tagCount === null ? t('foot.artifacts', { count: artifactCount }) : t('foot.tags', { count: tagCount })}</span>
      {summary !== undefined && (
        <>
          <span title={format.exactBytes(summary.sizeBytes)}>
            {t('foot.together', { size: format.bytes(summary.sizeBytes) })}
          </span>
          <span title={format.exactBytes(summary.logicalBytes)}>
            {t('foot.single', { size: format.bytes(summary.logicalBytes) })}
          </span>
        </>
      )}
      <span className={text.grow} />
      <span className={css.hint}>
        <Keys keys="Space" />
        {t('foot.inspector')}
      </span>
      <span className={css.hint}>
        <Keys keys="Enter" />
        {t('foot.open')}
      </span>
    </footer>
  );
}
