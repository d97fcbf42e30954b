// Feature library: what can be done with artifacts, as the menu, the commands, the bulk bar and the inspector offer it. Most of it is
// asked of other features.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { raiseIntent } from '../../app/intents.ts';
import { artifactHref, navigate } from '../../app/router.ts';
import { artifactReference, digestAddress, tagAddress } from '../../format/names.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { copyText } from '../../ui/copy-button.tsx';
import { showToast } from '../../ui/toast.tsx';

export interface ArtifactActs {
  readonly open: (artifact: ArtifactSummary, platform?: string) => void;
  readonly copy: (text: string) => void;
  readonly copyByTag: (artifact: ArtifactSummary) => void;
  readonly copyByDigest: (artifact: ArtifactSummary) => void;
  readonly exportAll: (artifacts: readonly ArtifactSummary[]) => void;
  readonly addTag: (artifact: ArtifactSummary) => void;
  /** Without a tag, of several, the user is asked which. */
  readonly removeTag: (artifact: ArtifactSummary, tag?: string) => void;
  readonly deleteAll: (artifacts: readonly ArtifactSummary[]) => void;
}

export function useArtifactActs(): ArtifactActs {
  const { t } = useTranslation('library');
  return useMemo(() => {
    const copy = (text: string): void => {
      void copyText(text).then(() => showToast({ text: t('said.copied', { text }) }));
    };
    const copyByDigest = (artifact: ArtifactSummary): void => copy(digestAddress(artifact.repository, artifact.digest));
    return {
      copy,
      copyByDigest,
      open: (artifact, platform) =>
        navigate(artifactHref(artifact.repository, artifact.digest, 'overview', platform === undefined ? {} : { platform })),
      copyByTag: (artifact) => {
        const [tag] = orderedTags(artifact.tags);
        if (artifact.repository === null || tag === undefined) copyByDigest(artifact);
        else copy(tagAddress(artifact.repository, tag));
      },
      exportAll: (artifacts) => raiseIntent('export.open', { references: artifacts.flatMap(exportReferences) }),
      addTag: (artifact) => raiseIntent('tag.add', { artifact }),
      removeTag: (artifact, tag) => raiseIntent('tag.remove', { artifact, ...(tag === undefined ? {} : { tag }) }),
      deleteAll: (artifacts) => raiseIntent('artifact.delete', { artifacts }),
    };
  }, [t]);
}

/** References that keep every tag in what is exported. */
export function exportReferences({ repository, digest, tags }: ArtifactSummary): readonly string[] {
  return repository === null || tags.length === 0
    ? [artifactReference(repository, digest)]
    : tags.map((tag) => `${repository}:${tag}`);
}
