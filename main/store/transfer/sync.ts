// Room store, transfer: makes files and folders durable. Many small files are made so together, which costs the disk one flush
// instead of one each.
import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { errnoOf, fileSystemError } from '../../errors.ts';

/** Up to here each file is synced by itself: starting `sync` costs about as much. */
const ONE_BY_ONE = 8;

/** Files of a mebibyte and more are synced one by one while they are written; the many small ones together, afterwards. */
export const syncEachFromBytes = 1 << 20;

/** As many as the thread pool does at once. */
const AT_ONCE = 4;

/**
 * Makes freshly written `files`, all on the file system of `folder`, durable. Fails as fileSystemError says. On Windows it does
 * nothing: small files are synced there as they are written (copy-small.ts), for that needs a descriptor that may write.
 */
export async function syncBatch(files: readonly string[], folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  if (process.platform === 'linux' && files.length > ONE_BY_ONE && (await syncFileSystem(folder))) return;
  const left = [...files];
  const syncNext = async (): Promise<void> => {
    for (let file = left.pop(); file !== undefined; file = left.pop()) await syncPath(file);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, syncNext));
}

/** Makes the entries of a folder durable: what was created in it, renamed into it or removed. Windows has no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await syncPath(path);
}

/** syncfs(2) through coreutils, as Node has no call for it. False when there is no `sync -f` here or it failed. */
async function syncFileSystem(folder: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const child = spawn('sync', ['-f', '--', folder], { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

async function syncPath(path: string): Promise<void> {
  try {
    const file = await open(path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // Some file systems have nothing to sync in a folder and say so this way.
    if (errnoOf(error) !== 'EINVAL') throw fileSystemError(error, path, 'fsync');
  }
}
