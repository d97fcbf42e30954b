// Feature library: turns the artifacts of a list into the rows of its table: filtered, sorted, untagged ones under a heading of their
// own, children of unfolded ones beneath them. Pure.
import type { ArtifactSummary, PlatformState, ReferrerInfo, TagSummary } from '../../../preload/contract/model.ts';
import { orderedTags } from '../../format/tag-order.ts';
import type { GridSort } from '../../ui/grid/grid-sort.ts';
import { naturalKey, type SortKey, sortedBy } from './sorting.ts';

export type Show = 'all' | 'tagged' | 'untagged';

export type ArtifactRow =
  | {
      readonly kind: 'artifact';
      readonly id: string;
      readonly artifact: ArtifactSummary;
      readonly isExpanded: boolean | undefined;
    }
  | { readonly kind: 'platform'; readonly id: string; readonly artifact: ArtifactSummary; readonly platform: PlatformState }
  | { readonly kind: 'referrer'; readonly id: string; readonly artifact: ArtifactSummary; readonly referrer: ReferrerInfo }
  | { readonly kind: 'tag'; readonly id: string; readonly artifact: ArtifactSummary | null; readonly tag: TagSummary }
  | { readonly kind: 'heading'; readonly id: string };

/** Identity of an artifact in every list: the same digest in two repositories is two artifacts. */
export function artifactId({ repository, digest }: Pick<ArtifactSummary, 'repository' | 'digest'>): string {
  return `${repository ?? ''}@${digest}`;
}

function isTagged(artifact: ArtifactSummary): boolean {
  return artifact.tags.length > 0;
}

/** What stands below an artifact once it is unfolded. */
export function hasChildren({ kind, platforms, referrers }: ArtifactSummary): boolean {
  return (
    (kind === 'index' && platforms.length > 0) ||
    referrers.signature + referrers.sbom + referrers.attestation + referrers.other > 0
  );
}

export function sortArtifacts(artifacts: readonly ArtifactSummary[], sort: GridSort): readonly ArtifactSummary[] {
  return sortedBy(artifacts, (artifact) => artifactKeys(sort.column, artifact), sort.direction);
}

interface RowsInput {
  /** Sorted. */
  readonly artifacts: readonly ArtifactSummary[];
  readonly show: Show;
  readonly filter: string;
  readonly expanded: ReadonlySet<string>;
  readonly referrersOf: (artifact: ArtifactSummary) => readonly ReferrerInfo[];
}

export function artifactRows({ artifacts, show, filter, expanded, referrersOf }: RowsInput): readonly ArtifactRow[] {
  const wanted = filter.trim().toLowerCase();
  const matching = wanted === '' ? artifacts : artifacts.filter((artifact) => matches(artifact, wanted));
  const rows: ArtifactRow[] = [];
  const add = (artifact: ArtifactSummary): void => {
    const row = rowOf(artifact);
    if (row.isExpanded === undefined || !expanded.has(row.id)) {
      rows.push(row);
      return;
    }
    rows.push({ ...row, isExpanded: true });
    if (artifact.kind === 'index')
      for (const platform of artifact.platforms)
        rows.push({ kind: 'platform', id: `${row.id}/${platform.digest}`, artifact, platform });
    for (const referrer of referrersOf(artifact))
      rows.push({ kind: 'referrer', id: `${row.id}/${referrer.digest}`, artifact, referrer });
  };
  if (show !== 'untagged') for (const artifact of matching) if (isTagged(artifact)) add(artifact);
  if (show === 'tagged') return rows;
  const untagged = matching.filter((artifact) => !isTagged(artifact));
  if (show === 'all' && untagged.length > 0) rows.push(heading);
  untagged.forEach(add);
  return rows;
}

const heading: ArtifactRow = { kind: 'heading', id: 'untagged' };
const foldedRows = new WeakMap<ArtifactSummary, ArtifactRow & { readonly kind: 'artifact' }>();

/** The row of a folded artifact: the same object for as long as the artifact is, so that lists of tens of thousands stay cheap. */
function rowOf(artifact: ArtifactSummary): ArtifactRow & { readonly kind: 'artifact' } {
  const known = foldedRows.get(artifact);
  if (known !== undefined) return known;
  const made = {
    kind: 'artifact',
    id: artifactId(artifact),
    artifact,
    isExpanded: hasChildren(artifact) ? false : undefined,
  } as const;
  foldedRows.set(artifact, made);
  return made;
}

/** Rows of the view by tag. */
export function tagRows(
  tags: readonly TagSummary[],
  artifacts: readonly ArtifactSummary[],
  filter: string,
  sort: GridSort,
): readonly ArtifactRow[] {
  const byDigest = new Map(artifacts.map((artifact) => [artifact.digest, artifact]));
  const wanted = filter.trim().toLowerCase();
  const kept = tags.filter(({ tag, digest }) => tag.toLowerCase().includes(wanted) || hexOf(digest).startsWith(hexOf(wanted)));
  const key = ({ tag, digest, sizeBytes, updatedAt }: TagSummary): SortKey => {
    const keys: Readonly<Record<string, SortKey>> = {
      digest,
      size: sizeBytes,
      unique: byDigest.get(digest)?.uniqueBytes ?? 0,
      added: updatedAt,
    };
    return keys[sort.column] ?? naturalKey(tag);
  };
  return sortedBy(kept, (tag) => [key(tag), naturalKey(tag.tag)], sort.direction).map((tag) => ({
    kind: 'tag',
    id: `${tag.repository}:${tag.tag}`,
    tag,
    artifact: byDigest.get(tag.digest) ?? null,
  }));
}

function matches(artifact: ArtifactSummary, wanted: string): boolean {
  if (wanted === '') return true;
  return (
    artifact.tags.some((tag) => tag.toLowerCase().includes(wanted)) ||
    artifact.formerTags.some(({ tag }) => tag.toLowerCase().includes(wanted)) ||
    hexOf(artifact.digest).startsWith(hexOf(wanted)) ||
    artifact.platforms.some(({ platform, digest }) => platform.includes(wanted) || hexOf(digest).startsWith(hexOf(wanted)))
  );
}

function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}

function artifactKeys(column: string, artifact: ArtifactSummary): readonly [SortKey, ...SortKey[]] {
  const name = naturalKey(orderedTags(artifact.tags)[0] ?? artifact.formerTags[0]?.tag ?? '');
  const keys: Readonly<Record<string, SortKey>> = {
    tags: name,
    repository: naturalKey(artifact.repository ?? ''),
    digest: artifact.digest,
    platforms: artifact.platforms[0]?.platform ?? '',
    size: artifact.sizeBytes,
    unique: artifact.uniqueBytes,
    added: artifact.addedAt,
  };
  return [keys[column] ?? 0, name, artifact.digest];
}
