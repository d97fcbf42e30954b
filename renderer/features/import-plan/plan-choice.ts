// Feature import-plan: what choosing some artifacts of a plan means: which rows there are, how many bytes they add, which tags
// they meet. Pure: a plan in, figures out.
import type { ImportReport, PlannedArtifact } from '../../../preload/contract/transfer-model.ts';
import { isTag } from '../../format/names.ts';
import { type NamedTag, type ReportName, reportNames, splitReference } from '../../format/report-names.ts';

/** One artifact of the plan. Two archives may hold the same one: then it is one choice, shown twice. */
export interface PlanRow {
  /** Unique in the plan. */
  readonly id: string;
  readonly artifact: PlannedArtifact;
  readonly names: readonly ReportName[];
  readonly canChoose: boolean;
}

export interface PlanFigures {
  readonly count: number;
  readonly newBytes: number;
  readonly heldBytes: number;
  /** False where some digest is known only after reading, so that the figure may shrink. */
  readonly isExact: boolean;
}

export interface TagConflict {
  readonly repository: string;
  readonly tag: string;
  readonly from: string;
  /** Null where the incoming digest is known only after reading. */
  readonly to: string | null;
}

export function planRows(plan: ImportReport): readonly PlanRow[] {
  return plan.archives.flatMap(({ artifacts }, archive) =>
    artifacts.map((artifact, place) => ({
      id: `${archive}:${place}`,
      artifact,
      names: reportNames(artifact),
      canChoose: artifact.status !== 'refused',
    })),
  );
}

/** Each new blob counts once, with whichever chosen artifact needs it. */
export function planFigures(plan: ImportReport, chosen: ReadonlySet<string>): PlanFigures {
  const layers = new Map<string, number>();
  let restBytes = 0;
  let wholeBytes = 0;
  let count = 0;
  let isExact = true;
  for (const { artifacts } of plan.archives) {
    const met = new Set<string>();
    for (const artifact of artifacts) {
      if (artifact.status === 'refused') continue;
      const own = newLayers(artifact);
      // The plan gives a blob to the first artifact that needs it; what is left of that one are its documents.
      const firstMet = own.filter(([id]) => !met.has(id));
      for (const [id] of own) met.add(id);
      if (!chosen.has(artifact.key)) continue;
      count += 1;
      wholeBytes += artifact.sizeBytes;
      isExact &&= artifact.digest !== null;
      restBytes += Math.max(0, artifact.newBytes - sum(firstMet));
      for (const [id, sizeBytes] of own) layers.set(id, sizeBytes);
    }
  }
  const newBytes = restBytes + sum([...layers]);
  return { count, newBytes, heldBytes: Math.max(0, wholeBytes - newBytes), isExact };
}

/** Tags of chosen artifacts that point to something else now. */
export function tagConflicts(rows: readonly PlanRow[], chosen: ReadonlySet<string>): readonly TagConflict[] {
  const conflicts = new Map<string, TagConflict>();
  for (const { artifact } of rows) {
    if (!chosen.has(artifact.key) || artifact.status === 'refused') continue;
    for (const { reference, status, currentDigest } of artifact.tags) {
      if ((status !== 'moves' && status !== 'kept') || currentDigest === null) continue;
      conflicts.set(reference, { ...splitReference(reference), from: currentDigest, to: artifact.digest });
    }
  }
  return [...conflicts.values()];
}

const repositoryPattern = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+(?=\/))?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;

/** A new name as it is typed: its parts, or null while it is none. The host has the last word. */
export function typedName(name: string): { readonly repository: string; readonly tag: string | null } | null {
  const { repository, tag } = splitReference(name);
  const hasTag = repository !== name;
  if (!repositoryPattern.test(repository) || (hasTag && !isTag(tag))) return null;
  return { repository, tag: hasTag ? tag : null };
}

/** The names a row will have under a new name: the archive's tags stay, unless the name has one itself. */
export function renamed(row: PlanRow, name: { readonly repository: string; readonly tag: string | null }): readonly ReportName[] {
  if (row.artifact.subject !== null) return row.names;
  const found = name.tag === null ? [...new Set(row.names.flatMap(({ tags }) => tags.map(({ tag }) => tag)))] : [name.tag];
  return [{ repository: name.repository, tags: found.map((tag): NamedTag => ({ tag, status: 'new', currentDigest: null })) }];
}

function newLayers({ images }: PlannedArtifact): readonly (readonly [id: string, sizeBytes: number])[] {
  const found = new Map<string, number>();
  for (const { layers } of images)
    for (const { digest, diffId, held, present, sizeBytes } of layers)
      if (!held && present) found.set(digest ?? diffId ?? '', sizeBytes);
  return [...found];
}

function sum(sizes: readonly (readonly [string, number])[]): number {
  return sizes.reduce((total, [, sizeBytes]) => total + sizeBytes, 0);
}
