// Room store: what a verify run leaves in the store: damage found, blobs that turned out whole, when what was checked. It is
// worked out inside the critical section, on the files as they are then: what changed since it was hashed does not count.

import type { DamageProblem } from '../../preload/contract/upkeep-model.ts';
import { allDamage } from '../catalog/damage.ts';
import { endVerifyProgress } from '../catalog/verify-progress.ts';
import { absentInScope, hasChecked, type VerifyScope } from '../catalog/verify-scope.ts';
import type { Digest } from '../oci/digest.ts';
import { type Commit, isVerified } from './commit.ts';
import { fileMark } from './index-file.ts';
import { lostBlobs } from './lost-blobs.ts';
import type { Store } from './store.ts';
import type { CheckedBlob } from './verify-blobs.ts';

/** What a run found out. */
export interface VerifyFindings {
  /** Whole, those of a former, interrupted run included. */
  readonly whole: ReadonlySet<string>;
  /** Bad blobs, and whole ones of which that was not known. */
  readonly notable: readonly CheckedBlob[];
}

export interface VerifyOutcome {
  readonly damaged: readonly { readonly digest: Digest; readonly problem: DamageProblem }[];
  readonly healed: readonly Digest[];
}

/** What is bad and what is whole again, as the store is now. Only a run that came to its end can say what is missing. */
export function verifyOutcome(store: Store, scope: VerifyScope, found: VerifyFindings, isComplete: boolean): VerifyOutcome {
  const known = new Map(allDamage(store.catalog).map(({ digest, problem }) => [digest, problem]));
  const still = stillThere(store, found);
  const bad = still.flatMap(({ digest, problem }) => (problem === null ? [] : [{ digest, problem }]));
  const missing = isComplete ? lostBlobs(store.catalog, store.paths, absentInScope(store.catalog, scope)) : [];
  const healed = still.filter(
    // What layers unpack to is only known when they were unpacked.
    ({ digest, problem }) => problem === null && known.has(digest) && (scope.deep || known.get(digest) !== 'wrong-diff-id'),
  );
  return {
    damaged: [...bad, ...missing.map((digest) => ({ digest, problem: 'missing' as const }))],
    healed: healed.map(({ digest }) => digest),
  };
}

/** The commit of a run; null where it has nothing to say. `durationMs` null: the run was broken off. */
export function verifyCommit(
  store: Store,
  scope: VerifyScope,
  found: VerifyFindings,
  outcome: VerifyOutcome,
  end: {
    readonly durationMs: number;
    readonly checkedCount: number;
    readonly damagedCount: number;
    readonly progress: string;
  } | null,
): Commit | null {
  const { catalog } = store;
  const known = new Map(allDamage(catalog).map(({ digest, problem }) => [digest, problem]));
  const still = stillThere(store, found);
  const vouched = still.filter(
    ({ digest, problem, isBad }) => !isBad && (problem ?? 'wrong-diff-id') === 'wrong-diff-id' && !isVerified(catalog, digest),
  );
  const verified = [...new Set([...vouched.map(({ digest }) => digest), ...outcome.healed])];
  const news = outcome.damaged.filter(({ digest, problem }) => known.get(digest) !== problem || verified.includes(digest));
  const quarantine = still.flatMap(({ digest, isBad, statedBytes }) => (isBad ? [{ digest, sizeBytes: statedBytes }] : []));
  const damaged = news.length === 0 ? {} : { damaged: news };
  if (end === null) {
    if (news.length === 0 && verified.length === 0 && quarantine.length === 0) return null;
    return { change: { operation: 'verify', ...damaged }, verified, quarantine };
  }
  const isPart = scope.repository !== null || (scope.sinceLast && hasChecked(catalog));
  const hashed = new Set<string>(verified);
  const checked = [...found.whole].filter((digest) => isVerified(catalog, digest) || hashed.has(digest)).toSorted();
  const { durationMs, checkedCount, damagedCount, progress } = end;
  endVerifyProgress(catalog, progress, Date.now());
  return {
    change: {
      operation: 'verify',
      ...damaged,
      ...(isPart ? { checked } : {}),
      verify: { repository: scope.repository, deep: scope.deep, durationMs, checkedCount, damagedCount },
    },
    verified,
    quarantine,
  };
}

/** Findings of files that nobody replaced or took away since. */
function stillThere(store: Store, { notable }: VerifyFindings): readonly CheckedBlob[] {
  return notable.filter(({ digest, mark }) => fileMark(store.blobPath(digest)) === mark);
}
