// Making files and folders durable, and what is said where that fails.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { syncBatch, syncFolder } from '../../../../main/store/transfer/sync.ts';
import { scratchFolder, writeRandom } from './scratch-folder.ts';

describe('syncBatch', () => {
  it.each([0, 1, 8, 9, 100])('syncs %i files', async (count) => {
    const folder = scratchFolder();
    const files = Array.from({ length: count }, (_, index) => join(folder, String(index)));
    for (const file of files) writeRandom(file, 100);
    await syncBatch(files, folder);
  });

  it.skipIf(process.platform === 'win32')(
    'syncs one by one where syncing the file system fails, and reports what is missing',
    async () => {
      const folder = scratchFolder();
      const files = Array.from({ length: 20 }, (_, index) => join(folder, String(index)));
      for (const file of files) writeRandom(file, 100);
      await syncBatch(files, join(folder, 'missing'));
      const failing = syncBatch([...files, join(folder, 'gone')], join(folder, 'missing'));
      await expect(failing).rejects.toMatchObject({ code: 'file-system', params: { operation: 'fsync', errno: 'ENOENT' } });
    },
  );
});

describe('syncFolder', () => {
  it('syncs a folder', async () => {
    await syncFolder(scratchFolder());
  });

  it.skipIf(process.platform === 'win32')('reports a folder that is not there', async () => {
    await expect(syncFolder(join(scratchFolder(), 'missing'))).rejects.toMatchObject({ code: 'file-system' });
  });
});
