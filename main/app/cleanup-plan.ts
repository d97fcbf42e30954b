// Room app: the plan of a cleanup: the rows of what was chosen with their figures within the selection. Each byte that is freed
// counts once: with the first row that frees it, and in the totals. It changes nothing.
import type { CleanupGroupKind, CleanupItem, CleanupPlan } from '../../preload/contract/upkeep-model.ts';
import { type CleanupFigures, cleanupFigures, type RowFigures } from '../catalog/cleanup-figures.ts';
import type { Store } from '../store/store.ts';
import type { Choice, ChosenArtifact } from './cleanup-choice.ts';
import type { ParsedPolicy } from './cleanup-policy.ts';

export interface Planned {
  readonly plan: CleanupPlan;
  /** What of the choice is selected. */
  readonly chosen: Pick<Choice, 'artifacts' | 'blobs' | 'leftovers'>;
}

const groupKinds: readonly CleanupGroupKind[] = ['tagged', 'untagged', 'unreferenced', 'interrupted'];

/** Plans the selection of these keys, or all of the choice. While a document cannot be followed, no blob is freed (I8). */
export function planOf(store: Store, choice: Choice, policy: ParsedPolicy, keys: readonly string[] | undefined): Planned {
  const wanted = keys === undefined ? null : new Set(keys);
  const isSelected = (kind: CleanupGroupKind, name: string): boolean => wanted === null || wanted.has(`${kind}:${name}`);
  const chosen = {
    artifacts: choice.artifacts.filter((row) => isSelected(row.group, artifactKey(row))),
    blobs: choice.blobs.filter((blob) => isSelected('unreferenced', blob.digest)),
    leftovers: choice.leftovers.filter(({ name }) => isSelected('interrupted', name)),
  };
  const { blockers } = choice;
  const figures = cleanupFigures(store.catalog, chosen.artifacts, blockers.length > 0 ? null : choice.held);
  const positions = new Map(chosen.artifacts.map(({ artifactId }, position) => [artifactId, position]));
  const items = [
    ...choice.artifacts.map((row) => artifactItem(row, figures.rows[positions.get(row.artifactId) ?? -1])),
    ...choice.blobs.map(({ digest, sizeBytes, writtenMs }) =>
      fileItem({ kind: 'unreferenced', name: digest, sizeBytes, writtenMs }, isSelected('unreferenced', digest)),
    ),
    ...choice.leftovers.map((work) => fileItem({ ...work, kind: 'interrupted' }, isSelected('interrupted', work.name))),
  ];
  const groups = groupKinds.map((kind) => {
    const own = items.filter((item) => item.key.startsWith(`${kind}:`));
    return { kind, items: own, freedBytes: sumOf(own, (item) => item.freedBytes) };
  });
  const files = sumOf([...chosen.blobs, ...chosen.leftovers], (file) => file.sizeBytes);
  const fullBytes = figures.fullBytes + files;
  const freedBytes = sumOf(groups, (group) => group.freedBytes);
  return {
    plan: {
      revision: store.revision,
      olderThanSeconds: policy.olderThanSeconds,
      groups: groups.filter((group) => group.items.length > 0),
      kept: keptOf(choice, figures),
      blockers,
      totals: { fullBytes, staysBytes: fullBytes - freedBytes, freedBytes },
    },
    chosen,
  };
}

function keptOf({ kept }: Choice, { indexChildCount, referrerCount }: CleanupFigures): CleanupPlan['kept'] {
  const parts = [
    ['index-child', indexChildCount],
    ['referrer', referrerCount],
  ] as const;
  return [...kept, ...parts].filter(([, count]) => count > 0).map(([reason, count]) => ({ reason, count }));
}

function artifactKey({ repository, digest }: ChosenArtifact): string {
  return `${repository}@${digest}`;
}

/** Without figures the row is not selected, and all of it stays. */
function artifactItem(row: ChosenArtifact, figures: RowFigures | undefined): CleanupItem {
  const { group, digest, sizeBytes, tags, formerTags, since } = row;
  const repository = row.repository === '' ? null : row.repository;
  const { freedBytes, countedAboveBytes, staysFor } = figures ?? {
    freedBytes: 0,
    countedAboveBytes: 0,
    staysFor: { repository, digest, tags },
  };
  return {
    key: `${group}:${artifactKey(row)}`,
    repository,
    digest,
    name: '',
    tags,
    formerTags: formerTags.map(({ tag, until }) => ({ tag, until })),
    since,
    selected: figures !== undefined,
    fullBytes: sizeBytes,
    staysBytes: sizeBytes - freedBytes - countedAboveBytes,
    staysFor,
    freedBytes,
    countedAboveBytes,
  };
}

function fileItem(
  file: {
    readonly kind: 'unreferenced' | 'interrupted';
    readonly name: string;
    readonly sizeBytes: number;
    readonly writtenMs: number;
  },
  selected: boolean,
): CleanupItem {
  const { kind, name, sizeBytes, writtenMs } = file;
  const freedBytes = selected ? sizeBytes : 0;
  return {
    key: `${kind}:${name}`,
    repository: null,
    digest: kind === 'unreferenced' ? name : null,
    name: kind === 'unreferenced' ? '' : name,
    tags: [],
    formerTags: [],
    since: new Date(writtenMs).toISOString(),
    selected,
    fullBytes: sizeBytes,
    staysBytes: sizeBytes - freedBytes,
    staysFor: null,
    freedBytes,
    countedAboveBytes: 0,
  };
}

function sumOf<Item>(items: readonly Item[], bytes: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + bytes(item), 0);
}
