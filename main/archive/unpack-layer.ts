// Room archive: unpacks one layer whose compression has no OCI media type (xz, bzip2; docker takes them) into staging.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Failure } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { type Digest, digestAlgorithm, digestFromHex } from '../oci/digest.ts';
import { decompress } from '../tar/compression.ts';
import type { NeededBlob } from './candidate.ts';

export interface UnpackedLayer {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly failure: Failure | null;
}

/** Writes the unpacked layer to `path`, synced and read-only. Damaged compression is an answer, not a throw. */
export async function unpackLayer(blob: NeededBlob, path: string, archive: string, signal: AbortSignal): Promise<UnpackedLayer> {
  const { content = null, sizeBytes: packedBytes } = blob.file ?? { sizeBytes: 0 };
  if (content === null) throw new StowageError('archive-changed', { archive });
  const algorithm = blob.diffId === null ? 'sha256' : digestAlgorithm(blob.diffId);
  const hash = createHash(algorithm);
  let sizeBytes = 0;
  const target = await open(path, 'wx', 0o444);
  try {
    const source = createReadStream(content.path, {
      start: content.offsetBytes,
      end: content.offsetBytes + packedBytes - 1,
      signal,
    });
    for await (const chunk of decompress(blob.compression, source, archive)) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await target.write(chunk);
    }
    await target.sync();
    return { digest: digestFromHex(hash.digest('hex'), algorithm), sizeBytes, failure: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StowageError)) throw error;
    return { digest: digestFromHex('0'.repeat(64)), sizeBytes: 0, failure: error.failure };
  } finally {
    await target.close();
  }
}
