// Feature library: the acts on artifacts as a context menu and as commands: the same list, so that keys, palette and menu agree.
import {
  ArrowUpFromLine,
  AtSign,
  CloudUpload,
  Copy,
  FolderOutput,
  Hash,
  Lock,
  PanelRight,
  SquareArrowOutUpRight,
  Tag,
  TagX,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { useHasIntent } from '../../app/intents.ts';
import { orderedTags } from '../../format/tag-order.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import type { ArtifactActs } from './use-artifact-acts.ts';

/** Makes the menu of a row: of the whole selection where the row is part of it; of one tag where the row stands for a tag. */
export function useArtifactMenu(
  acts: ArtifactActs,
): (artifacts: readonly ArtifactSummary[], tag?: string) => readonly MenuEntry[] {
  const { t } = useTranslation('library');
  const canExport = useHasIntent('export.open');
  const isReadOnly = useIsReadOnly();
  return (artifacts, tag) => {
    const [artifact, ...others] = artifacts;
    if (artifact === undefined) return [];
    const ending: readonly MenuEntry[] = [
      ...(canExport
        ? [{ id: 'export', label: t('action.export'), icon: ArrowUpFromLine, keys: 'e', run: () => acts.exportAll(artifacts) }]
        : []),
      { id: 'push', label: t('action.push'), icon: CloudUpload, keys: 'u', run: () => acts.pushAll(artifacts) },
      { id: 'copy-to', label: t('action.copyToStore'), icon: FolderOutput, run: () => acts.copyAll(artifacts) },
      'separator',
      {
        id: 'delete',
        label: t('action.delete'),
        icon: Trash2,
        keys: 'Delete',
        isDanger: true,
        isDisabled: isReadOnly,
        run: () => acts.deleteAll(artifacts),
      },
    ];
    if (others.length > 0) return ending.filter((entry) => entry !== 'separator');
    const { repository } = artifact;
    const tags = orderedTags(artifact.tags);
    const removable = tag === undefined ? tags : [tag];
    return [
      { id: 'open', label: t('action.open'), icon: SquareArrowOutUpRight, keys: 'Enter', run: () => acts.open(artifact) },
      'separator',
      ...(repository === null || tags.length === 0
        ? []
        : [{ id: 'copy-tag', label: t('action.copyTag'), icon: Copy, keys: 'c', run: () => acts.copyByTag(artifact) }]),
      {
        id: 'copy-address',
        label: t('action.copyDigestAddress'),
        icon: AtSign,
        keys: 'shift+c',
        run: () => acts.copyByDigest(artifact),
      },
      { id: 'copy-digest', label: t('action.copyDigest'), icon: Hash, keys: 'y', run: () => acts.copy(artifact.digest) },
      'separator',
      {
        id: 'add-tag',
        label: t(tags.length === 0 && artifact.formerTags.length > 0 ? 'action.tagAgain' : 'action.addTag'),
        icon: Tag,
        keys: 't',
        isDisabled: isReadOnly,
        run: () => acts.addTag(artifact),
      },
      ...removable.map(
        (each): MenuEntry => ({
          id: `remove-tag:${each}`,
          label: t('action.removeTag', { tag: each }),
          icon: TagX,
          isDisabled: isReadOnly,
          ...(removable.length === 1 ? { keys: 'shift+t' } : {}),
          run: () => acts.removeTag(artifact, each),
        }),
      ),
      ...(repository === null
        ? []
        : [
            {
              id: 'lock',
              label: t('action.lock'),
              icon: Lock,
              isDisabled: isReadOnly,
              run: () => acts.lock(artifact, tag),
            },
          ]),
      'separator',
      ...ending,
    ];
  };
}

interface CommandTargets {
  /** What acts apply to: the selection, or the row of the focus. */
  readonly targets: readonly ArtifactSummary[];
  /** In the view by tag: the tag of the focus. */
  readonly tag: string | null;
  readonly onFilter: () => void;
  readonly onInspector: () => void;
}

export function useArtifactCommands(acts: ArtifactActs, { targets, tag, onFilter, onInspector }: CommandTargets): void {
  const { t } = useTranslation('library');
  const canExport = useHasIntent('export.open');
  const isReadOnly = useIsReadOnly();
  const [first] = targets;
  const one = targets.length === 1 ? first : undefined;
  const group = t('title');
  const forOne = (command: Omit<Command, 'group' | 'run' | 'isDisabled'>, run: (artifact: ArtifactSummary) => void): Command => ({
    ...command,
    group,
    isDisabled: one === undefined,
    run: () => {
      if (one !== undefined) run(one);
    },
  });
  useCommands([
    { id: 'library.filter', group, label: t('action.focusFilter'), keys: '/', isHidden: true, run: onFilter },
    { id: 'library.inspector', group, label: t('action.toggleInspector'), icon: PanelRight, run: onInspector },
    forOne({ id: 'library.open', label: t('action.open'), icon: SquareArrowOutUpRight }, (artifact) => acts.open(artifact)),
    forOne({ id: 'library.copyTag', label: t('action.copyTag'), icon: Copy, keys: 'c' }, acts.copyByTag),
    forOne({ id: 'library.copyAddress', label: t('action.copyDigestAddress'), icon: AtSign, keys: 'shift+c' }, acts.copyByDigest),
    forOne({ id: 'library.copyDigest', label: t('action.copyDigest'), icon: Hash, keys: 'y' }, (artifact) =>
      acts.copy(artifact.digest),
    ),
    {
      ...forOne({ id: 'library.addTag', label: t('action.addTag'), icon: Tag, keys: 't' }, acts.addTag),
      isDisabled: one === undefined || isReadOnly,
    },
    {
      ...forOne({ id: 'library.removeTag', label: t('action.removeTagCommand'), icon: TagX, keys: 'shift+t' }, (artifact) => {
        acts.removeTag(artifact, tag ?? undefined);
      }),
      isDisabled: one === undefined || one.tags.length === 0 || isReadOnly,
    },
    {
      ...forOne({ id: 'library.lock', label: t('action.lock'), icon: Lock, keys: 'l' }, (artifact) => {
        acts.lock(artifact, tag ?? undefined);
      }),
      isDisabled: one === undefined || one.repository === null || isReadOnly,
    },
    {
      id: 'library.push',
      group,
      label: t('action.push'),
      icon: CloudUpload,
      keys: 'u',
      isDisabled: first === undefined,
      run: () => acts.pushAll(targets),
    },
    {
      id: 'library.copyToStore',
      group,
      label: t('action.copyToStore'),
      icon: FolderOutput,
      isDisabled: first === undefined,
      run: () => acts.copyAll(targets),
    },
    ...(canExport
      ? [
          {
            id: 'library.export',
            group,
            label: t('action.export'),
            icon: ArrowUpFromLine,
            keys: 'e',
            isDisabled: first === undefined,
            run: () => acts.exportAll(targets),
          },
        ]
      : []),
    {
      id: 'library.delete',
      group,
      label: t('action.delete'),
      icon: Trash2,
      keys: 'Delete',
      isDisabled: first === undefined || isReadOnly,
      run: () => acts.deleteAll(targets),
    },
  ]);
}
