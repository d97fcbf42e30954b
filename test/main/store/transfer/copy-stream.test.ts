// One copy on the thread that asks for it: a source that changes while it is read.
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BufferRing } from '../../../../main/store/transfer/buffer-ring.ts';
import { copyStream } from '../../../../main/store/transfer/copy-stream.ts';
import { fileTask, scratchFolder, writeRandom } from './scratch-folder.ts';

const mebibyte = 1024 * 1024;

describe('copyStream', () => {
  it('refuses a source that is cut short while it is read, and gives its buffers back', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    writeRandom(path, mebibyte);
    const ring = new BufferRing(3, 65_536);
    const onBytes = (): void => truncateSync(path, 1000);
    const copy = copyStream(fileTask(1, path, mebibyte, join(folder, 'target')), ring, { onBytes, check: () => undefined });
    await expect(copy).rejects.toMatchObject({ code: 'archive-changed', params: { archive: path } });
    await Promise.all([ring.take(), ring.take(), ring.take()]);
  });
});
