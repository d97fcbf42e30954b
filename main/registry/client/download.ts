// Room registry, client: blobs on their way in: several at once, each into staging, hashed as it comes, continued by Range where
// the line breaks. What does not match its digest is thrown away (I1).
import { setTimeout as wait } from 'node:timers/promises';
import { errnoOf, isStowageError, StowageError } from '../../errors.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { digestAlgorithm } from '../../oci/digest.ts';
import type { StagedBlob } from '../../store/commit.ts';
import type { Store } from '../../store/store.ts';
import { giveBack } from '../../store/transfer/give-back.ts';
import { StagingFile } from '../../store/transfer/staging-file.ts';
import type { Work } from '../../store/work.ts';
import { scopeOf } from './documents.ts';
import type { Remote } from './remote.ts';

export interface DownloadContext {
  readonly remote: Remote;
  readonly store: Store;
  readonly work: Work;
  /** The repository's path at the registry. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** Counts bytes as they come. */
  readonly onBytes: (bytes: number) => void;
}

const atOnce = 4;
/** How often a blob may break off without a byte more before it is given up. */
const attempts = 5;
const waitMs = 500;

/** Fetches blobs the store does not hold. @throws StowageError digest-mismatch, size-mismatch, remote-*, no-space */
export async function downloadBlobs(context: DownloadContext, blobs: readonly Descriptor[]): Promise<readonly StagedBlob[]> {
  const { store, work } = context;
  // Lease first, look second: what is found held after this stays (I8).
  work.hold(blobs.map(({ digest }) => digest));
  const missing = blobs.filter(({ digest, size }) => store.heldBytes(digest) !== size).toSorted((a, b) => b.size - a.size);
  const staged: StagedBlob[] = [];
  const next = async (): Promise<void> => {
    try {
      for (let blob = missing.shift(); blob !== undefined; blob = missing.shift()) staged.push(await downloadBlob(context, blob));
    } finally {
      // After a failure the others end what they have in hand and begin nothing more.
      missing.length = 0;
    }
  };
  const all = await Promise.allSettled(Array.from({ length: atOnce }, next));
  const failed = all.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return staged;
}

async function downloadBlob(context: DownloadContext, blob: Descriptor): Promise<StagedBlob> {
  const { remote, work, path: repository } = context;
  const { digest, size: sizeBytes } = blob;
  const label = `${remote.registry}/${repository}`;
  const path = work.newPath();
  const file = await StagingFile.create(path, digestAlgorithm(digest));
  try {
    if (blob.data !== undefined && Buffer.from(blob.data, 'base64').length === sizeBytes)
      await file.add(Buffer.from(blob.data, 'base64'));
    else await receive(context, blob, file);
    const actual = await file.finish(digestAlgorithm(digest));
    if (actual !== digest)
      throw new StowageError('digest-mismatch', { archive: label, entry: 'a blob', expected: digest, actual });
    return { digest, sizeBytes, path };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function receive(
  { remote, path, signal, onBytes }: DownloadContext,
  { digest, size }: Descriptor,
  file: StagingFile,
): Promise<void> {
  for (let failures = 0; ; ) {
    const from = file.sizeBytes;
    const response = await remote.request({
      method: 'GET',
      path: `${path}/blobs/${digest}`,
      headers: from === 0 ? {} : { Range: `bytes=${from}-` },
      scope: scopeOf(path, 'pull'),
    });
    const { statusCode: status } = response;
    if (status !== 200 && status !== 206) throw await remote.failureOf(response, `${remote.registry}/${path}@${digest}`);
    // A registry that knows no ranges sends the blob from its beginning.
    let skip = status === 206 ? 0 : from;
    try {
      for await (const chunk of response) {
        const bytes = (chunk as Buffer).subarray(Math.min(skip, (chunk as Buffer).length));
        skip -= (chunk as Buffer).length - bytes.length;
        if (file.sizeBytes + bytes.length > size) {
          const actualBytes = file.sizeBytes + bytes.length;
          throw new StowageError('size-mismatch', {
            archive: `${remote.registry}/${path}`,
            entry: digest,
            expectedBytes: size,
            actualBytes,
          });
        }
        await file.add(bytes);
        onBytes(bytes.length);
        giveBack(chunk as Buffer);
      }
      if (file.sizeBytes < size) throw Object.assign(new Error('the registry stopped sending'), { code: 'ECONNRESET' });
      return;
    } catch (error) {
      signal.throwIfAborted();
      failures = file.sizeBytes > from ? 1 : failures + 1;
      const broken = ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ETIMEDOUT', 'EPIPE'].includes(errnoOf(error) ?? '');
      if (!broken || isStowageError(error)) throw error;
      if (failures >= attempts)
        throw new StowageError(
          'remote-unreachable',
          { registry: remote.registry, reason: 'the line broke again and again' },
          { cause: error },
        );
      await wait(waitMs * failures, undefined, { signal });
    }
  }
}
