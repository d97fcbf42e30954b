// Room test/main/app: verify on real stores whose files were flipped, cut short or deleted: what is found is what was harmed,
// nothing harmed is exported, and quarantine keeps the bytes.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { buildImage, buildIndex } from '../../build/image.ts';
import { file } from '../../build/tar.ts';
import { artifactsOf, filling, referenceOf } from '../../support/filled-store.ts';
import { addOutsideRoot } from '../../support/foreign-tool.ts';
import { type Harm, harmBlob, pathOf, quarantined, repair, verify, withFilled, withSmall } from '../../support/harmed-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { imageOf, withDiffIds, writeImages } from '../../support/small-archive.ts';
import { blobsIn, filesOf, temporaryFolder, withStore } from '../opened-store.ts';

const harms = fc.array(fc.record({ at: fc.nat(), harm: fc.constantFrom<Harm>('flip', 'truncate', 'delete'), byte: fc.nat() }), {
  minLength: 1,
  maxLength: 5,
});

describe('verify', () => {
  it('finds what was harmed and nothing else, refuses to export it, and repair heals it', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filling, harms, async (wanted, chosen) => {
        await withFilled(wanted, async (store, archives, folder) => {
          const whole = blobsIn(store.path);
          const digests = [...whole.keys()].toSorted();
          const bad = new Map<string, Buffer | null>();
          for (const { at, harm, byte } of chosen) {
            const digest = digests[at % digests.length] ?? '';
            if (!bad.has(digest)) bad.set(digest, harmBlob(store, digest, harm, byte));
          }
          const report = await verify(store);
          const found = new Set(report.damage.map(({ digest }) => digest));
          for (const digest of found) expect([...bad.keys()]).toContain(digest);
          // Below a manifest that is deleted too, nobody knows any more that a blob is missing.
          for (const [digest, bytes] of bad) if (bytes !== null) expect(found).toContain(digest);
          for (const { digest, problem } of report.damage)
            expect(problem === 'missing', `${digest}: ${problem}`).toBe(bad.get(digest) === null);
          expect(quarantined(store).toSorted()).toEqual(
            [...bad].flatMap(([digest, bytes]) => (bytes === null ? [] : [digest])).toSorted(),
          );
          for (const [digest, bytes] of bad)
            if (bytes !== null)
              expect(readFileSync(join(store.path, '.stowage', 'quarantine', digest.replace(':', '-')))).toEqual(bytes);
          for (const artifact of await artifactsOf(store)) {
            const exported = store.exportTo(join(folder, 'out.tar'), { references: [referenceOf(artifact)], profile: 'oci' });
            if (artifact.damagedCount > 0) await expect(exported).rejects.toMatchObject({ code: 'artifact-damaged' });
            else if (artifact.absentCount === 0) await exported;
            else
              await expect(exported).rejects.toMatchObject({
                code: expect.stringMatching(/^(artifact-incomplete|blob-not-found)$/),
              });
            rmSync(join(folder, 'out.tar'), { force: true });
          }
          await expectInvariants(store);
          const again = await verify(store);
          expect(again.catalogDifferences).toBe(0);

          const { left } = await repair(store, archives);
          expect(left).toEqual([]);
          expect(await call(store.host, 'damage.list', {})).toEqual([]);
          expect((await artifactsOf(store)).map((artifact) => artifact.damagedCount)).not.toContain(1);
          expect(quarantined(store)).toEqual([]);
          for (const [digest, bytes] of blobsIn(store.path)) expect(whole.get(digest)?.equals(bytes)).toBe(true);
          await expectInvariants(store);
          expect((await verify(store)).damage).toEqual([]);
        });
      }),
      {
        numRuns: 20,
        // A manifest that is here, below an index that is gone, lacks its config; and one that is mended before its index.
        examples: [
          [
            { imports: [{ producer: 'hybrid', roots: [6, 4, 5].map((at) => ({ at, names: [] })) }], untag: [] },
            [
              { at: 0, harm: 'delete', byte: 0 },
              { at: 28, harm: 'flip', byte: 0 },
              { at: 571_459_301, harm: 'flip', byte: 0 },
            ],
          ],
          [
            { imports: [{ producer: 'hybrid', roots: [{ at: 4, names: [] }] }], untag: [] },
            Array.from({ length: 12 }, (_, at) => ({
              at,
              harm: at % 3 === 0 ? ('flip' as const) : ('delete' as const),
              byte: 0,
            })),
          ],
        ],
      },
    );
  });

  it('of a whole store finds nothing, says so in its status, and changes no file but the ledger', async () => {
    await withSmall(async (store) => {
      const before = filesOf(store.path);
      const report = await verify(store, { deep: true });
      const blobs = blobsIn(store.path);
      expect(report).toMatchObject({
        damage: [],
        healedCount: 0,
        catalogDifferences: 0,
        checkedCount: blobs.size,
        resumedCount: 0,
      });
      expect(report.checkedBytes).toBe([...blobs.values()].reduce((sum, { length }) => sum + length, 0));
      const after = new Map(filesOf(store.path));
      after.set('.stowage/ledger.jsonl', before.get('.stowage/ledger.jsonl') ?? '');
      expect(after).toEqual(before);
      const { lastVerify } = await call(store.host, 'store.status', {});
      expect(lastVerify).toMatchObject({ checkedCount: blobs.size, damagedCount: 0 });
      await expectInvariants(store);
    });
  });

  it('since last time hashes only what came since', async () => {
    await withSmall(async (store, _archive, folder) => {
      await verify(store);
      const held = blobsIn(store.path).size;
      await store.importPath(await writeImages(folder, 'next.tar', { 'app:3': ['base', 'three'] }));
      const report = await verify(store, { sinceLast: true });
      expect(report.checkedCount).toBe(blobsIn(store.path).size - held);
      expect((await verify(store, { sinceLast: true })).checkedCount).toBe(0);
      await expectInvariants(store);
    });
  });

  it('of a repository looks at what it reaches, and at nothing else', async () => {
    await withSmall(async (store, _archive, folder) => {
      await store.importPath(await writeImages(folder, 'other.tar', { 'other:1': ['elsewhere'] }));
      const other = (await call(store.host, 'artifact.show', { reference: 'other:1' })).digest;
      harmBlob(store, other, 'flip', 5);
      expect((await verify(store, { repository: 'app' })).damage).toEqual([]);
      const report = await verify(store, { repository: 'docker.io/library/other' });
      expect(report.damage).toMatchObject([{ digest: other, problem: 'wrong-bytes', artifacts: [{ tags: ['1'] }] }]);
      expect((await call(store.host, 'store.status', {})).lastVerify).toBeNull();
      await expect(verify(store, { repository: 'nobody' })).rejects.toMatchObject({ code: 'repository-not-found' });
      await expectInvariants(store);
    });
  });

  it('takes a blob of another tool for its own once it is hashed', async () => {
    await withSmall(async (store) => {
      const image = await imageOf(['from outside']);
      addOutsideRoot(store.path, image, 'docker.io/library/outside:1');
      await verify(store);
      const { verifiedAt } = await call(store.host, 'blob.explain', { digest: image.manifest.digest });
      expect(verifiedAt).not.toBeNull();
      await expectInvariants(store);
    });
  });

  it('with deep finds a layer that is not what its config says, which hashing alone cannot', async () => {
    await withSmall(async (store) => {
      const image = withDiffIds(await imageOf(['layer']), [`sha256:${'1'.repeat(64)}`]);
      addOutsideRoot(store.path, image, 'docker.io/library/odd:1');
      expect((await verify(store)).damage).toEqual([]);
      const report = await verify(store, { deep: true });
      expect(report.damage).toMatchObject([{ problem: 'wrong-diff-id', artifacts: [{ repository: 'docker.io/library/odd' }] }]);
      expect(quarantined(store)).toEqual([]);
      await expect(store.exportTo(join(store.path, '..', 'odd.tar'), { references: ['odd:1'] })).rejects.toMatchObject({
        code: 'artifact-damaged',
      });
      expect((await verify(store)).damage).toHaveLength(1);
      await expectInvariants(store);
    });
  });

  it('finds what a layout of another program lacks, but for platforms and layers that are kept elsewhere', async () => {
    const folder = temporaryFolder();
    const entries = [{ entries: [file('content', 'here')], compression: 'gzip' as const }];
    const apart = [{ entries: [file('content', 'elsewhere')], compression: 'gzip' as const, foreign: true }];
    const whole = await buildImage({ platform: 'linux/amd64', layers: entries });
    const other = await buildImage({ platform: 'linux/arm64', layers: entries });
    const windows = await buildImage({ platform: 'windows/amd64', layers: apart });
    try {
      await withStore(join(folder, 'store'), async (store) => {
        await store.importPath(await writeImages(folder, 'small.tar', { 'small:1': ['small'] }));
        addOutsideRoot(store.path, buildIndex({ children: [whole, other] }), 'docker.io/library/app:1');
        addOutsideRoot(store.path, windows, 'docker.io/library/app:2');
        await store.host.close();
      });
      // As it is without us, and with no more than one platform.
      rmSync(join(folder, 'store', '.stowage'), { recursive: true });
      await withStore(join(folder, 'store'), async (store) => {
        for (const blob of [other.manifest, other.config]) rmSync(pathOf(store, blob.digest));
        for (const { blob } of windows.layers) rmSync(pathOf(store, blob.digest), { force: true });
        expect((await verify(store)).damage).toEqual([]);
        const small = (await call(store.host, 'artifact.show', { reference: 'small:1' })).digest;
        for (const digest of [whole.config.digest, small]) rmSync(pathOf(store, digest));
        const { damage } = await verify(store);
        expect(damage.map(({ digest, problem }) => [digest, problem])).toEqual(
          [whole.config.digest, small].toSorted().map((digest) => [digest, 'missing']),
        );
        await expectInvariants(store);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('makes a catalogue again that says something else than the disk', async () => {
    await withSmall(async (store) => {
      await store.host.close();
      const database = new Database(join(store.path, '.stowage', 'catalog.db'));
      database.exec("UPDATE tag SET updated_at = '' WHERE name = '1'; UPDATE artifact SET unique_bytes = unique_bytes + 1");
      database.close();
      await withStore(store.path, async (opened) => {
        expect((await verify(opened)).catalogDifferences).toBe(3);
        expect((await verify(opened)).catalogDifferences).toBe(0);
        await expectInvariants(opened);
      });
    });
  });

  it('of a store that is opened for reading reports, and writes nothing', async () => {
    await withSmall(async (store) => {
      const { digest } = await call(store.host, 'artifact.show', { reference: 'app:1' });
      harmBlob(store, digest, 'flip', 2);
      await store.host.close();
      const before = filesOf(store.path);
      const host = composeHost({ storePath: store.path, readOnly: true });
      try {
        const { damage } = await runJob(host, 'store.verify', {});
        expect(damage).toMatchObject([{ digest, problem: 'wrong-bytes' }]);
      } finally {
        await host.close();
      }
      expect(filesOf(store.path)).toEqual(before);
    });
  });

  it('goes on while artifacts come and go', async () => {
    await withSmall(async (store, archive, folder) => {
      const next = await writeImages(folder, 'next.tar', { 'app:3': ['base', 'three'], 'app:4': ['four'] });
      const [report] = await Promise.all([
        verify(store, { limitBytesPerSecond: 20_000 }),
        (async () => {
          await store.importPath(next);
          await call(store.host, 'artifact.remove', { references: ['app:2', 'app:4'] });
          await store.importPath(archive);
          await call(store.host, 'artifact.remove', { references: ['app:1'] });
        })(),
      ]);
      expect(report.damage).toEqual([]);
      expect((await verify(store)).damage).toEqual([]);
      await expectInvariants(store);
    });
  });

  it('broken off records the damage it found, and the next run has the rest', async () => {
    await withSmall(async (store) => {
      const digests = [...blobsIn(store.path).keys()];
      for (const digest of digests) harmBlob(store, digest, 'flip', 3);
      const cancel = new AbortController();
      const seen = new Set<number>();
      // At this pace every blob is an order of its own: once bytes of a second one are counted, the first is judged.
      const run = runJob(
        store.host,
        'store.verify',
        { limitBytesPerSecond: 300 },
        {
          signal: cancel.signal,
          onProgress: ({ doneBytes }) => {
            if (doneBytes > 0 && seen.add(doneBytes).size > 1) cancel.abort();
          },
        },
      );
      await expect(run).rejects.toMatchObject({ code: 'cancelled' });
      const found = quarantined(store).length;
      expect(found).toBeGreaterThan(0);
      const report = await verify(store);
      expect(report.checkedCount).toBe(digests.length - found);
      expect(quarantined(store).toSorted()).toEqual(digests.toSorted());
      await expectInvariants(store);
    });
  });
});
