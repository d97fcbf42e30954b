// Room registry, server: the requests of an upload (OCI distribution spec, "Pushing blobs"): in one POST, POST and PUT, in chunks,
// as a stream, mounted from elsewhere, asked about, cancelled.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readLock } from '../../catalog/locks.ts';
import { type Digest, digestAlgorithm } from '../../oci/digest.ts';
import type { Repository } from '../../oci/reference.ts';
import type { Store } from '../../store/store.ts';
import { giveBack } from '../../store/transfer/give-back.ts';
import { bodyOf, type Pace } from './body.ts';
import { readChunkRange } from './byte-range.ts';
import { RegistryError } from './registry-error.ts';
import { digestIn } from './route.ts';
import type { Upload, Uploads } from './uploads.ts';

/** A request of an upload: its repository, the name it goes by in URLs, and the query. */
export interface UploadRequest {
  readonly store: Store;
  readonly uploads: Uploads;
  readonly pace: Pace;
  readonly repository: Repository;
  readonly name: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What may not be pulled is not mounted either. */
  readonly mayPull: boolean;
}

/** POST: begins an upload, or brings a whole blob, or mounts one. Returns the bytes taken in. */
export async function beginUpload(at: UploadRequest): Promise<number> {
  const { store, uploads, repository, query } = at;
  const mount = query.get('mount');
  if (mount !== null) {
    const digest = digestIn(mount);
    uploads.hold([digest]);
    const isHere = store.heldBytes(digest) !== null;
    if (isHere && at.mayPull && readLock(store.catalog, digest, null) === null) {
      answerCreated(at, digest);
      return 0;
    }
    if (!isHere) uploads.letGo([digest]);
  }
  const whole = mount === null ? query.get('digest') : null;
  const digest = whole === null ? null : digestIn(whole);
  const wanted = query.get('digest-algorithm') === 'sha512' ? 'sha512' : 'sha256';
  const upload = await uploads.begin(repository, digest === null ? wanted : digestAlgorithm(digest));
  if (digest === null) {
    answerProgress(at, upload, 202);
    return 0;
  }
  const taken = await takeBody(at, upload);
  await uploads.publish(upload, digest);
  answerCreated(at, digest);
  return taken;
}

/** PATCH: the next chunk, or a stream of any length. */
export async function continueUpload(at: UploadRequest, id: string): Promise<number> {
  const upload = at.uploads.find(at.repository, id);
  const taken = await at.uploads.use(upload, async () => {
    checkChunk(at, upload);
    return await takeBody(at, upload);
  });
  answerProgress(at, upload, 202);
  return taken;
}

/** PUT: the last chunk, if any, and the digest. */
export async function endUpload(at: UploadRequest, id: string): Promise<number> {
  const upload = at.uploads.find(at.repository, id);
  const given = at.query.get('digest');
  if (given === null) throw new RegistryError(400, 'DIGEST_INVALID', 'The digest of the blob is missing');
  const digest = digestIn(given);
  const taken = await at.uploads.use(upload, async () => {
    checkChunk(at, upload);
    const last = await takeBody(at, upload);
    await at.uploads.publish(upload, digest);
    return last;
  });
  answerCreated(at, digest);
  return taken;
}

/** GET: how far it is. */
export function showUpload(at: UploadRequest, id: string): void {
  answerProgress(at, at.uploads.find(at.repository, id), 204);
}

/** DELETE: it is not wanted any more. */
export async function cancelUpload(at: UploadRequest, id: string): Promise<void> {
  await at.uploads.cancel(at.uploads.find(at.repository, id));
  at.response.writeHead(204).end();
}

/** A chunk must begin where the upload stands and be as long as it says. @throws RegistryError BLOB_UPLOAD_INVALID (416) */
function checkChunk(at: UploadRequest, upload: Upload): void {
  const range = readChunkRange(at.request.headers['content-range']);
  if (range === undefined) return;
  const length = at.request.headers['content-length'];
  const fits =
    range !== null &&
    range.first === upload.file.sizeBytes &&
    (length === undefined || Number(length) === range.last - range.first + 1);
  if (fits) return;
  throw new RegistryError(416, 'BLOB_UPLOAD_INVALID', 'This chunk does not begin where the upload stands', {
    headers: progressHeaders(at, upload),
  });
}

async function takeBody({ uploads, pace, request, response }: UploadRequest, upload: Upload): Promise<number> {
  const before = upload.file.sizeBytes;
  try {
    for await (const chunk of bodyOf(request, response, pace)) {
      if (upload.file.sizeBytes + chunk.length > uploads.limits.maxBlobBytes)
        throw new RegistryError(413, 'SIZE_INVALID', `Blobs may have ${uploads.limits.maxBlobBytes} bytes here`);
      await upload.file.add(chunk);
      giveBack(chunk);
    }
  } catch (error) {
    // A client that went away may come back and go on from here; whatever else went wrong ends the upload.
    if (!request.destroyed || request.complete) await uploads.cancel(upload);
    throw error;
  }
  uploads.refuseEnded(upload);
  return upload.file.sizeBytes - before;
}

function answerCreated({ name, response }: UploadRequest, digest: Digest): void {
  response
    .writeHead(201, { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest, 'Content-Length': 0 })
    .end();
}

function answerProgress(at: UploadRequest, upload: Upload, status: 202 | 204): void {
  const length = status === 204 ? {} : { 'Content-Length': 0 };
  at.response.writeHead(status, { ...progressHeaders(at, upload), ...length }).end();
}

function progressHeaders({ name }: UploadRequest, upload: Upload): Record<string, string> {
  return {
    Location: `/v2/${name}/blobs/uploads/${upload.id}`,
    Range: `0-${Math.max(0, upload.file.sizeBytes - 1)}`,
    'Docker-Upload-UUID': upload.id,
  };
}
