// Room registry, client: blobs on their way out: what the registry has is skipped, what another of its repositories has is mounted,
// the rest is sent, several at once. Bytes come from the store and are hashed again as they leave (I1).
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { isStowageError, StowageError } from '../../errors.ts';
import { type Digest, digestAlgorithm, digestHex } from '../../oci/digest.ts';
import type { Store } from '../../store/store.ts';
import { scopeOf } from './documents.ts';
import type { Remote } from './remote.ts';

export interface OutgoingBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

export interface PushContext {
  readonly remote: Remote;
  readonly store: Store;
  /** The repository's path at the registry. */
  readonly path: string;
  /** Other repositories there that may have the blobs: a mount is tried from each. */
  readonly mountFrom: readonly string[];
  readonly signal: AbortSignal;
  readonly onBytes: (sent: { readonly newBytes: number; readonly heldBytes: number }) => void;
}

const atOnce = 4;
/** How often a blob is sent before it is given up. */
const attempts = 4;
const firstWaitMs = 500;
const readBytes = 1 << 20;

/** @throws StowageError blob-damaged, and what Remote.request throws */
export async function pushBlobs(context: PushContext, blobs: readonly OutgoingBlob[]): Promise<void> {
  const left = blobs.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
  const next = async (): Promise<void> => {
    try {
      for (let blob = left.shift(); blob !== undefined; blob = left.shift()) await pushBlob(context, blob);
    } finally {
      // After a failure the others end what they have in hand and begin nothing more.
      left.length = 0;
    }
  };
  const all = await Promise.allSettled(Array.from({ length: atOnce }, next));
  const failed = all.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** True where the registry has the blob in this repository. */
export async function hasBlob({ remote, path }: Pick<PushContext, 'remote' | 'path'>, digest: Digest): Promise<boolean> {
  const response = await remote.request({ method: 'HEAD', path: `${path}/blobs/${digest}`, scope: scopeOf(path, 'pull,push') });
  response.resume();
  return response.statusCode === 200;
}

async function pushBlob(context: PushContext, blob: OutgoingBlob): Promise<void> {
  const { signal, onBytes } = context;
  signal.throwIfAborted();
  const { sizeBytes } = blob;
  for (let attempt = 1; ; attempt++) {
    if (await hasBlob(context, blob.digest)) return onBytes({ newBytes: 0, heldBytes: sizeBytes });
    const location = await beginUpload(context, blob.digest);
    if (location === null) return onBytes({ newBytes: 0, heldBytes: sizeBytes });
    try {
      return await sendBlob(context, blob, location);
    } catch (error) {
      signal.throwIfAborted();
      if (attempt === attempts || !mayPass(error)) throw error;
      await wait(firstWaitMs * 2 ** (attempt - 1), undefined, { signal });
    }
  }
}

/** Whether the same blob, sent again in a new upload, may arrive. */
function mayPass(error: unknown): boolean {
  if (isStowageError(error, 'remote-unreachable') || isStowageError(error, 'remote-limit')) return true;
  return isStowageError(error, 'remote-error') && error.params.status >= 500;
}

/** Where to send the blob; null where a mount has brought it. */
async function beginUpload(context: PushContext, digest: Digest): Promise<URL | null> {
  const { remote, path, mountFrom } = context;
  const froms = [...mountFrom.map((from) => `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`), ''];
  for (const [at, query] of froms.entries()) {
    const response = await remote.request({
      method: 'POST',
      path: `${path}/blobs/uploads/${query}`,
      headers: { 'Content-Length': 0 },
      scope: [scopeOf(path, 'pull,push'), ...(query === '' ? [] : [scopeOf(mountFrom[at] ?? '', 'pull')])].join(' '),
    });
    const { statusCode: status, headers } = response;
    if (status === 201) {
      response.resume();
      return null;
    }
    if (status !== 202 || headers.location === undefined) {
      if (query !== '' && at < froms.length - 1 && status !== 202) {
        response.resume();
        continue;
      }
      throw await remote.failureOf(response, `a push to ${remote.registry}/${path}`);
    }
    response.resume();
    return remote.follow(headers.location);
  }
  return null;
}

async function sendBlob(
  { remote, store, path, onBytes }: PushContext,
  { digest, sizeBytes }: OutgoingBlob,
  location: URL,
): Promise<void> {
  const target = new URL(location);
  target.searchParams.set('digest', digest);
  let damage: StowageError | null = null;
  let sentBytes = 0;
  let isOver = false;
  const body = (): Transform => {
    const hash = createHash(digestAlgorithm(digest));
    const checked = new Transform({
      highWaterMark: readBytes,
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        // What is still read after the end of a failed upload is not sent.
        if (!isOver) onBytes({ newBytes: chunk.length, heldBytes: 0 });
        sentBytes += isOver ? 0 : chunk.length;
        done(null, chunk);
      },
      flush(done) {
        const actual = hash.digest('hex');
        // The registry would refuse it too; it must not wait for more, nor get a wrong end.
        damage = actual === digestHex(digest) ? null : new StowageError('blob-damaged', { digest, actual });
        done(damage);
      },
    });
    const file = createReadStream(store.blobPath(digest), { highWaterMark: readBytes });
    file.on('error', (error) => checked.destroy(error));
    checked.on('close', () => file.destroy());
    return file.pipe(checked);
  };
  try {
    const response = await remote.request({
      method: 'PUT',
      path: target,
      headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': sizeBytes },
      body,
      scope: scopeOf(path, 'pull,push'),
    });
    if (response.statusCode !== 201) throw await remote.failureOf(response, `a push to ${remote.registry}/${path}`);
    response.resume();
  } catch (error) {
    isOver = true;
    onBytes({ newBytes: -sentBytes, heldBytes: 0 });
    throw damage ?? error;
  }
}
