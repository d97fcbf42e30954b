// Room preload/contract: the local registry, and what is pulled and pushed, as screens and commands show it. Plain data only, with
// the units of model.ts; a secret never stands in it.
import type { Failure } from './failure.ts';
import type { ArtifactName } from './upkeep-model.ts';

export type RegistryRight = 'pull' | 'push' | 'delete';

export interface RegistryUser {
  readonly name: string;
  /** A token is a password that Stowage made; clients sign in with it in the same way. */
  readonly kind: 'password' | 'token';
  readonly rights: readonly RegistryRight[];
}

/** What was made, shown once: only its hash is kept. */
export interface RegistryToken {
  readonly user: string;
  readonly token: string;
}

/** The endpoint that serves the open store. */
export interface RegistryState {
  readonly on: boolean;
  readonly since: string | null;
  /** As clients name it, e.g. `127.0.0.1:5500`; while it is off, what it would be. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly reach: 'this-computer' | 'network';
  readonly allowPush: boolean;
  readonly allowDelete: boolean;
  readonly users: readonly RegistryUser[];
  /** SHA-256 of the certificate, upper-case hex with colons; null without TLS. */
  readonly certificateFingerprint: string | null;
  /** Path of the certificate on the host, for clients that are to trust it. */
  readonly certificatePath: string | null;
}

/** One thing a client did. Blobs count with the manifest they belong to. */
export interface RegistryActivityEntry {
  readonly id: number;
  readonly at: string;
  readonly verb: 'pull' | 'push' | 'delete';
  readonly repository: string | null;
  /** A tag or a digest. */
  readonly reference: string;
  readonly client: string;
  readonly user: string | null;
  /** Bytes of blobs that went over the wire: 0 where the client had every layer. */
  readonly sizeBytes: number;
  readonly status: number;
  /** Why it was refused, or null. */
  readonly problem: string | null;
}

export interface PulledArtifact extends ArtifactName {
  readonly reference: string;
  readonly status: 'new' | 'held' | 'updated';
}

/** A tag that pointed to another artifact before. */
export interface MovedTag {
  readonly reference: string;
  readonly from: string;
  readonly to: string;
}

export interface PullReport {
  readonly dryRun: boolean;
  readonly artifacts: readonly PulledArtifact[];
  readonly referrerCount: number;
  readonly newBytes: number;
  /** Bytes that were in the store already and were not fetched. */
  readonly heldBytes: number;
  readonly movedTags: readonly MovedTag[];
  /** Platforms that were left out, as asked. */
  readonly leftOut: readonly { readonly reference: string; readonly platform: string; readonly digest: string }[];
}

export interface PushReport {
  readonly dryRun: boolean;
  readonly artifacts: readonly {
    readonly reference: string;
    readonly destination: string;
    readonly digest: string;
    readonly status: 'new' | 'held';
  }[];
  readonly referrerCount: number;
  /** Bytes that were sent. */
  readonly newBytes: number;
  /** Bytes the registry had, or took over from another of its repositories. */
  readonly heldBytes: number;
  /** Tags there that pointed to something else. */
  readonly movedTags: readonly MovedTag[];
}

export type RemoteState = 'not-checked' | 'reachable' | 'sign-in-refused' | 'not-reachable';

/** A registry elsewhere that its user wants at hand. It is contacted only when asked. */
export interface RemoteRegistry {
  /** `host[:port]`, as references begin; no two have the same. */
  readonly registry: string;
  readonly name: string;
  readonly plainHttp: boolean;
  /** PEM file of an authority to trust, a path on the host; or null. */
  readonly caPath: string | null;
  /** Who it is signed in as; null: anonymous, as far as is known without asking a credential helper. */
  readonly user: string | null;
  /** Where its credentials are kept; `session`: until this program ends, since the system has no keychain. */
  readonly credentials: 'keychain' | 'session' | 'docker' | 'podman' | 'helper' | null;
  readonly state: RemoteState;
  readonly checkedAt: string | null;
  /** What stood in the way at the last check. */
  readonly problem: Failure | null;
}

/** A page of repositories or tags of a remote registry. */
export interface RemoteNames {
  readonly items: readonly string[];
  /** False on the last page. */
  readonly hasMore: boolean;
}

/** One artifact of a sync. */
export interface SyncedArtifact {
  readonly source: string;
  readonly destination: string;
  /** Null in a dry run, for an image of an archive without manifests: it is made, and known, once it is read. */
  readonly digest: string | null;
  readonly status: 'new' | 'held' | 'updated';
}

export interface SyncReport {
  readonly dryRun: boolean;
  readonly synced: readonly SyncedArtifact[];
  /** Bytes that were brought to the destination; of a dry run, that would be, as far as that is known without fetching. */
  readonly newBytes: number;
  /** Bytes the destination had. */
  readonly heldBytes: number;
}
