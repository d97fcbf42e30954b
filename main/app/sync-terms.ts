// Room app: what the parts of a sync share: its terms, what a source was found to have, and what a destination does with it.
import type { SyncedArtifact } from '../../preload/contract/registry-model.ts';
import type { ArchiveInput } from '../archive/open.ts';
import type { Reference } from '../oci/reference.ts';
import type { AppContext, JobContext } from './context.ts';
import type { Selection } from './needed.ts';
import type { RemoteLines } from './remote-lines.ts';
import type { SyncFilter } from './sync-filter.ts';

export interface SyncTerms {
  readonly app: AppContext;
  readonly lines: RemoteLines;
  readonly dryRun: boolean;
  /** As they were typed; none: all. */
  readonly platforms: readonly string[];
  /** The same platforms, and whether referrers go along. */
  readonly selection: Selection;
  readonly filter: SyncFilter;
  /** The part of the job that one use case does: its progress adds to that of the others. */
  readonly step: () => JobContext;
}

/** A source and what of it is meant; of an archive that is known once it is open. */
export type Origin =
  | { readonly kind: 'registry'; readonly references: readonly Reference[] }
  | { readonly kind: 'store'; readonly app: AppContext; readonly references: readonly Reference[] }
  | { readonly kind: 'archive'; readonly input: ArchiveInput };

export interface Brought {
  readonly synced: readonly SyncedArtifact[];
  readonly newBytes: number;
  readonly heldBytes: number;
}

export interface SyncTarget {
  readonly fromRegistry: (references: readonly Reference[]) => Promise<Brought>;
  readonly fromStore: (from: AppContext, references: readonly Reference[]) => Promise<Brought>;
  readonly fromArchive: (input: ArchiveInput) => Promise<Brought>;
}

export const nothing: Brought = { synced: [], newBytes: 0, heldBytes: 0 };

export function together(parts: readonly Brought[]): Brought {
  return {
    synced: parts.flatMap(({ synced }) => synced),
    newBytes: parts.reduce((sum, { newBytes }) => sum + newBytes, 0),
    heldBytes: parts.reduce((sum, { heldBytes }) => sum + heldBytes, 0),
  };
}

/** Steps of a job whose progress adds up. How much there is to come nobody knows before the last. */
export function stepsOf(job: JobContext): () => JobContext {
  const sums = { doneBytes: 0, newBytes: 0, sharedBytes: 0 };
  return () => {
    const before = { ...sums };
    return {
      ...job,
      report: ({ doneBytes = 0, newBytes = 0, sharedBytes = 0, ...update }) => {
        sums.doneBytes = Math.max(sums.doneBytes, before.doneBytes + doneBytes);
        sums.newBytes = Math.max(sums.newBytes, before.newBytes + newBytes);
        sums.sharedBytes = Math.max(sums.sharedBytes, before.sharedBytes + sharedBytes);
        job.report({ ...update, ...sums, totalBytes: null });
      },
    };
  };
}
