// Test generators: what a correct importer must report of a generated archive, in the words of the import report. It
// compares nothing itself.
import type { WarningCode } from '../../preload/contract/failure.ts';
import { blobsOf, digestOf, type Image, imagesOf, type Root } from './image.ts';

export interface ExpectedImage {
  readonly platform: string;
  readonly configDigest: string;
  readonly diffIds: readonly string[];
  /** Digests of the layers as the archive holds them. */
  readonly layerDigests: readonly string[];
  /** Null where the archive has no manifest of it. */
  readonly manifestDigest: string | null;
  readonly present: boolean;
}

export interface ExpectedArtifact {
  /** Null where the archive has no manifest: one is built. */
  readonly digest: string | null;
  readonly kind: 'image' | 'index' | 'artifact';
  /** Full references, sorted. */
  readonly references: readonly string[];
  readonly images: readonly ExpectedImage[];
}

export interface Expected {
  readonly artifacts: readonly ExpectedArtifact[];
  /** Manifests that come along (referrers): they must be in the store, listed as artifacts of their own or not. */
  readonly companions: readonly string[];
  /** Blobs that must be in the store byte for byte. */
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** Warnings that must be given. */
  readonly warnings: readonly WarningCode[];
}

/** An image as a layout holds it: its own manifest, layers as they are. */
export function layoutImage(image: Image, present = true): ExpectedImage {
  return {
    platform: image.platform,
    configDigest: image.config.digest,
    diffIds: image.layers.map((layer) => layer.diffId),
    layerDigests: image.layers.map((layer) => layer.blob.digest),
    manifestDigest: image.manifest.digest,
    present,
  };
}

/** An image of an archive without manifests: sha256 throughout, layers unpacked or as they are. */
export function legacyImage(image: Image, layers: 'unpacked' | 'stored'): ExpectedImage {
  return {
    ...layoutImage(image),
    configDigest: digestOf(image.config.bytes),
    layerDigests:
      layers === 'unpacked' ? image.layers.map((layer) => layer.diffId) : image.layers.map((layer) => digestOf(layer.blob.bytes)),
    manifestDigest: null,
  };
}

/** What an archive that holds these roots whole, as a layout, must give. `named` says which names survive the format. */
export function layoutExpected(roots: readonly Root[], named: (name: string) => string | null = (name) => name): Expected {
  const blobs = new Map<string, Buffer>();
  for (const root of roots)
    for (const node of [root.node, ...root.referrers]) for (const [digest, bytes] of blobsOf(node)) blobs.set(digest, bytes);
  const foreign = roots.some((root) => imagesOf(root.node).some((image) => image.layers.some((layer) => layer.foreign)));
  return {
    artifacts: roots.map((root) => ({
      digest: root.node.manifest.digest,
      kind: root.node.kind,
      references: root.names
        .map(named)
        .filter((name) => name !== null)
        .toSorted(),
      images: imagesOf(root.node).map((image) => layoutImage(image)),
    })),
    companions: roots.flatMap((root) => root.referrers.map((referrer) => referrer.manifest.digest)),
    blobs,
    warnings: foreign ? ['layer-not-distributed'] : [],
  };
}
