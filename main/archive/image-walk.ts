// Room archive: what one image manifest of an archive needs: its config, its layers with the diff IDs they must unpack to,
// and what is missing or odd about them.
import type { Warning } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { attestationSubject, type Descriptor, isAttestation, liesElsewhere } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestOf } from '../oci/digest.ts';
import type { Index, Manifest } from '../oci/document.ts';
import { type ImageConfig, parseImageConfig } from '../oci/image-config.ts';
import { isEncrypted, isImageConfigType, isLayerType, layerCompression } from '../oci/media-types.ts';
import { formatPlatform } from '../oci/platform.ts';
import { type Compression, sniffCompression } from '../tar/compression.ts';
import type { CandidateImage, NeededBlob } from './candidate.ts';
import { checkBytes, configLimitBytes, documentBytes, parsing, type WalkSource } from './document-read.ts';

/** The image or artifact that a manifest describes. @throws StowageError size-mismatch, diff-id-mismatch, document-invalid … */
export function imageOf(
  source: WalkSource,
  descriptor: Descriptor,
  manifest: Manifest,
  blob: NeededBlob,
  label: string,
): CandidateImage {
  const config = manifest.config === undefined ? null : needed(source, manifest.config);
  const parsed = config === null ? null : readImageConfig(source, config);
  const layers = manifest.layers.map((layer, position) => layerBlob(source, layer, parsed?.diffIds[position] ?? null));
  if (parsed !== null) checkDiffIds(source, manifest, layers, parsed, label);
  const platform = descriptor.platform ?? parsed?.platform;
  const attestation = isAttestation(descriptor) || attestationSubject(descriptor) !== undefined;
  return {
    platform: platform === undefined || attestation ? null : formatPlatform(platform),
    manifest: blob,
    config,
    layers,
    attestation,
  };
}

/** What an index lists that is no manifest: kept as the layers of an artifact that has the index for its manifest. */
export function listedLayers(source: WalkSource, index: Index, blob: NeededBlob): readonly CandidateImage[] {
  if (index.layers.length === 0) return [];
  const layers = index.layers.map((layer) => layerBlob(source, layer, null));
  return [{ platform: null, manifest: blob, config: null, layers, attestation: false }];
}

function layerBlob(source: WalkSource, layer: Descriptor, diffId: Digest | null): NeededBlob {
  const blob = needed(source, layer);
  const compression = layerCompression(layer.mediaType) ?? 'none';
  // What an encrypted layer unpacks to cannot be checked without its key.
  const checked = diffId !== null && isLayerType(layer.mediaType) && !isEncrypted(layer.mediaType) ? diffId : null;
  const stored = compression === 'none' && checked !== null ? storedCompression(source, blob, checked) : compression;
  return { ...blob, diffId: checked, compression: stored, absence: liesElsewhere(layer) ? 'not-distributed' : null };
}

/** Tools that load images go by a layer's first bytes: one that is called plain and is not its diff ID may be compressed. */
function storedCompression({ tree }: WalkSource, { digest, file }: NeededBlob, diffId: Digest): Compression {
  return digest === diffId || file === null ? 'none' : sniffCompression(tree.head(file));
}

function needed(source: WalkSource, descriptor: Descriptor): NeededBlob {
  const file = source.locate(descriptor.digest) ?? null;
  const { archive } = source.tree;
  if (file !== null && file.sizeBytes !== descriptor.size) {
    throw new StowageError('size-mismatch', {
      archive,
      entry: file.name,
      expectedBytes: descriptor.size,
      actualBytes: file.sizeBytes,
    });
  }
  const embedded = file === null ? embeddedBytes(descriptor) : undefined;
  return {
    digest: descriptor.digest,
    sizeBytes: descriptor.size,
    mediaType: descriptor.mediaType,
    file,
    ...(embedded === undefined ? {} : { built: embedded }),
    diffId: null,
    compression: 'none',
    absence: null,
  };
}

/** The blob itself where the descriptor carries it (image-spec, descriptor, `data`) and tells the truth. */
function embeddedBytes({ data, digest, size }: Descriptor): Buffer | undefined {
  if (data === undefined) return undefined;
  const bytes = Buffer.from(data, 'base64');
  return bytes.length === size && digestOf(bytes, digestAlgorithm(digest)) === digest ? bytes : undefined;
}

/** Reads the config for platform and diff IDs; null where it is of another type or the archive lacks it. */
function readImageConfig(source: WalkSource, config: NeededBlob): ImageConfig | null {
  if (!isImageConfigType(config.mediaType) || config.digest === null) return null;
  const bytes = config.built ?? documentBytes(source, config.digest, config.file, configLimitBytes);
  if (bytes === null) return null;
  const entry = config.file?.name ?? config.digest;
  checkBytes(source.tree.archive, entry, { digest: config.digest, size: config.sizeBytes }, bytes);
  return parsing(source.tree.archive, entry, () => parseImageConfig(bytes));
}

/** Docker and containerd refuse an image whose layers and diff IDs do not pair off; plain layers carry their diff ID as digest. */
function checkDiffIds(
  source: WalkSource,
  manifest: Manifest,
  blobs: readonly NeededBlob[],
  config: ImageConfig,
  label: string,
): void {
  const layers = manifest.layers.filter((layer) => isLayerType(layer.mediaType));
  if (config.diffIds.length === 0 || layers.length !== manifest.layers.length) return;
  const { archive } = source.tree;
  if (config.diffIds.length !== layers.length) {
    const reason = `it has ${layers.length} layers, but its config lists ${config.diffIds.length} diff IDs`;
    throw new StowageError('document-invalid', { archive, entry: label, reason });
  }
  layers.forEach((layer, position) => {
    const expected = config.diffIds[position];
    const comparable = expected !== undefined && digestAlgorithm(expected) === digestAlgorithm(layer.digest);
    if (blobs[position]?.compression === 'none' && !isEncrypted(layer.mediaType) && comparable && expected !== layer.digest) {
      throw new StowageError('diff-id-mismatch', {
        archive,
        entry: `layer ${position + 1} of ${label}`,
        expected,
        actual: layer.digest,
      });
    }
  });
}

/** The first blob of an image that is neither in the archive nor held nor excused. */
export function firstMissing(source: WalkSource, image: CandidateImage): Digest | null {
  for (const blob of [...(image.config === null ? [] : [image.config]), ...image.layers]) {
    const excused = blob.file !== null || blob.built !== undefined || blob.absence !== null;
    if (blob.digest !== null && !excused && !source.isHeld(blob.digest)) return blob.digest;
  }
  return null;
}

/** Layers that are left out by right, and layers of unknown media types, which are kept. */
export function imageWarnings(source: WalkSource, image: CandidateImage, manifest: Manifest, label: string): readonly Warning[] {
  const warnings: Warning[] = [];
  for (const layer of image.layers) {
    if (layer.digest !== null && layer.file === null && layer.absence === 'not-distributed' && !source.isHeld(layer.digest)) {
      warnings.push({ code: 'layer-not-distributed', params: { image: label, digest: layer.digest } });
    }
  }
  // In an image every layer is a file system; anything else there is kept, and said.
  const isImage =
    manifest.config !== undefined && isImageConfigType(manifest.config.mediaType) && manifest.artifactType === undefined;
  const odd = isImage && manifest.layers.length > 0 && manifest.layers.some((layer) => isLayerType(layer.mediaType));
  for (const layer of odd ? manifest.layers : []) {
    if (!isLayerType(layer.mediaType))
      warnings.push({ code: 'media-type-unknown', params: { image: label, mediaType: layer.mediaType } });
  }
  return warnings;
}
