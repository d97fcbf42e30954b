// Test generators: the archives of the bench, streamed to disk from fixed seeds and kept in a folder between runs. Half
// of a layer's bytes are random, half are of six bits, so that gzip has real work and saves little.
import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';
import { type Blob, blobOf, type Descriptor, descriptorOf, ociTypes } from './image.ts';
import { directory, file, headerOf, tarOf } from './tar.ts';

const mebibyte = 1 << 20;
/** MiB of unpacked content of the twelve layers, 1.6 GiB in all. */
const layerMebibytes: readonly number[] = [3, 380, 12, 290, 25, 240, 40, 190, 70, 150, 100, 100];
const epoch = new Date(0);
export const largeReference = 'registry.example.com/bench/large:1';

interface StoredFile {
  readonly path: string;
  readonly digest: string;
  readonly sizeBytes: number;
}

interface LargeLayer {
  readonly plain: StoredFile;
  readonly gzip: StoredFile;
}

/** A MiB of a seed's content: 4 KiB random, 4 KiB of six bits, and so on. */
function* blocks(seed: string, count: number): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16));
  const zeros = Buffer.alloc(mebibyte);
  for (let block = 0; block < count; block += 1) {
    const bytes = cipher.update(zeros);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    for (let at = 1024; at < words.length; at += 2048)
      for (let word = at; word < at + 1024; word += 1) words[word] = (words[word] ?? 0) & 0x3f3f3f3f;
    yield bytes;
  }
}

async function packInto(path: string, fill: (packing: Pack) => Promise<void>, through?: 'gzip' | 'zstd'): Promise<void> {
  const packing = pack();
  const partial = `${path}.partial`;
  const out = createWriteStream(partial, { highWaterMark: 4 * mebibyte });
  const wrapper =
    through === 'gzip'
      ? createGzip({ level: 1, chunkSize: mebibyte })
      : through === 'zstd'
        ? createZstdCompress({ chunkSize: mebibyte })
        : undefined;
  const written = wrapper === undefined ? pipeline(packing, out) : pipeline(packing, wrapper, out);
  await fill(packing);
  packing.finalize();
  await written;
  await rename(partial, path);
}

async function addChunks(
  packing: Pack,
  name: string,
  sizeBytes: number,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const entry = packing.entry({ name, size: sizeBytes, mode: 0o644, mtime: epoch, uid: 0, gid: 0 });
  for await (const chunk of chunks)
    if (!entry.write(chunk)) await new Promise<void>((resolve) => entry.once('drain', () => resolve()));
  entry.end(null);
  await finished(entry);
}

async function addBytes(packing: Pack, name: string, bytes: Buffer): Promise<void> {
  await addChunks(packing, name, bytes.length, [bytes]);
}

async function addFile(packing: Pack, name: string, source: StoredFile): Promise<void> {
  await addChunks(
    packing,
    name,
    source.sizeBytes,
    createReadStream(source.path, { highWaterMark: mebibyte }) as AsyncIterable<Buffer>,
  );
}

async function stored(path: string): Promise<StoredFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: mebibyte }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { path, digest: `sha256:${hash.digest('hex')}`, sizeBytes };
}

/** A layer of files of up to 8 MiB, plain and as gzip, in `folder`; made once a seed. */
async function largeLayer(folder: string, seed: string, mebibytes: number): Promise<LargeLayer> {
  const facts = join(folder, `${seed}.json`);
  const known = await readFile(facts, 'utf8').catch(() => null);
  if (known !== null) return JSON.parse(known) as LargeLayer;
  const plain = join(folder, `${seed}.tar`);
  await packInto(plain, async (packing) => {
    for (let at = 0; at < mebibytes; at += 8) {
      const count = Math.min(8, mebibytes - at);
      await addChunks(packing, `srv/${seed}/${at}.bin`, count * mebibyte, blocks(`${seed} ${at}`, count));
    }
  });
  await pipeline(
    createReadStream(plain, { highWaterMark: mebibyte }),
    createGzip({ level: 1, chunkSize: mebibyte }),
    createWriteStream(`${plain}.gz`),
  );
  const layer = { plain: await stored(plain), gzip: await stored(`${plain}.gz`) };
  await writeFile(facts, JSON.stringify(layer));
  return layer;
}

/** The twelve layers; `next` has two new ones in place of the two smallest of the middle. */
async function largeLayers(folder: string, version: 'first' | 'next'): Promise<readonly LargeLayer[]> {
  const parts = join(folder, 'layers');
  await mkdir(parts, { recursive: true });
  const seedOf = (at: number): string => (version === 'next' && (at === 4 || at === 8) ? `layer-${at}-next` : `layer-${at}`);
  const made: LargeLayer[] = [];
  for (let at = 0; at < layerMebibytes.length; at += 2) {
    // Two at a time: gzip is what takes the time here.
    const pair = [at, at + 1].map(async (number) => await largeLayer(parts, seedOf(number), layerMebibytes[number] ?? 1));
    made.push(...(await Promise.all(pair)));
  }
  return made;
}

function configFor(diffIds: readonly string[], label: string): Blob {
  return blobOf({
    architecture: 'amd64',
    os: 'linux',
    created: '2024-01-02T03:04:05Z',
    config: { Labels: { label } },
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: [],
  });
}

const pathOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

async function addLayoutHead(packing: Pack, manifests: readonly Descriptor[]): Promise<void> {
  await addBytes(packing, 'oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'));
  await addBytes(packing, 'index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociTypes.index, manifests })));
}

function named(descriptor: Descriptor, name: string): Descriptor {
  return { ...descriptor, annotations: { 'org.opencontainers.image.ref.name': name } };
}

interface OciForm {
  readonly version: 'first' | 'next';
  /** Layers as the layout holds them. */
  readonly layers: 'plain' | 'gzip';
  readonly wrapper?: 'gzip' | 'zstd';
}

async function largeOci(folder: string, path: string, form: OciForm): Promise<void> {
  const made = await largeLayers(folder, form.version);
  const layers = made.map((layer) => layer[form.layers]);
  const config = configFor(
    made.map((layer) => layer.plain.digest),
    form.version,
  );
  const mediaType = form.layers === 'gzip' ? ociTypes.layer.gzip : ociTypes.layer.none;
  const described = layers.map(({ digest, sizeBytes }) => ({ mediaType, digest, size: sizeBytes }));
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: ociTypes.manifest,
    config: descriptorOf(ociTypes.config, config),
    layers: described,
  });
  const name = form.version === 'first' ? largeReference : largeReference.replace(/1$/, '2');
  const fill = async (packing: Pack): Promise<void> => {
    await addLayoutHead(packing, [named(descriptorOf(ociTypes.manifest, manifest), name)]);
    for (const blob of [config, manifest]) await addBytes(packing, pathOf(blob.digest), blob.bytes);
    for (const layer of layers) await addFile(packing, pathOf(layer.digest), layer);
  };
  await packInto(path, fill, form.wrapper);
}

async function largeDocker(folder: string, path: string): Promise<void> {
  const layers = await largeLayers(folder, 'first');
  const config = configFor(
    layers.map((layer) => layer.plain.digest),
    'first',
  );
  const configName = `${config.digest.slice(7)}.json`;
  const names = layers.map(({ plain }) => `${plain.digest.slice(7)}/layer.tar`);
  const fill = async (packing: Pack): Promise<void> => {
    for (const [at, { plain }] of layers.entries()) await addFile(packing, names[at] ?? '', plain);
    await addBytes(packing, configName, config.bytes);
    await addBytes(
      packing,
      'manifest.json',
      Buffer.from(JSON.stringify([{ Config: configName, RepoTags: [largeReference], Layers: names }])),
    );
  };
  await packInto(path, fill);
}

/** Twelve plain layers of 1.25 GiB that are holes but for their first block: 15 GiB to read, next to nothing on disk. */
async function sparse(path: string): Promise<void> {
  const sizeBytes = 1280 * mebibyte;
  const hole = Buffer.alloc(mebibyte);
  const layers = Array.from({ length: 12 }, (_, at) => {
    const head = Buffer.alloc(512, `layer ${at}`);
    const hash = createHash('sha256').update(head).update(hole.subarray(512));
    for (let block = 1; block < sizeBytes / mebibyte; block += 1) hash.update(hole);
    return { head, digest: `sha256:${hash.digest('hex')}` };
  });
  const config = configFor(
    layers.map((layer) => layer.digest),
    'sparse',
  );
  const described = layers.map(({ digest }) => ({ mediaType: ociTypes.layer.none, digest, size: sizeBytes }));
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: ociTypes.manifest,
    config: descriptorOf(ociTypes.config, config),
    layers: described,
  });
  const index = {
    schemaVersion: 2,
    manifests: [named(descriptorOf(ociTypes.manifest, manifest), 'registry.example.com/bench/sparse:1')],
  };
  const small = [
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    file('index.json', JSON.stringify(index)),
    file(pathOf(config.digest), config.bytes),
    file(pathOf(manifest.digest), manifest.bytes),
  ];
  const start = await tarOf(small);
  const handle = await open(`${path}.partial`, 'w');
  try {
    let at = start.length - 1024;
    await handle.write(start, 0, at, 0);
    for (const { head, digest } of layers) {
      await handle.write(await headerOf(pathOf(digest), sizeBytes), 0, 512, at);
      await handle.write(head, 0, 512, at + 512);
      at += 512 + sizeBytes;
    }
    await handle.truncate(at + 1024);
  } finally {
    await handle.close();
  }
  await rename(`${path}.partial`, path);
}

interface ManySpec {
  readonly seed: string;
  readonly imageCount: number;
  readonly tagsEach: number;
  readonly repositoryCount: number;
}

/** Many small images: a config, a layer of 2 KiB and one shared layer each. */
async function many(path: string, spec: ManySpec): Promise<void> {
  const base = blobOf(await tarOf([directory('etc'), file('etc/os-release', 'NAME=bench')]));
  const blobs: Blob[] = [base];
  const manifests: Descriptor[] = [];
  const layerTar = await tarOf([file('app/serial', spec.seed.padEnd(100))]);
  for (let number = 0; number < spec.imageCount; number += 1) {
    const bytes = Buffer.from(layerTar);
    bytes.write(`${spec.seed} ${number}`.padEnd(40), 512, 'latin1');
    const layer = blobOf(bytes);
    const config = configFor([base.digest, layer.digest], `${spec.seed} ${number}`);
    const layers = [base, layer].map((blob) => descriptorOf(ociTypes.layer.none, blob));
    const manifest = blobOf({
      schemaVersion: 2,
      mediaType: ociTypes.manifest,
      config: descriptorOf(ociTypes.config, config),
      layers,
    });
    blobs.push(layer, config, manifest);
    const repository = `example.com/${spec.seed}${number % spec.repositoryCount}`;
    for (let tag = 0; tag < spec.tagsEach; tag += 1)
      manifests.push(named(descriptorOf(ociTypes.manifest, manifest), `${repository}:${number}.${tag}`));
  }
  await packInto(path, async (packing) => {
    await addLayoutHead(packing, manifests);
    for (const blob of blobs) await addBytes(packing, pathOf(blob.digest), blob.bytes);
  });
}

const makers = {
  oci: async (folder, path) => await largeOci(folder, path, { version: 'first', layers: 'gzip' }),
  'oci-next': async (folder, path) => await largeOci(folder, path, { version: 'next', layers: 'gzip' }),
  'plain-gzip': async (folder, path) => await largeOci(folder, path, { version: 'first', layers: 'plain', wrapper: 'gzip' }),
  'plain-zstd': async (folder, path) => await largeOci(folder, path, { version: 'first', layers: 'plain', wrapper: 'zstd' }),
  docker: largeDocker,
  sparse: async (_folder, path) => await sparse(path),
  'many-300': async (_folder, path) => await many(path, { seed: 'm', imageCount: 300, tagsEach: 1, repositoryCount: 300 }),
  'many-3000': async (_folder, path) => await many(path, { seed: 'm', imageCount: 3000, tagsEach: 1, repositoryCount: 3000 }),
  'many-30000': async (_folder, path) =>
    await many(path, { seed: 'm', imageCount: 30_000, tagsEach: 1, repositoryCount: 30_000 }),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4].map((part) => [
      `tags-${part}`,
      async (_folder: string, path: string) =>
        await many(path, { seed: `t${part}-`, imageCount: 1000, tagsEach: 10, repositoryCount: 20 }),
    ]),
  ),
} as const satisfies Record<string, (folder: string, path: string) => Promise<void>>;

export type LargeName =
  | 'oci'
  | 'oci-next'
  | 'docker'
  | 'plain-gzip'
  | 'plain-zstd'
  | 'sparse'
  | 'many-300'
  | 'many-3000'
  | 'many-30000'
  | `tags-${0 | 1 | 2 | 3 | 4}`;

/** Path of the archive in `folder`, made first where it is not there. Up to 4 GiB of layers stay beside it, in `layers/`. */
export async function largeArchive(folder: string, name: LargeName): Promise<string> {
  const path = join(folder, `${name}.tar`);
  if ((await stat(path).catch(() => null)) !== null) return path;
  await mkdir(folder, { recursive: true });
  const make = (makers as Readonly<Record<LargeName, (folder: string, path: string) => Promise<void>>>)[name];
  await make(folder, path);
  return path;
}

/** Removes the layers that large archives are made of; the archives stay. */
export async function dropLayers(folder: string): Promise<void> {
  await rm(join(folder, 'layers'), { recursive: true, force: true });
}
