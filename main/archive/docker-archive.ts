// Room archive: reads `docker save` archives by their manifest.json (moby image/tarexport), whoever wrote them: docker,
// podman, skopeo, crane, kaniko, jib, bazel, nix. They have no OCI manifests, so one is built for each image from its
// layers as they are and its config byte for byte: the same image always gets the same manifest.

import type { Warning } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { classifyName } from '../oci/archive-name.ts';
import { type Descriptor, parseDescriptor } from '../oci/descriptor.ts';
import { type Digest, digestOf, isDigest } from '../oci/digest.ts';
import { parseJson } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { type ImageConfig, parseImageConfig } from '../oci/image-config.ts';
import { MEDIA } from '../oci/media-types.ts';
import { formatPlatform } from '../oci/platform.ts';
import { type Compression, sniffCompression } from '../tar/compression.ts';
import { type ArchiveContents, type Candidate, type FoundName, type NeededBlob, refusedCandidate } from './candidate.ts';
import { checkBytes, configLimitBytes, documentBytes, failureOf, parsing } from './document-read.ts';
import { listLimitBytes } from './layout-archive.ts';
import type { ArchiveFile, ArchiveTree } from './tree.ts';

/** One image of manifest.json. */
export interface DockerEntry {
  readonly config: string;
  readonly names: readonly FoundName[];
  readonly layers: readonly string[];
  /** Descriptors of layers that are not distributed with images, by diff ID (or digest, as regctl writes it). */
  readonly sources: Readonly<Record<string, Descriptor>>;
}

/** What the readers ask of the store. */
export interface HeldView {
  /** Bytes of a document that the store has. */
  readonly heldDocument: (digest: Digest) => Buffer | null;
  readonly isHeld: (digest: Digest) => boolean;
  /** What is known of an earlier import of the same image: the layers that went with its config. */
  readonly knownLayers: (configDigest: Digest) => readonly KnownLayer[] | null;
}

export interface KnownLayer {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** What manifest.json lists; an entry that is not valid is a refused candidate and costs the others nothing. */
export interface DockerList {
  readonly entries: readonly DockerEntry[];
  readonly refused: readonly Candidate[];
}

/** Reads manifest.json. @throws StowageError json-invalid, json-too-large; document-invalid where it is no list */
export function readDockerEntries(tree: ArchiveTree): DockerList {
  const file = tree.find('manifest.json');
  if (file === undefined) return { entries: [], refused: [] };
  const bytes = tree.read(file, listLimitBytes);
  return parsing(tree.archive, 'manifest.json', () => {
    const list = parseJson(bytes);
    if (!Array.isArray(list)) throw new DocumentError('it is not a list of images');
    const entries: DockerEntry[] = [];
    const refused: Candidate[] = [];
    list.forEach((value: unknown, position) => {
      try {
        entries.push(parsing(tree.archive, 'manifest.json', () => entryOf(value, position)));
      } catch (error) {
        const names = [{ raw: `entry ${position}`, evidence: 'manifest.json', name: { kind: 'empty' } }] as const;
        refused.push(refusedCandidate(names, MEDIA.ociManifest, failureOf(error)));
      }
    });
    return { entries, refused };
  });
}

function entryOf(value: unknown, position: number): DockerEntry {
  if (typeof value !== 'object' || value === null) throw new DocumentError(`entry ${position} is not an object`);
  const { Config: config, RepoTags: tags, Layers: layers, LayerSources: sources } = value as Record<string, unknown>;
  if (typeof config !== 'string' || config === '') throw new DocumentError(`entry ${position} has no Config`);
  return {
    config,
    layers: strings(layers, `entry ${position} Layers`),
    names: strings(tags, `entry ${position} RepoTags`)
      .filter((raw) => raw !== '')
      .map((raw) => ({ raw, evidence: 'manifest.json RepoTags', name: classifyName(raw, 'repo-tag') })),
    sources: Object.fromEntries(
      Object.entries(sources ?? {}).map(([key, source]) => [key, parseDescriptor(source, 'LayerSources')]),
    ),
  };
}

function strings(value: unknown, where: string): readonly string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string'))
    throw new DocumentError(`${where} is not a list of strings`);
  return value as string[];
}

/** An entry's config, wherever it lies, by the digest its name claims. @throws StowageError entry-missing, digest-mismatch, json-too-large */
export function configOf(
  tree: ArchiveTree,
  entry: DockerEntry,
  held: HeldView,
): { readonly digest: Digest; readonly file: ArchiveFile; readonly bytes: Buffer } {
  const file = tree.find(entry.config);
  if (file === undefined)
    throw new StowageError('entry-missing', { archive: tree.archive, entry: entry.config, image: labelOf(entry) });
  const claimed = claimedDigest(entry.config);
  const passedOver = claimed === null ? null : documentBytes({ ...held, tree }, claimed, file, configLimitBytes);
  const bytes = passedOver ?? tree.read(file, configLimitBytes);
  const digest = claimed ?? digestOf(bytes);
  checkBytes(tree.archive, file.name, { digest, size: bytes.length }, bytes);
  return { digest, file, bytes };
}

/** Makes candidates of what manifest.json lists. */
export function readDockerArchive(tree: ArchiveTree, { entries, refused }: DockerList, held: HeldView): ArchiveContents {
  const candidates = [...entries.map((entry) => candidateOf(tree, entry, held)), ...refused];
  return { format: 'docker-archive', candidates, warnings: [] };
}

function candidateOf(tree: ArchiveTree, entry: DockerEntry, held: HeldView): Candidate {
  const base = {
    kind: 'image',
    mediaType: MEDIA.ociManifest,
    artifactType: null,
    subject: null,
    manifestBuilt: true,
    names: entry.names,
    annotations: {},
    indexes: [],
  } as const;
  try {
    const { digest, file, bytes } = configOf(tree, entry, held);
    const image = parsing(tree.archive, file.name, () => parseImageConfig(bytes));
    const config = blobOf(digest, file, MEDIA.ociConfig);
    const warnings: Warning[] = [];
    const layers = layersOf(tree, entry, image, held.knownLayers(digest), warnings);
    const manifest = builtManifest(config, layers);
    const platform = image.platform === undefined ? null : formatPlatform(image.platform);
    return {
      ...base,
      root: manifest,
      images: [{ platform, manifest, config, layers, attestation: false }],
      warnings,
      failure: null,
    };
  } catch (error) {
    return refusedCandidate(entry.names, MEDIA.ociManifest, failureOf(error));
  }
}

function layersOf(
  tree: ArchiveTree,
  entry: DockerEntry,
  image: ImageConfig,
  known: readonly KnownLayer[] | null,
  warnings: Warning[],
): readonly NeededBlob[] {
  if (entry.layers.length !== image.diffIds.length) {
    const reason = `it has ${entry.layers.length} layers, but its config lists ${image.diffIds.length} diff IDs`;
    throw new StowageError('document-invalid', { archive: tree.archive, entry: labelOf(entry), reason });
  }
  return entry.layers.map((path, position) => {
    const diffId = image.diffIds[position] as Digest;
    const file = tree.find(path);
    if (file !== undefined) return layerOf(tree, entry, file, diffId, known?.[position], warnings);
    const claimed = claimedDigest(path);
    const source = entry.sources[diffId] ?? (claimed === null ? undefined : entry.sources[claimed]);
    if (source === undefined || (source.urls?.length ?? 0) === 0) {
      throw new StowageError('entry-missing', { archive: tree.archive, entry: path, image: labelOf(entry) });
    }
    warnings.push({ code: 'layer-not-distributed', params: { image: labelOf(entry), digest: source.digest } });
    return {
      digest: source.digest,
      sizeBytes: source.size,
      mediaType: source.mediaType,
      file: null,
      diffId,
      compression: 'none',
      absence: 'not-distributed',
      ...(source.urls === undefined ? {} : { urls: source.urls }),
    };
  });
}

/** A layer that lies in the archive: plain ones have their diff ID as digest, compressed ones are told by reading. */
function layerOf(
  tree: ArchiveTree,
  entry: DockerEntry,
  file: ArchiveFile,
  diffId: Digest,
  known: KnownLayer | undefined,
  warnings: Warning[],
): NeededBlob {
  const compression = sniffCompression(tree.head(file));
  const base = { sizeBytes: file.sizeBytes, file, diffId, compression, absence: null };
  if (compression === 'none') return { ...base, digest: diffId, mediaType: MEDIA.ociLayer };
  if (compression === 'gzip' || compression === 'zstd') {
    const mediaType = compression === 'gzip' ? MEDIA.ociLayerGzip : MEDIA.ociLayerZstd;
    const claimed = claimedDigest(file.name);
    // Streamed archives are hashed on the way, but for files whose very name says that the store has them.
    const streamed = file.sha256 ?? (file.content === null ? claimed : null);
    if (streamed !== null) return { ...base, digest: streamed, mediaType, diffIdDecides: true };
    // The same config with a layer of the same size under a name that tells the same digest: it came in before.
    const same = known !== undefined && known.sizeBytes === file.sizeBytes && claimed === known.digest;
    return { ...base, digest: same ? known.digest : null, mediaType, diffIdDecides: !same };
  }
  // No OCI media type exists for these; what runs is the same layer unpacked.
  warnings.push({ code: 'layer-recompressed', params: { image: labelOf(entry), compression } });
  return { ...base, digest: null, mediaType: MEDIA.ociLayer };
}

/** True for a layer that is kept unpacked, because its compression has no OCI media type. */
export function isUnpackedOnImport(compression: Compression): boolean {
  return compression === 'xz' || compression === 'bzip2';
}

/** A part of an image as its manifest lists it. */
function describedBlob({ mediaType, digest, sizeBytes, urls }: NeededBlob): object {
  return { mediaType, digest, size: sizeBytes, ...(urls === undefined ? {} : { urls }) };
}

/**
 * The manifest of an image that came without one (image-spec, manifest). Field order and spacing are fixed, so equal
 * images get equal digests. While a layer's digest is not known yet, the result has no digest either.
 */
export function builtManifest(config: NeededBlob, layers: readonly NeededBlob[]): NeededBlob {
  const base = { mediaType: MEDIA.ociManifest, file: null, diffId: null, compression: 'none', absence: null } as const;
  if (layers.some((layer) => layer.digest === null)) return { ...base, digest: null, sizeBytes: 0 };
  const built = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA.ociManifest,
      config: describedBlob(config),
      layers: layers.map(describedBlob),
    }),
  );
  return { ...base, digest: digestOf(built), sizeBytes: built.length, built };
}

function blobOf(digest: Digest, file: ArchiveFile, mediaType: string): NeededBlob {
  return { digest, sizeBytes: file.sizeBytes, mediaType, file, diffId: null, compression: 'none', absence: null };
}

function labelOf(entry: DockerEntry): string {
  return entry.names[0]?.raw ?? entry.config;
}

/** The digest an entry's name claims: `<hex>.json`, `sha256:<hex>`, `blobs/sha256/<hex>`, `<hex>.tar.gz`, `blobs/sha512/<hex>`. */
export function claimedDigest(name: string): Digest | null {
  const hex = /(?:^|[/:])([0-9a-f]{64}|[0-9a-f]{128})(?:\.json|\.tar\.gz|\.tar)?$/.exec(name)?.[1] ?? '';
  const digest = `${hex.length === 128 ? 'sha512' : 'sha256'}:${hex}`;
  return isDigest(digest) ? digest : null;
}
