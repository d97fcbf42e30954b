// Test generators: odd but right archives, as tools and people make them: names with `./`, another order, an outer folder,
// links, missing or empty lists, embedded data, stray files. Each must come in; what it must give stands beside it.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { WarningCode } from '../../preload/contract/failure.ts';
import { type Wrapper, wrap } from './archive.ts';
import { goodReference, smallImage } from './hostile-base.ts';
import { goodDocker, goodOci } from './hostile-tar.ts';
import {
  type Blob,
  blobOf,
  blobsOf,
  buildCache,
  buildImage,
  type Descriptor,
  descriptorOf,
  digestOf,
  type Image,
  ociTypes,
} from './image.ts';
import { directory, file, hardlink, jsonFile, symlink, type TarEntry, tarOf } from './tar.ts';

export interface Oddity {
  readonly name: string;
  /** A plain tar. */
  readonly tar: Buffer;
  /** Full references, sorted. */
  readonly references: readonly string[];
  /** All warnings, in no order. */
  readonly warnings: readonly WarningCode[];
  /** Config digest of each image, sorted. */
  readonly configs: readonly string[];
}

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

const index = (...manifests: readonly Descriptor[]): TarEntry => jsonFile('index.json', { schemaVersion: 2, manifests });

async function layouts(): Promise<readonly Oddity[]> {
  const image = await smallImage();
  const base = { references: [], warnings: [], configs: [image.config.digest] };
  const blobs = [...blobsOf(image)].map(([digest, bytes]) => file(`blobs/${digest.replace(':', '/')}`, bytes));
  const layoutFile = file('oci-layout', '{"imageLayoutVersion":"1.0.0"}');
  const top = (annotations: Readonly<Record<string, string>>): Descriptor => ({ ...image.descriptor, annotations });
  const whole = async (...manifests: readonly Descriptor[]): Promise<Buffer> =>
    await tarOf([layoutFile, index(...manifests), ...blobs]);
  const refName = async (name: string): Promise<Buffer> => await whole(top({ 'org.opencontainers.image.ref.name': name }));
  const containerd = 'io.containerd.image.name';
  return [
    { ...base, name: 'no ref.name', tar: await whole(image.descriptor) },
    { ...base, name: 'an empty ref.name', tar: await refName('') },
    { ...base, name: 'a ref.name of a tag', tar: await refName('v1'), warnings: ['name-tag-only'] },
    { ...base, name: 'a full ref.name', tar: await refName(goodReference), references: [goodReference] },
    { ...base, name: 'a ref.name of repository and tag', tar: await refName('a/b:1'), references: ['docker.io/a/b:1'] },
    {
      ...base,
      name: 'a ref.name by digest',
      tar: await refName(`a/b@${digestOf(Buffer.from('x'))}`),
      warnings: ['name-by-digest'],
    },
    {
      ...base,
      name: 'containerd’s name beside a tag',
      tar: await whole(top({ [containerd]: goodReference, 'org.opencontainers.image.ref.name': '1' })),
      references: [goodReference],
    },
    {
      ...base,
      name: 'one image under a name and without one',
      tar: await whole(top({ [containerd]: goodReference }), image.descriptor),
      references: [goodReference],
    },
    {
      ...base,
      name: 'no oci-layout',
      tar: await tarOf([index(top({ [containerd]: goodReference })), ...blobs]),
      references: [goodReference],
      warnings: ['layout-file-missing'],
    },
    {
      ...base,
      name: 'a manifest.json that names the config by a copy of it',
      tar: await tarOf([
        layoutFile,
        index(top({ [containerd]: goodReference })),
        ...blobs,
        file('config.json', image.config.bytes),
        jsonFile('manifest.json', [{ Config: 'config.json', RepoTags: ['app:2'], Layers: [] }]),
      ]),
      references: ['docker.io/library/app:2', goodReference],
    },
    {
      ...base,
      name: 'a config in the data of its descriptor only',
      tar: await embedded(image, layoutFile),
      references: [goodReference],
    },
    { ...base, name: 'an artifact manifest', tar: await artifactManifest(layoutFile), references: [goodReference], configs: [] },
    {
      ...base,
      name: 'an index.json that calls itself a manifest list',
      tar: await tarOf([
        layoutFile,
        jsonFile('index.json', {
          schemaVersion: 2,
          mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
          manifests: [top({ [containerd]: goodReference })],
        }),
        ...blobs,
      ]),
      references: [goodReference],
    },
    {
      ...base,
      name: 'a name of containerd that is none beside a good one',
      tar: await whole(top({ [containerd]: 'No Name', 'org.opencontainers.image.ref.name': goodReference })),
      references: [goodReference],
      warnings: ['name-invalid'],
    },
    await miscalled(layoutFile),
    await listing(layoutFile, image),
    { ...base, name: 'the storage of a registry', tar: await registryStorage(image), references: ['docker.io/a/b:1'] },
  ];
}

/** image-spec, descriptor: `data` is the blob itself. */
async function embedded(image: Image, layoutFile: TarEntry): Promise<Buffer> {
  const config = { ...descriptorOf(ociTypes.config, image.config), data: image.config.bytes.toString('base64') };
  const layers = image.layers.map((layer) => layer.descriptor);
  const manifest = blobOf({ schemaVersion: 2, mediaType: ociTypes.manifest, config, layers });
  const annotations = { 'org.opencontainers.image.ref.name': goodReference };
  return await tarOf([
    layoutFile,
    jsonFile('index.json', { schemaVersion: 2, manifests: [descriptorOf(ociTypes.manifest, manifest, { annotations })] }),
    ...[manifest, ...image.layers.map((layer) => layer.blob)].map((blob) =>
      file(`blobs/${blob.digest.replace(':', '/')}`, blob.bytes),
    ),
  ]);
}

/** distribution, registry/storage/paths.go; oc-mirror has a layout elsewhere in the same archive. */
async function registryStorage(image: Image): Promise<Buffer> {
  const root = 'var/lib/registry/docker/registry/v2';
  const link = file(`${root}/repositories/a/b/_manifests/tags/1/current/link`, image.manifest.digest);
  const blobs = [...blobsOf(image)].map(([digest, bytes]) =>
    file(`${root}/blobs/sha256/${digest.slice(7, 9)}/${digest.slice(7)}/data`, bytes),
  );
  const catalog = file('catalogs/registry.example.com/ns/operators/1/layout/oci-layout', '{"imageLayoutVersion":"1.0.0"}');
  return await tarOf([catalog, link, ...blobs]);
}

/** Layers in gzip under the media type of plain ones. */
async function miscalled(layoutFile: TarEntry): Promise<Oddity> {
  const image = await smallImage();
  const layers = image.layers.map((layer) => ({ ...layer.descriptor, mediaType: ociTypes.layer.none }));
  const config = descriptorOf(ociTypes.config, image.config);
  const manifest = blobOf({ schemaVersion: 2, mediaType: ociTypes.manifest, config, layers });
  const annotations = { 'org.opencontainers.image.ref.name': goodReference };
  const blobs = [manifest, image.config, ...image.layers.map((layer) => layer.blob)];
  return {
    name: 'compressed layers that are called plain',
    tar: await tarOf([
      layoutFile,
      index(descriptorOf(ociTypes.manifest, manifest, { annotations })),
      ...blobs.map((blob) => file(`blobs/${blob.digest.replace(':', '/')}`, blob.bytes)),
    ]),
    references: [goodReference],
    warnings: [],
    configs: [image.config.digest],
  };
}

/** An index that lists a layer and something nobody knows beside its platform (image-spec, image-index: no error). */
async function listing(layoutFile: TarEntry, image: Image): Promise<Oddity> {
  const note = blobOf('a note');
  const [layer] = buildCache(['compiled']).blobs as [Blob];
  const listed = [descriptorOf('text/plain', note), image.descriptor, descriptorOf(ociTypes.layer.gzip, layer)];
  const manifest = blobOf({ schemaVersion: 2, mediaType: ociTypes.index, manifests: listed });
  const annotations = { 'org.opencontainers.image.ref.name': goodReference };
  const blobs = [...blobsOf(image), ...[manifest, note, layer].map(({ digest, bytes }) => [digest, bytes] as const)];
  return {
    name: 'an index that lists more than manifests',
    tar: await tarOf([
      layoutFile,
      index(descriptorOf(ociTypes.index, manifest, { annotations })),
      ...blobs.map(([digest, bytes]) => file(`blobs/${digest.replace(':', '/')}`, bytes)),
    ]),
    references: [goodReference],
    warnings: [],
    configs: [image.config.digest],
  };
}

/** The short-lived artifact manifest of image-spec 1.1.0-rc2, which oras wrote for a while. */
async function artifactManifest(layoutFile: TarEntry): Promise<Buffer> {
  const type = 'application/vnd.oci.artifact.manifest.v1+json';
  const note = blobOf('a note');
  const manifest = blobOf({
    mediaType: type,
    artifactType: 'application/vnd.example.note',
    blobs: [descriptorOf('text/plain', note)],
  });
  const annotations = { 'org.opencontainers.image.ref.name': goodReference };
  return await tarOf([
    layoutFile,
    jsonFile('index.json', { schemaVersion: 2, manifests: [descriptorOf(type, manifest, { annotations })] }),
    ...[manifest, note].map((blob) => file(`blobs/${blob.digest.replace(':', '/')}`, blob.bytes)),
  ]);
}

/** Every oddity. */
export async function oddities(): Promise<readonly Oddity[]> {
  return (await Promise.all([shapes(), dockerLists(), layouts()])).flat();
}
