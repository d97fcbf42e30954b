// Room app: moves the store to another folder. At every moment one of the two places holds it whole, and later processes find
// it there; the old place is cleared when the new one is known.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StoreMoveReport } from '../../preload/contract/upkeep-model.ts';
import { StowageError } from '../errors.ts';
import { assertApart } from '../store/apart.ts';
import { clearFolder } from '../store/end-store.ts';
import { isLayout } from '../store/layout.ts';
import { copyStoreOver, renameStore, storeFiles } from '../store/move-files.ts';
import { type StorePaths, storePaths } from '../store/paths.ts';
import type { Store } from '../store/store.ts';
import { assertCanLock, volumeOf } from '../store/volume.ts';
import type { AppContext, JobContext } from './context.ts';

/**
 * Moves the store to a new or empty folder. Other programs' files beside it stay where they are, unless the folder itself can move.
 * @throws StowageError store-exists, store-not-a-layout, store-inside-store, store-cannot-lock, store-in-use, store-busy,
 * store-read-only, blob-damaged, no-space, file-system, cancelled: the store is where it was
 */
export async function moveStore(app: AppContext, job: JobContext, folder: string): Promise<StoreMoveReport> {
  const store = app.openStore('existing');
  store.assertWritable();
  const from = store.paths;
  const to = storePaths(resolve(folder));
  assertApart(from.root, to.root);
  if (isLayout(to)) throw new StowageError('store-exists', { store: to.root });
  assertCanLock(to.root);
  app.move.announce(to.root);
  const isRenamed = !existsSync(to.root) && renameStore(store, to);
  if (!isRenamed) await copyOver(app, job, store, to);
  const { blobs, records, kept } = storeFiles(to);
  app.move.finish(to.root);
  if (!isRenamed)
    clearFolder(
      from,
      blobs.map(({ digest }) => digest),
      false,
    );
  const files = [...blobs, ...records, ...kept];
  return {
    from: from.root,
    to: to.root,
    fileCount: files.length,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

async function copyOver(app: AppContext, job: JobContext, store: Store, to: StorePaths): Promise<void> {
  const work = store.startWork('move');
  let doneBytes = 0;
  let totalBytes = 0;
  const report = (): void => job.report({ phase: 'copying', item: to.root, doneBytes, totalBytes });
  try {
    await copyStoreOver(store, work, to, app.pool(), {
      signal: job.signal,
      onPlanned: (neededBytes) => {
        const { freeBytes } = volumeOf(to.root);
        if (neededBytes > freeBytes) throw new StowageError('no-space', { path: to.root, neededBytes, freeBytes });
        totalBytes = doneBytes + neededBytes;
        report();
      },
      onBytes: (bytes) => {
        doneBytes += bytes;
        report();
      },
    });
  } finally {
    work.release();
  }
}
