// Feature artifact: what the keyboard and the palette can do with the artifact on screen.
import { ArrowUpFromLine, Copy, Tag, TagX, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactDetail } from '../../../preload/contract/model.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { artifactReference, digestAddress, tagAddress } from '../../format/names.ts';
import { copyText } from '../../ui/copy-button.tsx';
import { showToast } from '../../ui/toast.tsx';
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

export function useArtifactCommands(artifact: ArtifactDetail, place: ArtifactPlace): void {
  const { t } = useTranslation('artifact');
  const canExport = useHasIntent('export.open');
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
      run: () => raiseIntent('tag.add', { artifact }),
    },
    {
      id: 'artifact.removeTag',
      group,
      label: t('act.removeTag'),
      keys: 'shift+t',
      icon: TagX,
      isDisabled: tags.length === 0,
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
    { id: 'artifact.delete', group, label: t('act.delete'), keys: 'Delete', icon: Trash2, run: () => deleteArtifact(artifact) },
  ]);
}
