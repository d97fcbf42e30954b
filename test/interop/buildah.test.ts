// Room test/interop: buildah pulls what is exported, with the same config digests.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith, run, workFolder } from './client.ts';
import { exported, importable } from './exports.ts';

describeWith(['buildah'], 'buildah', () => {
  const folder = workFolder();
  let serial = 0;

  it.for(importable)('pulls from the layout folder of %s', async (name) => {
    const { path, artifacts } = await exported(folder, name, 'dir');
    const place = join(folder, String(++serial));
    const storage = ['--root', join(place, 'root'), '--runroot', join(place, 'run'), '--storage-driver', 'vfs'];
    for (const { image, references, mediaType, nested } of artifacts) {
      const [reference] = references;
      // A zero-layer image makes no container; Docker media types in a layout wait for newer readers, nested indexes too.
      if (image === null || image.layers.length === 0 || reference === undefined) continue;
      if (nested || mediaType.includes('vnd.docker')) continue;
      const id = run('buildah', [...storage, 'pull', '--quiet', `oci:${path}:${reference}`]).trim();
      expect(`sha256:${id}`).toBe(image.configDigest);
    }
  });
});
