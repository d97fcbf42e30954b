// Feature library: what the user chose in a list, by id, as the artifacts it stands for.
import { useMemo } from 'react';
import type { ArtifactSummary } from '../../../preload/contract/model.ts';
import { type ArtifactRow, artifactId } from './artifact-rows.ts';

const noArtifacts: readonly ArtifactSummary[] = [];

interface Chosen {
  /** Selected artifacts that are still there. */
  readonly selected: readonly ArtifactSummary[];
  /** The one to show when there are not several: the selected one, else that of the focus. */
  readonly one: ArtifactSummary | null;
  /** In the view by tag: the tag of the focus. */
  readonly tag: string | null;
}

export function useChosen(
  artifacts: readonly ArtifactSummary[],
  rows: readonly ArtifactRow[],
  selected: ReadonlySet<string>,
  focused: string | null,
): Chosen {
  const byId = useMemo(() => new Map(artifacts.map((artifact) => [artifactId(artifact), artifact])), [artifacts]);
  const rowById = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  return useMemo(() => {
    const focusedRow = rowById.get(focused ?? '');
    const ofFocus = focusedRow === undefined || focusedRow.kind === 'heading' ? null : focusedRow.artifact;
    const tag = focusedRow?.kind === 'tag' ? focusedRow.tag.tag : null;
    const kept = new Set<ArtifactSummary>();
    for (const id of selected) {
      // By tag, rows stand for tags: two of them may mean one artifact.
      const row = rowById.get(id);
      const artifact = row?.kind === 'tag' ? row.artifact : byId.get(id);
      if (artifact !== null && artifact !== undefined) kept.add(artifact);
    }
    const [only] = kept;
    return { selected: kept.size === 0 ? noArtifacts : [...kept], one: kept.size === 1 ? (only ?? null) : ofFocus, tag };
  }, [byId, rowById, selected, focused]);
}
