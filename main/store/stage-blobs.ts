// Room store: brings files of one store into a folder of another, each hashed while it is written, and synced when this is done.
// It publishes nothing.
import { statSync } from 'node:fs';
import { StowageError } from '../errors.ts';
import { digestAlgorithm } from '../oci/digest.ts';
import type { StagedBlob } from './commit.ts';
import type { CopyResult } from './transfer/copy-task.ts';
import type { RunOptions, TransferPool } from './transfer/pool.ts';
import { syncBatch, syncEachFromBytes } from './transfer/sync.ts';

/** Where copies go: fresh names in a folder, by the workers of a pool. */
export interface StageContext {
  readonly pool: TransferPool;
  readonly newPath: () => string;
  readonly folder: string;
  readonly options: RunOptions;
}

/** Copies whole files, or ranges of them, and gives each copy's path, in the order of the files. @throws what TransferPool.run throws */
export async function stageFiles(
  { pool, newPath, folder, options }: StageContext,
  files: readonly {
    readonly path: string;
    readonly offsetBytes?: number;
    readonly sizeBytes: number;
    readonly algorithm: 'sha256' | 'sha512';
  }[],
): Promise<readonly (CopyResult & { readonly path: string })[]> {
  const paths = files.map(newPath);
  const results = await pool.run(
    files.map(({ path, offsetBytes = 0, sizeBytes, algorithm }, id) => ({
      id,
      from: { path, offsetBytes, sizeBytes },
      to: { kind: 'file', path: paths[id] as string },
      algorithm,
      sync: sizeBytes >= syncEachFromBytes,
    })),
    options,
  );
  const staged = results.map((result) => ({ ...result, path: paths[result.id] as string }));
  await syncBatch(
    staged.filter(({ sizeBytes }) => sizeBytes < syncEachFromBytes).map(({ path }) => path),
    folder,
  );
  return staged;
}

/**
 * Copies blobs.
 * @throws StowageError blob-damaged for one that is not what it is called (I1), blob-not-found, and what `stageFiles` throws
 */
export async function stageBlobs(context: StageContext, blobs: readonly StagedBlob[]): Promise<readonly StagedBlob[]> {
  const files = blobs.map(({ digest, path }) => {
    // As large as it is, so that a blob that was cut short is told by its hash.
    const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (sizeBytes === undefined) throw new StowageError('blob-not-found', { digest });
    return { path, sizeBytes, algorithm: digestAlgorithm(digest) };
  });
  const staged = await stageFiles(context, files);
  return staged.map(({ id, digest: actual, sizeBytes, path }) => {
    const { digest } = blobs[id] as StagedBlob;
    if (actual !== digest) throw new StowageError('blob-damaged', { digest, actual });
    return { digest, sizeBytes, path };
  });
}
