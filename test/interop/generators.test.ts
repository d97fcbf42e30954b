// Room test/interop: what the generators write is read by skopeo as the tools' own archives are, with the digests that
// the generators promise. Without this the properties would prove agreement of Stowage with itself only.
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generatedArchive, type ProducerName, writeProduced } from '../build/archive.ts';
import { digestOf } from '../build/image.ts';
import { describeWith, run, workFolder } from './client.ts';

const layouts: readonly ProducerName[] = [
  'skopeo-oci-archive',
  'skopeo-oci-archive-tag',
  'skopeo-oci-archive-unnamed',
  'buildx-oci',
  'regctl',
];
const dockerArchives: readonly ProducerName[] = [
  'docker-legacy',
  'docker-graph',
  'podman-docker-archive',
  'crane-tarball',
  'kaniko',
  'jib',
  'nix-stream',
  'bazel',
];

describeWith(['skopeo'], 'skopeo reads generated archives', () => {
  const folder = workFolder();
  let serial = 0;

  it('finds the promised manifest in layouts', async () => {
    await fc.assert(
      fc.asyncProperty(generatedArchive(layouts, ['none']), async ({ content }) => {
        const produced = await content.produce();
        // skopeo wants to be told which, where there are several names.
        fc.pre((produced.expected.artifacts[0]?.references.length ?? 0) < 2);
        const path = join(folder, `${++serial}.tar`);
        await writeProduced(produced, path);
        const raw = run('skopeo', ['inspect', '--raw', `oci-archive:${path}`]);
        expect(
          digestOf(Buffer.from(raw), produced.expected.artifacts[0]?.digest?.startsWith('sha512') === true ? 'sha512' : 'sha256'),
        ).toBe(produced.expected.artifacts[0]?.digest);
      }),
      { numRuns: 20 },
    );
  });

  it('finds the promised config and layers in docker archives', async () => {
    await fc.assert(
      fc.asyncProperty(generatedArchive(dockerArchives, ['none']), async ({ content }) => {
        const produced = await content.produce();
        const [artifact] = produced.expected.artifacts;
        fc.pre(artifact !== undefined && artifact.images[0]?.diffIds.length !== 0);
        const path = join(folder, `${++serial}.tar`);
        await writeProduced(produced, path);
        const manifest = JSON.parse(run('skopeo', ['inspect', '--raw', `docker-archive:${path}:@0`])) as {
          config: { digest: string };
          layers: { digest: string }[];
        };
        expect(manifest.config.digest).toBe(artifact?.images[0]?.configDigest);
        expect(manifest.layers.map((layer) => layer.digest)).toEqual(artifact?.images[0]?.diffIds);
      }),
      { numRuns: 30 },
    );
  });

  it('copies generated folders', async () => {
    await fc.assert(
      fc.asyncProperty(generatedArchive(['skopeo-dir'], ['none']), async ({ content }) => {
        const produced = await content.produce();
        // skopeo copies images and flat indexes only.
        const flat = produced.entries.every(
          ({ name, bytes }) => !/.\.manifest\.json$/.test(name) || !Buffer.from(bytes ?? []).includes('"manifests"'),
        );
        fc.pre(flat && produced.expected.artifacts[0]?.kind !== 'artifact');
        const path = join(folder, `${++serial}.dir`);
        await writeProduced(produced, path);
        run('skopeo', ['copy', '--all', `dir:${path}`, `dir:${path}.copy`]);
      }),
      { numRuns: 10 },
    );
  });
});
