// Room archive: follows manifests and indexes from a root descriptor to every blob below it, reading documents from the
// archive, or from the store where the archive leaves out what it expects there. Every format that has manifests uses it.
import type { Warning } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { type Descriptor, isAttestation } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Index, OciDocument } from '../oci/document.ts';
import { formatPlatform } from '../oci/platform.ts';
import type { CandidateImage, NeededBlob } from './candidate.ts';
import { countDescriptors, isPresent, readDocument, type WalkSource } from './document-read.ts';
import { firstMissing, imageOf, imageWarnings, listedLayers } from './image-walk.ts';

const maxDepth = 8;
/** What hangs under one root. */
export interface Walked {
  readonly document: OciDocument;
  readonly root: NeededBlob;
  readonly images: readonly CandidateImage[];
  readonly indexes: readonly NeededBlob[];
  readonly warnings: readonly Warning[];
}

interface Child {
  readonly descriptor: Descriptor;
  readonly image: CandidateImage | null;
  /** Why it counts as absent: its first missing blob. */
  readonly missing: Digest | null;
  readonly warnings: readonly Warning[];
}

/**
 * Follows `root` down. `label` names the image in failures.
 * @throws StowageError blob-missing, digest-mismatch, size-mismatch, diff-id-mismatch, json-invalid, document-invalid,
 * json-too-large, index-too-deep, too-many-descriptors, link-escapes, link-loop
 */
export function walk(source: WalkSource, root: Descriptor, label: string): Walked {
  const read = readDocument(source, root, label);
  const document = read.document;
  if (document.kind === 'manifest') {
    const image = imageOf(source, root, document, read.blob, label);
    refuseMissing(source, image, label);
    return { document, root: read.blob, images: [image], indexes: [], warnings: imageWarnings(source, image, document, label) };
  }
  return { document, root: read.blob, ...walkIndex(source, document, read.blob, label) };
}

function walkIndex(
  source: WalkSource,
  root: Index,
  rootBlob: NeededBlob,
  label: string,
): Pick<Walked, 'images' | 'indexes' | 'warnings'> {
  const seen = new Set<string>();
  const indexes: NeededBlob[] = [];
  const listed = [...listedLayers(source, root, rootBlob)];
  const children: Child[] = [];
  const queue = root.manifests.map((descriptor) => ({ descriptor, depth: 2 }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { descriptor, depth } = next;
    if (seen.has(descriptor.digest)) continue;
    seen.add(descriptor.digest);
    if (depth > maxDepth) throw new StowageError('index-too-deep', { archive: source.tree.archive, limit: maxDepth });
    countDescriptors(source, 1);
    if (!isPresent(source, descriptor.digest)) {
      children.push({ descriptor, image: null, missing: descriptor.digest, warnings: [] });
      continue;
    }
    const { document, blob } = readDocument(source, descriptor, label);
    if (document.kind === 'index') {
      indexes.push(blob);
      listed.push(...listedLayers(source, document, blob));
      queue.push(...document.manifests.map((child) => ({ descriptor: child, depth: depth + 1 })));
      continue;
    }
    const image = imageOf(source, descriptor, document, blob, label);
    const missing = firstMissing(source, image);
    // Of an absent platform nothing more is to be said than that.
    const warnings = missing === null ? imageWarnings(source, image, document, label) : [];
    children.push({ descriptor, image, missing, warnings });
  }
  for (const image of listed) refuseMissing(source, image, label);
  return {
    indexes,
    images: [...listed, ...children.map((child) => childImage(source, child, children, label))],
    warnings: [...absentWarnings(children, label), ...children.flatMap((child) => child.warnings)],
  };
}

function refuseMissing(source: WalkSource, image: CandidateImage, label: string): void {
  const missing = firstMissing(source, image);
  if (missing !== null) throw new StowageError('blob-missing', { archive: source.tree.archive, digest: missing, image: label });
}

function absent(blob: NeededBlob): NeededBlob {
  return { ...blob, absence: 'platform' };
}

/**
 * A child whose blobs are not all there: an absent platform (sparse index), where another platform is whole or where
 * nothing but its manifest was ever there; otherwise the archive is damaged.
 */
function childImage(source: WalkSource, child: Child, all: readonly Child[], label: string): CandidateImage {
  if (child.image === null) return absentImage(child.descriptor);
  if (child.missing === null) return child.image;
  const whole = all.some((other) => other.missing === null && other.image !== null && !other.image.attestation);
  if (!whole && child.image.layers.some((layer) => layer.file !== null)) {
    throw new StowageError('blob-missing', { archive: source.tree.archive, digest: child.missing, image: label });
  }
  const { manifest, config, layers } = child.image;
  return { ...child.image, manifest, config: config === null ? null : absent(config), layers: layers.map(absent) };
}

function absentImage(descriptor: Descriptor): CandidateImage {
  return {
    platform: descriptor.platform === undefined ? null : formatPlatform(descriptor.platform),
    manifest: {
      digest: descriptor.digest,
      sizeBytes: descriptor.size,
      mediaType: descriptor.mediaType,
      file: null,
      diffId: null,
      compression: 'none',
      absence: 'platform',
    },
    config: null,
    layers: [],
    attestation: isAttestation(descriptor),
  };
}

function absentWarnings(children: readonly Child[], label: string): readonly Warning[] {
  return children
    .filter((child) => child.missing !== null && !isAttestation(child.descriptor))
    .map(({ descriptor, image }) => ({
      code: 'platform-absent',
      params: {
        image: label,
        platform: descriptor.platform === undefined ? (image?.platform ?? 'unknown') : formatPlatform(descriptor.platform),
        digest: descriptor.digest,
      },
    }));
}
