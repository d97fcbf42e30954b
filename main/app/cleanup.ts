// Room app: cleanup: a plan of what nobody needs, and its carrying out in one commit, planned again on the state inside the
// critical section. What it frees is what the plan says, to the byte, and is gone at once: there is no undo.
import { rmSync } from 'node:fs';
import type { CleanupPlan, CleanupPolicy, CleanupReport } from '../../preload/contract/upkeep-model.ts';
import type { TagChangeRecord } from '../catalog/change.ts';
import { departing, removalRecords } from '../catalog/removal.ts';
import { StowageError } from '../errors.ts';
import type { Commit } from '../store/commit.ts';
import { fileBytes } from '../store/folder.ts';
import type { Store } from '../store/store.ts';
import { choose } from './cleanup-choice.ts';
import { type Planned, planOf } from './cleanup-plan.ts';
import { parsePolicy } from './cleanup-policy.ts';
import type { AppContext, JobContext } from './context.ts';

export interface CleanupInput extends CleanupPolicy {
  /** Rows that are wanted; without it all of them. */
  readonly keys?: readonly string[] | undefined;
}

/** What a cleanup would do now. Nothing changes. @throws StowageError pattern-invalid */
export function planCleanup(app: AppContext, input: CleanupInput): CleanupPlan {
  const policy = parsePolicy(input);
  const store = app.openStore('existing');
  return store.catalog.snapshot(() => planOf(store, choose(store, policy), policy, input.keys).plan);
}

/**
 * Carries a cleanup out.
 * @throws StowageError pattern-invalid, plan-outdated, cleanup-blocked, store-read-only, cancelled; nothing is deleted then
 */
export async function runCleanup(
  app: AppContext,
  job: JobContext,
  input: CleanupInput & { readonly revision?: number | undefined },
): Promise<CleanupReport> {
  const policy = parsePolicy(input);
  const store = app.openStore('existing');
  job.report({ phase: 'planning' });
  const done: { planned?: Planned } = {};
  job.signal.throwIfAborted();
  const { swept } = store.commit(() => {
    const planned = planOf(store, choose(store, policy), policy, input.keys);
    const { revision } = planned.plan;
    if (input.revision !== undefined && input.revision !== revision)
      throw new StowageError('plan-outdated', { planned: input.revision, current: revision });
    done.planned = planned;
    job.report({ phase: 'deleting', doneBytes: 0, totalBytes: planned.plan.totals.freedBytes });
    return commitOf(store, planned);
  });
  if (done.planned === undefined) throw new StowageError('store-not-found', { store: store.paths.root });
  const { plan, chosen } = done.planned;
  const measuredBytes = swept.reduce((sum, blob) => sum + blob.sizeBytes, 0) + removeLeftovers(store, chosen);
  job.report({ doneBytes: measuredBytes });
  return {
    ...plan,
    dryRun: false,
    deletedArtifacts: chosen.artifacts.filter(({ deletes }) => deletes).length,
    removedTags: chosen.artifacts.reduce((count, { tags }) => count + tags.length, 0),
    deletedBlobs: swept.length,
    measuredBytes,
  };
}

/** The change; null where nothing but leftovers go. @throws StowageError cleanup-blocked */
function commitOf({ catalog }: Store, { plan, chosen }: Planned): Commit | null {
  const { artifacts, blobs } = chosen;
  if (artifacts.length === 0 && blobs.length === 0) return null;
  const deleted = artifacts.filter(({ deletes }) => deletes);
  const [blocker] = plan.blockers;
  if (blocker !== undefined && deleted.length + blobs.length > 0) throw new StowageError('cleanup-blocked', blocker);
  const rows = new Map(deleted.map(({ artifactId, repository, digest }) => [artifactId, { id: artifactId, repository, digest }]));
  const tags = artifacts
    .filter(({ deletes }) => !deletes)
    .flatMap((row) => row.tags.map((tag): TagChangeRecord => ({ repository: row.repository, tag, from: row.digest, to: null })));
  return {
    change: {
      operation: 'cleanup',
      ...(tags.length === 0 ? {} : { tags }),
      ...(rows.size === 0 ? {} : { remove: removalRecords(catalog, rows, departing(catalog, rows, [])) }),
    },
    sweep: [...rows.keys()],
    unreferenced: blobs.map(({ blobId }) => blobId),
    isFinal: true,
  };
}

/** Removes what interrupted work left, and gives its bytes. Nothing that runs looks for it. */
function removeLeftovers(store: Store, { leftovers }: Planned['chosen']): number {
  let bytes = 0;
  for (const { kind, path } of leftovers) {
    bytes += fileBytes(path);
    if (kind === 'trash') store.emptyTrash();
    else rmSync(path, { recursive: true, force: true });
  }
  return bytes;
}
