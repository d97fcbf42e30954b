// Feature palette: what can be done with what it found, listed by Tab.
import { ArrowUpFromLine, Box, CloudUpload, Copy, FileCode, Hash, Layers, Package } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../preload/contract/model.ts';
import { raiseIntent, useHasIntent } from '../../app/intents.ts';
import { artifactHref, navigate, routeHref } from '../../app/router.ts';
import { artifactReference, digestAddress, familiarName, tagAddress } from '../../format/names.ts';
import { copyText } from '../../ui/copy-button.tsx';
import { showToast } from '../../ui/toast.tsx';
import type { PaletteItem } from './palette-items.ts';
import { hrefOf } from './use-palette-groups.ts';

export function useHitActions(): (hit: SearchHit) => readonly PaletteItem[] {
  const { t } = useTranslation('palette');
  const canExport = useHasIntent('export.open');
  const copy = (text: string) => () => void copyText(text).then(() => showToast({ text: t('copied', { text }) }));
  return (hit) => {
    const { kind, repository, tag, digest } = hit;
    const open: PaletteItem = {
      id: 'open',
      icon: kind === 'artifact' ? Package : Box,
      label: t('act.open'),
      keys: 'Enter',
      run: () => navigate(hrefOf(hit)),
    };
    if (kind === 'repository' || digest === null) {
      if (repository === null) return [open];
      return [open, { id: 'name', icon: Copy, label: t('act.copyName'), run: copy(familiarName(repository)) }];
    }
    const reference = repository !== null && tag !== null ? `${repository}:${tag}` : artifactReference(repository, digest);
    const place = (tab: string) => () => navigate(artifactHref(repository, digest, tab));
    return [
      open,
      { id: 'layers', icon: Layers, label: t('act.layers'), run: place('layers') },
      { id: 'manifest', icon: FileCode, label: t('act.manifest'), run: place('manifest') },
      ...(repository !== null && tag !== null
        ? [{ id: 'copyTag', icon: Copy, label: t('act.copyTag'), keys: 'c', run: copy(tagAddress(repository, tag)) }]
        : []),
      {
        id: 'copyAddress',
        icon: Copy,
        label: t('act.copyDigestAddress'),
        keys: 'shift+c',
        run: copy(digestAddress(repository, digest)),
      },
      { id: 'copyDigest', icon: Hash, label: t('act.copyDigest'), keys: 'y', run: copy(digest) },
      ...(canExport
        ? [
            {
              id: 'export',
              icon: ArrowUpFromLine,
              label: t('act.export'),
              keys: 'e',
              run: () => raiseIntent('export.open', { references: [reference] }),
            },
          ]
        : []),
      {
        id: 'push',
        icon: CloudUpload,
        label: t('act.push'),
        keys: 'u',
        run: () => raiseIntent('remote.push', { references: [reference] }),
      },
      ...(repository === null
        ? []
        : [{ id: 'repository', icon: Box, label: t('act.repository'), run: () => navigate(routeHref('library', repository)) }]),
    ];
  };
}
