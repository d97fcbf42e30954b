// Room registry, server: blobs going out and being deleted (OCI distribution spec, "Pulling blobs", "Deleting blobs"). A blob of
// the store can be had through every repository: what is stored once is served from everywhere.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { readLock, refuseLocked } from '../../catalog/locks.ts';
import { type Digest, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import type { Store } from '../../store/store.ts';
import type { Work } from '../../store/work.ts';
import type { BlobStreams } from './blob-stream.ts';
import { readRange } from './byte-range.ts';
import { RegistryError } from './registry-error.ts';

const readBytes = 1 << 20;

/** Bytes that were sent. @throws RegistryError BLOB_UNKNOWN, SIZE_INVALID (a range outside of it); StowageError locked */
export async function sendBlob(
  store: Store,
  streams: BlobStreams,
  digest: Digest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const sizeBytes = await servedBytes(store, digest);
  // Its presence is no secret: a push asks for it.
  if (request.method === 'GET') refuseLocked(readLock(store.catalog, digest, null), digest, 'read');
  const headers = {
    'Docker-Content-Digest': digest,
    'Content-Type': 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
    'Cache-Control': 'max-age=31536000, immutable',
  };
  if (isKnown(request.headers['if-none-match'], digest)) {
    response.writeHead(304, headers).end();
    return 0;
  }
  const condition = request.headers['if-range'];
  // Of HEAD, a range means nothing (RFC 9110, 14.2).
  const ranged = request.method === 'GET' && (condition === undefined || condition === headers.ETag);
  const range = ranged ? readRange(request.headers.range, sizeBytes) : 'whole';
  if (range === 'unsatisfiable') {
    throw new RegistryError(416, 'SIZE_INVALID', 'The range lies outside of the blob', {
      headers: { 'Content-Range': `bytes */${sizeBytes}` },
    });
  }
  const { first, last } = range === 'whole' ? { first: 0, last: sizeBytes - 1 } : range;
  const partial = range === 'whole' ? {} : { 'Content-Range': `bytes ${first}-${last}/${sizeBytes}` };
  response.writeHead(range === 'whole' ? 200 : 206, { ...headers, ...partial, 'Content-Length': last - first + 1 });
  if (request.method === 'HEAD' || sizeBytes === 0) {
    response.end();
    return 0;
  }
  await streams.send(store.blobPath(digest), { first, last }, response);
  return last - first + 1;
}

/** True where the client has this version already (`If-None-Match`). */
export function isKnown(header: string | undefined, digest: string): boolean {
  return header !== undefined && header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${digest}"`);
}

/** Size of a blob that this store vouches for (I1); one of another tool is hashed first. */
async function servedBytes(store: Store, digest: Digest): Promise<number> {
  const held = store.heldBytes(digest);
  if (held !== null) return held;
  const foreign = store.unverifiedBytes(digest);
  if (foreign !== null && (await isWhole(store, digest))) {
    if (!store.readOnly) store.commit(() => ({ change: { operation: 'verify' }, verified: [digest] }));
    return foreign;
  }
  throw new RegistryError(404, 'BLOB_UNKNOWN', 'This blob is not in the store', { detail: { digest } });
}

async function isWhole(store: Store, digest: Digest): Promise<boolean> {
  const hash = createHash(digestAlgorithm(digest));
  await pipeline(createReadStream(store.blobPath(digest), { highWaterMark: readBytes }), hash);
  return hash.digest('hex') === digestHex(digest);
}

/**
 * Deletes a blob that no artifact needs. One that is needed stays: deleting it would break what is stored.
 * @throws RegistryError BLOB_UNKNOWN, DENIED
 */
export function deleteBlob(store: Store, digest: Digest, work: Work): void {
  if (store.fileBytes(digest) === null)
    throw new RegistryError(404, 'BLOB_UNKNOWN', 'This blob is not in the store', { detail: { digest } });
  const row = store.catalog.sql('SELECT id, artifact_refs AS refs FROM blob WHERE digest = ?');
  const { swept } = store.commit(() => {
    const { id, refs } = row.get(digest) as { readonly id: number; readonly refs: number };
    return refs > 0 ? null : { change: { operation: 'remove' }, unreferenced: [id], isFinal: true };
  }, work);
  if (swept.length === 0) {
    throw new RegistryError(405, 'UNSUPPORTED', 'An artifact, or work under way, needs this blob', {
      headers: { Allow: 'GET, HEAD' },
    });
  }
}
