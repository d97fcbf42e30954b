// Room preload/contract: every expected failure and every warning, by code, with the params its sentence needs.
// A code says what happened; the sentence is made at the edge (sentences.ts). Anything without a code is `internal`.
/** Params of each failure code. Sizes are bytes, digests are full (`sha256:…`), paths are as the user gave them. */
export interface FailureParams {
  // The input is not there, or is not an image archive.
  'archive-not-found': { readonly archive: string };
  'archive-unreadable': { readonly archive: string; readonly reason: string };
  'archive-changed': { readonly archive: string };
  'archive-empty': { readonly archive: string };
  'archive-not-tar': { readonly archive: string };
  'archive-is-zip': { readonly archive: string };
  'archive-is-utf16': { readonly archive: string };
  'archive-is-root-filesystem': { readonly archive: string };
  'archive-is-layer': { readonly archive: string };
  'archive-is-legacy-v1': { readonly archive: string };
  'archive-is-chart': { readonly archive: string };
  'archive-holds-archives': { readonly archive: string; readonly entry: string };
  'archive-without-images': { readonly archive: string };
  'folder-without-layout': { readonly archive: string };
  'layout-version-unsupported': { readonly archive: string; readonly version: string };
  // The archive is damaged or hostile.
  'archive-truncated': { readonly archive: string; readonly entry: string; readonly atBytes: number };
  'header-damaged': { readonly archive: string; readonly atBytes: number };
  'compression-damaged': { readonly archive: string; readonly compression: string; readonly reason: string };
  'compression-unsupported': { readonly archive: string; readonly compression: string; readonly reason: string };
  'decompression-bomb': { readonly archive: string; readonly limitRatio: number };
  'too-many-entries': { readonly archive: string; readonly limit: number };
  'too-many-descriptors': { readonly archive: string; readonly limit: number };
  'json-invalid': { readonly archive: string; readonly entry: string; readonly reason: string };
  'json-too-large': { readonly archive: string; readonly entry: string; readonly sizeBytes: number; readonly limitBytes: number };
  'document-invalid': { readonly archive: string; readonly entry: string; readonly reason: string };
  'index-too-deep': { readonly archive: string; readonly limit: number };
  'digest-mismatch': { readonly archive: string; readonly entry: string; readonly expected: string; readonly actual: string };
  'size-mismatch': {
    readonly archive: string;
    readonly entry: string;
    readonly expectedBytes: number;
    readonly actualBytes: number;
  };
  'diff-id-mismatch': { readonly archive: string; readonly entry: string; readonly expected: string; readonly actual: string };
  'blob-missing': { readonly archive: string; readonly digest: string; readonly image: string };
  'entry-missing': { readonly archive: string; readonly entry: string; readonly image: string };
  'entry-sparse': { readonly archive: string; readonly entry: string };
  'link-escapes': { readonly archive: string; readonly entry: string; readonly target: string };
  'link-loop': { readonly archive: string; readonly entry: string };
  // What was asked for.
  'reference-invalid': { readonly reference: string; readonly reason: string };
  'reference-not-found': { readonly reference: string };
  'reference-ambiguous': { readonly reference: string; readonly matches: string };
  'tag-needed': { readonly reference: string };
  'repository-not-found': { readonly repository: string };
  'platform-invalid': { readonly platform: string };
  'platform-not-found': { readonly reference: string; readonly platform: string; readonly present: string };
  'nothing-selected': { readonly archive: string; readonly select: string };
  'name-ambiguous': { readonly archive: string; readonly name: string; readonly count: number };
  'tag-conflict': { readonly reference: string; readonly current: string; readonly incoming: string };
  'image-refused': { readonly archive: string; readonly count: number };
  'blob-not-found': { readonly digest: string };
  'not-an-image': { readonly reference: string; readonly kind: string };
  'pattern-invalid': { readonly pattern: string; readonly reason: string };
  // What stands in the way of a change.
  locked: { readonly reference: string; readonly action: 'delete' | 'write' | 'read'; readonly by: string };
  'index-needs-it': { readonly reference: string; readonly index: string };
  'plan-outdated': { readonly planned: number; readonly current: number };
  'cleanup-blocked': { readonly digest: string; readonly reason: string };
  'nothing-to-undo': { readonly store: string };
  'undo-gone': { readonly digest: string };
  'undo-conflict': { readonly reference: string; readonly current: string };
  // What leaves the store.
  'artifact-damaged': { readonly reference: string; readonly digest: string };
  'artifact-incomplete': { readonly reference: string; readonly digest: string; readonly count: number };
  'blob-damaged': { readonly digest: string; readonly actual: string };
  'target-not-empty': { readonly target: string };
  'target-needs-file': { readonly target: string; readonly profile: string };
  // The store and the machine under it.
  'store-not-found': { readonly store: string };
  'store-not-a-layout': { readonly store: string; readonly reason: string };
  'store-read-only': { readonly store: string };
  'store-busy': { readonly store: string };
  'store-newer': { readonly store: string; readonly version: number };
  'store-exists': { readonly store: string };
  'store-in-use': { readonly store: string; readonly jobCount: number };
  'store-cannot-lock': { readonly store: string; readonly fileSystem: string };
  'store-inside-store': { readonly store: string; readonly target: string };
  'store-damaged': { readonly store: string; readonly reason: string };
  'no-space': { readonly path: string; readonly neededBytes: number; readonly freeBytes: number };
  'file-system': { readonly path: string; readonly operation: string; readonly errno: string };
  'too-many-files': { readonly path: string };
  // The local registry.
  'port-in-use': { readonly port: number };
  'address-unusable': { readonly host: string; readonly port: number; readonly errno: string };
  'registry-needs-tls': { readonly host: string };
  'registry-needs-user': { readonly host: string };
  'certificate-unusable': { readonly path: string; readonly reason: string };
  'users-unreadable': { readonly path: string; readonly reason: string };
  // Remote registries.
  'remote-unreachable': { readonly registry: string; readonly reason: string };
  'remote-untrusted': { readonly registry: string; readonly reason: string };
  'remote-insecure': { readonly registry: string };
  'remote-sign-in': { readonly registry: string; readonly user: string };
  'remote-denied': { readonly registry: string; readonly what: string; readonly reason: string };
  'remote-not-found': { readonly reference: string };
  'remote-limit': { readonly registry: string; readonly retryAfterSeconds: number };
  'remote-error': { readonly registry: string; readonly status: number; readonly reason: string };
  'remote-unknown': { readonly name: string };
  'credentials-unusable': { readonly registry: string; readonly reason: string };
  // The door.
  usage: { readonly reason: string; readonly command: string };
  'pick-unknown': { readonly pick: string };
  'job-unknown': { readonly job: string };
  'operation-unknown': { readonly operation: string };
  'input-invalid': { readonly operation: string; readonly reason: string };
  cancelled: { readonly what: string };
  internal: { readonly message: string };
}

export type FailureCode = keyof FailureParams;

/** Params of each warning code: the work went on, and the user is told. */
export interface WarningParams {
  'platform-absent': { readonly image: string; readonly platform: string; readonly digest: string };
  'layer-not-distributed': { readonly image: string; readonly digest: string };
  'name-invalid': { readonly name: string; readonly evidence: string };
  'name-tag-only': { readonly name: string; readonly digest: string };
  'name-by-digest': { readonly name: string };
  'names-disagree': { readonly archive: string; readonly detail: string };
  'layout-file-missing': { readonly archive: string };
  'entry-duplicate': { readonly archive: string; readonly entry: string };
  'entry-unsafe': { readonly archive: string; readonly entry: string };
  'archive-tail-missing': { readonly archive: string };
  'layer-recompressed': { readonly image: string; readonly compression: string };
  'media-type-unknown': { readonly image: string; readonly mediaType: string };
  'tag-moved': { readonly reference: string; readonly from: string; readonly to: string };
  'tag-kept': { readonly reference: string; readonly kept: string; readonly incoming: string };
  'referrer-left-out': { readonly image: string; readonly digest: string };
  'index-pruned': { readonly reference: string; readonly from: string; readonly to: string };
  'loader-limits': { readonly reference: string; readonly reason: 'zstd-layers' | 'docker-media-types' | 'not-an-image' };
  'blob-absent': { readonly reference: string; readonly digest: string };
  'document-unreadable': { readonly digest: string; readonly reason: string };
}

export type WarningCode = keyof WarningParams;

type Coded<Params> = { readonly [C in keyof Params]: { readonly code: C; readonly params: Params[C] } }[keyof Params];

/** A failure as it crosses a border: `{code, params}`; `reference` is a support id, set for `internal` only. */
export type Failure = Coded<FailureParams> & { readonly reference?: string };

/** A warning as it crosses a border. */
export type Warning = Coded<WarningParams>;
