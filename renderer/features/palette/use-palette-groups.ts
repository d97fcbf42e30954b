// Feature palette: what there is to choose from for what is typed: recent things first, then what the host finds, then commands.
import { Box, ChevronRight, Package } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../preload/contract/model.ts';
import { useCommandList } from '../../app/commands.ts';
import { artifactHref, navigate, routeHref } from '../../app/router.ts';
import { shortDigest } from '../../format/names.ts';
import { useFormat } from '../../format/use-format.ts';
import { useCall } from '../../host/use-call.ts';
import {
  artifactQuery,
  idOfHit,
  matches,
  type PaletteGroup,
  type PaletteItem,
  type Query,
  type Recent,
  termsOf,
} from './palette-items.ts';

const artifactLimit = 8;
const repositoryLimit = 5;
const commandLimit = 6;

export function usePaletteGroups(query: Query, recent: readonly Recent[]): readonly PaletteGroup[] {
  const { t } = useTranslation('palette');
  const format = useFormat();
  const commands = useCommandList();
  const asksAll = query.kind === 'all' && query.text !== '';
  const asksDigest = query.kind === 'digest' && query.text !== '';
  const names = useCall('search.find', { query: query.text, limit: 40 }, { enabled: asksAll, keepPrevious: true });
  const inNames = useCall(
    'search.find',
    { query: asksDigest ? `@${query.text}` : artifactQuery(query), limit: 20 },
    { enabled: asksAll || asksDigest, keepPrevious: true },
  );
  const terms = termsOf(query);

  const hitItem = (hit: SearchHit): PaletteItem => ({
    id: idOfHit(hit),
    icon: hit.kind === 'artifact' ? Package : Box,
    label: hit.title.includes('@sha') ? hit.title.replace(/@(sha\d+:)/, '@') : hit.title,
    detail: `${hit.kind === 'artifact' && hit.tag !== null && hit.digest !== null ? `${shortDigest(hit.digest)} · ` : ''}${format.bytes(hit.sizeBytes)}`,
    hit,
    run: () => navigate(hrefOf(hit)),
  });
  const commandItems = commands
    .filter(({ isHidden = false, isDisabled = false }) => !isHidden && !isDisabled)
    .toSorted((a, b) => a.group.localeCompare(b.group) || a.label.localeCompare(b.label))
    .map(
      ({ id, icon, label, group, keys, run }): PaletteItem => ({
        id: `>${id}`,
        icon: icon ?? ChevronRight,
        label,
        detail: group,
        command: id,
        run,
        ...(keys === undefined ? {} : { keys }),
      }),
    );
  const foundCommands = commandItems.filter(({ label, detail = '' }) => matches(`${detail} ${label}`, terms));

  if (query.kind === 'commands') return groups([{ title: t('commands'), items: foundCommands }]);
  if (query.text === '') {
    const items = recent.flatMap((each) =>
      'hit' in each ? [hitItem(each.hit)] : commandItems.filter(({ command }) => command === each.command),
    );
    const shown = new Set(items.map(({ id }) => id));
    const others = query.kind === 'digest' ? [] : commandItems.filter(({ id }) => !shown.has(id));
    return groups([
      { title: t('recent'), items: query.kind === 'digest' ? items.filter(({ hit }) => hit?.digest != null) : items },
      { title: t('commands'), items: others },
    ]);
  }
  const hits = [...(inNames.data ?? []), ...(asksDigest ? [] : (names.data ?? []))];
  const found = [...new Map(hits.map((hit) => [idOfHit(hit), hit])).values()];
  return groups([
    {
      title: t('artifacts'),
      items: found
        .filter(({ kind }) => kind === 'artifact')
        .slice(0, artifactLimit)
        .map(hitItem),
    },
    {
      title: t('repositories'),
      items: found
        .filter(({ kind }) => kind === 'repository')
        .slice(0, repositoryLimit)
        .map(hitItem),
    },
    { title: t('commands'), items: query.kind === 'digest' ? [] : foundCommands.slice(0, commandLimit) },
  ]);
}

export function hrefOf({ kind, repository, digest }: SearchHit): string {
  return kind === 'artifact' && digest !== null ? artifactHref(repository, digest) : routeHref('library', repository ?? '');
}

function groups(all: readonly PaletteGroup[]): readonly PaletteGroup[] {
  return all.filter(({ items }) => items.length > 0);
}
