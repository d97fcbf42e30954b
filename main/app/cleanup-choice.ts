// Room app: what a cleanup's policy picks from the store, and what stays and why. It counts no bytes together and changes nothing.
import type { FormerTag } from '../../preload/contract/model.ts';
import type { CleanupKeptReason, CleanupPlan } from '../../preload/contract/upkeep-model.ts';
import { cleanupBlockers } from '../catalog/cleanup-blockers.ts';
import {
  leasedDigests,
  lockedArtifacts,
  type TagRow,
  tagRows,
  type UnreferencedRow,
  unreferencedRows,
  untaggedRows,
} from '../catalog/cleanup-rows.ts';
import { aliveLeases } from '../catalog/leases.ts';
import { untagLock } from '../catalog/locks.ts';
import type { Digest } from '../oci/digest.ts';
import { writtenMs } from '../store/folder.ts';
import { type InterruptedWork, interruptedWork } from '../store/interrupted-work.ts';
import { ownerRuns } from '../store/process-owner.ts';
import type { Store } from '../store/store.ts';
import type { ParsedPolicy } from './cleanup-policy.ts';

/** An artifact that goes, or without `deletes` only loses tags. */
export interface ChosenArtifact {
  readonly group: 'tagged' | 'untagged';
  readonly artifactId: number;
  readonly repository: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly tags: readonly string[];
  readonly formerTags: readonly FormerTag[];
  readonly since: string | null;
  readonly deletes: boolean;
}

export interface ChosenBlob extends UnreferencedRow {
  readonly writtenMs: number;
}

export interface Choice {
  readonly artifacts: readonly ChosenArtifact[];
  readonly blobs: readonly ChosenBlob[];
  readonly leftovers: readonly InterruptedWork[];
  readonly kept: ReadonlyMap<CleanupKeptReason, number>;
  /** Digests that running work holds. */
  readonly held: ReadonlySet<string>;
  /** Documents that cannot be followed, so that what nothing seems to need may be needed (I8). */
  readonly blockers: CleanupPlan['blockers'];
}

/** What all choosing looks at. */
interface Circumstances {
  readonly store: Store;
  readonly policy: ParsedPolicy;
  readonly nowMs: number;
  readonly held: ReadonlySet<string>;
  readonly locked: ReadonlySet<number>;
  readonly isBlocked: boolean;
  readonly keep: (reason: CleanupKeptReason, count?: number) => void;
}

/** Chooses on the state as it is. @throws StowageError pattern-invalid for a pattern that takes too long */
export function choose(store: Store, policy: ParsedPolicy): Choice {
  const { catalog } = store;
  const kept = new Map<CleanupKeptReason, number>();
  const keep = (reason: CleanupKeptReason, count = 1): void => {
    if (count > 0) kept.set(reason, (kept.get(reason) ?? 0) + count);
  };
  const nowMs = Date.now();
  const alive = aliveLeases(catalog, ownerRuns, nowMs);
  const held = leasedDigests(catalog, alive);
  const blockers = cleanupBlockers(catalog);
  const around = { store, policy, nowMs, held, locked: lockedArtifacts(catalog), isBlocked: blockers.length > 0, keep };
  return {
    artifacts: [...chooseTagged(around), ...(policy.takesUntagged ? chooseUntagged(around) : [])],
    blobs: policy.isWholeStore ? chooseBlobs(around) : [],
    leftovers: policy.isWholeStore ? chooseLeftovers(around, alive) : [],
    kept,
    held,
    blockers,
  };
}

function chooseTagged({ store, policy, nowMs, held, locked, keep }: Circumstances): readonly ChosenArtifact[] {
  if (policy.matchingTags === null) return [];
  const all = tagRows(store.catalog);
  const tagCounts = Map.groupBy(all, (row) => row.artifactId);
  const inside = all.filter((row) => policy.matchesRepository(row.repository));
  const matching = policy.matchingTags([...new Set(inside.map((row) => row.tag))]);
  const going: TagRow[] = [];
  const ranks = new Map<string, number>();
  for (const row of inside) {
    if (!matching.has(row.tag)) continue;
    const rank = (ranks.get(row.repository) ?? 0) + 1;
    ranks.set(row.repository, rank);
    // Its lock is one of its artifact's, so few are looked for.
    if (locked.has(row.artifactId) && untagLock(store.catalog, row.repository, row.tag) !== null) keep('locked');
    else if (isRecent(row.updatedAt, policy, nowMs)) keep('recent');
    else if (rank <= policy.keep) keep('newest');
    else going.push(row);
  }
  return [...Map.groupBy(going, (row) => row.artifactId)].flatMap(([artifactId, rows]) => {
    const [{ repository, digest, sizeBytes, updatedAt, isUnreadable }] = rows as [TagRow, ...TagRow[]];
    const wanted = policy.takesUntagged && tagCounts.get(artifactId)?.length === rows.length;
    const reason = wanted ? reasonToStay({ isUnreadable, isLocked: locked.has(artifactId), isHeld: held.has(digest) }) : null;
    if (reason !== null) {
      keep(reason);
      return [];
    }
    const tags = rows.map((row) => row.tag).toSorted();
    const base = { artifactId, repository, digest, sizeBytes, formerTags: [], since: updatedAt };
    return [{ ...base, group: 'tagged' as const, tags, deletes: wanted }];
  });
}

function chooseUntagged({ store, policy, nowMs, held, locked, keep }: Circumstances): readonly ChosenArtifact[] {
  const ranks = new Map<string, number>();
  const newest = policy.matchingTags === null ? policy.keep : 0;
  return untaggedRows(store.catalog).flatMap(({ isUnreadable, ...row }) => {
    const rank = (ranks.get(row.repository) ?? 0) + 1;
    ranks.set(row.repository, rank);
    let reason: CleanupKeptReason | null = 'other-repository';
    if (policy.matchesRepository(row.repository)) {
      reason = reasonToStay({ isUnreadable, isLocked: locked.has(row.artifactId), isHeld: held.has(row.digest) });
      if (isRecent(row.since, policy, nowMs)) reason ??= 'recent';
      if (rank <= newest) reason ??= 'newest';
    }
    if (reason === null) return [{ ...row, group: 'untagged' as const, tags: [], deletes: true }];
    keep(reason);
    return [];
  });
}

/** What another program wrote may be half of something: all of it stays until the newest has its age. */
function chooseBlobs({ store, policy, nowMs, held, isBlocked, keep }: Circumstances): readonly ChosenBlob[] {
  const rows = unreferencedRows(store.catalog);
  if (isBlocked) {
    keep('unreadable', rows.length);
    return [];
  }
  const free = rows
    .filter(({ digest }) => !held.has(digest))
    .map((row) => ({ ...row, writtenMs: writtenMs(store.blobPath(row.digest as Digest)) }));
  keep('in-use', rows.length - free.length);
  const foreign = free.filter(({ isOurs }) => !isOurs);
  const newestMs = foreign.reduce((newest, blob) => Math.max(newest, blob.writtenMs), 0);
  if (!isYoung(newestMs, policy.foreignSeconds, nowMs)) return free;
  keep('recent', foreign.length);
  return free.filter(({ isOurs }) => isOurs);
}

function chooseLeftovers({ store, policy, nowMs, keep }: Circumstances, alive: ReadonlySet<string>): readonly InterruptedWork[] {
  const all = interruptedWork(store.paths, alive);
  const free = all.filter(({ kind, writtenMs: at }) => kind !== 'temporary' || !isYoung(at, policy.foreignSeconds, nowMs));
  keep('recent', all.length - free.length);
  return free;
}

function reasonToStay(row: {
  readonly isUnreadable: boolean;
  readonly isLocked: boolean;
  readonly isHeld: boolean;
}): CleanupKeptReason | null {
  if (row.isUnreadable) return 'unreadable';
  if (row.isLocked) return 'locked';
  return row.isHeld ? 'in-use' : null;
}

/** A time nobody noted is taken for now. */
function isRecent(at: string | null, { olderThanSeconds }: ParsedPolicy, nowMs: number): boolean {
  return at === null || isYoung(Date.parse(at), olderThanSeconds, nowMs);
}

function isYoung(atMs: number, seconds: number, nowMs: number): boolean {
  return nowMs - atMs < seconds * 1000;
}
