// Test generators: odd but right archives, as tools and people make them: names with `./`, another order, an outer folder,
// links, missing or empty lists, embedded data, stray files. Each must come in; what it must give stands beside it.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Wrapper, wrap } from './archive.ts';
import { goodReference, smallImage } from './hostile-base.ts';
import { goodDocker, goodOci } from './hostile-tar.ts';
import { buildImage, type Image } from './image.ts';
import { type Oddity, oddLayouts } from './odd-layouts.ts';
import { directory, file, hardlink, jsonFile, symlink, type TarEntry, tarOf } from './tar.ts';

export type { Oddity } from './odd-layouts.ts';

type Change = (entries: readonly TarEntry[]) => readonly TarEntry[];

const renamed =
  (change: (name: string) => string): Change =>
  (entries) =>
    entries.map((entry) => ({ ...entry, name: change(entry.name) }));

const strays: readonly TarEntry[] = [
  file('._index.json', 'Mac OS X'),
  file('.DS_Store', 'Bud1'),
  directory('ingest'),
  directory('lost+found'),
  file('README.md', 'how to load this'),
  file('hauler-index.json', '{}'),
];

const changes: Readonly<Record<string, Change>> = {
  'names that start with ./': (entries) => [directory('./'), ...renamed((name) => `./${name}`)(entries)],
  'absolute names': renamed((name) => `/${name}`),
  'doubled slashes': renamed((name) => name.replaceAll('/', '//')),
  'the last entry first': (entries) => entries.toReversed(),
  'the folder around it': (entries) => [directory('layout'), ...renamed((name) => `layout/${name}`)(entries)],
  'two folders around it': renamed((name) => `backup/image/${name}`),
  'files that mean nothing': (entries) => [...strays, ...entries],
  'long pax records': (entries) => entries.map((entry) => ({ ...entry, pax: { comment: 'x'.repeat(3000) } })),
  'no folder entries': (entries) => entries.filter((entry) => entry.type !== 'directory'),
};

async function shapes(): Promise<readonly Oddity[]> {
  const { config } = await smallImage();
  const bases = { layout: await goodOci(), 'docker archive': await goodDocker() } as const;
  return await Promise.all(
    Object.entries(bases).flatMap(([base, { entries }]) =>
      Object.entries(changes).map(async ([what, change]) => ({
        name: `a ${base} with ${what}`,
        tar: await tarOf(change(entries)),
        references: [goodReference],
        warnings: [],
        configs: [config.digest],
      })),
    ),
  );
}

/** A docker archive of these images; `extra` changes a manifest.json entry. */
async function dockerOf(
  images: readonly { readonly image: Image; readonly extra?: Readonly<Record<string, unknown>> }[],
  layers: readonly TarEntry[],
): Promise<Buffer> {
  const manifest = images.map(({ image, extra }) => ({
    Config: `${image.config.digest.slice(7)}.json`,
    RepoTags: [goodReference],
    Layers: image.layers.map((layer) => `${layer.diffId.slice(7)}.tar`),
    ...extra,
  }));
  const configs = new Map(images.map(({ image }) => [`${image.config.digest.slice(7)}.json`, image.config.bytes]));
  return await tarOf([...layers, ...[...configs].map(([name, bytes]) => file(name, bytes)), jsonFile('manifest.json', manifest)]);
}

const plainLayers = (image: Image): readonly TarEntry[] =>
  image.layers.map((layer) => file(`${layer.diffId.slice(7)}.tar`, layer.tar));

async function dockerLists(): Promise<readonly Oddity[]> {
  const image = await smallImage();
  const base = { references: [goodReference], warnings: [], configs: [image.config.digest] };
  const [first, second] = image.layers.map((layer) => `${layer.diffId.slice(7)}.tar`) as [string, string];
  const [firstTar, secondTar] = image.layers.map((layer) => layer.tar) as [Buffer, Buffer];
  const bottom = await buildImage({ platform: 'linux/amd64', layers: [], nulls: true });
  const repeated = { entries: [file('a', 'again')], compression: 'none' } as const;
  const twice = await buildImage({
    platform: 'linux/amd64',
    layers: [repeated, { entries: [], compression: 'none' }, repeated, { entries: [], compression: 'none' }],
  });
  const sha512 = await buildImage({
    platform: 'linux/amd64',
    layers: [{ entries: [file('a', 'a')], compression: 'none' }],
    diffIdAlgorithm: 'sha512',
  });
  const packedAs512 = async (wrapper: Wrapper): Promise<Buffer> =>
    await dockerOf(
      [{ image: sha512 }],
      sha512.layers.map((layer) => file(`${layer.diffId.slice(7)}.tar`, wrap(layer.tar, wrapper))),
    );
  const tagged = async (RepoTags: unknown): Promise<Buffer> =>
    await dockerOf([{ image, extra: { RepoTags } }], plainLayers(image));
  const packed = async (pack: (tar: Buffer) => Buffer): Promise<Buffer> =>
    await dockerOf([{ image }], [file(first, pack(firstTar)), file(second, pack(secondTar))]);
  return [
    { ...base, name: 'RepoTags of null', tar: await tagged(null), references: [] },
    { ...base, name: 'RepoTags of nothing', tar: await tagged([]), references: [] },
    { ...base, name: 'no RepoTags', tar: await tagged(undefined), references: [] },
    { ...base, name: 'a RepoTag without a tag', tar: await tagged(['app']), references: ['docker.io/library/app:latest'] },
    {
      ...base,
      name: 'a RepoTag of index.docker.io',
      tar: await tagged(['index.docker.io/a/b:1']),
      references: ['docker.io/a/b:1'],
    },
    { ...base, name: 'one name twice', tar: await tagged([goodReference, goodReference]) },
    {
      ...base,
      name: 'LayerSources of ordinary layers',
      tar: await dockerOf(
        [
          {
            image,
            extra: { Parent: 'sha256:0', LayerSources: { [image.layers[0]?.diffId ?? '']: image.layers[0]?.descriptor } },
          },
        ],
        plainLayers(image),
      ),
    },
    { ...base, name: 'gzip layers under names of plain ones', tar: await packed((tar) => gzipSync(tar)) },
    { ...base, name: 'zstd layers under names of plain ones', tar: await packed((tar) => zstdCompressSync(tar)) },
    {
      ...base,
      name: 'xz layers',
      tar: await packed((tar) => wrap(tar, 'xz')),
      warnings: ['layer-recompressed', 'layer-recompressed'],
    },
    {
      ...base,
      name: 'bzip2 layers',
      tar: await packed((tar) => wrap(tar, 'bzip2')),
      warnings: ['layer-recompressed', 'layer-recompressed'],
    },
    { ...base, name: 'layers of several gzip members', tar: await packed((tar) => wrap(tar, 'gzip-members')) },
    { ...base, name: 'a diff ID of sha512', tar: await packedAs512('none'), configs: [sha512.config.digest] },
    { ...base, name: 'a gzip layer with a diff ID of sha512', tar: await packedAs512('gzip'), configs: [sha512.config.digest] },
    {
      ...base,
      name: 'an xz layer with a diff ID of sha512',
      tar: await packedAs512('xz'),
      configs: [sha512.config.digest],
      warnings: ['layer-recompressed'],
    },
    {
      ...base,
      name: 'a chain of links to a layer, before its target',
      tar: await dockerOf(
        [{ image }],
        [
          symlink(first, 'one/layer.tar'),
          hardlink('one/layer.tar', 'two/layer.tar'),
          file('two/layer.tar', firstTar),
          file(second, secondTar),
        ],
      ),
    },
    {
      ...base,
      name: 'a repeated and an empty layer, each once in the archive',
      tar: await dockerOf([{ image: twice }], [...new Map(plainLayers(twice).map((entry) => [entry.name, entry])).values()]),
      configs: [twice.config.digest],
    },
    {
      ...base,
      name: 'a repeated layer that stands twice, as jib writes it',
      tar: await dockerOf([{ image: twice }], plainLayers(twice)),
      warnings: ['entry-duplicate', 'entry-duplicate'],
      configs: [twice.config.digest],
    },
    {
      ...base,
      name: 'no layers at all',
      tar: await dockerOf([{ image: bottom, extra: { Layers: null } }], []),
      configs: [bottom.config.digest],
    },
    {
      ...base,
      name: 'one image in two entries of manifest.json',
      tar: await dockerOf([{ image }, { image, extra: { RepoTags: ['docker.io/library/app:2'] } }], plainLayers(image)),
      references: ['docker.io/library/app:2', goodReference],
      configs: [image.config.digest, image.config.digest],
    },
    ...(await foreignLayers()),
  ];
}

/** Layers that manifest.json only points to (Windows bases): by diff ID as docker writes it, by digest as regctl does. */
async function foreignLayers(): Promise<readonly Oddity[]> {
  const image = await buildImage({
    platform: 'windows/amd64',
    layers: [
      { entries: [file('base', 'not distributed')], compression: 'gzip', foreign: true },
      { entries: [file('app', 'here')], compression: 'none' },
    ],
  });
  const [base, top] = image.layers;
  if (base === undefined || top === undefined) throw new Error('the image has two layers');
  const layers = [file(`${top.diffId.slice(7)}.tar`, top.tar)];
  const expected = { references: [goodReference], warnings: ['layer-not-distributed' as const], configs: [image.config.digest] };
  const byDigest = { Layers: [`${base.blob.digest.slice(7)}.tar.gz`, `${top.diffId.slice(7)}.tar`] };
  return [
    {
      ...expected,
      name: 'a foreign layer by its diff ID',
      tar: await dockerOf([{ image, extra: { LayerSources: { [base.diffId]: base.descriptor } } }], layers),
    },
    {
      ...expected,
      name: 'a foreign layer by its digest',
      tar: await dockerOf([{ image, extra: { ...byDigest, LayerSources: { [base.blob.digest]: base.descriptor } } }], layers),
    },
  ];
}

/** Every oddity. */
export async function oddities(): Promise<readonly Oddity[]> {
  return (await Promise.all([shapes(), dockerLists(), oddLayouts()])).flat();
}
