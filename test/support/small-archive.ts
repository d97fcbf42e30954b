// Room test/support: small archives on disk with a name for each image, told by their layers: equal layers are equal blobs.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type ProducerName, producers, type Wrapper, writeProduced } from '../build/archive.ts';
import { type Blob, buildImage, type Image, type Root } from '../build/image.ts';
import { file } from '../build/tar.ts';

/** Reference → texts of its layers. Several references with the same layers are one image. */
export type Images = Readonly<Record<string, readonly string[]>>;

export async function imageOf(layers: readonly string[]): Promise<Image> {
  const entries = layers.map((text) => ({ entries: [file('content', text.repeat(200))], compression: 'gzip' as const }));
  return await buildImage({ platform: 'linux/amd64', layers: entries });
}

async function rootsOf(images: Images): Promise<readonly Root[]> {
  const roots: Root[] = [];
  for (const [name, layers] of Object.entries(images)) roots.push({ node: await imageOf(layers), names: [name], referrers: [] });
  return roots;
}

/** Writes the archive of these images at `folder/name` and gives its path. */
export async function writeImages(
  folder: string,
  name: string,
  images: Images,
  { producer = 'docker-containerd', wrapper = 'none' }: { readonly producer?: ProducerName; readonly wrapper?: Wrapper } = {},
): Promise<string> {
  const path = join(folder, name);
  await writeProduced(producers[producer].make(await rootsOf(images)), path, wrapper);
  return path;
}

/** The image with a config that lists these diff IDs, whatever its layers unpack to. */
export function withDiffIds(image: Image, diffIds: readonly string[]): Image {
  const config = blobOf({
    ...(JSON.parse(image.config.bytes.toString()) as object),
    rootfs: { type: 'layers', diff_ids: diffIds },
  });
  const parsed = JSON.parse(image.manifest.bytes.toString()) as { readonly config: object };
  const manifest = blobOf({ ...parsed, config: { ...parsed.config, digest: config.digest, size: config.bytes.length } });
  const descriptor = { ...image.descriptor, digest: manifest.digest, size: manifest.bytes.length };
  return { ...image, config, manifest, descriptor };
}

function blobOf(document: object): Blob {
  const bytes = Buffer.from(JSON.stringify(document));
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}
