// Room oci, tests: media types.
import { describe, expect, it } from 'vitest';
import {
  isDockerType,
  isEncrypted,
  isImageConfigType,
  isIndexType,
  isLayerType,
  isManifestType,
  isNonDistributable,
  layerCompression,
  MEDIA,
} from '../../../main/oci/media-types.ts';

const ALL = Object.values(MEDIA);

describe('media types', () => {
  it('gives every type at most one role', () => {
    for (const type of ALL) {
      const roles = [isManifestType, isIndexType, isImageConfigType, isLayerType].filter((is) => is(type));
      expect([type, roles.length <= 1]).toEqual([type, true]);
    }
  });

  it('knows a compression for every layer type and for nothing else', () => {
    for (const type of ALL) expect([type, layerCompression(type) !== undefined]).toEqual([type, isLayerType(type)]);
  });

  it.each([
    ['application/vnd.oci.image.layer.v1.tar', 'none'],
    ['application/vnd.oci.image.layer.v1.tar+gzip', 'gzip'],
    ['application/vnd.oci.image.layer.v1.tar+zstd', 'zstd'],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', 'gzip'],
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', 'gzip'],
    ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted', undefined],
    ['application/vnd.cncf.helm.chart.content.v1.tar+gzip', undefined],
    ['constructor', undefined],
  ])('reads the compression of %s as %s', (type, compression) => {
    expect(layerCompression(type)).toBe(compression);
  });

  it('takes an encrypted layer for a layer', () => {
    const type = `${MEDIA.ociLayerGzip}+encrypted`;
    expect([isLayerType(type), isEncrypted(type), isNonDistributable(type)]).toEqual([true, true, false]);
    expect(isLayerType('+encrypted')).toBe(false);
  });

  it('tells layers kept elsewhere', () => {
    expect(ALL.filter(isNonDistributable)).toEqual([
      MEDIA.ociNonDistributableLayer,
      MEDIA.ociNonDistributableLayerGzip,
      MEDIA.ociNonDistributableLayerZstd,
      MEDIA.dockerForeignLayer,
      MEDIA.dockerForeignLayerGzip,
    ]);
  });

  it('tells Docker types from OCI ones', () => {
    expect(isDockerType(MEDIA.dockerManifestList)).toBe(true);
    expect(isDockerType(MEDIA.ociIndex)).toBe(false);
  });
});
