// Test generators: odd but right image layouts, and the storage of a registry: names of every kind or none, lists that lack or
// repeat something, entries of unknown types. What each must give stands beside it.
import type { WarningCode } from '../../preload/contract/failure.ts';
import { goodReference, smallImage } from './hostile-base.ts';
import {
  type Blob,
  blobOf,
  blobsOf,
  buildCache,
  type Descriptor,
  descriptorOf,
  digestOf,
  type Image,
  ociTypes,
} from './image.ts';
import { file, jsonFile, type TarEntry, tarOf } from './tar.ts';

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

const index = (...manifests: readonly Descriptor[]): TarEntry => jsonFile('index.json', { schemaVersion: 2, manifests });

/** Every layout. */
export async function oddLayouts(): Promise<readonly Oddity[]> {
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
