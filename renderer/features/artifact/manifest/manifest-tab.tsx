// Feature artifact: Manifest: the manifest as it is stored; of an index, its platforms above and the choice whose manifest is shown.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../../preload/contract/model.ts';
import { artifactReference } from '../../../format/names.ts';
import { useCall } from '../../../host/use-call.ts';
import { Segments } from '../../../ui/choice.tsx';
import { cx } from '../../../ui/cx.ts';
import { Pane } from '../../../ui/panes.tsx';
import type { ArtifactPlace } from '../artifact-place.ts';
import { StoredDocument } from '../document/stored-document.tsx';
import { PlatformTable } from '../overview/platform-table.tsx';
import css from './manifest.module.css';
import { manifestLinks } from './manifest-links.ts';

interface ManifestTabProps {
  readonly artifact: ArtifactDetail;
  readonly place: ArtifactPlace;
}

export function ManifestTab({ artifact, place }: ManifestTabProps) {
  const { t } = useTranslation('artifact');
  const isIndex = artifact.kind === 'index' && artifact.image !== null;
  const [whose, setWhose] = useState<'index' | 'platform'>('index');
  const platform = isIndex && whose === 'platform' ? (artifact.image?.platform ?? null) : null;
  const reference = artifactReference(artifact.repository, artifact.digest);
  const document = useCall('manifest.read', { reference, ...(platform === null ? {} : { platform }) });
  const links = useMemo(() => manifestLinks(artifact, place), [artifact, place]);
  return (
    <Pane label={t('tab.manifest')} className={cx(css.manifest)}>
      {isIndex && (
        <div className={css.children}>
          <PlatformTable artifact={artifact} place={place} />
          <Segments
            label={t('manifest.whose')}
            value={whose}
            onChange={setWhose}
            options={[
              { value: 'index', label: t('kind.index') },
              { value: 'platform', label: artifact.image?.platform ?? '' },
            ]}
          />
        </div>
      )}
      <StoredDocument document={document} kind="manifest" links={links} />
    </Pane>
  );
}
