// Room test/interop: skopeo reads what is exported (docker-archive:, oci-archive:, oci:) and the store itself, with the
// same config digests, diff IDs and manifest bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digestOf } from '../build/image.ts';
import { describeWith, run, workFolder } from './client.ts';
import { diffIdsOf, type Exported, type ExportedArtifact, exported, importable } from './exports.ts';

/** skopeo before 1.22 refuses Docker media types inside a layout (FORMATS section 4). */
const readable = (artifact: ExportedArtifact): boolean =>
  !artifact.mediaType.includes('vnd.docker') && (artifact.kind === 'image' || artifact.kind === 'index');

function configOf(source: string): { readonly digest: string; readonly diffIds: readonly string[] | null } {
  const raw = run('skopeo', ['inspect', '--override-os', 'linux', '--override-arch', 'amd64', '--config', '--raw', source]);
  const config = JSON.parse(raw) as { readonly rootfs?: { readonly diff_ids?: readonly string[] | null } };
  return { digest: digestOf(Buffer.from(raw)), diffIds: config.rootfs?.diff_ids ?? [] };
}

function expectCopied(source: string, artifact: ExportedArtifact, target: string): void {
  // skopeo copies no index whose platforms are not all there.
  const all = artifact.complete ? ['--all'] : [];
  run('skopeo', ['copy', '--quiet', '--override-os', 'linux', '--override-arch', 'amd64', ...all, source, `dir:${target}`]);
  const digest = digestOf(readFileSync(join(target, 'manifest.json')));
  expect(digest).toBe(artifact.complete ? artifact.digest : artifact.image?.manifestDigest);
}

function expectLayout(prefix: string, { artifacts, referrerCount }: Exported, target: string): void {
  // Without a name skopeo finds an image only where it stands alone in index.json.
  const isAlone = artifacts.length === 1 && referrerCount === 0;
  for (const [at, artifact] of artifacts.filter(readable).entries()) {
    const source = [
      ...artifact.references.map((reference) => `${prefix}:${reference}`),
      ...(isAlone && artifact.references.length === 0 ? [prefix] : []),
    ][0];
    if (source === undefined || artifact.image === null) continue;
    expect(configOf(source)).toEqual({ digest: artifact.image.configDigest, diffIds: diffIdsOf(artifact.image) });
    // It inspects an index inside an index, but does not copy it.
    if (!artifact.nested) expectCopied(source, artifact, `${target}-${at}`);
  }
}

describeWith(['skopeo'], 'skopeo', () => {
  const folder = workFolder();

  it.for(importable)('loads the docker export of %s', async (name) => {
    const { path, artifacts } = await exported(folder, name, 'docker');
    for (const [at, artifact] of artifacts.entries()) {
      const reference = artifact.references[0];
      if (artifact.image === null || artifact.image.layers.length === 0 || reference === undefined) continue;
      const source = `docker-archive:${path}:${reference}`;
      expect(configOf(source)).toEqual({ digest: artifact.image.configDigest, diffIds: diffIdsOf(artifact.image) });
      run('skopeo', ['copy', '--quiet', source, `dir:${join(folder, `docker-copy-${name.replaceAll('/', '-')}-${at}`)}`]);
    }
  });

  it.for(importable)('loads the oci export of %s', async (name) => {
    const archive = await exported(folder, name, 'oci');
    expectLayout(`oci-archive:${archive.path}`, archive, join(folder, `oci-copy-${name.replaceAll('/', '-')}`));
  });

  it.for(importable)('reads the layout folder and the store of %s', async (name) => {
    const archive = await exported(folder, name, 'dir');
    const target = join(folder, `dir-copy-${name.replaceAll('/', '-')}`);
    expectLayout(`oci:${archive.path}`, archive, target);
    expectLayout(`oci:${archive.store}`, archive, `${target}-store`);
  });
});
