// Room app: the bytes of one blob, hashed as they leave.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { hashedBlob } from '../archive/export-write.ts';
import { fileSystemError, StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import type { Store } from '../store/store.ts';
import type { AppContext, JobContext } from './context.ts';
import type { ExportTarget } from './export-archive.ts';

/**
 * Writes a blob to a file or stream. `digest` may be the beginning of one, when only one blob starts so.
 * @throws StowageError blob-not-found, reference-ambiguous, blob-damaged (after the bytes), file-system
 */
export async function readBlob(
  app: AppContext,
  job: JobContext,
  target: ExportTarget,
  text: string,
): Promise<{ readonly digest: string; readonly sizeBytes: number }> {
  const store = app.openStore('existing');
  const digest = blobByPrefix(store, text);
  const totalBytes = store.heldBytes(digest) ?? store.unverifiedBytes(digest) ?? 0;
  let sizeBytes = 0;
  const onBytes = (bytes: number): void => {
    sizeBytes += bytes;
    job.report({ phase: 'reading', item: digest, doneBytes: sizeBytes, totalBytes });
  };
  const stream = target.kind === 'stream' ? target.stream : createWriteStream(target.path, { flags: 'wx' });
  try {
    for await (const chunk of hashedBlob({ store, signal: job.signal, onBytes }, digest))
      if (!stream.write(chunk)) await once(stream, 'drain', { signal: job.signal });
  } catch (error) {
    throw error instanceof Error && error.name === 'AbortError'
      ? error
      : fileSystemError(error, target.kind === 'path' ? target.path : '-', 'write');
  }
  if (target.kind === 'path') {
    stream.end();
    await once(stream, 'finish');
  }
  return { digest, sizeBytes };
}

function blobByPrefix(store: Store, text: string): Digest {
  const prefix = text.includes(':') ? text : `sha256:${text}`;
  if (!/^sha(256|512):[0-9a-f]{6,}$/.test(prefix)) throw new StowageError('blob-not-found', { digest: text });
  const found = store.catalog
    .sql('SELECT digest FROM blob WHERE digest >= ? AND digest < ? AND present = 1 LIMIT 10')
    .pluck()
    .all(prefix, `${prefix}g`) as string[];
  if (found.length > 1) throw new StowageError('reference-ambiguous', { reference: text, matches: found.join(', ') });
  const [digest] = found;
  if (digest === undefined || !isDigest(digest)) throw new StowageError('blob-not-found', { digest: text });
  return digest;
}
