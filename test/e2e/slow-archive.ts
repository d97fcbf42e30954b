// Room test/e2e: an archive that takes a while: a layout whose one layer is a hole of 2 GiB, almost nothing on disk. The layer's digest
// is wrong, so that an import that was not stopped ends in a failure.
import { truncateSync, writeFileSync } from 'node:fs';
import { blobOf, type Descriptor, descriptorOf, digestOf, ociTypes } from '../build/image.ts';
import { file, headerOf, tarOf } from '../build/tar.ts';

const layerBytes = 2 * 1024 ** 3;

const pathOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

export async function writeSlowArchive(path: string): Promise<void> {
  const digest = digestOf(Buffer.from('not what the hole hashes to'));
  const layer: Descriptor = { mediaType: ociTypes.layer.none, digest, size: layerBytes };
  const config = blobOf({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [digest] } });
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: ociTypes.manifest,
    config: descriptorOf(ociTypes.config, config),
    layers: [layer],
  });
  const annotations = { 'org.opencontainers.image.ref.name': 'example.com/slow:1' };
  const start = await tarOf([
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    file(
      'index.json',
      JSON.stringify({ schemaVersion: 2, manifests: [descriptorOf(ociTypes.manifest, manifest, { annotations })] }),
    ),
    file(pathOf(config.digest), config.bytes),
    file(pathOf(manifest.digest), manifest.bytes),
  ]);
  // The end mark of two empty blocks comes after the hole instead.
  const head = Buffer.concat([start.subarray(0, -1024), await headerOf(pathOf(digest), layerBytes)]);
  writeFileSync(path, head);
  truncateSync(path, head.length + layerBytes + 1024);
}
