// Room preload/contract: what lists and pages show of the store. Plain data only; all byte counts are integers in bytes, all
// times RFC 3339 in UTC, digests and repositories in full form. It computes nothing.
import type { Warning } from './failure.ts';
import type { Volume } from './host-model.ts';
import type { ArtifactName, LastVerify, LockSwitches } from './upkeep-model.ts';

/** What an artifact is, told by its media types (config media type or artifactType), never by its name. */
export type ArtifactKind = 'image' | 'index' | 'helm' | 'referrer' | 'other';

/** Why a blob that something needs is not in the store (I5). */
export type AbsenceReason = 'platform' | 'not-distributed' | 'damaged' | 'unknown';

export interface PlatformState {
  /** `os/architecture[/variant]`. */
  readonly platform: string;
  /** Digest of the platform's image manifest. */
  readonly digest: string;
  /** False when some of its blobs are not in the store. */
  readonly present: boolean;
  /** Bytes of manifest, config and layers as stored, each blob once. */
  readonly sizeBytes: number;
}

export interface FormerTag {
  readonly tag: string;
  readonly until: string;
  /** Digest that holds the tag now, or null when the tag was removed. */
  readonly replacedBy: string | null;
}

export interface ReferrerCounts {
  readonly signature: number;
  readonly sbom: number;
  readonly attestation: number;
  readonly other: number;
}

/** One artifact in one repository. The same digest in two repositories is two artifacts that share every blob. */
export interface ArtifactSummary {
  /** Full repository name, or null for an artifact that never had a name. */
  readonly repository: string | null;
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly kind: ArtifactKind;
  readonly tags: readonly string[];
  readonly formerTags: readonly FormerTag[];
  readonly platforms: readonly PlatformState[];
  /** Every distinct blob the artifact reaches (children and referrers too), as stored. */
  readonly sizeBytes: number;
  /** Bytes that only this artifact needs: deleting it frees exactly these. */
  readonly uniqueBytes: number;
  readonly layerCount: number;
  readonly createdAt: string | null;
  readonly addedAt: string;
  /** When its last tag left it; null while it is tagged or never was. */
  readonly untaggedAt: string | null;
  /** Where it came from, as the user named it. */
  readonly source: string | null;
  readonly referrers: ReferrerCounts;
  /** Blobs it needs that are not in the store. */
  readonly absentCount: number;
  /** Of those, blobs that were found damaged: it is not exported until they are repaired. */
  readonly damagedCount: number;
  /** Its repository's, its own and its tags' locks together; null where nothing is locked. */
  readonly locked: LockSwitches | null;
  /** When it came back after another program had changed index.json; null where that never happened. */
  readonly restoredAt: string | null;
}

export interface RepositorySummary {
  readonly repository: string;
  readonly familiar: string;
  readonly kinds: readonly ArtifactKind[];
  readonly artifactCount: number;
  readonly tagCount: number;
  readonly untaggedCount: number;
  /** Each blob its artifacts reach once. */
  readonly sizeBytes: number;
  /** Bytes no other repository needs. */
  readonly uniqueBytes: number;
  /** Sum of its artifacts' sizes, counted one by one. */
  readonly logicalBytes: number;
  readonly lastChangedAt: string;
  /** The repository's own lock. */
  readonly locked: LockSwitches | null;
}

export interface TagSummary {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly kind: ArtifactKind;
  readonly sizeBytes: number;
  readonly updatedAt: string;
  /** Its repository's and its own lock together. */
  readonly locked: LockSwitches | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
}

export interface StoreSummary {
  readonly path: string;
  /** Grows by one with every change of the store. */
  readonly revision: number;
  readonly readOnly: boolean;
  /** Every blob file of the store once. */
  readonly diskBytes: number;
  /** Sum of the artifacts' sizes, counted one by one. */
  readonly logicalBytes: number;
  /** logicalBytes of what is needed less its size on disk. */
  readonly savedBytes: number;
  /** Bytes no artifact needs. */
  readonly orphanBytes: number;
  readonly blobCount: number;
  readonly artifactCount: number;
  readonly repositoryCount: number;
  readonly tagCount: number;
  readonly untaggedCount: number;
  readonly volume: Volume;
  /** The last run over the whole store that came to its end. */
  readonly lastVerify: LastVerify | null;
  /** Blobs that were found damaged or missing and are not repaired. */
  readonly damagedCount: number;
  /** Manifests that cannot be read; while there are any, cleanup takes no blob away. */
  readonly unreadableCount: number;
  /** Bytes of files that were found damaged and are kept aside until they are repaired. */
  readonly quarantineBytes: number;
}

export interface LayerInfo {
  /** 1 is the lowest layer. */
  readonly number: number;
  readonly digest: string;
  readonly diffId: string | null;
  readonly mediaType: string;
  readonly compression: 'none' | 'gzip' | 'zstd' | 'other';
  readonly sizeBytes: number;
  /** Null until something had to unpack it. */
  readonly unpackedBytes: number | null;
  readonly present: boolean;
  /** Other artifacts that use this blob. */
  readonly sharedWith: number;
  readonly title: string | null;
  readonly urls: readonly string[];
}

export interface HistoryLineInfo {
  readonly line: number;
  readonly instruction: string;
  readonly text: string;
  readonly createdAt: string | null;
  readonly comment: string | null;
  readonly layerNumber: number | null;
}

export interface ReferrerInfo {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly kind: keyof ReferrerCounts;
  readonly sizeBytes: number;
  readonly annotations: Readonly<Record<string, string>>;
  readonly createdAt: string | null;
}

export interface RunSettings {
  readonly user: string | null;
  readonly workingDir: string | null;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: readonly string[];
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal: string | null;
  readonly healthcheck: readonly string[];
}

/** One platform's image: what `show` and `layers` print. */
export interface ImageDetail {
  readonly platform: string | null;
  readonly digest: string;
  readonly mediaType: string;
  readonly configDigest: string | null;
  readonly configMediaType: string | null;
  readonly present: boolean;
  readonly sizeBytes: number;
  readonly createdAt: string | null;
  readonly author: string | null;
  readonly run: RunSettings | null;
  readonly layers: readonly LayerInfo[];
  readonly history: readonly HistoryLineInfo[];
  /** False when history and layers do not line up: lines carry a layer only where they surely match. */
  readonly historyExact: boolean;
}

export interface ArtifactDetail extends ArtifactSummary {
  readonly annotations: Readonly<Record<string, string>>;
  readonly subject: string | null;
  /** The chosen platform's image; null for an index none of whose platforms is here and for other artifacts without layers. */
  readonly image: ImageDetail | null;
  readonly referrerList: readonly ReferrerInfo[];
  /** Digests of artifacts (indexes) that contain this manifest. */
  readonly containedIn: readonly string[];
  readonly absent: readonly { readonly digest: string; readonly reason: AbsenceReason }[];
}

export interface ManifestText {
  readonly digest: string;
  readonly mediaType: string;
  /** The bytes as stored, decoded as UTF-8. */
  readonly text: string;
  readonly digestMatches: boolean;
}

export interface UsageEntry {
  readonly repository: string | null;
  readonly digest: string | null;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
  readonly uniqueBytes: number;
  readonly sharedBytes: number;
}

/** `du`: uniqueBytes of all repositories + sharedAcrossBytes + orphanBytes = diskBytes, to the byte. */
export interface Usage {
  readonly diskBytes: number;
  readonly logicalBytes: number;
  readonly savedBytes: number;
  readonly orphanBytes: number;
  /** Bytes that two or more repositories need. */
  readonly sharedAcrossBytes: number;
  readonly blobCount: number;
  readonly repositories: readonly UsageEntry[];
  readonly artifacts: readonly UsageEntry[];
}

export interface TagChange {
  readonly reference: string;
  readonly digest: string;
  readonly previousDigest: string | null;
}

export interface RemovalReport {
  readonly artifacts: readonly ArtifactName[];
  readonly blobCount: number;
  readonly freedBytes: number;
  /** Until when `undo` brings it back, if nothing else is deleted and the room is not needed; null where it cannot. */
  readonly undoUntil: string | null;
}

export interface RebuildReport {
  readonly blobCount: number;
  readonly artifactCount: number;
  readonly tagCount: number;
  readonly warnings: readonly Warning[];
}

/** What deleting or exporting a selection means: `uniqueBytes` is what deleting all of it would free, to the byte. */
export interface SelectionFootprint {
  readonly sizeBytes: number;
  readonly uniqueBytes: number;
  readonly sharedBytes: number;
  /** Sum of the single unique figures; less than uniqueBytes where some bytes are shared only within the selection. */
  readonly sumOfSingleUniqueBytes: number;
  readonly tags: readonly string[];
  readonly referrerCount: number;
}

/** A node of the storage map. Leaves add up to the bytes on disk: every byte stands in exactly one. */
export interface UsageNode {
  readonly id: string;
  readonly kind: 'namespace' | 'repository' | 'shared' | 'shared-inside' | 'unique' | 'orphan';
  readonly label: string;
  /** Full repository name for repositories and what is inside them. */
  readonly repository: string | null;
  readonly sizeBytes: number;
  readonly artifactCount: number;
  readonly children: readonly UsageNode[];
}

export interface SearchHit {
  readonly kind: 'repository' | 'artifact';
  readonly title: string;
  readonly repository: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly sizeBytes: number;
}
