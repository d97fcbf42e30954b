// Room registry, client: manifests on their way out, after everything they name: children before their index, subjects before
// what refers to them. They leave as they are stored (I2).
import { isStowageError, StowageError } from '../../errors.ts';
import { referrersTag } from '../../oci/companion-tag.ts';
import { type Digest, digestAlgorithm } from '../../oci/digest.ts';
import { type OciDocument, parseDocument } from '../../oci/document.ts';
import { MEDIA } from '../../oci/media-types.ts';
import { readDocumentBytes } from '../../store/facts.ts';
import type { Store } from '../../store/store.ts';
import { fetchDocument, remoteDigest, scopeOf } from './documents.ts';
import type { Remote } from './remote.ts';

/** Puts a stored manifest under a tag, or under its digest. Says what stood there before: itself, another one, or nothing. */
export async function pushDocument(
  remote: Remote,
  store: Store,
  path: string,
  digest: Digest,
  tag: string | null,
): Promise<Digest | null> {
  const bytes = readDocumentBytes(store.paths, digest);
  if (bytes === null) throw new StowageError('blob-not-found', { digest });
  const document = parseDocument(bytes);
  const before = await remoteDigest(remote, path, tag ?? digest);
  if (before === digest) return before;
  const type = document.mediaType;
  // Under a tag alone a registry knows it by its sha256: another digest goes with it, where both are taken (distribution spec,
  // "Pushing Manifests").
  const isOther = tag !== null && digestAlgorithm(digest) !== 'sha256';
  const both = isOther ? await put(remote, path, `${digest}?tag=${tag}`, type, bytes).catch(nullIfRefused) : null;
  const { subject } = both?.tagged === true ? both : await put(remote, path, tag ?? digest, type, bytes);
  if (document.subject !== undefined && !subject) await noteReferrer(remote, path, document, digest, bytes.length);
  return before;
}

async function put(
  remote: Remote,
  path: string,
  reference: string,
  mediaType: string,
  bytes: Buffer,
): Promise<{ readonly subject: boolean; readonly tagged: boolean }> {
  const response = await remote.request({
    method: 'PUT',
    path: `${path}/manifests/${reference}`,
    headers: { 'Content-Type': mediaType, 'Content-Length': bytes.length },
    body: bytes,
    scope: scopeOf(path, 'pull,push'),
  });
  if (response.statusCode !== 201 && response.statusCode !== 202)
    throw await remote.failureOf(response, `a push to ${remote.registry}/${path}`);
  response.resume();
  const { 'oci-subject': subject, 'oci-tag': tags } = response.headers;
  return { subject: subject !== undefined, tagged: tags !== undefined };
}

function nullIfRefused(error: unknown): null {
  if (isStowageError(error, 'remote-error')) return null;
  throw error;
}

/**
 * Where a registry has no referrers API, the list of referrers is an index under a tag that clients keep (distribution spec,
 * "Pushing manifests with subject" and "Referrers tag schema").
 */
async function noteReferrer(
  remote: Remote,
  path: string,
  document: OciDocument,
  digest: Digest,
  sizeBytes: number,
): Promise<void> {
  if (document.subject === undefined) return;
  const tag = referrersTag(document.subject.digest);
  const listed = await fetchDocument(remote, path, tag);
  const known = listed?.document.kind === 'index' ? listed.document.manifests : [];
  if (known.some((one) => one.digest === digest)) return;
  const artifactType = document.artifactType ?? (document.kind === 'manifest' ? document.config?.mediaType : undefined);
  const entry = {
    mediaType: document.mediaType,
    digest,
    size: sizeBytes,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(Object.keys(document.annotations).length === 0 ? {} : { annotations: document.annotations }),
  };
  const manifests: readonly object[] = [...known, entry];
  await put(
    remote,
    path,
    tag,
    MEDIA.ociIndex,
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.ociIndex, manifests })),
  );
}
