// Room test/interop: docker loads what is exported, with a daemon of its own (vfs, no network): same image IDs, diff IDs
// and names. Where no daemon can be started it says so; docker is the one client that a test machine may lack.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workFolder } from './client.ts';
import { daemonOrReason, docker, endDaemon } from './docker-daemon.ts';
import { compressionsOf, diffIdsOf, exported, familiarName, importable } from './exports.ts';

interface DockerImage {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly RootFS: { readonly Layers: readonly string[] | null };
}

const started = await daemonOrReason();
afterAll(async () => await endDaemon(started));

if (typeof started === 'string') console.warn(`!!! NOT CHECKED: docker (${started})`);

describe.runIf(typeof started !== 'string')('docker', () => {
  const folder = workFolder();
  let takesZstd = false;
  beforeAll(() => {
    // Docker 20.10 reads no zstd layers (FORMATS section 4).
    takesZstd = Number.parseInt(docker('version', '--format', '{{.Server.Version}}'), 10) >= 23;
  });

  it.for(importable)('loads the docker export of %s', async (name) => {
    const { path, artifacts } = await exported(folder, name, 'docker');
    const images = artifacts.flatMap(({ image, references }) =>
      image === null || image.layers.length === 0 ? [] : [{ image, references }],
    );
    if (
      images.length === 0 ||
      (!takesZstd && images.some(({ image }) => compressionsOf(image).some((type) => type.includes('zstd'))))
    )
      return;
    docker('load', '--quiet', '--input', path);
    for (const { image, references } of images) {
      const [loaded] = JSON.parse(docker('image', 'inspect', image.configDigest ?? '')) as readonly DockerImage[];
      expect(loaded?.Id).toBe(image.configDigest);
      expect(loaded?.RootFS.Layers ?? []).toEqual(diffIdsOf(image));
      expect(loaded?.RepoTags).toEqual(expect.arrayContaining(references.map(familiarName)));
    }
    // What is loaded already is not read again: each archive starts from nothing.
    docker('image', 'rm', '--force', ...new Set(images.map(({ image }) => image.configDigest ?? '')));
  });
});
