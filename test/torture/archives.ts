// Room test/torture: the images that the torture brings in: ours, which share layers among themselves, and those of other tools.
import { join } from 'node:path';
import { writeProduced } from '../build/archive.ts';
import { buildImage, type Image, type LayerSpec } from '../build/image.ts';
import { podmanDockerArchive } from '../build/producers-docker.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';

export const ours = 'docker.io/library';
export const theirs = 'registry.example.com/theirs';

export interface Archive {
  readonly path: string;
  readonly digest: string;
}

/** One image in an archive as each tool reads it. */
export interface ForeignImage {
  readonly dockerArchive: string;
  readonly layout: Archive;
}

const layer = (text: string, repeats: number): LayerSpec => ({
  entries: [file(text, text.repeat(repeats))],
  compression: 'none',
});

async function imageOf(label: string, shared: readonly number[]): Promise<Image> {
  return await buildImage({
    platform: 'linux/amd64',
    layers: [...shared.map((at) => layer(`shared-${at}`, 30_000)), layer(label, 100_000)],
  });
}

/** Image `at`, which shares two of five layers with others. */
export async function writeOurs(folder: string, at: number): Promise<Archive> {
  const image = await imageOf(`image-${at}`, [at % 5, (at * 3 + 1) % 5]);
  const path = join(folder, `image-${at}.tar`);
  await writeProduced(hybrid([{ node: image, names: [`${ours}/image:${at}`], referrers: [] }]), path);
  return { path, digest: image.manifest.digest };
}

/** Images that share nothing with ours: the tools skip blobs that they find, and hold them by nothing until they are done. */
export async function writeForeign(folder: string, at: number): Promise<ForeignImage> {
  const image = await imageOf(`foreign-${at}`, []);
  const root = { node: image, names: [`${theirs}:made`], referrers: [] };
  const dockerArchive = join(folder, `foreign-${at}.tar`);
  await writeProduced(podmanDockerArchive([root]), dockerArchive);
  const layout = join(folder, `foreign-layout-${at}.tar`);
  await writeProduced(hybrid([root]), layout);
  return { dockerArchive, layout: { path: layout, digest: image.manifest.digest } };
}
