// Room test/interop: podman loads what is exported, with the same image IDs (config digests), diff IDs and names.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith, run, workFolder } from './client.ts';
import { diffIdsOf, type ExportedArtifact, exported, familiarName, importable } from './exports.ts';

interface PodmanImage {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly RootFS: { readonly Layers: readonly string[] | null };
}

/** Runs podman over storage of its own, new for each test. */
function podmanIn(place: string): (...args: readonly string[]) => string {
  const storage = ['--root', join(place, 'root'), '--runroot', join(place, 'run'), '--storage-driver', 'vfs'];
  return (...args) => run('podman', [...storage, ...args]);
}

function expectLoaded(
  podman: (...args: readonly string[]) => string,
  path: string,
  artifacts: readonly ExportedArtifact[],
): void {
  const images = artifacts.flatMap(({ image, references }) => (image === null ? [] : [{ image, references }]));
  if (images.length === 0) return;
  podman('load', '--quiet', '--input', path);
  for (const { image, references } of images) {
    for (const reference of references.length > 0
      ? references.map(familiarName)
      : [image.configDigest?.slice('sha256:'.length) ?? '']) {
      const [loaded] = JSON.parse(podman('image', 'inspect', reference)) as readonly PodmanImage[];
      expect(`sha256:${loaded?.Id}`).toBe(image.configDigest);
      expect(loaded?.RootFS.Layers ?? []).toEqual(diffIdsOf(image));
      expect(loaded?.RepoTags).toEqual(expect.arrayContaining([...references]));
    }
  }
}

describeWith(['podman'], 'podman', () => {
  const folder = workFolder();
  let serial = 0;

  /** A folder for one test's storage. */
  const newPlace = (): string => join(folder, String(++serial));

  it.for(importable)('loads the docker export of %s', async (name) => {
    const place = newPlace();
    const { path, artifacts } = await exported(folder, name, 'docker');
    expectLoaded(podmanIn(place), path, artifacts);
    rmSync(place, { recursive: true, force: true });
  });

  it.for(importable)('loads the oci export of %s where it holds one image', async (name) => {
    const place = newPlace();
    const { path, artifacts } = await exported(folder, name, 'oci');
    // podman takes a layout of one descriptor only (FORMATS section 4), and follows no index inside an index.
    const [only] = artifacts;
    if (artifacts.length !== 1 || only?.references.length !== 1 || only.nested) return;
    expectLoaded(podmanIn(place), path, artifacts);
    rmSync(place, { recursive: true, force: true });
  });
});
