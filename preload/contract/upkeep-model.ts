// Room preload/contract: what upkeep of a store answers: locks, deletion, cleanup, undo, proofs, verify, repair, several stores
// and the log. Plain data only; byte counts are integers in bytes, times RFC 3339 in UTC, digests and repositories in full form.

/** What may be done with a repository, a tag or an artifact; the four switches of Azure Container Registry. */
export interface LockSwitches {
  /** It, and what is in it, may be deleted; a tag may be removed. */
  readonly deleteEnabled: boolean;
  /** Tags may be set and moved, artifacts may come in. */
  readonly writeEnabled: boolean;
  /** It stands in lists. */
  readonly listEnabled: boolean;
  /** It may be exported, copied, pulled and looked into. */
  readonly readEnabled: boolean;
}

/** A lock on a repository (no tag, no digest), a tag or an artifact of it. */
export interface LockInfo {
  /** As a command takes it: `repository`, `repository:tag` or `repository@digest`. */
  readonly reference: string;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly switches: LockSwitches;
  readonly since: string;
}

/** One artifact in one repository, as reports name it. */
export interface ArtifactName {
  readonly repository: string | null;
  readonly digest: string;
  readonly tags: readonly string[];
}

/** What deleting would touch. It is refused while `locks` is not empty, and while `breaks` is not, unless forced. */
export interface RemovalPlan {
  readonly revision: number;
  readonly artifacts: readonly ArtifactName[];
  /** Manifests with a subject among them, which go along. */
  readonly referrers: readonly { readonly digest: string; readonly subject: string }[];
  /** Indexes that contain one of them and would lose it. */
  readonly breaks: readonly { readonly index: ArtifactName; readonly child: string; readonly platform: string | null }[];
  readonly locks: readonly LockInfo[];
  readonly blobCount: number;
  readonly freedBytes: number;
}

/** Which things a cleanup takes; every rule that is left out does not restrict. */
export interface CleanupPolicy {
  /** Untagged (and, with `tagPattern`, tagged) for at least this long. */
  readonly olderThanSeconds?: number | undefined;
  /** Globs over full or familiar repository names; one must match. */
  readonly repositories?: readonly string[] | undefined;
  /** Regular expression: tags that match it entirely are removed too. */
  readonly tagPattern?: string | undefined;
  /** The newest so many of each repository stay: of its matching tags, or without `tagPattern` of its untagged artifacts. */
  readonly keep?: number | undefined;
  /** With `tagPattern`: also delete untagged artifacts, those that lose their last tag here included. */
  readonly untagged?: boolean | undefined;
}

export type CleanupGroupKind = 'tagged' | 'untagged' | 'unreferenced' | 'interrupted';

/** One row of a plan. fullBytes = staysBytes + freedBytes + countedAboveBytes. */
export interface CleanupItem {
  /** Names the row in a selection. */
  readonly key: string;
  readonly repository: string | null;
  /** Null for interrupted work. */
  readonly digest: string | null;
  /** A staging folder or file of interrupted work; empty otherwise. */
  readonly name: string;
  /** Tags that go with it. */
  readonly tags: readonly string[];
  readonly formerTags: readonly { readonly tag: string; readonly until: string }[];
  /** When it lost its last tag; for a blob or interrupted work, when it was written. */
  readonly since: string | null;
  readonly selected: boolean;
  readonly fullBytes: number;
  /** Bytes that something outside the selection needs. */
  readonly staysBytes: number;
  /** An artifact that needs what stays, or null where nothing stays. */
  readonly staysFor: ArtifactName | null;
  readonly freedBytes: number;
  /** Bytes freed as well, and counted with an earlier row. */
  readonly countedAboveBytes: number;
}

export type CleanupKeptReason =
  | 'recent'
  | 'newest'
  | 'locked'
  | 'in-use'
  | 'index-child'
  | 'referrer'
  | 'other-repository'
  | 'unreadable';

export interface CleanupGroup {
  readonly kind: CleanupGroupKind;
  readonly items: readonly CleanupItem[];
  readonly freedBytes: number;
}

/** What a cleanup would do; `totals` counts each blob of the selected rows once: fullBytes = staysBytes + freedBytes. */
export interface CleanupPlan {
  readonly revision: number;
  readonly olderThanSeconds: number;
  readonly groups: readonly CleanupGroup[];
  /** What no tag points to and yet stays, or what a rule keeps. */
  readonly kept: readonly { readonly reason: CleanupKeptReason; readonly count: number }[];
  /** Manifests that cannot be read: while there are any, no blob is taken away (I8). */
  readonly blockers: readonly { readonly digest: string; readonly reason: string }[];
  readonly totals: { readonly fullBytes: number; readonly staysBytes: number; readonly freedBytes: number };
}

export interface CleanupReport extends CleanupPlan {
  readonly dryRun: boolean;
  readonly deletedArtifacts: number;
  readonly removedTags: number;
  readonly deletedBlobs: number;
  /** Bytes the files that were taken away had. */
  readonly measuredBytes: number;
}

/** The deletion that `undo` would take back. */
export interface UndoOffer {
  /** Revision of the change in the log. */
  readonly revision: number;
  readonly at: string;
  readonly operation: string;
  readonly tags: readonly string[];
  readonly artifacts: readonly ArtifactName[];
}

export interface UndoReport extends UndoOffer {
  readonly restoredBlobs: number;
  readonly restoredBytes: number;
}

export type ProofRole = 'tag' | 'untagged' | 'index' | 'manifest' | 'config' | 'layer' | 'referrer' | 'lease';

/** Why a blob is kept: from a tag, an untagged artifact or running work down to it. Empty `steps` is no proof. */
export interface BlobProof {
  readonly steps: readonly {
    readonly role: ProofRole;
    /** A reference, a digest, or what the running work is. */
    readonly name: string;
    readonly platform: string | null;
  }[];
}

export interface BlobExplanation {
  readonly digest: string;
  /** `absent`: something needs it and it is not here. */
  readonly status: 'needed' | 'not-needed' | 'absent' | 'damaged';
  readonly sizeBytes: number;
  readonly mediaType: string | null;
  readonly proofs: readonly BlobProof[];
  /** All of them; `proofs` shows the first 20. */
  readonly proofCount: number;
  /** When it came, from the log; null where the log does not say. */
  readonly addedAt: string | null;
  readonly verifiedAt: string | null;
  /** A manifest that cannot be read and may need it: until it is repaired or deleted, no cleanup takes away what is not needed. */
  readonly keptFor: string | null;
}

export type DamageProblem = 'wrong-bytes' | 'wrong-size' | 'missing' | 'wrong-diff-id';

/** A blob that is not what it should be. It stays in quarantine until it is repaired. */
export interface Damage {
  readonly digest: string;
  readonly problem: DamageProblem;
  readonly foundAt: string;
  readonly sizeBytes: number;
  readonly artifacts: readonly ArtifactName[];
}

export interface VerifyReport {
  readonly repository: string | null;
  readonly sinceLast: boolean;
  readonly deep: boolean;
  readonly startedAt: string;
  readonly durationMs: number;
  /** Hashed by this run. */
  readonly checkedCount: number;
  readonly checkedBytes: number;
  /** Besides these, blobs a former, interrupted run of the same kind had checked already. */
  readonly resumedCount: number;
  readonly damage: readonly Damage[];
  /** Blobs that had been marked damaged and are whole. */
  readonly healedCount: number;
  /** Rows in which the catalogue differed from the disk; it was made again. */
  readonly catalogDifferences: number;
}

export interface LastVerify {
  readonly at: string;
  readonly durationMs: number;
  readonly checkedCount: number;
  readonly damagedCount: number;
}

export interface RepairReport {
  readonly healed: readonly { readonly digest: string; readonly sizeBytes: number; readonly source: string }[];
  /** Damaged or missing blobs that no source had. */
  readonly left: readonly string[];
}

/** A store this user has opened. */
export interface StoreInfo {
  readonly path: string;
  readonly name: string;
  readonly readOnly: boolean;
  /** The one that is open. */
  readonly current: boolean;
  readonly exists: boolean;
}

export interface StoreMoveReport {
  readonly from: string;
  readonly to: string;
  readonly fileCount: number;
  readonly sizeBytes: number;
}

export interface StoreCopyReport {
  readonly to: string;
  readonly references: readonly string[];
  readonly artifacts: readonly ArtifactName[];
  readonly newBytes: number;
  readonly heldBytes: number;
}

/** One change of the store, from its ledger. */
export interface LogEntry {
  readonly revision: number;
  readonly at: string;
  /** cli, electron, web, registry, or `outside`: another program. */
  readonly door: string;
  /** Name of the user on the host, where it is known. */
  readonly user: string | null;
  readonly operation: string;
  readonly source: string | null;
  readonly tags: readonly { readonly reference: string; readonly from: string | null; readonly to: string | null }[];
  readonly added: readonly ArtifactName[];
  readonly removed: readonly ArtifactName[];
  readonly blobsAdded: number;
  readonly blobsRemoved: number;
  /** Locks that were set or lifted, damage that was found, and other details, one short line each. */
  readonly notes: readonly LogNote[];
}

export type LogNote =
  | { readonly kind: 'locked' | 'unlocked'; readonly reference: string }
  | { readonly kind: 'damaged' | 'healed'; readonly digest: string }
  | { readonly kind: 'restored'; readonly reference: string }
  | { readonly kind: 'undid'; readonly revision: number }
  | { readonly kind: 'verified'; readonly count: number };
