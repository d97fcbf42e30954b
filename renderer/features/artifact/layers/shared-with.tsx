// Feature artifact: the other artifacts that use a layer: each under one of its tags, the first few.
import { Box } from 'lucide-react';
import { shortDigest } from '../../../format/names.ts';
import { splitReference } from '../../../format/report-names.ts';
import { useCall } from '../../../host/use-call.ts';
import text from '../../../styles/text.module.css';
import { TagChip } from '../../../ui/badge.tsx';
import { cx } from '../../../ui/cx.ts';
import { ReferenceName } from '../../../ui/reference-name.tsx';
import css from './layers.module.css';
import { sharingArtifacts } from './sharing-artifacts.ts';

const shown = 8;

/** `digest` is the layer's, `artifact` that of the artifact on screen. */
export function SharedWith({ digest, artifact }: Readonly<{ digest: string; artifact: string }>) {
  const proofs = useCall('blob.explain', { digest }).data?.proofs ?? [];
  const others = sharingArtifacts(proofs, artifact).slice(0, shown);
  return (
    <ul className={css.sharing}>
      {others.map((name) => {
        const { repository, tag } = splitReference(name);
        return (
          <li key={name} className={cx(text.row, text.small)}>
            <Box size={14} strokeWidth={1.9} aria-hidden />
            <span className={text.grow}>
              <ReferenceName repository={repository} />
            </span>
            {tag === '' ? (
              <span className={cx(text.mono, text.muted)}>{shortDigest(name.split('@')[1] ?? '')}</span>
            ) : (
              <TagChip tag={tag} />
            )}
          </li>
        );
      })}
    </ul>
  );
}
