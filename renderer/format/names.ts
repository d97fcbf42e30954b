// Room renderer/format: digests, repositories and references as screens write them. The full forms stay in the data.

/** The first hex digits of a digest: 12 in lists, 16 in headers. */
export function shortDigest(digest: string, length = 12): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, length);
}

/** The form people type: Docker's own registry and namespace are left out. */
export function familiarName(repository: string): string {
  return repository.startsWith('docker.io/library/')
    ? repository.slice('docker.io/library/'.length)
    : repository.startsWith('docker.io/')
      ? repository.slice('docker.io/'.length)
      : repository;
}

/** Splits a repository into the namespace it is grouped under and its last part. */
export function splitName(repository: string): { readonly namespace: string; readonly leaf: string } {
  const shown =
    repository.startsWith('docker.io/') && !repository.startsWith('docker.io/library/') ? familiarName(repository) : repository;
  const at = shown.lastIndexOf('/');
  return at < 0 ? { namespace: '', leaf: shown } : { namespace: shown.slice(0, at), leaf: shown.slice(at + 1) };
}

/** `repository:tag` in the form people type. */
export function tagAddress(repository: string, tag: string): string {
  return `${familiarName(repository)}:${tag}`;
}

/** `repository@digest`, or the digest alone for an artifact without a name. Whole, since it is copied. */
export function digestAddress(repository: string | null, digest: string): string {
  return repository === null ? digest : `${familiarName(repository)}@${digest}`;
}

/** The contract's reference of one artifact: full repository and digest. */
export function artifactReference(repository: string | null, digest: string): string {
  return repository === null ? digest : `${repository}@${digest}`;
}

const tagPattern = /^\w[\w.-]{0,127}$/;

/** True for what the OCI distribution specification allows as a tag. */
export function isTag(tag: string): boolean {
  return tagPattern.test(tag);
}
