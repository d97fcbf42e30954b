// Room archive: what an export holds, as a pure function of artifacts, platforms and profile (DESIGN: export): the same
// input gives the same list of entries in the same order. It reads documents, never layers.
import type { Warning } from '../../preload/contract/failure.ts';
import { isDamaged } from '../catalog/damage.ts';
import { StowageError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestHex } from '../oci/digest.ts';
import type { Manifest } from '../oci/document.ts';
import { isDockerType, isImageConfigType, isLayerType, layerCompression, MEDIA } from '../oci/media-types.ts';
import { type Platform, parsePlatform, platformMatches } from '../oci/platform.ts';
import { readConfig } from '../store/facts.ts';
import { rootDescriptor } from '../store/index-file.ts';
import type { Store } from '../store/store.ts';
import { prune } from './export-prune.ts';
import {
  addTree,
  annotationsOf,
  type Collector,
  type ExportImage,
  type ExportItem,
  type ExportOptions,
  readDocument,
  sizeOf,
} from './export-tree.ts';

/** An entry of the archive: bytes made here, or a blob of the store. */
export type ExportEntry = { readonly name: string; readonly sizeBytes: number } & (
  | { readonly bytes: Buffer }
  | { readonly digest: Digest }
);

export interface ExportPlan {
  readonly entries: readonly ExportEntry[];
  readonly roots: readonly { readonly digest: Digest; readonly references: readonly string[] }[];
  readonly warnings: readonly Warning[];
}

/** What one artifact brings along. */
interface Collected {
  readonly root: Descriptor;
  readonly references: readonly string[];
  /** The image docker loads: one platform's manifest. */
  readonly image: Manifest | null;
}

/**
 * Plans the export. Fails before the first byte is written.
 * @throws StowageError artifact-damaged, artifact-incomplete, platform-not-found, blob-not-found
 */
export function planExport(store: Store, items: readonly ExportItem[], options: ExportOptions): ExportPlan {
  const collector: Collector = {
    store,
    options,
    blobs: new Map(),
    built: new Map(),
    referrers: new Map(),
    companions: new Map(),
    warnings: [],
  };
  const sorted = [...items].toSorted((a, b) => compare(a.references[0] ?? a.digest, b.references[0] ?? b.digest));
  const collected = sorted.map((item) => collect(collector, item));
  const documents = metadata(collector, collected);
  const blobs = [...collector.blobs].map(([digest, sizeBytes]): ExportEntry => {
    const name = blobName(digest);
    const bytes = collector.built.get(digest);
    return bytes === undefined ? { name, sizeBytes, digest } : { name, sizeBytes, bytes };
  });
  blobs.sort((a, b) => compare(a.name, b.name));
  const entries = [...documents.map(([name, bytes]): ExportEntry => ({ name, sizeBytes: bytes.length, bytes })), ...blobs];
  return {
    entries,
    roots: collected.map(({ root, references }) => ({ digest: root.digest, references })),
    warnings: collector.warnings,
  };
}

function metadata(collector: Collector, collected: readonly Collected[]): readonly (readonly [string, Buffer])[] {
  const { profile } = collector.options;
  const roots = collected.flatMap(({ root, references }) =>
    references.length === 0 ? [rootDescriptor(root, null)] : references.map((reference) => rootDescriptor(root, reference)),
  );
  // Docker's image store takes every descriptor for an image, so its profile carries referrers in blobs/ alone.
  const listed =
    profile === 'docker' ? [] : [...collector.referrers.values()].map((descriptor) => rootDescriptor(descriptor, null));
  const asked = new Set(collected.flatMap(({ references }) => references));
  const companions = [...collector.companions].flatMap(([name, descriptor]) =>
    asked.has(name) ? [] : [rootDescriptor(descriptor, name)],
  );
  const all = [...roots, ...companions, ...new Set(listed)];
  const index = `{"schemaVersion":2,"mediaType":"${MEDIA.ociIndex}","manifests":[${[...all].join(',')}]}`;
  const files: (readonly [string, Buffer])[] = [
    ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ['index.json', Buffer.from(index)],
  ];
  const images = collected.flatMap(({ image, references }) => (image === null ? [] : [dockerEntry(image, references)]));
  if (profile === 'docker' && images.length > 0) files.push(['manifest.json', Buffer.from(JSON.stringify(images))]);
  return files;
}

function blobName(digest: Digest): string {
  return `blobs/${digestAlgorithm(digest)}/${digestHex(digest)}`;
}

/**
 * An image of manifest.json (moby image/tarexport). Tags stand in full: docker and containerd read the familiar form just so, but
 * podman makes `localhost/alpine` of `alpine`.
 */
function dockerEntry(image: Manifest, references: readonly string[]): object {
  return {
    Config: image.config === undefined ? '' : blobName(image.config.digest),
    RepoTags: references.length === 0 ? null : references,
    Layers: image.layers.map((layer) => blobName(layer.digest)),
  };
}

function collect(collector: Collector, item: ExportItem): Collected {
  const { store, options } = collector;
  refuseDamaged(store, item, [item.digest]);
  const document = readDocument(store, item.digest);
  const whole: Descriptor = {
    mediaType: document.mediaType,
    digest: item.digest,
    size: sizeOf(store, item.digest),
    ...annotationsOf(store, item.digest),
  };
  const root = document.kind === 'index' && options.platforms.length > 0 ? prune(collector, item, document) : whole;
  const missing: Digest[] = [];
  const images = addTree(collector, root, missing, item.repositories);
  if (!options.allowMissing) refuseDamaged(store, item, missing);
  const [first] = missing;
  if (first !== undefined && !options.allowMissing) {
    throw new StowageError('artifact-incomplete', { reference: item.label, digest: first, count: missing.length });
  }
  for (const digest of missing) collector.warnings.push({ code: 'blob-absent', params: { reference: item.label, digest } });
  const image = preferred(store, images);
  noteLimits(collector, item, images, image);
  return { root, references: item.references, image: image?.manifest ?? null };
}

function refuseDamaged(store: Store, { label }: ExportItem, digests: readonly Digest[]): void {
  const digest = digests.find((each) => isDamaged(store.catalog, each));
  if (digest !== undefined) throw new StowageError('artifact-damaged', { reference: label, digest });
}

/** The image that manifest.json names: linux/amd64, else linux/arm64, else the first complete one. Fixed, so that exports are. */
function preferred(store: Store, images: readonly ExportImage[]): ExportImage | null {
  const loadable = images.filter(({ manifest, complete }) => complete && isImage(manifest));
  const platformOf = ({ descriptor, manifest }: ExportImage): Platform | undefined =>
    descriptor.platform ?? readConfig(store.paths, manifest.config)?.platform;
  for (const text of ['linux/amd64', 'linux/arm64']) {
    const wanted = parsePlatform(text);
    const found = loadable.find((image) => {
      const have = platformOf(image);
      return wanted !== undefined && have !== undefined && platformMatches(wanted, have);
    });
    if (found !== undefined) return found;
  }
  return loadable[0] ?? null;
}

function isImage(manifest: Manifest): boolean {
  return (
    manifest.config !== undefined &&
    isImageConfigType(manifest.config.mediaType) &&
    manifest.layers.every((layer) => isLayerType(layer.mediaType))
  );
}

/** Says what some loaders cannot take; nothing is converted for them. */
function noteLimits(
  { options, warnings }: Collector,
  item: ExportItem,
  images: readonly ExportImage[],
  image: ExportImage | null,
): void {
  const reference = item.label;
  const manifests = images.map(({ manifest }) => manifest);
  if (options.profile === 'docker' && image === null)
    warnings.push({ code: 'loader-limits', params: { reference, reason: 'not-an-image' } });
  if (manifests.some((manifest) => manifest.layers.some((layer) => layerCompression(layer.mediaType) === 'zstd'))) {
    warnings.push({ code: 'loader-limits', params: { reference, reason: 'zstd-layers' } });
  }
  if (manifests.some((manifest) => isDockerType(manifest.mediaType))) {
    warnings.push({ code: 'loader-limits', params: { reference, reason: 'docker-media-types' } });
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
