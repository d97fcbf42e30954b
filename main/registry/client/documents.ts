// Room registry, client: manifests and indexes of a remote registry: fetched by tag or digest, checked against what they were
// asked for by, kept byte for byte (I2).

import { StowageError } from '../../errors.ts';
import { type Digest, digestAlgorithm, digestOf, parseDigest } from '../../oci/digest.ts';
import { DocumentError, type OciDocument, parseDocument } from '../../oci/document.ts';
import { MEDIA } from '../../oci/media-types.ts';
import { readUpTo } from './read-up-to.ts';
import type { Remote } from './remote.ts';

/** A document as it came. */
export interface FetchedDocument {
  readonly digest: Digest;
  readonly bytes: Buffer;
  readonly document: OciDocument;
}

const maxDocumentBytes = 8 << 20;
const accepted = [
  MEDIA.ociIndex,
  MEDIA.dockerManifestList,
  MEDIA.ociManifest,
  MEDIA.dockerManifest,
  MEDIA.ociArtifactManifest,
].join(', ');

/** What a token must allow for pulling from, or pushing to, a repository of the registry. */
export function scopeOf(path: string, actions: 'pull' | 'pull,push'): string {
  return `repository:${path}:${actions}`;
}

/**
 * Fetches a manifest or index; null where there is none. `reference` is a tag or a digest.
 * @throws StowageError digest-mismatch, document-invalid, and what Remote.request throws
 */
export async function fetchDocument(remote: Remote, path: string, reference: string): Promise<FetchedDocument | null> {
  const what = `${remote.registry}/${path}${reference.includes(':') ? '@' : ':'}${reference}`;
  const response = await remote.request({
    method: 'GET',
    path: `${path}/manifests/${reference}`,
    headers: { Accept: accepted },
    scope: scopeOf(path, 'pull'),
  });
  if (response.statusCode === 404) {
    response.resume();
    return null;
  }
  if (response.statusCode !== 200) throw await remote.failureOf(response, what);
  const bytes = await readUpTo(response, maxDocumentBytes, remote.registry);
  const asked = parseDigest(reference) ?? parseDigest(String(response.headers['docker-content-digest'] ?? ''));
  const digest = digestOf(bytes, asked === undefined ? 'sha256' : digestAlgorithm(asked));
  if (asked !== undefined && asked !== digest)
    throw new StowageError('digest-mismatch', { archive: what, entry: 'the manifest', expected: asked, actual: digest });
  try {
    return { digest, bytes, document: parseDocument(bytes, response.headers['content-type']?.split(';')[0]?.trim()) };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new StowageError('document-invalid', { archive: what, entry: 'the manifest', reason: error.reason }, { cause: error });
  }
}

/**
 * Digest of what stands under a tag, or digest, in a repository that is pushed to; null where nothing does.
 * @throws StowageError what Remote.request and fetchDocument throw
 */
export async function remoteDigest(remote: Remote, path: string, reference: string): Promise<Digest | null> {
  const response = await remote.request({
    method: 'HEAD',
    path: `${path}/manifests/${reference}`,
    headers: { Accept: accepted },
    scope: scopeOf(path, 'pull,push'),
  });
  response.resume();
  if (response.statusCode === 404) return null;
  if (response.statusCode !== 200) throw await remote.failureOf(response, `${remote.registry}/${path}`);
  // The header is only a SHOULD of the distribution spec.
  const told = parseDigest(String(response.headers['docker-content-digest'] ?? ''));
  return told ?? (await fetchDocument(remote, path, reference))?.digest ?? null;
}
