// The transfer pool: bytes and digests whatever the size, and what is left when a copy fails, is stopped or loses its thread.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { CopyResult, CopyTask } from '../../../../main/store/transfer/copy-task.ts';
import { TransferPool } from '../../../../main/store/transfer/pool.ts';
import { digest, edgeSizes, fileTask, openUnder, scratchFolder, startedWorkers, writeRandom } from './scratch-folder.ts';

const pool = new TransferPool();
afterAll(() => pool.close());

const mebibyte = 1024 * 1024;

/** Sizes around the edges of pages, blocks and buffers, and any others. */
const sizes = fc.oneof(fc.constantFrom(...edgeSizes), fc.nat({ max: 5 * mebibyte }));

describe('TransferPool', () => {
  it('copies ranges of any size into new read-only files and hashes them', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sizes, { minLength: 1, maxLength: 8 }),
        fc.nat({ max: 2000 }),
        fc.boolean(),
        async (lengths, gap, sync) => {
          const folder = scratchFolder();
          const source = join(folder, 'source');
          const bytes = writeRandom(
            source,
            lengths.reduce((sum, length) => sum + length + gap, 0),
          );
          let at = 0;
          const tasks = lengths.map((sizeBytes, id): CopyTask => {
            at += gap + sizeBytes;
            return {
              ...fileTask(id, source, sizeBytes, join(folder, String(id)), {
                sync,
                algorithm: id % 3 === 2 ? 'sha512' : 'sha256',
              }),
              from: { path: source, offsetBytes: at - sizeBytes, sizeBytes },
            };
          });
          let moved = 0;
          const done: CopyResult[] = [];
          const results = await pool.run(tasks, { onBytes: (more) => (moved += more), onDone: (result) => done.push(result) });
          expect(moved).toBe(lengths.reduce((sum, length) => sum + length, 0));
          expect(new Set(done)).toEqual(new Set(results));
          for (const [index, task] of tasks.entries()) {
            const { offsetBytes, sizeBytes } = task.from;
            const expected = bytes.subarray(offsetBytes, offsetBytes + sizeBytes);
            expect(results[index]).toEqual({ id: task.id, digest: digest(expected, task.algorithm), sizeBytes });
            const target = join(folder, String(task.id));
            expect(readFileSync(target).equals(expected)).toBe(true);
            if (process.platform !== 'win32') expect(statSync(target).mode & 0o777 & 0o222).toBe(0);
          }
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 12, examples: [[edgeSizes, 1, true]] },
    );
  });

  it('writes neighbouring ranges of one file without touching the bytes between them', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(sizes, fc.nat({ max: 3 })), { minLength: 2, maxLength: 10 }),
        fc.nat({ max: 200 }),
        async (pieces, start) => {
          const folder = scratchFolder();
          const target = join(folder, 'target');
          let at = start * 512;
          const ranges = pieces.map(([sizeBytes, blocks]) => {
            const offsetBytes = at;
            at += Math.ceil(sizeBytes / 512) * 512 + blocks * 512;
            return { sizeBytes, offsetBytes };
          });
          const expected = Buffer.alloc(at + 777, 0xee);
          writeFileSync(target, expected);
          const tasks = ranges.map(({ sizeBytes, offsetBytes }, id): CopyTask => {
            const path = join(folder, String(id));
            writeRandom(path, sizeBytes).copy(expected, offsetBytes);
            return { ...fileTask(id, path, sizeBytes, ''), to: { kind: 'range', path: target, offsetBytes } };
          });
          const results = await pool.run(tasks);
          expect(readFileSync(target).equals(expected)).toBe(true);
          for (const [id, { sizeBytes, offsetBytes }] of ranges.entries()) {
            expect(results[id]?.digest).toBe(digest(expected.subarray(offsetBytes, offsetBytes + sizeBytes)));
          }
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('hashes without writing, and answers in the order of the tasks', async () => {
    const folder = scratchFolder();
    const tasks = [3, 9, 1, 6].map((size, id): CopyTask => {
      const path = join(folder, String(id));
      writeRandom(path, size * mebibyte);
      return { ...fileTask(id * 7, path, size * mebibyte, ''), to: { kind: 'none' } };
    });
    const results = await pool.run(tasks);
    expect(results.map(({ id }) => id)).toEqual([0, 7, 14, 21]);
    expect(results.map((result) => result.digest)).toEqual(tasks.map(({ from }) => digest(readFileSync(from.path))));
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it('gives the digest of what compressed bytes unpack to', async () => {
    const folder = scratchFolder();
    const plain = Buffer.alloc(9 * mebibyte + 5, 'stowage ');
    const tasks = [2 * mebibyte, 100, plain.length].map((length, id): CopyTask => {
      const path = join(folder, `${id}.gz`);
      writeFileSync(path, gzipSync(plain.subarray(0, length), { level: 0 }));
      return fileTask(id, path, statSync(path).size, join(folder, String(id)), { unpack: 'gzip' });
    });
    const results = await pool.run(tasks);
    expect(results.map(({ diffId, unpackedBytes }) => ({ diffId, unpackedBytes }))).toEqual(
      [2 * mebibyte, 100, plain.length].map((length) => ({ diffId: digest(plain.subarray(0, length)), unpackedBytes: length })),
    );
  });

  it('says why bytes did not unpack and copies them all the same', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'layer.gz');
    const whole = gzipSync(writeRandom(join(folder, 'plain'), 6 * mebibyte), { level: 0 });
    const cut = whole.subarray(0, 5 * mebibyte);
    writeFileSync(path, cut);
    const damaged = Buffer.from(whole);
    damaged.fill(7, 2 * mebibyte, 2 * mebibyte + 4096);
    writeFileSync(join(folder, 'damaged.gz'), damaged);
    const [first, second] = await pool.run([
      fileTask(1, path, cut.length, join(folder, 'cut'), { unpack: 'gzip' }),
      fileTask(2, join(folder, 'damaged.gz'), damaged.length, join(folder, 'damaged'), { unpack: 'gzip' }),
    ]);
    expect(first).toMatchObject({ digest: digest(cut), unpackFailure: { code: 'archive-truncated' } });
    expect(second).toMatchObject({ digest: digest(damaged), unpackFailure: { code: 'compression-damaged' } });
    expect(first).not.toHaveProperty('diffId');
  });

  it('copies thousands of small files, many to a message', async () => {
    const folder = scratchFolder();
    const source = join(folder, 'source');
    const bytes = writeRandom(source, 3000 * 97);
    const tasks = Array.from(
      { length: 3000 },
      (_, id): CopyTask => ({
        ...fileTask(id, source, 0, join(folder, String(id))),
        from: { path: source, offsetBytes: id * 97, sizeBytes: id % 97 },
      }),
    );
    const results = await pool.run(tasks);
    for (const [id, result] of results.entries()) {
      const expected = bytes.subarray(id * 97, id * 97 + (id % 97));
      if (result.digest !== digest(expected) || !readFileSync(join(folder, String(id))).equals(expected))
        expect(id).toBe('copied right');
    }
  });

  it('runs overlapping jobs side by side', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    const bytes = writeRandom(path, 6 * mebibyte);
    const jobs = ['a', 'b', 'c'].map((name) =>
      pool.run([0, 1, 2].map((id) => fileTask(id, path, (id + 1) * 2 * mebibyte, join(folder, `${name}${id}`)))),
    );
    const inline = pool.run([fileTask(9, path, 1000, join(folder, 'inline'))]);
    const small = pool.run([fileTask(9, path, 2 * mebibyte, join(folder, 'small'))]);
    for (const results of await Promise.all(jobs))
      expect(results.map((result) => result.digest)).toEqual([2, 4, 6].map((size) => digest(bytes.subarray(0, size * mebibyte))));
    expect((await inline)[0]?.digest).toBe(digest(bytes.subarray(0, 1000)));
    expect((await small)[0]?.digest).toBe(digest(bytes.subarray(0, 2 * mebibyte)));
  });

  it.each([
    ['on this thread', 100],
    ['in a worker', 5 * mebibyte],
  ])('refuses a source that is gone or shorter than promised (%s)', async (_, size) => {
    const folder = scratchFolder();
    const short = join(folder, 'short');
    writeRandom(short, size);
    const missing = fileTask(1, join(folder, 'missing'), size, join(folder, 'a'));
    await expect(pool.run([missing])).rejects.toMatchObject({
      code: 'archive-changed',
      params: { archive: join(folder, 'missing') },
    });
    const promised = fileTask(1, short, size + 1, join(folder, 'b'));
    await expect(pool.run([promised])).rejects.toMatchObject({ code: 'archive-changed', params: { archive: short } });
  });

  it.each([
    ['on this thread', 100, 1],
    ['in a worker', 5 * mebibyte, 1],
    ['in a batch', 10, 300],
  ])('reports a target folder that is missing and a target that exists (%s)', async (_, size, count) => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    writeRandom(path, size);
    const tasks = (to: string): CopyTask[] =>
      Array.from({ length: count }, (__, id) => fileTask(id, path, size, join(folder, `${to}${id}`)));
    await expect(pool.run(tasks('missing/'))).rejects.toMatchObject({ code: 'file-system', params: { errno: 'ENOENT' } });
    writeFileSync(join(folder, 'there0'), 'mine');
    await expect(pool.run(tasks('there'))).rejects.toMatchObject({ code: 'file-system', params: { errno: 'EEXIST' } });
    expect(readFileSync(join(folder, 'there0'), 'utf8')).toBe('mine');
  });

  it('stops midway when aborted, with the reason of the signal, and goes on to serve others', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    writeFileSync(path, '');
    truncateSync(path, 400 * mebibyte);
    const abort = new AbortController();
    const reason = new Error('enough');
    let moved = 0;
    const run = pool.run(
      [fileTask(1, path, 400 * mebibyte, ''), fileTask(2, path, 300 * mebibyte, '')].map((task) => ({
        ...task,
        to: { kind: 'none' },
      })),
      {
        signal: abort.signal,
        onBytes: (bytes) => {
          moved += bytes;
          abort.abort(reason);
        },
      },
    );
    await expect(run).rejects.toBe(reason);
    expect(moved).toBeLessThan(300 * mebibyte);
    expect(openUnder(folder)).toEqual([]);
    await expect(pool.run([fileTask(1, path, 1, '')], { signal: abort.signal })).rejects.toBe(reason);
    const [after] = await pool.run([fileTask(3, path, 5 * mebibyte, join(folder, 'after'))]);
    expect(after?.digest).toBe(digest(Buffer.alloc(5 * mebibyte)));
  });

  it('ends what is under way when it is closed', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    writeFileSync(path, '');
    truncateSync(path, 400 * mebibyte);
    const other = new TransferPool({ workers: 1 });
    const runs = [1, 2].map((id) => other.run([{ ...fileTask(id, path, 400 * mebibyte, ''), to: { kind: 'none' } }]));
    const settled = Promise.allSettled(runs);
    await other.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(other.run([])).rejects.toThrow('closed');
  });

  it('rejects the run whose worker died, and goes on with a new one', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    writeFileSync(path, '');
    truncateSync(path, 400 * mebibyte);
    const { workers, stopWatching } = startedWorkers();
    const other = new TransferPool({ workers: 1 });
    const hashing = (id: number): CopyTask => ({ ...fileTask(id, path, 400 * mebibyte, ''), to: { kind: 'none' } });
    const run = other.run([hashing(1), hashing(2)]);
    const next = other.run([{ ...hashing(3), from: { path, offsetBytes: 0, sizeBytes: 5 * mebibyte } }]);
    await nextTurn();
    stopWatching();
    void workers[0]?.terminate();
    await expect(run).rejects.toThrow('a copy worker died');
    expect((await next)[0]?.digest).toBe(digest(Buffer.alloc(5 * mebibyte)));
    await other.close();
    expect(openUnder(folder)).toEqual([]);
  });

  it('waits on close for what runs on this thread, and rejects it', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    writeRandom(path, 4 * mebibyte);
    const other = new TransferPool();
    const run = other.run([fileTask(1, path, 4 * mebibyte, join(folder, 'target'))]);
    const failures: unknown[] = [];
    run.catch((error: unknown) => failures.push(error));
    await nextTurn(); // the copy has begun
    await other.close();
    await nextTurn();
    expect(failures).toEqual([new Error('the transfer pool is closed')]);
    expect(readdirSync(folder)).toEqual(['source']);
    expect(openUnder(folder)).toEqual([]);
  });

  it('keeps its memory flat, however large the file', { timeout: 60_000 }, () => {
    const folder = scratchFolder();
    const path = join(folder, 'source');
    writeFileSync(path, '');
    truncateSync(path, 512 * mebibyte);
    const poolUrl = pathToFileURL(join(import.meta.dirname, '../../../../main/store/transfer/pool.ts')).href;
    const tasks = [0, 1].map((id) => ({
      ...fileTask(id, path, 256 * mebibyte, join(folder, String(id))),
      from: { path, offsetBytes: id * 256 * mebibyte, sizeBytes: 256 * mebibyte },
    }));
    const script = join(folder, 'copy.mjs');
    writeFileSync(
      script,
      `
      const { TransferPool } = await import(${JSON.stringify(poolUrl)});
      const pool = new TransferPool();
      await pool.run(${JSON.stringify(tasks)});
      await pool.close();
      console.log(process.resourceUsage().maxRSS);`,
    );
    const child = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(child.stderr).toBe('');
    expect(Number(child.stdout)).toBeGreaterThan(0);
    expect(Number(child.stdout)).toBeLessThan(200 * 1024);
    expect(statSync(join(folder, '1')).size).toBe(256 * mebibyte);
  });
});
