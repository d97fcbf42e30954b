// Room test/main: every archive in test/fixtures/archives imports as EXPECT.json says, each into an empty store, from its
// file and from standard input, and again without writing anything; what must be refused leaves the store as it was.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ArchiveReport, ImportReport, PlannedArtifact, PlannedImage } from '../../preload/contract/transfer-model.ts';
import { type ExpectedFile, type ExpectedPlatform, type ExpectedRoot, expectedArchives } from './expected-archives.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, temporaryFolder, withNewStore } from './opened-store.ts';

const entry = join(import.meta.dirname, '..', '..', 'main', 'stowage.mjs');
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function stowage(args: readonly string[], input?: Buffer): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 1 << 27,
    input: input ?? '',
  });
  return { exitCode: status, stdout, stderr };
}

const byPlatform = (image: { readonly platform?: string | null }): string => image.platform ?? '';

function platformsExpected(images: readonly ExpectedPlatform[]): readonly object[] {
  const shown = images.filter((image) => image.attestation !== true && image.platform !== undefined);
  return shown
    .toSorted((left, right) => (byPlatform(left) < byPlatform(right) ? -1 : 1))
    .map(({ platform, present, configDigest, diffIds, layerDigests, layerSizes, manifestDigest }) => ({
      platform,
      present,
      ...(manifestDigest === undefined ? {} : { manifestDigest }),
      ...(present ? { configDigest, diffIds } : {}),
      ...(present && layerDigests !== undefined ? { layerDigests, layerSizes } : {}),
    }));
}

function platformsReported(images: readonly PlannedImage[], like: readonly object[]): readonly object[] {
  const shown = images.filter((image) => !image.attestation && image.platform !== null);
  return shown
    .toSorted((left, right) => (byPlatform(left) < byPlatform(right) ? -1 : 1))
    .map((image, at) => {
      const full: Readonly<Record<string, unknown>> = {
        platform: image.platform,
        present: image.present,
        manifestDigest: image.manifestDigest,
        configDigest: image.configDigest,
        diffIds: image.layers.map((layer) => layer.diffId),
        layerDigests: image.layers.map((layer) => layer.digest),
        layerSizes: image.layers.map((layer) => layer.sizeBytes),
      };
      return Object.fromEntries(Object.keys(like[at] ?? full).map((key) => [key, full[key]]));
    });
}

/** The reported artifact that an expected root is: by digest, or by its config where the archive has no manifest. */
function reportedFor(root: ExpectedRoot, artifacts: readonly PlannedArtifact[]): PlannedArtifact | undefined {
  const config = root.images[0]?.configDigest;
  return artifacts.find((artifact) =>
    root.digest === null ? artifact.images.some((image) => image.configDigest === config) : artifact.digest === root.digest,
  );
}

function onlyArchive(report: ImportReport): ArchiveReport {
  const [archive] = report.archives;
  if (archive === undefined || report.archives.length !== 1) throw new Error(`${report.archives.length} archives reported`);
  return archive;
}

function expectReported(expected: ExpectedFile, report: ImportReport): void {
  const archive = onlyArchive(report);
  expect(archive.failure).toBeNull();
  const roots = expected.roots.filter((root) => root.childOnly !== true);
  for (const root of roots) {
    const artifact = reportedFor(root, archive.artifacts);
    // A referrer may be told of as an artifact of its own or come along with its subject.
    if (artifact === undefined && root.images.every((image) => image.platform === undefined)) continue;
    expect(artifact, `artifact ${root.digest ?? root.images[0]?.configDigest}`).toBeDefined();
    if (artifact === undefined) continue;
    expect(artifact.failure).toBeNull();
    const references = [...new Set(root.refs.map((ref) => ref.normalized).filter((name) => name !== null))].toSorted();
    expect([...artifact.references].toSorted()).toEqual(references);
    const platforms = platformsExpected(root.images);
    expect(platformsReported(artifact.images, platforms)).toEqual(platforms);
  }
  // Nothing else is an artifact of its own; where the two documents disagree, both sides are.
  if (expected.outcome === 'accept')
    expect(archive.artifacts.filter((artifact) => artifact.subject === null).length).toBeLessThanOrEqual(roots.length);
}

const sums = ({ newBytes, heldBytes }: ArchiveReport | PlannedArtifact): object => ({ newBytes, heldBytes });

/** What was done, but for the digests and sums that a plan cannot know: those of compressed layers without manifests. */
function asFarAsPlanned(plan: ArchiveReport, done: ArchiveReport): ArchiveReport {
  const artifacts = done.artifacts.map((artifact, at) => {
    const planned = plan.artifacts[at];
    if (planned === undefined || planned.digest !== null) return artifact;
    const images = artifact.images.map((image, position) => ({
      ...image,
      manifestDigest: null,
      layers: image.layers.map((layer, layerAt) => ({
        ...layer,
        digest: planned.images[position]?.layers[layerAt]?.digest ?? null,
      })),
    }));
    return { ...artifact, ...sums(planned), sizeBytes: planned.sizeBytes, digest: null, images };
  });
  const isWhole = plan.artifacts.every((artifact) => artifact.digest !== null);
  return { ...done, ...(isWhole ? {} : sums(plan)), artifacts };
}

function expectStored(expected: ExpectedFile, report: ImportReport, store: string): void {
  const blobs = blobsIn(store);
  expect(leftoversIn(store)).toEqual([]);
  const archive = onlyArchive(report);
  for (const artifact of archive.artifacts)
    for (const reference of artifact.references) expect(namesIn(store).get(reference)).toBe(artifact.digest);
  for (const root of expected.roots) if (root.digest !== null) expect(blobs.has(root.digest)).toBe(true);
  if (expected.outcome === 'accept' && expected.blobs !== null) {
    const built = archive.artifacts.filter((artifact) => artifact.manifestBuilt).map((artifact) => artifact.digest ?? '');
    const own = [...blobs].filter(([digest]) => !built.includes(digest));
    expect({ count: own.length, bytes: own.reduce((total, [, bytes]) => total + bytes.length, 0) }).toEqual(expected.blobs);
  }
  if (expected.outcome === 'accept-with-warning') expect(archive.warnings.length).toBeGreaterThan(0);
}

const archives = expectedArchives();
const accepted = archives.filter(
  ({ outcome, hostile }) => !hostile && (outcome === 'accept' || outcome === 'accept-with-warning'),
);

describe.for(accepted)('$name', (expected) => {
  it('imports as expected, and again without writing anything', async () => {
    await withNewStore(async (store) => {
      const report = await store.importPath(expected.path);
      expectReported(expected, report);
      expectStored(expected, report, store.path);
      const before = filesOf(store.path);
      const writtenAt = statSync(join(store.path, 'index.json')).mtimeMs;
      const again = await store.importPath(expected.path);
      expect(filesOf(store.path)).toEqual(before);
      expect(statSync(join(store.path, 'index.json')).mtimeMs).toBe(writtenAt);
      expect({ newBytes: again.newBytes, heldBytes: again.heldBytes, addedCount: again.addedCount }).toEqual({
        newBytes: 0,
        heldBytes: report.newBytes + report.heldBytes,
        addedCount: 0,
      });
    });
  });

  it('is planned as it is imported, without a store', async () => {
    const store = join(folder, 'planned');
    const { exitCode, stdout, stderr } = stowage(['import', '--dry-run', '--json', '--store', store, expected.path]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
    const plan = onlyArchive(JSON.parse(stdout) as ImportReport);
    expect(filesOf(store).size).toBe(0);
    await withNewStore(async (opened) => {
      const done = onlyArchive(await opened.importPath(expected.path));
      expect(plan).toEqual(asFarAsPlanned(plan, done));
    });
  });

  // A folder cannot be piped.
  if (statSync(expected.path).isDirectory()) return;
  it('imports from standard input as from its file', () => {
    const store = join(folder, `stdin-${expected.name.replaceAll('/', '-')}`);
    const { exitCode, stdout } = stowage(['import', '--json', '--store', store, '-'], readFileSync(expected.path));
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as ImportReport;
    expectReported(expected, report);
    expectStored(expected, report, store);
  });
});

/** Control characters but for line ends: none may reach a terminal. */
// eslint-disable-next-line no-control-regex
const rawControl = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

describe.for(archives.filter(({ outcome }) => outcome === 'reject'))('$name', (expected) => {
  it('is refused with exit code 4 and leaves the store as it was', () => {
    const store = join(folder, `refused-${expected.name.replaceAll('/', '-')}`);
    const base = stowage([
      'import',
      '--store',
      store,
      '--quiet',
      join(expected.path, '..', '..', 'docker-28.5-containerd', 'minimal.tar'),
    ]);
    expect(base.exitCode).toBe(0);
    const before = filesOf(store);
    const { exitCode, stdout, stderr } = stowage(['import', '--store', store, expected.path]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: expect.stringContaining(expected.name.split('/').at(-1) ?? '') });
    expect(`${stdout}${stderr}`).not.toMatch(rawControl);
    expect(filesOf(store)).toEqual(before);
  });

  it('creates nothing but an empty store where there was none', () => {
    const store = join(folder, `new-${expected.name.replaceAll('/', '-')}`);
    const { exitCode, stdout, stderr } = stowage(['import', '--json', '--store', store, expected.path]);
    expect(exitCode).toBe(4);
    expect(`${stdout}${stderr}`).not.toContain('"internal"');
    expect(blobsIn(store).size).toBe(0);
    expect(leftoversIn(store)).toEqual([]);
  });
});

describe.for(archives.filter(({ outcome, hostile }) => hostile && outcome !== 'reject'))('$name', (expected) => {
  it('comes in under good names only, or is refused whole', () => {
    const store = join(folder, `either-${expected.name.replaceAll('/', '-')}`);
    const { exitCode, stdout, stderr } = stowage(['import', '--json', '--store', store, expected.path]);
    expect([0, 4]).toContain(exitCode);
    if (expected.outcome === 'accept') expect(exitCode).toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(rawControl);
    expect(leftoversIn(store)).toEqual([]);
    if (exitCode !== 0) {
      expect(blobsIn(store).size).toBe(0);
      return;
    }
    const names = [...namesIn(store).keys()];
    if (expected.badName !== null) expect(names).not.toContain(expected.badName);
    if (expected.goodNames.length > 0) expect(names).toEqual(expected.goodNames);
  });
});
