// Test generators: images, indexes, artifacts and referrers built from a description, with every digest the specs ask
// for (image-spec: descriptor, manifest, image-index, config). The same description gives the same bytes.
import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type TarEntry, tarOf } from './tar.ts';

export type Algorithm = 'sha256' | 'sha512';
export type Family = 'oci' | 'docker';
export type LayerCompression = 'none' | 'gzip' | 'zstd';

export interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Readonly<Record<string, string>>;
  readonly urls?: readonly string[];
  readonly artifactType?: string;
}

export interface LayerSpec {
  readonly entries: readonly TarEntry[];
  readonly compression: LayerCompression;
  /** A layer that is not distributed with images (`urls` set). */
  readonly foreign?: boolean;
}

export interface ImageSpec {
  readonly platform: string;
  readonly layers: readonly LayerSpec[];
  readonly family?: Family;
  readonly algorithm?: Algorithm;
  readonly diffIdAlgorithm?: Algorithm;
  /** `exact` has a line per layer and an empty one, `none` leaves it out, `null` writes null. */
  readonly history?: 'exact' | 'none' | 'null';
  readonly created?: string | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Writes `layers: null` and `diff_ids: null` when there are no layers, as real tools do. */
  readonly nulls?: boolean;
}

export interface Layer {
  readonly blob: Blob;
  readonly diffId: string;
  readonly tar: Buffer;
  readonly compression: LayerCompression;
  readonly descriptor: Descriptor;
  readonly foreign: boolean;
}

export interface Image {
  readonly kind: 'image';
  readonly descriptor: Descriptor;
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layers: readonly Layer[];
  readonly platform: string;
}

/** A BuildKit attestation: a companion of an image in its index. */
export interface Attestation {
  readonly kind: 'attestation';
  readonly descriptor: Descriptor;
  readonly manifest: Blob;
  readonly blobs: readonly Blob[];
}

export interface Index {
  readonly kind: 'index';
  readonly descriptor: Descriptor;
  readonly manifest: Blob;
  readonly children: readonly (Image | Index | Attestation)[];
}

/** A Helm chart, a signature, a folder pushed with oras: anything with an OCI manifest that is not an image. */
export interface Artifact {
  readonly kind: 'artifact';
  readonly descriptor: Descriptor;
  readonly manifest: Blob;
  readonly blobs: readonly Blob[];
  readonly subject: string | null;
}

export type ContentNode = Image | Index | Attestation | Artifact;

/** What one archive shall hold at its top level: a node, its full references and what refers to it. */
export interface Root {
  readonly node: Image | Index | Artifact;
  readonly names: readonly string[];
  readonly referrers: readonly Artifact[];
}

const mediaTypes = {
  oci: {
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    index: 'application/vnd.oci.image.index.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: {
      none: 'application/vnd.oci.image.layer.v1.tar',
      gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
      zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
    },
    foreign: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  },
  docker: {
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: {
      none: 'application/vnd.docker.image.rootfs.diff.tar',
      gzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      zstd: 'application/vnd.docker.image.rootfs.diff.tar.zstd',
    },
    foreign: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  },
} as const;
export const ociTypes = mediaTypes.oci;

export function digestOf(bytes: Uint8Array, algorithm: Algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

export function blobOf(content: string | Uint8Array | object, algorithm: Algorithm = 'sha256'): Blob {
  const bytes =
    content instanceof Uint8Array
      ? Buffer.from(content)
      : Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  return { digest: digestOf(bytes, algorithm), bytes };
}

export function descriptorOf(
  mediaType: string,
  blob: Blob,
  more: Omit<Descriptor, 'mediaType' | 'digest' | 'size'> = {},
): Descriptor {
  return { mediaType, digest: blob.digest, size: blob.bytes.length, ...more };
}

/** `os/architecture[/variant]` as the object of image-index, `platform`. */
export function platformObject(platform: string): Readonly<Record<string, string>> {
  const [os = '', architecture = '', variant] = platform.split('/');
  return variant === undefined ? { architecture, os } : { architecture, os, variant };
}

async function buildLayer(spec: LayerSpec, family: Family, algorithm: Algorithm, diffIdAlgorithm?: Algorithm): Promise<Layer> {
  const tar = await tarOf(spec.entries);
  const compression = spec.foreign === true ? 'gzip' : spec.compression;
  const stored = compression === 'gzip' ? gzipSync(tar) : compression === 'zstd' ? zstdCompressSync(tar) : tar;
  const blob = blobOf(stored, algorithm);
  const types = mediaTypes[family];
  const descriptor =
    spec.foreign === true
      ? descriptorOf(types.foreign, blob, { urls: ['https://example.com/layer'] })
      : descriptorOf(types.layer[compression], blob);
  return { blob, diffId: digestOf(tar, diffIdAlgorithm), tar, compression, descriptor, foreign: spec.foreign === true };
}

function configOf(spec: ImageSpec, layers: readonly Layer[]): object {
  const lines = layers.map((_, at) => ({ created: '2024-01-02T03:04:05Z', created_by: `RUN step ${at}` }));
  const history =
    spec.history === 'none'
      ? {}
      : { history: spec.history === 'null' ? null : [...lines, { created_by: 'CMD ["/bin/sh"]', empty_layer: true }] };
  return {
    ...(spec.created === undefined ? { created: '2024-01-02T03:04:05Z' } : { created: spec.created }),
    ...platformObject(spec.platform),
    config: { Env: ['PATH=/usr/bin:/bin'], Cmd: ['/bin/sh'], Labels: spec.labels ?? null },
    rootfs: { type: 'layers', diff_ids: layers.length === 0 && spec.nulls === true ? null : layers.map((layer) => layer.diffId) },
    ...history,
  };
}

/** An image whose manifest, config and layers all hash to what their descriptors say. */
export async function buildImage(spec: ImageSpec): Promise<Image> {
  const family = spec.family ?? 'oci';
  const algorithm = spec.algorithm ?? 'sha256';
  const types = mediaTypes[family];
  const layers: Layer[] = [];
  for (const layer of spec.layers) layers.push(await buildLayer(layer, family, algorithm, spec.diffIdAlgorithm));
  const config = blobOf(configOf(spec, layers), algorithm);
  const manifest = blobOf(
    {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: descriptorOf(types.config, config),
      layers: layers.length === 0 && spec.nulls === true ? null : layers.map((layer) => layer.descriptor),
      ...(spec.annotations === undefined ? {} : { annotations: spec.annotations }),
    },
    algorithm,
  );
  return { kind: 'image', descriptor: descriptorOf(types.manifest, manifest), manifest, config, layers, platform: spec.platform };
}

/** A BuildKit attestation of an image: platform unknown/unknown, tied by annotations (FORMATS section 4). */
export function buildAttestation(image: Image): Attestation {
  const statement = blobOf({
    _type: 'https://in-toto.io/Statement/v0.1',
    subject: [{ name: '_', digest: { sha256: image.manifest.digest.slice(-64) } }],
  });
  const config = blobOf({
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: [statement.digest] },
  });
  const layer = descriptorOf('application/vnd.in-toto+json', statement, {
    annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
  });
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: ociTypes.manifest,
    config: descriptorOf(ociTypes.config, config),
    layers: [layer],
  });
  const annotations = {
    'vnd.docker.reference.digest': image.manifest.digest,
    'vnd.docker.reference.type': 'attestation-manifest',
  };
  return {
    kind: 'attestation',
    manifest,
    blobs: [config, statement],
    descriptor: descriptorOf(ociTypes.manifest, manifest, { annotations, platform: { architecture: 'unknown', os: 'unknown' } }),
  };
}

export interface IndexSpec {
  readonly children: readonly (Image | Index)[];
  readonly family?: Family;
  readonly algorithm?: Algorithm;
  readonly attested?: boolean;
}

/** A multi-platform index; a child may be an index itself. */
export function buildIndex(spec: IndexSpec): Index {
  const types = mediaTypes[spec.family ?? 'oci'];
  const attestations =
    spec.attested === true ? spec.children.flatMap((child) => (child.kind === 'image' ? [buildAttestation(child)] : [])) : [];
  const described = spec.children.map((child) =>
    child.kind === 'image' ? { ...child, descriptor: { ...child.descriptor, platform: platformObject(child.platform) } } : child,
  );
  const children = [...described, ...attestations];
  const manifest = blobOf(
    { schemaVersion: 2, mediaType: types.index, manifests: children.map((child) => child.descriptor) },
    spec.algorithm,
  );
  return { kind: 'index', descriptor: descriptorOf(types.index, manifest), manifest, children };
}

export interface ArtifactSpec {
  readonly configMediaType: string;
  readonly config: string;
  readonly layers: readonly { readonly mediaType: string; readonly content: string; readonly title?: string }[];
  readonly artifactType?: string;
  /** The node this artifact refers to (image-spec 1.1, `subject`). */
  readonly subject?: ContentNode;
}

/** A Helm chart, signature, SBOM or any other OCI artifact. */
export function buildArtifact(spec: ArtifactSpec): Artifact {
  const config = blobOf(spec.config);
  const layers = spec.layers.map((layer) => {
    const blob = blobOf(layer.content);
    const annotations = layer.title === undefined ? {} : { annotations: { 'org.opencontainers.image.title': layer.title } };
    return { blob, descriptor: descriptorOf(layer.mediaType, blob, annotations) };
  });
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: ociTypes.manifest,
    ...(spec.artifactType === undefined ? {} : { artifactType: spec.artifactType }),
    config: descriptorOf(spec.configMediaType, config),
    layers: layers.map((layer) => layer.descriptor),
    ...(spec.subject === undefined ? {} : { subject: descriptorOf(spec.subject.descriptor.mediaType, spec.subject.manifest) }),
  });
  const type = spec.artifactType === undefined ? {} : { artifactType: spec.artifactType };
  return {
    kind: 'artifact',
    descriptor: descriptorOf(ociTypes.manifest, manifest, type),
    manifest,
    blobs: [config, ...layers.map((layer) => layer.blob)],
    subject: spec.subject?.manifest.digest ?? null,
  };
}

/** A build cache as BuildKit exports it (`type=local`, `image-manifest=false`): an index that lists layers and a config, no manifest. */
export function buildCache(contents: readonly string[]): Artifact {
  const layers = contents.map((content) => blobOf(gzipSync(content)));
  const config = blobOf({ layers: layers.map(({ digest }, at) => ({ blob: digest, parent: at - 1 })), records: [] });
  const manifests = [
    ...layers.map((layer) => descriptorOf(ociTypes.layer.gzip, layer)),
    descriptorOf('application/vnd.buildkit.cacheconfig.v0', config),
  ];
  const manifest = blobOf({ schemaVersion: 2, mediaType: ociTypes.index, manifests });
  return {
    kind: 'artifact',
    descriptor: descriptorOf(ociTypes.index, manifest),
    manifest,
    blobs: [...layers, config],
    subject: null,
  };
}

/** Every blob the node needs that an archive holds, its manifest included, by digest. Foreign layers are left out. */
export function blobsOf(node: ContentNode): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  const add = (blob: Blob): void => void blobs.set(blob.digest, blob.bytes);
  add(node.manifest);
  if (node.kind === 'image') {
    add(node.config);
    for (const layer of node.layers) if (!layer.foreign) add(layer.blob);
  } else if (node.kind === 'index') {
    for (const child of node.children) for (const [digest, bytes] of blobsOf(child)) blobs.set(digest, bytes);
  } else for (const blob of node.blobs) add(blob);
  return blobs;
}

/** Every image in the node, depth first; attestations and artifacts are none. */
export function imagesOf(node: ContentNode): readonly Image[] {
  if (node.kind === 'image') return [node];
  return node.kind === 'index' ? node.children.flatMap(imagesOf) : [];
}
