// Room preload/contract: what goes in and out: plans and reports of imports and exports, and the jobs that carry them out.
// Plain data only, with the units of model.ts.
import type { Failure, Warning } from './failure.ts';
import type { ArtifactKind } from './model.ts';
import type { PullReport, PushReport, SyncReport } from './registry-model.ts';
import type { CleanupReport, RepairReport, StoreCopyReport, StoreMoveReport, VerifyReport } from './upkeep-model.ts';

/** A name found in an archive and what became of it. */
export interface PlannedName {
  /** As it stands in the archive. */
  readonly raw: string;
  /** Which document and field it came from, e.g. `index.json io.containerd.image.name`. */
  readonly evidence: string;
  /** Full form, or null when it names no repository and tag. */
  readonly reference: string | null;
}

export type TagStatus = 'new' | 'same' | 'moves' | 'kept';

export interface PlannedTag {
  readonly reference: string;
  readonly status: TagStatus;
  /** Digest the tag has now, where it exists. */
  readonly currentDigest: string | null;
}

export interface PlannedLayer {
  readonly digest: string | null;
  readonly diffId: string | null;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly held: boolean;
  readonly present: boolean;
}

export interface PlannedImage {
  readonly platform: string | null;
  readonly manifestDigest: string | null;
  readonly configDigest: string | null;
  readonly present: boolean;
  /** True for an attestation manifest: a companion, not a platform. */
  readonly attestation: boolean;
  readonly layers: readonly PlannedLayer[];
}

/** One image, index or artifact of an archive. In a plan `digest` is null where it is known only after reading. */
export interface PlannedArtifact {
  /** Names this artifact within its report, for an answer that chooses some of them. */
  readonly key: string;
  readonly digest: string | null;
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly kind: ArtifactKind;
  readonly subject: string | null;
  /** The archive had no manifest for it: one is built, deterministically. */
  readonly manifestBuilt: boolean;
  readonly names: readonly PlannedName[];
  /** Full references it has after the import. */
  readonly references: readonly string[];
  readonly tags: readonly PlannedTag[];
  readonly images: readonly PlannedImage[];
  readonly sizeBytes: number;
  readonly newBytes: number;
  readonly heldBytes: number;
  readonly status: 'new' | 'held' | 'refused';
  readonly failure: Failure | null;
}

export interface ArchiveReport {
  /** As the user named it; `-` is standard input. */
  readonly archive: string;
  /** e.g. `oci`, `docker-archive`, `oci+docker-archive`, `docker-dir`. Null when it could not be told. */
  readonly format: string | null;
  readonly compression: string | null;
  readonly artifacts: readonly PlannedArtifact[];
  readonly warnings: readonly Warning[];
  /** Why the whole archive was refused; null when it was read. */
  readonly failure: Failure | null;
  readonly newBytes: number;
  readonly heldBytes: number;
}

/** The answer of a dry run and of an import: the same shape, so that a plan can be laid beside its result. */
export interface ImportReport {
  readonly dryRun: boolean;
  readonly revision: number;
  readonly archives: readonly ArchiveReport[];
  readonly newBytes: number;
  readonly heldBytes: number;
  readonly freeBytes: number;
  readonly addedCount: number;
  readonly heldCount: number;
  readonly refusedCount: number;
  readonly movedTags: readonly { readonly reference: string; readonly from: string; readonly to: string }[];
}

export interface ExportReport {
  readonly target: string;
  readonly profile: 'docker' | 'oci' | 'dir';
  readonly references: readonly string[];
  readonly artifacts: readonly { readonly digest: string; readonly tags: readonly string[] }[];
  readonly blobCount: number;
  /** Bytes written to the target. */
  readonly sizeBytes: number;
  readonly warnings: readonly Warning[];
}

export type JobState = 'running' | 'needs-answer' | 'finished' | 'failed' | 'cancelled';

/** A job as Transfers shows it, while it runs and afterwards, for as long as the host lives. */
export interface JobRecord {
  readonly id: string;
  readonly operation:
    | 'archive.plan'
    | 'archive.import'
    | 'archive.export'
    | 'blob.read'
    | 'store.rebuild'
    | 'cleanup.run'
    | 'store.verify'
    | 'store.repair'
    | 'store.move'
    | 'store.copy'
    | 'remote.pull'
    | 'remote.push'
    | 'remote.sync';
  /** What it works on, as the user named it: archives, references. */
  readonly title: readonly string[];
  readonly target: string | null;
  readonly state: JobState;
  readonly progress: JobProgressRecord;
  /** Bytes per second, one value a second, the last 60. */
  readonly rates: readonly number[];
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** The plan an import shows before it goes on; null unless it waits for the answer. */
  readonly plan: ImportReport | null;
  readonly importReport: ImportReport | null;
  readonly exportReport: ExportReport | null;
  readonly cleanupReport: CleanupReport | null;
  readonly verifyReport: VerifyReport | null;
  readonly repairReport: RepairReport | null;
  readonly moveReport: StoreMoveReport | null;
  readonly copyReport: StoreCopyReport | null;
  readonly pullReport: PullReport | null;
  readonly pushReport: PushReport | null;
  readonly syncReport: SyncReport | null;
  readonly failure: Failure | null;
  readonly canRetry: boolean;
}

export interface JobProgressRecord {
  readonly phase: string;
  readonly doneBytes: number;
  readonly totalBytes: number | null;
  readonly item: string;
  readonly newBytes: number;
  readonly sharedBytes: number;
}
