// Test generators: every producer by name, wrapped in every compression, as bytes, file or folder, and an arbitrary of
// all of them. What an importer must report stands beside each in `expected`.
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import type { Root } from './image.ts';
import { content } from './image-arbitrary.ts';
import { bazel, craneTarball, dockerLegacy, jib, kaniko, nix, type Produced, podmanDockerArchive } from './producers-docker.ts';
import {
  buildx,
  containerdExport,
  cosignSave,
  dockerGraph,
  hauler,
  hybrid,
  layoutFolder,
  oras,
  regctl,
  skopeoDir,
  skopeoOciArchive,
  skopeoSync,
} from './producers-oci.ts';
import { tarOf } from './tar.ts';

export type { Produced } from './producers-docker.ts';

/** Every producer. `sha512` and `foreign` say what content it can carry. */
export const producers = {
  'docker-legacy': { make: dockerLegacy },
  'docker-graph': { make: dockerGraph },
  'docker-containerd': { make: (roots) => containerdExport(roots), sha512: true, foreign: true },
  'docker-containerd-sparse': { make: (roots) => containerdExport(roots, { sparse: 'without-blobs' }), sha512: true },
  'ctr-sparse': { make: (roots) => containerdExport(roots, { sparse: 'absent' }), sha512: true },
  'podman-docker-archive': { make: podmanDockerArchive },
  'skopeo-oci-archive': { make: (roots) => skopeoOciArchive(roots, 'full'), sha512: true, foreign: true },
  'skopeo-oci-archive-tag': { make: (roots) => skopeoOciArchive(roots, 'tag'), sha512: true },
  'skopeo-oci-archive-unnamed': { make: (roots) => skopeoOciArchive(roots, 'none'), sha512: true },
  'skopeo-oci-folder': { make: (roots) => layoutFolder(roots, 'full'), sha512: true, foreign: true },
  'skopeo-dir': { make: skopeoDir },
  'skopeo-sync': { make: (roots) => skopeoSync(roots, 'folder') },
  'skopeo-sync-tar': { make: (roots) => skopeoSync(roots, 'file') },
  'crane-tarball': { make: craneTarball },
  'buildx-oci': { make: (roots) => buildx(roots, 'oci'), sha512: true },
  'buildx-docker': { make: (roots) => buildx(roots, 'docker'), sha512: true },
  kaniko: { make: kaniko },
  jib: { make: jib },
  'nix-stream': { make: (roots) => nix(roots, false) },
  'nix-build-image': { make: (roots) => nix(roots, true) },
  bazel: { make: bazel },
  umoci: { make: (roots) => layoutFolder(roots, 'tag') },
  'oras-layout': { make: (roots) => oras(roots, 'folder'), sha512: true },
  'oras-backup': { make: (roots) => oras(roots, 'file'), sha512: true },
  'cosign-save': { make: cosignSave },
  hauler: { make: hauler, sha512: true },
  regctl: { make: regctl, sha512: true },
  hybrid: { make: hybrid, sha512: true, foreign: true },
} as const satisfies Record<
  string,
  { readonly make: (roots: readonly Root[]) => Produced; readonly sha512?: boolean; readonly foreign?: boolean }
>;

export type ProducerName = keyof typeof producers;
export const producerNames = Object.keys(producers) as readonly ProducerName[];

export type Wrapper = 'none' | 'gzip' | 'gzip-members' | 'zstd' | 'zstd-frames' | 'xz' | 'bzip2';
export const wrappers: readonly Wrapper[] = ['none', 'gzip', 'gzip-members', 'zstd', 'zstd-frames', 'xz', 'bzip2'];

function packedBy(tool: 'xz' | 'bzip2', bytes: Buffer): Buffer {
  return execFileSync(tool, ['-c'], { input: bytes, maxBuffer: 1 << 30 });
}

/** The tar in a wrapper; `…-members` and `…-frames` are two of them, one after the other. xz and bzip2 need their tools. */
export function wrap(bytes: Buffer, wrapper: Wrapper): Buffer {
  const halves = [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];
  const packers: Readonly<Record<Wrapper, () => Buffer>> = {
    none: () => bytes,
    gzip: () => gzipSync(bytes),
    'gzip-members': () => Buffer.concat(halves.map((half) => gzipSync(half))),
    zstd: () => zstdCompressSync(bytes),
    'zstd-frames': () => Buffer.concat(halves.map((half) => zstdCompressSync(half))),
    xz: () => packedBy('xz', bytes),
    bzip2: () => packedBy('bzip2', bytes),
  };
  return packers[wrapper]();
}

/** Writes what was produced to `path`: a folder's files, or one wrapped tar. */
export async function writeProduced(produced: Produced, path: string, wrapper: Wrapper = 'none'): Promise<void> {
  if (produced.form === 'file') {
    await writeFile(path, wrap(await tarOf(produced.entries), wrapper));
    return;
  }
  await mkdir(path, { recursive: true });
  for (const entry of produced.entries) {
    const target = join(path, entry.name);
    await mkdir(entry.type === 'directory' ? target : dirname(target), { recursive: true });
    if (entry.type !== 'directory') await writeFile(target, entry.bytes ?? new Uint8Array());
  }
}

export interface GeneratedArchive {
  readonly producer: ProducerName;
  readonly wrapper: Wrapper;
  /** What went in, for the message of a counterexample, and the function that makes the archive of it. */
  readonly content: {
    readonly described: unknown;
    readonly references: readonly string[];
    readonly produce: () => Promise<Produced>;
  };
}

/** A random archive of a random producer in a random wrapper. Formats of images only may leave nothing of it. */
export function generatedArchive(
  names: readonly ProducerName[] = producerNames,
  wrapped: readonly Wrapper[] = ['none', 'none', 'gzip', 'gzip-members', 'zstd', 'zstd-frames'],
): fc.Arbitrary<GeneratedArchive> {
  return fc.constantFrom(...names).chain((producer) => {
    const entry: { readonly make: (roots: readonly Root[]) => Produced; readonly sha512?: boolean; readonly foreign?: boolean } =
      producers[producer];
    const roots = content({ sha512: entry.sha512 === true, foreign: entry.foreign === true });
    return fc.record({
      producer: fc.constant(producer),
      wrapper: fc.constantFrom(...wrapped),
      content: roots.map(({ described, names: references, build }) => ({
        described,
        references,
        produce: async () => entry.make(await build()),
      })),
    });
  });
}
