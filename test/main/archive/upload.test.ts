// Room test/main/archive: an uploaded archive comes in as the same file does from disk, and one that breaks off leaves the
// store as it was, with a failure that names it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { StowageError } from '../../../main/errors.ts';
import type { Host } from '../../../main/host/host.ts';
import type { ImportReport } from '../../../preload/contract/transfer-model.ts';
import { generatedArchive, producerNames, writeProduced } from '../../build/archive.ts';
import { outcomeOf, settled, startJob } from '../../support/job-watch.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, `${++serial}.tar`);

/** The bytes in pieces of these lengths, over and over. */
function* piecesOf(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? bytes.length;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

async function upload(host: Host, name: string, stream: Readable): Promise<ImportReport | string> {
  const pick = host.picks.offer({ kind: 'upload', name, stream });
  return await outcomeOf(host, await startJob(host, 'archive.import', { picks: [pick] }));
}

/** The report as far as it does not say when and where. */
function told(report: ImportReport | string, path: string, name: string): unknown {
  if (typeof report === 'string') return report;
  const { freeBytes: _free, ...rest } = report;
  return JSON.parse(JSON.stringify(rest).replaceAll(JSON.stringify(path).slice(1, -1), name));
}

const folders = new Set(['skopeo-oci-folder', 'skopeo-dir', 'skopeo-sync', 'umoci', 'oras-layout']);
const files = producerNames.filter((name) => !folders.has(name));
const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 600, max: 70_000 })), {
  minLength: 1,
  maxLength: 4,
});

describe('an upload', () => {
  it('comes in as the same file does from disk', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(generatedArchive(files), lengths, async (archive, cuts) => {
        const produced = await archive.content.produce();
        fc.pre(produced.form === 'file' && produced.expected.artifacts.length > 0);
        const path = newPath();
        await writeProduced(produced, path, archive.wrapper);
        await withNewStore(async (fromFile) => {
          const expected = await fromFile.importPath(path);
          await withNewStore(async (fromUpload) => {
            const stream = Readable.from(piecesOf(readFileSync(path), cuts), { objectMode: false });
            const report = await upload(fromUpload.host, 'mine.tar', stream);
            expect(told(report, '-', '-')).toEqual(told(expected, path, 'mine.tar'));
            expect([...blobsIn(fromUpload.path).keys()].toSorted()).toEqual([...blobsIn(fromFile.path).keys()].toSorted());
            expect(namesIn(fromUpload.path)).toEqual(namesIn(fromFile.path));
            expect(leftoversIn(fromUpload.path)).toEqual([]);
          });
        });
      }),
      { numRuns: 25 },
    );
  });

  it('that breaks off says so and leaves the store as it was', { timeout: 60_000 }, async () => {
    const errors = fc.constantFrom(
      undefined,
      Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      new StowageError('archive-truncated', { archive: 'mine.tar', entry: '', atBytes: 0 }),
    );
    await fc.assert(
      fc.asyncProperty(
        generatedArchive(['docker-containerd', 'docker-legacy']),
        fc.double({ min: 0, max: 0.8, noNaN: true }),
        errors,
        async (archive, share, error) => {
          const path = newPath();
          await writeProduced(await archive.content.produce(), path, archive.wrapper);
          const bytes = readFileSync(path);
          await withNewStore(async (store) => {
            await store.importPath(join(import.meta.dirname, '../../fixtures/archives/buildx-0.29/docker-two-names.tar'));
            const before = filesOf(store.path);
            const stream = new PassThrough({ highWaterMark: bytes.length + 1 });
            stream.on('error', () => undefined);
            const sentBytes = Math.floor(bytes.length * share);
            if (sentBytes > 0) stream.write(bytes.subarray(0, sentBytes));
            stream.once('data', () => stream.destroy(error));
            if (sentBytes === 0) stream.destroy(error);
            const report = await upload(store.host, 'mine.tar', stream);
            expect(report).toMatchObject({
              archives: [{ archive: 'mine.tar', artifacts: [], failure: { code: 'archive-truncated' } }],
              addedCount: 0,
            });
            expect(filesOf(store.path)).toEqual(before);
            expect(leftoversIn(store.path)).toEqual([]);
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  it('that broke off costs the others nothing', async () => {
    const good = join(import.meta.dirname, '../../fixtures/archives/buildx-0.29/docker-two-names.tar');
    await withNewStore(async (store) => {
      const broken = new PassThrough();
      broken.on('error', () => undefined);
      broken.destroy(new StowageError('archive-truncated', { archive: 'broken.tar', entry: '', atBytes: 0 }));
      const picks = [
        store.host.picks.offer({ kind: 'upload', name: 'broken.tar', stream: broken }),
        store.host.picks.offer({ kind: 'upload', name: 'good.tar', stream: Readable.from([readFileSync(good)]) }),
      ];
      const { importReport, canRetry } = await settled(store.host, await startJob(store.host, 'archive.import', { picks }));
      expect(importReport?.archives.map(({ archive, failure }) => [archive, failure?.code])).toEqual([
        ['broken.tar', 'archive-truncated'],
        ['good.tar', undefined],
      ]);
      expect(importReport?.addedCount).toBeGreaterThan(0);
      expect(canRetry).toBe(false);
    });
  });

  it('of a held archive writes nothing, and makes a damaged blob whole again', async () => {
    const path = join(import.meta.dirname, '../../fixtures/archives/buildx-0.29/oci-zstd.tar');
    await withNewStore(async (store) => {
      await store.importPath(path);
      const before = filesOf(store.path);
      const again = async (): Promise<unknown> => await upload(store.host, 'mine.tar', Readable.from([readFileSync(path)]));
      expect(await again()).toMatchObject({ newBytes: 0, refusedCount: 0 });
      expect(filesOf(store.path)).toEqual(before);
      const [digest] = [...blobsIn(store.path)].toSorted(([, left], [, right]) => right.length - left.length)[0] ?? [''];
      const blob = join(store.path, 'blobs', digest.replace(':', '/'));
      rmSync(blob);
      writeFileSync(blob, 'cut short');
      expect(await again()).toMatchObject({ refusedCount: 0 });
      expect(blobsIn(store.path).has(digest)).toBe(true);
    });
  });
});
