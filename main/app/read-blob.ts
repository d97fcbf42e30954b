// Room app: the bytes of one blob, hashed as they leave.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { hashedBlob } from '../archive/export-write.ts';
import { readLock, refuseLocked } from '../catalog/locks.ts';
import { fileSystemError } from '../errors.ts';
import type { AppContext, JobContext } from './context.ts';
import type { ExportTarget } from './export-archive.ts';
import { findBlob } from './find-blob.ts';

/**
 * Writes a blob to a file or stream. `digest` may be the beginning of one, when only one blob starts so.
 * @throws StowageError blob-not-found, reference-ambiguous, locked, blob-damaged (after the bytes), file-system
 */
export async function readBlob(
  app: AppContext,
  job: JobContext,
  target: ExportTarget,
  text: string,
): Promise<{ readonly digest: string; readonly sizeBytes: number }> {
  const store = app.openStore('existing');
  const digest = findBlob(store, text, 'here');
  refuseLocked(readLock(store.catalog, digest, null), digest, 'read');
  const totalBytes = store.fileBytes(digest) ?? 0;
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
