// Room test/main/host: an import that shows its plan first: nothing counts before the answer, the answer is carried out as
// it was given, and a no leaves the store as it was.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import type { ImportReport } from '../../../preload/contract/transfer-model.ts';
import { generatedArchive, type ProducerName, producers, type Wrapper, writeProduced } from '../../build/archive.ts';
import { settled } from '../../support/job-watch.ts';
import { answered, artifactsIn, failuresIn, planned, settledFiles } from '../../support/reviewed-import.ts';
import { type Images, imageOf, withDiffIds, writeImages } from '../../support/small-archive.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, type OpenedStore, withNewStore } from '../opened-store.ts';

const folderOf = (store: OpenedStore): string => join(store.path, '..');
const name = (label: string): string => `docker.io/library/${label}`;
const one: Images = { [name('one:1')]: ['base', 'one'] };
const two: Images = { [name('two:1')]: ['base', 'two'] };
const both: Images = { ...one, ...two };

/** What a report says of its artifacts. */
function whatCame(report: ImportReport | null): unknown {
  return artifactsIn(report).map(({ digest, references, status, failure }) => ({ digest, references, status, failure }));
}

const wrapped = fc.constantFrom<Wrapper>('none', 'gzip');

describe('a reviewed import', () => {
  it('shows what a dry run shows, before anything counts, and then does what a plain import does', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(generatedArchive(), async (archive) => {
        const produced = await archive.content.produce();
        fc.pre(produced.expected.artifacts.length > 0);
        await withNewStore(async (plain) => {
          const path = join(folderOf(plain), 'archive');
          await writeProduced(produced, path, archive.wrapper);
          const expected = await plain.importPath(path);
          await withNewStore(async (store) => {
            await store.importPath(await writeImages(folderOf(store), 'before.tar', one));
            const before = settledFiles(store);
            const { plan, id } = await planned(store, [path]);
            expect(settledFiles(store)).toEqual(before);
            expect(plan.dryRun).toBe(true);
            const { importReport } = await answered(store, id, { proceed: true });
            expect(whatCame(importReport)).toEqual(whatCame(expected));
            expect(artifactsIn(importReport).map(({ key }) => key)).toEqual(artifactsIn(plan).map(({ key }) => key));
            for (const [reference, digest] of namesIn(plain.path)) expect(namesIn(store.path).get(reference)).toBe(digest);
            const blobs = blobsIn(store.path);
            for (const digest of blobsIn(plain.path).keys()) expect(blobs.has(digest)).toBe(true);
            expect(leftoversIn(store.path)).toEqual([]);
          });
        });
      }),
      { numRuns: 15 },
    );
  });

  it('imports exactly the artifacts whose keys were given', { timeout: 60_000 }, async () => {
    const images = Object.fromEntries(['a', 'b', 'c', 'd'].map((label) => [name(`${label}:1`), ['base', label]]));
    const producer = fc.constantFrom<ProducerName>(
      'docker-containerd',
      'docker-legacy',
      'hybrid',
      'skopeo-oci-folder',
      'crane-tarball',
    );
    await fc.assert(
      fc.asyncProperty(producer, wrapped, fc.subarray(Object.keys(images)), async (made, wrapper, wanted) => {
        await withNewStore(async (store) => {
          const path = await writeImages(folderOf(store), 'archive', images, { producer: made, wrapper });
          const { plan, id } = await planned(store, [path]);
          const chosen = artifactsIn(plan).filter(({ references }) => references.some((reference) => wanted.includes(reference)));
          expect(chosen).toHaveLength(wanted.length);
          const { importReport } = await answered(store, id, { proceed: true, keys: chosen.map(({ key }) => key) });
          // Of a store that was not there, nothing is made for nothing.
          expect(existsSync(store.path)).toBe(wanted.length > 0);
          if (wanted.length > 0) expect([...namesIn(store.path).keys()]).toEqual(wanted.toSorted());
          expect(importReport).toMatchObject({ addedCount: wanted.length, refusedCount: 0 });
          expect(artifactsIn(importReport).map(({ key }) => key)).toEqual(chosen.map(({ key }) => key));
          await withNewStore(async (only) => {
            for (const reference of wanted) await only.importPath(path, { select: [reference] });
            expect([...blobsIn(store.path).keys()].toSorted()).toEqual([...blobsIn(only.path).keys()].toSorted());
          });
        });
      }),
      { numRuns: 12 },
    );
  });

  it('knows an image by the same key when its digest became known in between', async () => {
    await withNewStore(async (store) => {
      const first = await writeImages(folderOf(store), 'first.tar', one, { producer: 'crane-tarball' });
      const second = await writeImages(
        folderOf(store),
        'second.tar',
        { [name('again:1')]: ['base', 'one'] },
        { producer: 'crane-tarball' },
      );
      const { plan, id } = await planned(store, [first, second]);
      const keys = [...new Set(artifactsIn(plan).map(({ key }) => key))];
      expect((await answered(store, id, { proceed: true, keys })).importReport).toMatchObject({ refusedCount: 0 });
      expect([...namesIn(store.path).keys()]).toEqual([name('again:1'), name('one:1')]);
    });
  });

  it('gives the answered name to what was chosen, also when the archive holds more', async () => {
    await withNewStore(async (store) => {
      const { plan, id } = await planned(store, [await writeImages(folderOf(store), 'both.tar', both)]);
      const [wanted] = artifactsIn(plan).filter(({ references }) => references.includes(name('two:1')));
      const record = await answered(store, id, {
        proceed: true,
        keys: [wanted?.key ?? ''],
        name: 'registry.example.com/other:9',
      });
      expect(failuresIn(record.importReport)).toEqual([undefined]);
      expect([...namesIn(store.path)]).toEqual([['registry.example.com/other:9', wanted?.digest]]);
    });
  });

  it.for([
    { onConflict: 'move', moved: true, refused: 0 },
    { onConflict: 'keep', moved: false, refused: 0 },
    { onConflict: 'fail', moved: false, refused: 1 },
  ] as const)('honours the answer to a tag that is taken: $onConflict', async ({ onConflict, moved, refused }) => {
    await withNewStore(async (store) => {
      await store.importPath(await writeImages(folderOf(store), 'old.tar', one));
      const old = namesIn(store.path).get(name('one:1'));
      const path = await writeImages(folderOf(store), 'new.tar', { [name('one:1')]: ['base', 'changed'] });
      const { plan, id } = await planned(store, [path], { onConflict: onConflict === 'move' ? 'keep' : 'move' });
      const { importReport } = await answered(store, id, { proceed: true, onConflict });
      expect(importReport?.refusedCount).toBe(refused);
      expect(importReport?.movedTags).toHaveLength(moved ? 1 : 0);
      expect(namesIn(store.path).get(name('one:1'))).toBe(moved ? artifactsIn(plan)[0]?.digest : old);
    });
  });

  it('checks diff IDs when the answer asks for it', async () => {
    await withNewStore(async (store) => {
      const image = await imageOf(['base']);
      const path = join(folderOf(store), 'lying.tar');
      const lying = withDiffIds(image, [`sha256:${'0'.repeat(64)}`]);
      await writeProduced(producers['docker-containerd'].make([{ node: lying, names: [name('lying:1')], referrers: [] }]), path);
      const shallow = await planned(store, [path]);
      expect((await answered(store, shallow.id, { proceed: false })).state).toBe('cancelled');
      const deep = await planned(store, [path]);
      const { importReport } = await answered(store, deep.id, { proceed: true, deep: true });
      expect(failuresIn(importReport)).toEqual(['diff-id-mismatch']);
      const again = await planned(store, [path]);
      expect((await answered(store, again.id, { proceed: true })).importReport).toMatchObject({ addedCount: 1 });
    });
  });

  it.for(['answer', 'cancel'] as const)('leaves the store byte for byte as it was on a no (%s)', async (by) => {
    await fc.assert(
      fc.asyncProperty(wrapped, async (wrapper) => {
        await withNewStore(async (store) => {
          await store.importPath(await writeImages(folderOf(store), 'before.tar', one));
          const before = filesOf(store.path);
          const { id } = await planned(store, [await writeImages(folderOf(store), 'both.tar', both, { wrapper })]);
          if (by === 'cancel') expect(await call(store.host, 'job.cancel', { job: id })).toEqual({ cancelled: true });
          else expect(await call(store.host, 'job.answer', { job: id, proceed: false })).toEqual({ answered: true });
          expect(await settled(store.host, id)).toMatchObject({ state: 'cancelled', plan: null, failure: { code: 'cancelled' } });
          expect(filesOf(store.path)).toEqual(before);
          expect(leftoversIn(store.path)).toEqual([]);
        });
      }),
      { numRuns: 2 },
    );
  });

  it('makes no store where there was none', async () => {
    await withNewStore(async (store) => {
      const { id } = await planned(store, [await writeImages(folderOf(store), 'both.tar', both)]);
      expect((await answered(store, id, { proceed: false })).state).toBe('cancelled');
      expect(existsSync(store.path)).toBe(false);
    });
  });
});
