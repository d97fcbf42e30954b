// Room test/main: random content in a random producer's archive comes in as it is, and import → export → import is the
// identity on content: manifests by digest, configs, layers and names.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { ImportReport, PlannedArtifact } from '../../preload/contract/transfer-model.ts';
import { type GeneratedArchive, generatedArchive, type ProducerName, producerNames, writeProduced } from '../build/archive.ts';
import type { Expected, ExpectedArtifact } from '../build/expectation.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, type OpenedStore, temporaryFolder, withNewStore } from './opened-store.ts';
import { outcomeOf } from './outcome.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));

async function written(archive: GeneratedArchive): Promise<{ readonly path: string; readonly expected: Expected }> {
  const produced = await archive.content.produce();
  fc.pre(produced.expected.artifacts.length > 0);
  const path = newPath();
  await writeProduced(produced, path, archive.wrapper);
  return { path, expected: produced.expected };
}

function matching(expected: ExpectedArtifact, artifacts: readonly PlannedArtifact[]): PlannedArtifact | undefined {
  const config = expected.images[0]?.configDigest;
  return artifacts.find((artifact) =>
    expected.digest === null
      ? artifact.images.some((image) => image.configDigest === config)
      : artifact.digest === expected.digest,
  );
}

const key = (image: { readonly platform: string | null; readonly manifestDigest: string | null }): string =>
  `${image.platform} ${image.manifestDigest}`;

function expectImported(expected: Expected, report: ImportReport, store: OpenedStore): void {
  const outcome = outcomeOf(report);
  expect(outcome.refusals).toEqual([]);
  expect(outcome.warnings).toEqual(expect.arrayContaining([...expected.warnings]));
  const artifacts = report.archives.flatMap((archive) => archive.artifacts);
  for (const wanted of expected.artifacts) {
    const artifact = matching(wanted, artifacts);
    expect(artifact, `artifact ${wanted.digest ?? wanted.images[0]?.configDigest}`).toBeDefined();
    expect([...(artifact?.references ?? [])].toSorted()).toEqual(wanted.references);
    const images = artifact?.images.filter((image) => !image.attestation && image.platform !== null) ?? [];
    const seen = images.map((image) => ({
      platform: image.platform,
      present: image.present,
      manifestDigest: wanted.digest === null ? null : image.manifestDigest,
      ...(image.present
        ? {
            configDigest: image.configDigest,
            diffIds: image.layers.map((layer) => layer.diffId),
            layerDigests: image.layers.map((layer) => layer.digest),
          }
        : {}),
    }));
    const hoped = wanted.images.map(({ platform, present, manifestDigest, ...rest }) => ({
      platform,
      present,
      manifestDigest,
      ...(present ? rest : {}),
    }));
    expect(seen.toSorted((left, right) => (key(left) < key(right) ? -1 : 1))).toEqual(
      hoped.toSorted((left, right) => (key(left) < key(right) ? -1 : 1)),
    );
    for (const reference of wanted.references) expect(namesIn(store.path).get(reference)).toBe(artifact?.digest);
  }
  const blobs = blobsIn(store.path);
  for (const [digest, bytes] of expected.blobs) expect(blobs.get(digest)?.equals(bytes), `blob ${digest}`).toBe(true);
  expect(namesIn(store.path).size).toBe(new Set(expected.artifacts.flatMap((artifact) => artifact.references)).size);
  expect(leftoversIn(store.path)).toEqual([]);
}

async function expectIdentity(
  archive: GeneratedArchive,
  profile: 'docker' | 'oci' | 'dir',
  compress?: 'gzip' | 'zstd',
): Promise<void> {
  const { path, expected } = await written(archive);
  await withNewStore(async (first) => {
    const report = await first.importPath(path);
    expectImported(expected, report, first);
    const before = filesOf(first.path);
    expect(outcomeOf(await first.importPath(path)).refusals).toEqual([]);
    expect(filesOf(first.path)).toEqual(before);
    const references = report.archives
      .flatMap((part) => part.artifacts)
      .flatMap((artifact) => (artifact.references.length > 0 ? artifact.references : (artifact.digest ?? [])));
    const exported = newPath();
    const packed = profile === 'dir' || compress === undefined ? {} : { compress };
    await first.exportTo(exported, { references, profile, allowMissing: true, ...packed });
    await withNewStore(async (second) => {
      expect(outcomeOf(await second.importPath(exported)).refusals).toEqual([]);
      expect(namesIn(second.path)).toEqual(namesIn(first.path));
      expect([...blobsIn(second.path).keys()].toSorted()).toEqual([...blobsIn(first.path).keys()].toSorted());
    });
    rmSync(exported, { recursive: true, force: true });
  });
  rmSync(path, { recursive: true, force: true });
}

it.for<ProducerName>(producerNames)(
  'an archive as %s writes it comes in, goes out and comes in again unchanged',
  { timeout: 120_000 },
  async (producer) => {
    const settings = fc.record({
      archive: generatedArchive([producer]),
      profile: fc.constantFrom('docker' as const, 'oci' as const, 'dir' as const),
      compress: fc.constantFrom(undefined, 'gzip' as const, 'zstd' as const),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ archive, profile, compress }) => await expectIdentity(archive, profile, compress)),
      { numRuns: 5 },
    );
  },
);

it('exports the same bytes each time, each folder before what is in it', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      generatedArchive(['hybrid', 'docker-graph']),
      fc.constantFrom('docker' as const, 'oci' as const),
      async (archive, profile) => {
        const { path } = await written(archive);
        await withNewStore(async (store) => {
          const references = (await store.importPath(path)).archives
            .flatMap((part) => part.artifacts)
            .flatMap((artifact) => (artifact.references.length > 0 ? artifact.references : (artifact.digest ?? [])));
          const [one, other] = [newPath(), newPath()];
          await store.exportTo(one, { references, profile, allowMissing: true });
          await store.exportTo(other, { references: references.toReversed(), profile, allowMissing: true });
          expect(readFileSync(other).equals(readFileSync(one))).toBe(true);
          const names = execFileSync('tar', ['-tf', one], { encoding: 'utf8' }).trim().split('\n');
          const folders = names.map((name) => name.slice(0, name.replace(/\/$/, '').lastIndexOf('/') + 1));
          expect(folders.filter((name, at) => name !== '' && !names.slice(0, at).includes(name))).toEqual([]);
          expect(new Set(names).size).toBe(names.length);
        });
      },
    ),
    { numRuns: 5 },
  );
});
