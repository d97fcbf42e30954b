// Direct writes and their way out where memory or file system do not allow them; the buffers they come from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALIGNMENT_BYTES, BufferRing } from '../../../../main/store/transfer/buffer-ring.ts';
import { TargetFile } from '../../../../main/store/transfer/direct-io.ts';
import { TransferPool } from '../../../../main/store/transfer/pool.ts';
import { canMount, digest, mountRamfs, scratchFolder, writeRandom } from './scratch-folder.ts';

const mebibyte = 1024 * 1024;

describe('TargetFile', () => {
  it('writes through the page cache where memory is not aligned for direct writes', async () => {
    const path = join(scratchFolder(), 'target');
    const bytes = new Uint8Array(4 * mebibyte + 1).subarray(1).fill(7);
    const target = await TargetFile.open({ kind: 'file', path }, bytes.length);
    await Promise.all([
      target.write(bytes.subarray(0, 2 * mebibyte), 0),
      target.write(bytes.subarray(2 * mebibyte), 2 * mebibyte),
    ]);
    await target.seal();
    await target.sync();
    await target.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it.skipIf(!canMount)('writes to a file system that knows no direct I/O (mounting one needs root on Linux)', async () => {
    const folder = scratchFolder();
    const path = join(scratchFolder(), 'source');
    const bytes = writeRandom(path, 9 * mebibyte + 3);
    mountRamfs(folder);
    const pool = new TransferPool({ workers: 1 });
    const tasks = [0, 1].map((id) => ({
      id,
      from: { path, offsetBytes: 0, sizeBytes: bytes.length },
      to: { kind: 'file', path: join(folder, String(id)) } as const,
      algorithm: 'sha256' as const,
      sync: true,
    }));
    const results = await pool.run(tasks);
    await pool.close();
    expect(results.map((result) => result.digest)).toEqual([digest(bytes), digest(bytes)]);
    expect(readFileSync(join(folder, '1')).equals(bytes)).toBe(true);
  });
});

describe('BufferRing', () => {
  it('hands out aligned buffers, each to one taker at a time', async () => {
    const ring = new BufferRing(2, ALIGNMENT_BYTES);
    const [first, second] = await Promise.all([ring.take(), ring.take()]);
    expect([first.byteOffset, second.byteOffset].map((offset) => offset % ALIGNMENT_BYTES)).toEqual([0, 0]);
    expect(first.byteOffset).not.toBe(second.byteOffset);
    const third = ring.take();
    ring.release(second);
    expect((await third).byteOffset).toBe(second.byteOffset);
  });
});
