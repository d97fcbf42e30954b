// Room main/oci: the media types Stowage knows, and the few questions asked of one. A type it does not know is no error here:
// any artifact may carry its own.

/** OCI image spec (media-types.md), Docker's image manifest v2 schemas 1 and 2, and Helm's config. */
export const MEDIA = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociArtifactManifest: 'application/vnd.oci.artifact.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar',
  ociLayerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  ociLayerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
  ociNonDistributableLayer: 'application/vnd.oci.image.layer.nondistributable.v1.tar',
  ociNonDistributableLayerGzip: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  ociNonDistributableLayerZstd: 'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar',
  dockerLayerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  dockerLayerZstd: 'application/vnd.docker.image.rootfs.diff.tar.zstd',
  dockerForeignLayer: 'application/vnd.docker.image.rootfs.foreign.diff.tar',
  dockerForeignLayerGzip: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  dockerSchema1: 'application/vnd.docker.distribution.manifest.v1+json',
  dockerSchema1Signed: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
  helmConfig: 'application/vnd.cncf.helm.config.v1+json',
} as const;

export type LayerCompression = 'none' | 'gzip' | 'zstd';

const LAYER_COMPRESSION: ReadonlyMap<string, LayerCompression> = new Map([
  [MEDIA.ociLayer, 'none'],
  [MEDIA.ociLayerGzip, 'gzip'],
  [MEDIA.ociLayerZstd, 'zstd'],
  [MEDIA.ociNonDistributableLayer, 'none'],
  [MEDIA.ociNonDistributableLayerGzip, 'gzip'],
  [MEDIA.ociNonDistributableLayerZstd, 'zstd'],
  [MEDIA.dockerLayer, 'none'],
  [MEDIA.dockerLayerGzip, 'gzip'],
  [MEDIA.dockerLayerZstd, 'zstd'],
  [MEDIA.dockerForeignLayer, 'none'],
  [MEDIA.dockerForeignLayerGzip, 'gzip'],
]);

const ENCRYPTED = '+encrypted';

/** A manifest of one artifact, the short-lived OCI artifact manifest (image spec 1.1.0-rc) included. */
export function isManifestType(mediaType: string): boolean {
  return mediaType === MEDIA.ociManifest || mediaType === MEDIA.dockerManifest || mediaType === MEDIA.ociArtifactManifest;
}

export function isIndexType(mediaType: string): boolean {
  return mediaType === MEDIA.ociIndex || mediaType === MEDIA.dockerManifestList;
}

export function isImageConfigType(mediaType: string): boolean {
  return mediaType === MEDIA.ociConfig || mediaType === MEDIA.dockerConfig;
}

/** True for a layer of an image's file system, compressed, encrypted or kept elsewhere included. */
export function isLayerType(mediaType: string): boolean {
  return LAYER_COMPRESSION.has(isEncrypted(mediaType) ? mediaType.slice(0, -ENCRYPTED.length) : mediaType);
}

/** A layer its maker keeps at `urls` and that an archive may leave out (OCI "nondistributable", Docker "foreign"). */
export function isNonDistributable(mediaType: string): boolean {
  return isLayerType(mediaType) && /\.(?:nondistributable|foreign)\./.test(mediaType);
}

/** Encrypted by ocicrypt (`+encrypted`): the bytes are whole, but neither diff IDs nor files can be read from them. */
export function isEncrypted(mediaType: string): boolean {
  return mediaType.endsWith(ENCRYPTED);
}

/** What the stored bytes of a layer are said to be compressed with; undefined for other types and for encrypted layers. */
export function layerCompression(mediaType: string): LayerCompression | undefined {
  return LAYER_COMPRESSION.get(mediaType);
}

export function isDockerType(mediaType: string): boolean {
  return mediaType.startsWith('application/vnd.docker.');
}
