// Room test/interop: containerd imports what is exported, with a daemon of its own on a socket of its own: same digests,
// and unpacking checks every diff ID.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, workFolder } from './client.ts';
import { ctr, endContainerd, startContainerd, whyNoContainerd } from './containerd-daemon.ts';
import { exported, importable } from './exports.ts';

describeWith(
  ['containerd', 'ctr'],
  'containerd',
  () => {
    const folder = workFolder();
    beforeAll(startContainerd);
    afterAll(endContainerd);

    it.for(importable.flatMap((name) => (['docker', 'oci'] as const).map((profile) => [profile, name] as const)))(
      'imports the %s export of %s',
      async ([profile, name]) => {
        const { path, artifacts } = await exported(folder, name, profile);
        const named = artifacts.filter((artifact) => artifact.references.length > 0);
        if (named.length === 0) return;
        const unpackable = named.every(
          (artifact) => artifact.complete && artifact.image !== null && artifact.image.layers.length > 0,
        );
        // A namespace each: content that is held already would hide what an archive lacks.
        const namespace = `${profile}-${name.replaceAll(/[^a-z0-9]/g, '-')}`;
        ctr(
          '--namespace',
          namespace,
          'images',
          'import',
          '--snapshotter',
          'native',
          ...(unpackable ? [] : ['--no-unpack']),
          path,
        );
        const listed = ctr('--namespace', namespace, 'images', 'ls')
          .split('\n')
          .map((line) => line.split(/\s+/));
        for (const artifact of named) {
          for (const reference of artifact.references)
            expect(listed.find(([shown]) => shown === reference)?.[2]).toBe(artifact.digest);
          if (artifact.image?.configDigest !== undefined && artifact.image.configDigest !== null)
            ctr('--namespace', namespace, 'content', 'get', artifact.image.configDigest);
        }
      },
    );
  },
  whyNoContainerd,
);
