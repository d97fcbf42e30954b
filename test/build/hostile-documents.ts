// Test generators: hostile cases of JSON documents and descriptors: wrong sizes, digests and diff IDs, missing blobs,
// documents that are no JSON, too large, too deep or of another kind. Digests of changed documents are made right again.
import type { FailureCode } from '../../preload/contract/failure.ts';
import { either, goodReference, type HostileCase, refused, smallImage, tarWith } from './hostile-base.ts';
import { goodDocker, goodOci } from './hostile-tar.ts';
import { type Blob, blobOf, blobsOf, type Descriptor, descriptorOf, type Image, ociTypes } from './image.ts';
import { file, jsonFile, type TarEntry, tarOf } from './tar.ts';

const blobFile = (blob: Blob): TarEntry => file(`blobs/${blob.digest.replace(':', '/')}`, blob.bytes);
const named = { annotations: { 'org.opencontainers.image.ref.name': goodReference } };

/** A layout of these descriptors and blobs. */
async function layout(manifests: readonly unknown[], blobs: readonly Blob[]): Promise<Buffer> {
  return await tarOf([
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    jsonFile('index.json', { schemaVersion: 2, manifests }),
    ...blobs.map(blobFile),
  ]);
}

const blobList = (image: Image): Blob[] =>
  [...blobsOf(image)].filter(([digest]) => digest !== image.manifest.digest).map(([digest, bytes]) => ({ digest, bytes }));

/** The image with another manifest document over its own blobs, correctly addressed. */
async function withManifest(
  image: Image,
  change: (manifest: Record<string, unknown>) => unknown,
  mediaType: string = ociTypes.manifest,
): Promise<Buffer> {
  const manifest = blobOf(change(JSON.parse(image.manifest.bytes.toString()) as Record<string, unknown>) as object);
  return await layout([descriptorOf(mediaType, manifest, named)], [...blobList(image), manifest]);
}

/** The image with another config document, correctly addressed. */
async function withConfig(image: Image, bytes: string): Promise<Buffer> {
  const config = blobOf(bytes);
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: ociTypes.manifest,
    config: descriptorOf(ociTypes.config, config),
    layers: image.layers.map((layer) => layer.descriptor),
  });
  return await layout(
    [descriptorOf(ociTypes.manifest, manifest, named)],
    [...image.layers.map((layer) => layer.blob), config, manifest],
  );
}

const wrongDigests: readonly string[] = [
  'sha256:zz',
  'md5:d41d8cd98f00b204e9800998ecf8427e',
  `sha256:${'A'.repeat(64)}`,
  'sha256:../../../../etc/passwd',
  `sha256:${'0'.repeat(63)}`,
  '',
  `sha256:${'0'.repeat(64)}/../x`,
];

async function descriptors(): Promise<readonly HostileCase[]> {
  const image = await smallImage();
  const layers = image.layers.map((layer) => layer.descriptor);
  const first = async (change: Record<string, unknown>): Promise<Buffer> =>
    await withManifest(image, (manifest) => ({ ...manifest, layers: [{ ...layers[0], ...change }, ...layers.slice(1)] }));
  const top = async (change: Record<string, unknown>): Promise<Buffer> =>
    await layout([{ ...image.descriptor, ...named, ...change }], [...blobList(image), image.manifest]);
  const size = image.layers[0]?.blob.bytes.length ?? 0;
  const swapped = [...blobList(image), image.manifest].map((blob) =>
    blob.digest === layers[0]?.digest ? { ...blob, bytes: Buffer.alloc(blob.bytes.length, 1) } : blob,
  );
  const sizes: readonly unknown[] = [-1, 1.5, 2 ** 60, '12', null, undefined];
  return [
    refused('a layer descriptor one byte short', await first({ size: size - 1 }), 'size-mismatch'),
    refused('a layer descriptor one byte long', await first({ size: size + 1 }), 'size-mismatch'),
    refused('a manifest descriptor one byte long', await top({ size: image.manifest.bytes.length + 1 }), 'size-mismatch'),
    refused('a layer with other content', await layout([{ ...image.descriptor, ...named }], swapped), 'digest-mismatch'),
    ...(await Promise.all(
      wrongDigests.map(async (digest) =>
        refused(`a layer digest ${JSON.stringify(digest)}`, await first({ digest }), 'document-invalid'),
      ),
    )),
    ...(await Promise.all(
      wrongDigests.map(async (digest) =>
        refused(`a manifest digest ${JSON.stringify(digest)}`, await top({ digest }), 'document-invalid'),
      ),
    )),
    ...(await Promise.all(
      sizes.map(async (value) =>
        refused(
          `a layer size ${String(value)} (${typeof value})`,
          await first({ size: value }),
          'document-invalid',
          'size-mismatch',
        ),
      ),
    )),
    either('a layer without a media type', await first({ mediaType: undefined }), 'document-invalid'),
  ];
}

async function missing(): Promise<readonly HostileCase[]> {
  const image = await smallImage();
  const all = [...blobList(image), image.manifest];
  const without = async (digest: string): Promise<Buffer> =>
    await layout(
      [{ ...image.descriptor, ...named }],
      all.filter((blob) => blob.digest !== digest),
    );
  const docker = await goodDocker();
  const dropped = async (pattern: RegExp): Promise<Buffer> =>
    await tarWith(docker, (entry) => (pattern.test(entry.name) ? null : entry));
  return [
    refused('a layout without a layer', await without(image.layers[0]?.blob.digest ?? ''), 'blob-missing'),
    refused('a layout without the config', await without(image.config.digest), 'blob-missing'),
    refused('a layout without the manifest', await without(image.manifest.digest), 'blob-missing'),
    refused('a docker archive without layers', await dropped(/layer\.tar$/), 'entry-missing', 'blob-missing'),
    refused('a docker archive without its config', await dropped(/^[0-9a-f]{64}\.json$/), 'entry-missing', 'blob-missing'),
  ];
}

/** The good docker archive with another config document. */
const withDockerConfig = async (document: string): Promise<Buffer> =>
  await tarWith(await goodDocker(), (entry) => {
    if (/^[0-9a-f]{64}\.json$/.test(entry.name)) return file(`${blobOf(document).digest.slice(7)}.json`, document);
    if (entry.name !== 'manifest.json') return entry;
    const manifest = JSON.parse(Buffer.from(entry.bytes ?? []).toString()) as object[];
    return jsonFile('manifest.json', [{ ...manifest[0], Config: `${blobOf(document).digest.slice(7)}.json` }]);
  });

async function diffIds(): Promise<readonly HostileCase[]> {
  const plain = await smallImage('plain', 'none');
  const config = JSON.parse(plain.config.bytes.toString()) as { rootfs: { diff_ids: string[] } };
  const changed = (change: (ids: string[]) => string[]): string =>
    JSON.stringify({ ...config, rootfs: { type: 'layers', diff_ids: change(config.rootfs.diff_ids) } });
  const turned = changed((ids) => ids.toReversed());
  const other = changed((ids) => [`sha256:${'0'.repeat(64)}`, ...ids.slice(1)]);
  const wrong = ['diff-id-mismatch', 'document-invalid', 'digest-mismatch'] as const;
  return [
    refused('a layout of plain layers with a wrong diff ID', await withConfig(plain, other), ...wrong),
    refused('a layout of plain layers in another order', await withConfig(plain, turned), ...wrong),
    refused('a docker archive with a wrong diff ID', await withDockerConfig(other), ...wrong),
    refused('a docker archive with a diff ID too few', await withDockerConfig(changed((ids) => ids.slice(1))), ...wrong),
    refused('a docker archive with a diff ID too many', await withDockerConfig(changed((ids) => [...ids, ...ids])), ...wrong),
    refused('a docker archive with a diff ID that is none', await withDockerConfig(changed(() => ['../../x', 'y'])), ...wrong),
    either(
      'a layout with a diff ID too few',
      await withConfig(
        plain,
        changed((ids) => ids.slice(1)),
      ),
      ...wrong,
    ),
  ];
}

const notDocuments: readonly (readonly [string, string])[] = [
  ['text', 'this is not JSON'],
  ['nothing', ''],
  ['half a document', '{"schemaVersion":2,"manif'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '1'],
  ['a string', '"index"'],
  ['an empty object', '{}'],
  ['bytes that are not UTF-8', '{"a":"\u00ff'],
];

async function documents(): Promise<readonly HostileCase[]> {
  const oci = await goodOci();
  const docker = await goodDocker();
  const image = await smallImage();
  const codes: readonly FailureCode[] = ['json-invalid', 'document-invalid', 'archive-without-images'];
  const replaced = async (name: 'index.json' | 'manifest.json', text: string): Promise<Buffer> =>
    await tarWith(name === 'index.json' ? oci : docker, (entry) =>
      entry.name === name ? file(name, Buffer.from(text, 'latin1')) : entry,
    );
  const raw = async (text: string): Promise<Buffer> => await withManifestText(image, text);
  const cases = await Promise.all(
    notDocuments.map(async ([what, text]) => [
      refused(`an index.json that is ${what}`, await replaced('index.json', text), ...codes),
      refused(`a manifest.json that is ${what}`, await replaced('manifest.json', text), ...codes),
      refused(`a manifest that is ${what}`, await raw(text), ...codes),
      either(`a config that is ${what}`, await withConfig(image, text), ...codes, 'diff-id-mismatch'),
      either(
        `an oci-layout that is ${what}`,
        await tarWith(oci, (entry) => (entry.name === 'oci-layout' ? file('oci-layout', text) : entry)),
        ...codes,
        'layout-version-unsupported',
      ),
    ]),
  );
  const lists: readonly unknown[] = [
    [null],
    [1],
    [{}],
    [[]],
    [{ Config: 1, Layers: 2 }],
    [{ Config: 'x.json', Layers: [1] }],
    [{ Config: '../x', RepoTags: 'x', Layers: null }],
  ];
  const odd = await Promise.all(
    lists.map(async (list) =>
      refused(
        `a manifest.json of ${JSON.stringify(list)}`,
        await replaced('manifest.json', JSON.stringify(list)),
        ...codes,
        'entry-missing',
        'link-escapes',
      ),
    ),
  );
  return [...cases.flat(), ...odd];
}

async function withManifestText(image: Image, text: string): Promise<Buffer> {
  const manifest = blobOf(Buffer.from(text, 'latin1'));
  return await layout([descriptorOf(ociTypes.manifest, manifest, named)], [...blobList(image), manifest]);
}

async function kinds(): Promise<readonly HostileCase[]> {
  const image = await smallImage();
  const docker1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws';
  const note = descriptorOf('text/plain', blobOf('a note'));
  const [bottom] = image.layers.map(({ descriptor }) => descriptor) as [Descriptor];
  const listing = async (entry: Descriptor): Promise<Buffer> =>
    await withManifest(image, () => ({ schemaVersion: 2, mediaType: ociTypes.index, manifests: [entry] }), ociTypes.index);
  const unknown = { outcome: 'accept' as const, codes: [], references: [goodReference] };
  return [
    refused(
      'a manifest that is an index too',
      await withManifest(image, (manifest) => ({ ...manifest, manifests: [image.descriptor] })),
      'document-invalid',
    ),
    refused(
      'an index that is a manifest too',
      await withManifest(
        image,
        (manifest) => ({ ...manifest, manifests: [image.descriptor], mediaType: ociTypes.index }),
        ociTypes.index,
      ),
      'document-invalid',
    ),
    refused(
      'a manifest that its descriptor calls an index',
      await withManifest(image, (manifest) => manifest, ociTypes.index),
      'document-invalid',
    ),
    refused('an index that lists a blob which is not there', await listing(note), 'blob-missing'),
    refused('an index that lists a layer one byte long', await listing({ ...bottom, size: bottom.size + 1 }), 'size-mismatch'),
    either(
      'a schema 1 manifest',
      await withManifest(
        image,
        () => ({ schemaVersion: 1, name: 'x', tag: '1', fsLayers: [], history: [], signatures: [] }),
        docker1,
      ),
      'document-invalid',
    ),
    {
      name: 'a layer of an unknown media type',
      input: await withManifest(image, (manifest) => ({
        ...manifest,
        config: { ...image.descriptor, ...descriptorOf('application/vnd.example.config+json', image.config) },
        layers: image.layers.map((layer) => ({ ...layer.descriptor, mediaType: 'application/vnd.example.layer' })),
      })),
      ...unknown,
    },
    {
      name: 'an encrypted layer',
      input: await withManifest(image, (manifest) => ({
        ...manifest,
        layers: image.layers.map((layer) => ({ ...layer.descriptor, mediaType: `${ociTypes.layer.gzip}+encrypted` })),
      })),
      ...unknown,
    },
    either(
      'a top descriptor of an unknown media type',
      await layout(
        [{ ...image.descriptor, ...named, mediaType: 'application/vnd.example.thing+json' }],
        [...blobList(image), image.manifest],
      ),
      'document-invalid',
    ),
  ];
}

function nest(depth: number, image: Image): readonly Blob[] {
  const blobs: Blob[] = [];
  let inner: Descriptor = image.descriptor;
  for (let at = 0; at < depth; at += 1) {
    const blob = blobOf({ schemaVersion: 2, mediaType: ociTypes.index, manifests: [inner] });
    inner = descriptorOf(ociTypes.index, blob);
    blobs.push(blob);
  }
  return blobs;
}

async function nested(depth: number): Promise<Buffer> {
  const image = await smallImage();
  const blobs = nest(depth, image);
  const outer = blobs.at(-1) ?? image.manifest;
  return await layout([descriptorOf(ociTypes.index, outer, named)], [...blobList(image), image.manifest, ...blobs]);
}

/** Seven levels of indexes that each list the level below fifty times: 50^7 ways to one image. */
async function diamond(): Promise<Buffer> {
  const image = await smallImage();
  const blobs: Blob[] = [];
  let inner: Descriptor = image.descriptor;
  for (let at = 0; at < 7; at += 1) {
    const blob = blobOf({ schemaVersion: 2, mediaType: ociTypes.index, manifests: Array.from({ length: 50 }, () => inner) });
    inner = descriptorOf(ociTypes.index, blob);
    blobs.push(blob);
  }
  return await layout([{ ...inner, ...named }], [...blobList(image), image.manifest, ...blobs]);
}

/** An index that claims to be its own child: no digest can be right. */
async function cyclic(): Promise<Buffer> {
  const digest = `sha256:${'1'.repeat(64)}`;
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociTypes.index,
      manifests: [{ mediaType: ociTypes.index, digest, size: 300 }],
    }).padEnd(300),
  );
  return await layout([{ mediaType: ociTypes.index, digest, size: 300, ...named }], [{ digest, bytes }]);
}

async function manyDescriptors(): Promise<Buffer> {
  const image = await smallImage();
  const manifests = Array.from({ length: 20_500 }, () => image.descriptor);
  const blobs = Array.from({ length: 5 }, (_, at) =>
    blobOf({ schemaVersion: 2, mediaType: ociTypes.index, manifests, annotations: { part: String(at) } }),
  );
  return await layout(
    blobs.map((blob) => descriptorOf(ociTypes.index, blob)),
    [...blobList(image), image.manifest, ...blobs],
  );
}

async function bounds(): Promise<readonly HostileCase[]> {
  const oci = await goodOci();
  const image = await smallImage();
  const padded = async (name: string, sizeBytes: number): Promise<Buffer> =>
    await tarWith(oci, (entry) =>
      entry.name === name
        ? file(
            name,
            Buffer.from(
              Buffer.from(entry.bytes ?? [])
                .toString()
                .padEnd(sizeBytes),
            ),
          )
        : entry,
    );
  const deep = `{"schemaVersion":2,"manifests":[],"annotations":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const twice = `{"schemaVersion":2,"manifests":[],"manifests":[${JSON.stringify({ ...image.descriptor, ...named })}]}`;
  return [
    refused('an index.json of 65 MiB', await padded('index.json', 65 << 20), 'json-too-large'),
    refused(
      'a manifest of 5 MiB',
      await withManifestText(image, image.manifest.bytes.toString().padEnd(5 << 20)),
      'json-too-large',
    ),
    refused('a config of 9 MiB', await withConfig(image, image.config.bytes.toString().padEnd(9 << 20)), 'json-too-large'),
    refused(
      'an index.json 200,000 deep',
      await tarWith(oci, (entry) => (entry.name === 'index.json' ? file('index.json', deep) : entry)),
      'json-invalid',
      'document-invalid',
      'archive-without-images',
    ),
    either(
      'an index.json with a key twice',
      await tarWith(oci, (entry) => (entry.name === 'index.json' ? file('index.json', twice) : entry)),
      'json-invalid',
      'document-invalid',
      'archive-without-images',
    ),
    { name: 'five nested indexes', input: await nested(5), outcome: 'accept', codes: [], references: [goodReference] },
    refused('twelve nested indexes', await nested(12), 'index-too-deep'),
    refused('a thousand nested indexes', await nested(1000), 'index-too-deep'),
    either('an index with 50^7 ways to one image', await diamond(), 'too-many-descriptors', 'index-too-deep'),
    refused('an index that is its own child', await cyclic(), 'digest-mismatch', 'document-invalid', 'index-too-deep'),
    either('100,000 descriptors', await manyDescriptors(), 'too-many-descriptors', 'json-too-large'),
  ];
}

/** Every case of documents. */
export async function hostileDocuments(): Promise<readonly HostileCase[]> {
  return (await Promise.all([descriptors(), missing(), diffIds(), documents(), kinds(), bounds()])).flat();
}
