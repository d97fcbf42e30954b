// Room test/interop: umoci unpacks what is exported as a layout folder, checking every diff ID itself.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith, run, workFolder } from './client.ts';
import { exported, importable } from './exports.ts';

describeWith(['umoci'], 'umoci', () => {
  const folder = workFolder();

  it.for(importable)('unpacks the layout folder of %s', async (name) => {
    const { path, artifacts } = await exported(folder, name, 'dir');
    const bundle = join(folder, `bundle-${name.replaceAll('/', '-')}`);
    for (const artifact of artifacts) {
      const [reference] = artifact.references;
      // umoci takes single images of OCI media types, gzip or plain; it wants a name.
      const plain = artifact.image?.layers.every((layer) => /\.tar(\+gzip)?$/.test(layer.mediaType)) ?? false;
      if (artifact.kind !== 'image' || !plain || reference === undefined || artifact.mediaType.includes('vnd.docker')) continue;
      run('umoci', ['unpack', '--rootless', '--image', `${path}:${reference}`, bundle]);
      const facts = JSON.parse(readFileSync(join(bundle, 'umoci.json'), 'utf8')) as {
        readonly from_descriptor_path: { readonly descriptor_walk: readonly { readonly digest: string }[] };
      };
      expect(facts.from_descriptor_path.descriptor_walk.at(-1)?.digest).toBe(artifact.digest);
      expect(existsSync(join(bundle, 'rootfs'))).toBe(true);
      rmSync(bundle, { recursive: true, force: true });
    }
  });
});
