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
import { targetsOf } from '../locks/index.ts';

export interface ArtifactActs {
  readonly open: (artifact: ArtifactSummary, platform?: string) => void;
  readonly copy: (text: string) => void;
  readonly copyByTag: (artifact: ArtifactSummary) => void;
  readonly copyByDigest: (artifact: ArtifactSummary) => void;
  readonly pushAll: (artifacts: readonly ArtifactSummary[]) => void;
  readonly exportAll: (artifacts: readonly ArtifactSummary[]) => void;
  readonly addTag: (artifact: ArtifactSummary) => void;
  /** Without a tag, of several, the user is asked which. */
  readonly removeTag: (artifact: ArtifactSummary, tag?: string) => void;
  readonly deleteAll: (artifacts: readonly ArtifactSummary[]) => void;
  readonly copyAll: (artifacts: readonly ArtifactSummary[]) => void;
  /** The artifact, one of its tags or its repository; with `tag`, that one first. */
  readonly lock: (artifact: ArtifactSummary, tag?: string) => void;
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
      pushAll: (artifacts) => raiseIntent('remote.push', { references: artifacts.flatMap(exportReferences) }),
      exportAll: (artifacts) => raiseIntent('export.open', { references: artifacts.flatMap(exportReferences) }),
      addTag: (artifact) => {
        const former = lastTag(artifact);
        raiseIntent('tag.add', { artifact, ...(former === null ? {} : { suggested: former }) });
      },
      removeTag: (artifact, tag) => raiseIntent('tag.remove', { artifact, ...(tag === undefined ? {} : { tag }) }),
      deleteAll: (artifacts) => raiseIntent('artifact.delete', { artifacts }),
      copyAll: (artifacts) => raiseIntent('store.copy', { references: artifacts.flatMap(exportReferences) }),
      lock: (artifact, tag) => {
        const targets = targetsOf(artifact, orderedTags(artifact.tags));
        const chosen = targets.filter((target) => tag !== undefined && target.tag === tag);
        raiseIntent('lock.open', { targets: [...chosen, ...targets.filter((target) => !chosen.includes(target))] });
      },
    };
  }, [t]);
}

/** The tag an untagged artifact had last, to be given again; null for one that has a tag. */
function lastTag({ tags, formerTags }: ArtifactSummary): string | null {
  if (tags.length > 0) return null;
  return formerTags.toSorted((a, b) => (a.until < b.until ? 1 : -1))[0]?.tag ?? null;
}

/** References that keep every tag in what is exported. */
export function exportReferences({ repository, digest, tags }: ArtifactSummary): readonly string[] {
  return repository === null || tags.length === 0
    ? [artifactReference(repository, digest)]
    : tags.map((tag) => `${repository}:${tag}`);
}
