// Feature export: the artifacts to export, each of which can be left out, and a field that adds more.
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { shortDigest } from '../../format/names.ts';
import { splitReference } from '../../format/report-names.ts';
import text from '../../styles/text.module.css';
import { TagChip } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Bytes } from '../../ui/figures.tsx';
import { ReferenceName } from '../../ui/reference-name.tsx';
import { ArtifactSearch } from './artifact-search.tsx';
import css from './export.module.css';

const shownRows = 100;

interface ExportArtifactListProps {
  readonly references: readonly string[];
  readonly details: ReadonlyMap<string, ArtifactDetail>;
  readonly isPending: boolean;
  readonly onChange: (references: readonly string[]) => void;
}

export function ExportArtifactList({ references, details, isPending, onChange }: ExportArtifactListProps) {
  const { t } = useTranslation('exporting');
  return (
    <section className={css.part} aria-label={t('artifacts')}>
      {references.length > 0 && (
        <ul className={css.artifacts} aria-busy={isPending}>
          {references.slice(0, shownRows).map((reference) => (
            <Artifact
              key={reference}
              reference={reference}
              detail={details.get(reference)}
              onRemove={() => onChange(references.filter((each) => each !== reference))}
            />
          ))}
          {references.length > shownRows && (
            <li className={cx(text.muted, css.artifact)}>{t('more', { count: references.length - shownRows })}</li>
          )}
        </ul>
      )}
      <ArtifactSearch
        isFirst={references.length === 0}
        onAdd={(reference) => {
          if (!references.includes(reference)) onChange([...references, reference]);
        }}
      />
    </section>
  );
}

interface ArtifactProps {
  readonly reference: string;
  readonly detail: ArtifactDetail | undefined;
  readonly onRemove: () => void;
}

function Artifact({ reference, detail, onRemove }: ArtifactProps) {
  const { t } = useTranslation('exporting');
  const [, digest] = reference.split('@');
  const { repository, tag } = splitReference(reference);
  const tags = tag !== '' ? [tag] : (detail?.tags ?? []).slice(0, 2);
  const isBare = /^sha\d+:/.test(reference);
  return (
    <li className={css.artifact}>
      <span className={cx(text.row, text.grow)}>
        {isBare ? <span className={text.mono}>{shortDigest(reference)}</span> : <ReferenceName repository={repository} />}
        {tags.map((each) => (
          <TagChip key={each} tag={each} />
        ))}
        {tags.length === 0 && digest !== undefined && <span className={cx(text.mono, text.muted)}>{shortDigest(digest)}</span>}
      </span>
      <span className={text.secondary}>{detail !== undefined && <Bytes sizeBytes={detail.sizeBytes} />}</span>
      <IconButton size="small" icon={X} label={t('remove', { name: reference })} onPress={onRemove} />
    </li>
  );
}
