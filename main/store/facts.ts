// Room store: reads a manifest or index of the store and says what the catalogue keeps of it. A document that cannot
// be read becomes an unreadable leaf, never an error: lists still work, and cleanup fails closed on it (I8).
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import type { ArtifactKind, ReferrerCounts } from '../../preload/contract/model.ts';
import type { DocumentFacts, EdgeFacts } from '../catalog/documents.ts';
import { errnoOf } from '../errors.ts';
import { type Descriptor, isAttestation } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestOf, isDigest } from '../oci/digest.ts';
import { type OciDocument, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { type ImageConfig, parseImageConfig } from '../oci/image-config.ts';
import { isImageConfigType, isLayerType, MEDIA } from '../oci/media-types.ts';
import { formatPlatform } from '../oci/platform.ts';
import { blobPath, type StorePaths } from './paths.ts';

/** Largest manifest, index or config that is read into memory (DESIGN: limits and refusals). */
export const documentLimitBytes = 8 << 20;

/**
 * Reads a whole document blob. Returns null when it is not there.
 * @throws DocumentError when it is over the limit
 */
export function readDocumentBytes(paths: StorePaths, digest: Digest): Buffer | null {
  let fd: number;
  try {
    fd = openSync(blobPath(paths, digest), 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    if (fstatSync(fd).size > documentLimitBytes) throw new DocumentError('it is too large for a document');
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Facts of the document with this digest, or null when its blob is not there. */
export function readFacts(paths: StorePaths, digest: string): DocumentFacts | null {
  if (!isDigest(digest)) return null;
  try {
    const bytes = readDocumentBytes(paths, digest);
    if (bytes === null) return null;
    if (digestOf(bytes, digestAlgorithm(digest)) !== digest) throw new DocumentError('its content does not match its digest');
    return factsOf(digest, parseDocument(bytes), (config) => readConfig(paths, config));
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return unreadable(digest, error.reason);
  }
}

/** Reads an image config; null when it is absent, too large or not an image config. */
export function readConfig(paths: StorePaths, config: Descriptor | undefined): ImageConfig | null {
  if (config === undefined || !isImageConfigType(config.mediaType)) return null;
  try {
    const bytes = readDocumentBytes(paths, config.digest);
    return bytes === null ? null : parseImageConfig(bytes);
  } catch (error) {
    if (error instanceof DocumentError) return null;
    throw error;
  }
}

/** What an artifact is, by its media types (image-spec, manifest: guidelines for artifact usage). */
export function artifactKind(document: OciDocument): ArtifactKind {
  if (document.subject !== undefined) return 'referrer';
  if (document.kind === 'index') return document.layers.length > 0 && document.manifests.length === 0 ? 'other' : 'index';
  const config = document.config?.mediaType;
  if (config === MEDIA.helmConfig) return 'helm';
  if (config !== undefined && isImageConfigType(config) && (document.artifactType ?? '') === '') {
    return document.layers.every((layer) => isLayerType(layer.mediaType)) ? 'image' : 'other';
  }
  return 'other';
}

/** The type of an artifact as registries filter by it: `artifactType`, else the config's media type where it says more than "image". */
export function artifactTypeOf(document: OciDocument): string | null {
  if (document.artifactType !== undefined && document.artifactType !== '') return document.artifactType;
  if (document.kind === 'index' || document.config === undefined) return null;
  const { mediaType } = document.config;
  return isImageConfigType(mediaType) || mediaType === MEDIA.ociEmpty ? null : mediaType;
}

/** What a referrer is to its subject, told by its artifact type and layer types. */
function referrerKind(document: OciDocument): keyof ReferrerCounts {
  const types = [artifactTypeOf(document) ?? '', ...document.layers.map((layer) => layer.mediaType)].join(' ').toLowerCase();
  if (/spdx|cyclonedx|sbom|syft/.test(types)) return 'sbom';
  if (/in-toto|attestation|dsse|provenance/.test(types)) return 'attestation';
  if (/signature|simplesigning|cosign|sigstore|notary|notation/.test(types)) return 'signature';
  return 'other';
}

function factsOf(
  digest: string,
  document: OciDocument,
  config: (descriptor: Descriptor | undefined) => ImageConfig | null,
): DocumentFacts {
  const image = document.kind === 'manifest' ? config(document.config) : null;
  return {
    digest,
    kind: document.kind,
    mediaType: document.mediaType,
    artifactType: artifactTypeOf(document),
    artifactKind: artifactKind(document),
    subject: document.subject?.digest ?? null,
    platform: image?.platform === undefined ? null : formatPlatform(image.platform),
    createdAt: image?.created ?? document.annotations['org.opencontainers.image.created'] ?? null,
    layerCount: document.layers.length,
    referrerKind: referrerKind(document),
    unreadable: null,
    edges: edgesOf(document),
  };
}

function edgesOf(document: OciDocument): EdgeFacts[] {
  const children = document.kind === 'index' ? document.manifests.map((child) => edge(child, 'child')) : [];
  const config = document.kind === 'index' || document.config === undefined ? [] : [edge(document.config, 'config')];
  return [...children, ...config, ...document.layers.map((layer) => edge(layer, 'layer'))];
}

function edge(descriptor: Descriptor, role: EdgeFacts['role']): EdgeFacts {
  return {
    digest: descriptor.digest,
    sizeBytes: descriptor.size,
    role,
    platform: descriptor.platform === undefined ? null : formatPlatform(descriptor.platform),
    attestation: isAttestation(descriptor),
  };
}

function unreadable(digest: string, reason: string): DocumentFacts {
  return {
    digest,
    kind: 'manifest',
    mediaType: '',
    artifactType: null,
    artifactKind: 'other',
    subject: null,
    platform: null,
    createdAt: null,
    layerCount: 0,
    referrerKind: 'other',
    unreadable: reason,
    edges: [],
  };
}
