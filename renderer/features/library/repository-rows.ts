// Feature library: turns the repositories into the rows of their list: filtered, sorted, grouped by namespace, pinned ones first. Pure.
import type { RepositorySummary } from '../../../preload/contract/model.ts';
import { splitName } from '../../format/names.ts';
import { naturalKey, type SortKey, sortedBy } from './sorting.ts';

export type RepositorySort = 'name' | 'size' | 'artifacts' | 'changed';

export type RepositoryRow =
  | {
      readonly kind: 'repository';
      readonly id: string;
      readonly repository: RepositorySummary;
      readonly leaf: string;
      readonly level: 1 | 2;
      readonly isPinned: boolean;
    }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly namespace: string;
      readonly isExpanded: boolean;
      readonly isPins: boolean;
    };

interface RowsInput {
  /** Sorted. */
  readonly repositories: readonly RepositorySummary[];
  readonly filter: string;
  readonly sort: RepositorySort;
  readonly isGrouped: boolean;
  readonly folded: ReadonlySet<string>;
  readonly pinned: ReadonlySet<string>;
}

export const pinsId = 'pins';

export function repositoryRows({ repositories, filter, sort, isGrouped, folded, pinned }: RowsInput): readonly RepositoryRow[] {
  const matching = filter === '' ? repositories : repositories.filter(parseFilter(filter));
  const pins = matching.filter(({ repository }) => pinned.has(repository));
  const others = pins.length === 0 ? matching : matching.filter(({ repository }) => !pinned.has(repository));
  const rows: RepositoryRow[] = [];
  const group = (id: string, namespace: string, members: readonly RepositorySummary[]): void => {
    // What matches a filter is shown, folded or not.
    const isExpanded = filter !== '' || !folded.has(id);
    rows.push({ kind: 'group', id, namespace, isExpanded, isPins: id === pinsId });
    if (isExpanded) for (const member of members) rows.push(repositoryRow(member, id !== pinsId, 2, pinned));
  };
  if (pins.length > 0) group(pinsId, '', pins);
  if (!isGrouped) return [...rows, ...others.map((repository) => repositoryRow(repository, false, 1, pinned))];
  for (const [namespace, members] of byNamespace(others, sort)) group(`namespace:${namespace}`, namespace, members);
  return rows;
}

function repositoryRow(
  repository: RepositorySummary,
  isShort: boolean,
  level: 1 | 2,
  pinned: ReadonlySet<string>,
): RepositoryRow {
  const leaf = isShort ? splitName(repository.repository).leaf : repository.familiar;
  return { kind: 'repository', id: repository.repository, repository, leaf, level, isPinned: pinned.has(repository.repository) };
}

function byNamespace(
  repositories: readonly RepositorySummary[],
  sort: RepositorySort,
): readonly (readonly [string, readonly RepositorySummary[]])[] {
  const groups = new Map<string, RepositorySummary[]>();
  for (const repository of repositories) {
    const { namespace } = splitName(repository.repository);
    const members = groups.get(namespace);
    if (members === undefined) groups.set(namespace, [repository]);
    else members.push(repository);
  }
  // By name, groups stand in the order of their names; by anything else, where their first member stands.
  const entries = [...groups];
  if (sort !== 'name') return entries;
  return sortedBy(entries, ([namespace]) => [namespace === '' ? 1 : 0, naturalKey(namespace)], 'ascending');
}

/** In the order of the list: by name, or the largest, fullest or latest first. */
export function sortRepositories(repositories: readonly RepositorySummary[], sort: RepositorySort): readonly RepositorySummary[] {
  const key = ({ familiar, sizeBytes, artifactCount, lastChangedAt }: RepositorySummary): SortKey =>
    ({ name: naturalKey(familiar), size: sizeBytes, artifacts: artifactCount, changed: lastChangedAt })[sort];
  return sortedBy(repositories, (each) => [key(each), naturalKey(each.familiar)], sort === 'name' ? 'ascending' : 'descending');
}

/** Words that must all be in the name; `ns:prod` looks at the namespace, `kind:helm` at what is inside. */
function parseFilter(filter: string): (repository: RepositorySummary) => boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ repository, familiar, kinds }) =>
    words.every((word) => {
      if (word.startsWith('kind:')) return kinds.some((kind) => kind.startsWith(word.slice('kind:'.length)));
      if (word.startsWith('ns:')) return splitName(repository).namespace.toLowerCase().includes(word.slice('ns:'.length));
      return familiar.toLowerCase().includes(word) || repository.toLowerCase().includes(word);
    });
}
