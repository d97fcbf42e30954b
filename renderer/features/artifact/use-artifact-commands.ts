// Feature artifact: what the keyboard and the palette can do with the artifact on screen.
import { ArrowUpFromLine, CircleQuestionMark, CloudUpload, Copy, FolderOutput, Lock, Tag, TagX, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { artifactReference, digestAddress, tagAddress } from '../../format/names.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { copyText } from '../../ui/copy-button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { targetsOf } from '../locks/index.ts';
import { type ArtifactPlace, artifactTabs, placeHref } from './artifact-place.ts';

/** References an export of the artifact is asked with: its tags, so that they go along; without one, the digest. */
export function exportReferences({ repository, digest, tags }: ArtifactDetail): readonly string[] {
  if (repository === null || tags.length === 0) return [artifactReference(repository, digest)];
  return tags.map((tag) => `${repository}:${tag}`);
}

/** Asks whether to delete the artifact; once it is gone, its page gives way to its repository. */
export function deleteArtifact(artifact: ArtifactDetail): void {
  const onDeleted = (): void => navigate(routeHref('library', artifact.repository ?? ''), { replace: true });
  raiseIntent('artifact.delete', { artifacts: [artifact], onDeleted });
}

/** Asks for a tag; an untagged artifact is offered the one it had last. */
export function addTag(artifact: ArtifactDetail): void {
  const former = artifact.tags.length > 0 ? undefined : artifact.formerTags[0]?.tag;
  raiseIntent('tag.add', { artifact, ...(former === undefined ? {} : { suggested: former }) });
}

/** Asks about the lock of the artifact, or of one of its tags, or of its repository. */
export function lockArtifact(artifact: ArtifactDetail): void {
  raiseIntent('lock.open', { targets: targetsOf(artifact, artifact.tags) });
}

export function useArtifactCommands(artifact: ArtifactDetail, place: ArtifactPlace): void {
  const { t } = useTranslation('artifact');
  const canExport = useHasIntent('export.open');
  const isReadOnly = useIsReadOnly();
  const { repository, digest, tags } = artifact;
  const copy = async (text: string): Promise<void> => {
    await copyText(text);
    showToast({ text: t('said.copied', { text }) });
  };
  const [tag] = tags;
  const byTag = repository === null || tag === undefined ? null : tagAddress(repository, tag);
  const group = t('title');
  const tabs = artifactTabs.map(
    (tab, index): Command => ({
      id: `artifact.tab.${tab}`,
      group,
      label: t(`tab.${tab}`),
      keys: String(index + 1),
      run: () => navigate(placeHref(place, { tab })),
    }),
  );
  useCommands([
    ...tabs,
    {
      id: 'artifact.copyTag',
      group,
      label: t('act.copyTag'),
      keys: 'c',
      icon: Copy,
      isDisabled: byTag === null,
      run: () => void copy(byTag ?? ''),
    },
    {
      id: 'artifact.copyDigestAddress',
      group,
      label: t('act.copyDigestAddress'),
      keys: 'shift+c',
      icon: Copy,
      run: () => void copy(digestAddress(repository, digest)),
    },
    { id: 'artifact.copyDigest', group, label: t('act.copyDigest'), keys: 'y', icon: Copy, run: () => void copy(digest) },
    {
      id: 'artifact.addTag',
      group,
      label: t('act.addTag'),
      keys: 't',
      icon: Tag,
      isDisabled: isReadOnly,
      run: () => addTag(artifact),
    },
    {
      id: 'artifact.removeTag',
      group,
      label: t('act.removeTag'),
      keys: 'shift+t',
      icon: TagX,
      isDisabled: tags.length === 0 || isReadOnly,
      run: () => raiseIntent('tag.remove', { artifact }),
    },
    {
      id: 'artifact.export',
      group,
      label: t('act.export'),
      keys: 'e',
      icon: ArrowUpFromLine,
      isDisabled: !canExport,
      run: () => raiseIntent('export.open', { references: exportReferences(artifact) }),
    },
    {
      id: 'artifact.push',
      group,
      label: t('act.push'),
      keys: 'u',
      icon: CloudUpload,
      run: () => raiseIntent('remote.push', { references: exportReferences(artifact) }),
    },
    {
      id: 'artifact.copyToStore',
      group,
      label: t('act.copyToStore'),
      icon: FolderOutput,
      run: () => raiseIntent('store.copy', { references: exportReferences(artifact) }),
    },
    {
      id: 'artifact.lock',
      group,
      label: t('act.lock'),
      keys: 'l',
      icon: Lock,
      isDisabled: isReadOnly || repository === null,
      run: () => lockArtifact(artifact),
    },
    {
      id: 'artifact.why',
      group,
      label: t('why.ask'),
      icon: CircleQuestionMark,
      run: () => raiseIntent('blob.explain', { digest }),
    },
    {
      id: 'artifact.delete',
      group,
      label: t('act.delete'),
      keys: 'Delete',
      icon: Trash2,
      isDisabled: isReadOnly,
      run: () => deleteArtifact(artifact),
    },
  ]);
}
