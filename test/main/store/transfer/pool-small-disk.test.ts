// The transfer pool on real file systems that are full or read-only: the failure is told by its code, nothing half-written stays,
// and the pool goes on. Without root on Linux there is nothing to mount, and these tests are skipped.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CopyTask } from '../../../../main/store/transfer/copy-task.ts';
import { TransferPool } from '../../../../main/store/transfer/pool.ts';
import {
  canMount,
  canMountExt4,
  digest,
  fileTask,
  mountExt4,
  mountTmpfs,
  openUnder,
  remountReadOnly,
  scratchFolder,
  writeRandom,
} from './scratch-folder.ts';

const pool = new TransferPool();
afterAll(() => pool.close());

const mebibyte = 1024 * 1024;

const diskBytes = 8 * mebibyte;

/** Copies that do not fit on what is left of the disk, by the way they take. */
const tooMuch = [
  { way: 'on this thread', heldBytes: 6 * mebibyte, sizeBytes: 4 * mebibyte, count: 1 },
  { way: 'in a worker', heldBytes: 0, sizeBytes: 12 * mebibyte, count: 1 },
  { way: 'by two workers', heldBytes: 0, sizeBytes: 7 * mebibyte, count: 2 },
  { way: 'in a batch', heldBytes: 0, sizeBytes: 40_000, count: 300 },
];

describe.each([
  { type: 'tmpfs', canBeMounted: canMount, mountOn: mountTmpfs },
  { type: 'ext4', canBeMounted: canMountExt4, mountOn: mountExt4 },
])('TransferPool on a small $type (mounting one needs root on Linux)', ({ canBeMounted, mountOn }) => {
  it.skipIf(!canBeMounted).each(tooMuch)('reports a full disk, leaves no half file and goes on ($way)', async (copies) => {
    const { heldBytes, sizeBytes, count } = copies;
    const folder = scratchFolder();
    const path = join(scratchFolder(), 'source');
    const bytes = writeRandom(path, sizeBytes);
    mountOn(folder, diskBytes);
    const before = readdirSync(folder).length;
    writeFileSync(join(folder, 'held'), Buffer.alloc(heldBytes));
    const tasks = Array.from({ length: count }, (_, id) => fileTask(id, path, sizeBytes, join(folder, `to${id}`)));
    await expect(pool.run(tasks)).rejects.toMatchObject({ code: 'no-space', cause: { code: 'ENOSPC' } });
    expect(openUnder(folder)).toEqual([]);
    const left = readdirSync(folder).filter((name) => name.startsWith('to'));
    expect(left.length).toBeLessThan(count);
    for (const name of left) expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
    for (const name of [...left, 'held']) rmSync(join(folder, name));
    expect(readdirSync(folder)).toHaveLength(before);
    const fitting = tasks.slice(0, 100).map((task) => ({ ...task, from: { ...task.from, sizeBytes: 40_000 } }));
    const results = await pool.run(fitting);
    expect(new Set(results.map((result) => result.digest))).toEqual(new Set([digest(bytes.subarray(0, 40_000))]));
  });

  it.skipIf(!canBeMounted).each([
    ['on this thread', 100, 1],
    ['in a worker', 5 * mebibyte, 1],
    ['in a batch', 10, 300],
  ])('reports a file system that is read-only (%s)', async (_, sizeBytes, count) => {
    const folder = scratchFolder();
    const path = join(scratchFolder(), 'source');
    writeRandom(path, sizeBytes);
    mountOn(folder, diskBytes);
    const target = join(folder, 'target');
    writeFileSync(target, 'mine');
    remountReadOnly(folder);
    const run = (to: (id: number) => CopyTask['to']): Promise<unknown> =>
      pool.run(Array.from({ length: count }, (__, id) => ({ ...fileTask(id, path, sizeBytes, ''), to: to(id) })));
    const refused = { code: 'file-system', params: { errno: 'EROFS' }, cause: { code: 'EROFS' } };
    await expect(run((id) => ({ kind: 'file', path: join(folder, String(id)) }))).rejects.toMatchObject(refused);
    await expect(run(() => ({ kind: 'range', path: target, offsetBytes: 0 }))).rejects.toMatchObject(refused);
    expect(openUnder(folder)).toEqual([]);
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });
});
