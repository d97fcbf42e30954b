// Test generators: archives and folders that are OCI layouts, each as its producer writes it (FORMATS sections 1 and 4):
// docker 25+, containerd, buildx, skopeo, umoci, oras, cosign, hauler, regctl and our own hybrid; and skopeo's dir.
import { type Expected, type ExpectedArtifact, layoutExpected, layoutImage } from './expectation.ts';
import {
  blobOf,
  blobsOf,
  type ContentNode,
  type Descriptor,
  descriptorOf,
  digestOf,
  type Image,
  imagesOf,
  ociTypes,
  type Root,
} from './image.ts';
import { familiar, hexOf, type Produced, repositories } from './producers-docker.ts';
import { directory, file, jsonFile, type TarEntry } from './tar.ts';

const containerdName = 'io.containerd.image.name';
const refName = 'org.opencontainers.image.ref.name';
const tagOf = (name: string): string => name.slice(name.lastIndexOf(':') + 1);
const layoutFile = file('oci-layout', '{"imageLayoutVersion":"1.0.0"}');
const pathOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`;
const byName = (left: TarEntry, right: TarEntry): number => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);

function blobEntries(blobs: ReadonlyMap<string, Buffer>, mode = 0o444): TarEntry[] {
  return [...blobs].map(([digest, bytes]) => file(pathOf(digest), bytes, mode)).toSorted(byName);
}

const annotated = (node: ContentNode, annotations: Readonly<Record<string, string>>): Descriptor => ({
  ...node.descriptor,
  annotations: { ...node.descriptor.annotations, ...annotations },
});

/** A descriptor per name; a root without a name has one without annotations. */
function descriptors(
  roots: readonly Root[],
  annotate: (name: string) => Readonly<Record<string, string>>,
): readonly Descriptor[] {
  return roots.flatMap((root) =>
    root.names.length === 0 ? [root.node.descriptor] : root.names.map((name) => annotated(root.node, annotate(name))),
  );
}

const indexJson = (manifests: readonly Descriptor[], mediaType = true): object => ({
  schemaVersion: 2,
  ...(mediaType ? { mediaType: ociTypes.index } : {}),
  manifests,
});

const preferred = (root: Root): Image | undefined =>
  imagesOf(root.node).find((image) => image.layers.every((layer) => !layer.foreign));

function dockerManifest(roots: readonly Root[]): readonly object[] {
  return roots.flatMap((root) => {
    const image = preferred(root);
    if (image === undefined) return [];
    return [
      {
        Config: pathOf(image.config.digest),
        RepoTags: root.names.length === 0 ? null : root.names.map(familiar),
        Layers: image.layers.map((layer) => pathOf(layer.blob.digest)),
      },
    ];
  });
}

/** `docker save` of 25 and later with a graph driver: layers unpacked, new OCI manifests, metadata after all blobs. */
export function dockerGraph(roots: readonly Root[]): Produced {
  const images = roots.flatMap((root) => {
    const image = preferred(root);
    return image === undefined || image.layers.length === 0 ? [] : [{ image, names: root.names }];
  });
  const blobs = new Map<string, Buffer>();
  const extra = new Map<string, Buffer>();
  const manifests: Descriptor[] = [];
  const artifacts: ExpectedArtifact[] = [];
  for (const { image, names } of images) {
    const config = { digest: digestOf(image.config.bytes), bytes: image.config.bytes };
    const layers = image.layers.map((layer) => descriptorOf(ociTypes.layer.none, { digest: layer.diffId, bytes: layer.tar }));
    const manifest = blobOf({
      schemaVersion: 2,
      mediaType: ociTypes.manifest,
      config: descriptorOf(ociTypes.config, config),
      layers,
    });
    for (const blob of [config, manifest]) blobs.set(blob.digest, blob.bytes);
    for (const layer of image.layers) blobs.set(layer.diffId, layer.tar);
    const compatibility = blobOf({ created: '1970-01-01T00:00:00Z', container_config: { Hostname: '' }, of: config.digest });
    extra.set(compatibility.digest, compatibility.bytes);
    const descriptor = descriptorOf(ociTypes.manifest, manifest);
    if (names.length === 0) manifests.push(descriptor);
    for (const name of names) manifests.push({ ...descriptor, annotations: { [containerdName]: name, [refName]: tagOf(name) } });
    artifacts.push({
      digest: manifest.digest,
      kind: 'image',
      references: [...names].toSorted(),
      images: [
        {
          ...layoutImage(image),
          configDigest: config.digest,
          layerDigests: image.layers.map((layer) => layer.diffId),
          manifestDigest: manifest.digest,
        },
      ],
    });
  }
  const manifestJson = images.map(({ image, names }) => ({
    Config: pathOf(digestOf(image.config.bytes)),
    RepoTags: names.length === 0 ? null : names.map(familiar),
    Layers: image.layers.map((layer) => pathOf(layer.diffId)),
    LayerSources: Object.fromEntries(
      image.layers.map((layer) => [layer.diffId, descriptorOf(ociTypes.layer.none, { digest: layer.diffId, bytes: layer.tar })]),
    ),
  }));
  const tail = [
    jsonFile('index.json', indexJson(manifests)),
    jsonFile('manifest.json', manifestJson),
    layoutFile,
    jsonFile('repositories', repositories(images)),
  ];
  const entries = [directory('blobs'), directory('blobs/sha256'), ...blobEntries(new Map([...blobs, ...extra]), 0o644), ...tail];
  return { form: 'file', entries, expected: { artifacts, companions: [], blobs, warnings: [] } };
}

export interface ContainerdOptions {
  /** Of each index keep only the first platform; `without-blobs` keeps the manifests of the others. */
  readonly sparse?: 'absent' | 'without-blobs';
}

/** `ctr images export`, nerdctl, docker with the containerd store: names sorted, oci-layout last, indexes whole. */
export function containerdExport(roots: readonly Root[], options: ContainerdOptions = {}): Produced {
  const whole = layoutExpected(roots.map((root) => ({ ...root, referrers: [] })));
  const expected = options.sparse === undefined ? whole : sparseExpected(roots, whole, options.sparse);
  const manifests = descriptors(roots, (name) => ({
    [containerdName]: name,
    [refName]: tagOf(name),
    'containerd.io/distribution.source.registry.example.com': 'any',
  }));
  const entries = [
    directory('blobs'),
    directory('blobs/sha256'),
    ...blobEntries(expected.blobs),
    jsonFile('index.json', indexJson(manifests, false)),
    jsonFile('manifest.json', dockerManifest(roots)),
    { ...layoutFile, mode: 0o444 },
  ];
  return { form: 'file', entries, expected };
}

function sparseExpected(roots: readonly Root[], whole: Expected, how: 'absent' | 'without-blobs'): Expected {
  const blobs = new Map<string, Buffer>();
  for (const root of roots) {
    const kept = preferred(root);
    for (const [digest, bytes] of root.node.kind === 'index' && kept !== undefined
      ? keptBlobs(root.node, kept, how)
      : blobsOf(root.node))
      blobs.set(digest, bytes);
  }
  const complete = (image: Image): boolean => [...blobsOf(image).keys()].every((digest) => blobs.has(digest));
  const artifacts = whole.artifacts.map((artifact, at): ExpectedArtifact => {
    const images = imagesOf(roots[at]?.node ?? ({} as never)).map((image) => layoutImage(image, complete(image)));
    return { ...artifact, images };
  });
  const absent = artifacts.some((artifact) => artifact.images.some((image) => !image.present));
  return { ...whole, artifacts, blobs, warnings: [...whole.warnings, ...(absent ? (['platform-absent'] as const) : [])] };
}

function keptBlobs(node: ContentNode, kept: Image, how: 'absent' | 'without-blobs'): Map<string, Buffer> {
  if (node.kind === 'index') {
    const inside = node.children
      .filter((child) => child.kind !== 'attestation')
      .flatMap((child) => [...keptBlobs(child, kept, how)]);
    return new Map([[node.manifest.digest, node.manifest.bytes], ...inside]);
  }
  if (node.manifest.digest === kept.manifest.digest) return blobsOf(node);
  return how === 'absent' ? new Map() : new Map([[node.manifest.digest, node.manifest.bytes]]);
}

/** buildx `type=oci` (one root, layout only) and `type=docker` (with a manifest.json). */
export function buildx(roots: readonly Root[], type: 'oci' | 'docker'): Produced {
  const chosen = roots.slice(0, 1).map((root) => ({ ...root, referrers: [] }));
  const expected = layoutExpected(chosen);
  const manifests = descriptors(chosen, (name) => ({
    [containerdName]: name,
    [refName]: tagOf(name),
    'org.opencontainers.image.created': '2024-01-02T03:04:05Z',
  }));
  const legacy = type === 'docker' ? [jsonFile('manifest.json', dockerManifest(chosen))] : [];
  const entries = [
    directory('blobs/'),
    directory('blobs/sha256/'),
    ...blobEntries(expected.blobs, 0o644),
    jsonFile('index.json', indexJson(manifests)),
    ...legacy,
    layoutFile,
  ];
  return { form: 'file', entries, expected };
}

/** `skopeo copy … oci-archive:FILE[:NAME]`, `podman save --format oci-archive`: one root, ref.name as it was typed. */
export function skopeoOciArchive(roots: readonly Root[], naming: 'full' | 'tag' | 'none'): Produced {
  const chosen = roots
    .slice(0, 1)
    .map((root) => ({ ...root, names: naming === 'none' ? [] : root.names.slice(0, 1), referrers: [] }));
  const expected = layoutExpected(chosen, (name) => (naming === 'full' ? name : null));
  const manifests = descriptors(chosen, (name) => ({ [refName]: naming === 'full' ? name : tagOf(name) }));
  const warnings =
    naming === 'tag' && chosen.some((root) => root.names.length > 0)
      ? [...expected.warnings, 'name-tag-only' as const]
      : expected.warnings;
  const entries = [
    directory('blobs'),
    directory('blobs/sha256'),
    ...blobEntries(expected.blobs, 0o644),
    jsonFile('index.json', indexJson(manifests, false)),
    layoutFile,
  ];
  return { form: 'file', entries, expected: { ...expected, warnings } };
}

/** `skopeo copy … oci:DIR:NAME` run once a root: a folder, ref.name only. umoci writes bare tags. */
export function layoutFolder(roots: readonly Root[], naming: 'full' | 'tag'): Produced {
  const chosen = roots.map((root) => ({ ...root, referrers: [] }));
  const expected = layoutExpected(chosen, (name) => (naming === 'full' ? name : null));
  const manifests = descriptors(chosen, (name) => ({ [refName]: naming === 'full' ? name : tagOf(name) }));
  return {
    form: 'folder',
    entries: [layoutFile, jsonFile('index.json', indexJson(manifests)), ...blobEntries(expected.blobs)],
    expected,
  };
}

/** `skopeo copy … dir:DIR`: the manifest, blobs named by hex, no names. sha256 only. */
export function skopeoDir(roots: readonly Root[]): Produced {
  const chosen = roots.slice(0, 1).map((root) => ({ ...root, names: [], referrers: [] }));
  const expected = layoutExpected(chosen);
  const manifestDigests = new Set(chosen.flatMap((root) => manifestsIn(root.node).map((node) => node.manifest.digest)));
  const top = chosen[0]?.node.manifest;
  const blobs = [...expected.blobs]
    .filter(([digest]) => digest !== top?.digest)
    .map(([digest, bytes]) => file(manifestDigests.has(digest) ? `${hexOf(digest)}.manifest.json` : hexOf(digest), bytes));
  return {
    form: 'folder',
    entries: [file('version', 'Directory Transport Version: 1.1\n'), file('manifest.json', top?.bytes ?? ''), ...blobs],
    expected,
  };
}

/** `skopeo sync --scoped --dest dir`: such a folder for each name, which is its path; or a tar of the folder they were put in. */
export function skopeoSync(roots: readonly Root[], form: 'file' | 'folder'): Produced {
  const named = roots.filter(({ names }) => names.length > 0).map((root) => ({ ...root, referrers: [] }));
  const outer = form === 'file' ? 'mirror/' : '';
  const entries = named.flatMap((root) =>
    root.names.flatMap((name) => skopeoDir([root]).entries.map((entry) => ({ ...entry, name: `${outer}${name}/${entry.name}` }))),
  );
  return { form, entries, expected: layoutExpected(named) };
}

function manifestsIn(node: ContentNode): readonly ContentNode[] {
  return node.kind === 'index' ? [node, ...node.children.flatMap(manifestsIn)] : [node];
}

/** oras layouts and backups: bare tags; children and referrers are listed too; an empty `ingest` stays behind. */
export function oras(roots: readonly Root[], form: 'file' | 'folder'): Produced {
  const expected = layoutExpected(roots, () => null);
  const tagged = descriptors(roots, (name) => ({ [refName]: tagOf(name) }));
  const listed = roots.flatMap((root) => [...manifestsIn(root.node).slice(1), ...root.referrers].map((node) => node.descriptor));
  return {
    form,
    entries: [
      layoutFile,
      directory('ingest'),
      jsonFile('index.json', indexJson([...tagged, ...listed])),
      ...blobEntries(expected.blobs),
    ],
    expected,
  };
}

/** `cosign save`: kinds instead of names; referrers are in blobs, but not in index.json. */
export function cosignSave(roots: readonly Root[]): Produced {
  const expected = layoutExpected(roots, () => null);
  const manifests = roots.map((root) =>
    annotated(root.node, { kind: `dev.cosignproject.cosign/${root.node.kind === 'index' ? 'imageIndex' : 'image'}` }),
  );
  return {
    form: 'folder',
    entries: [layoutFile, jsonFile('index.json', indexJson(manifests)), ...blobEntries(expected.blobs)],
    expected,
  };
}

/** A haul (before it is wrapped in zstd): full containerd names, ref.name without the registry, kinds. */
export function hauler(roots: readonly Root[]): Produced {
  const expected = layoutExpected(roots);
  const tagged = descriptors(roots, (name) => ({
    [containerdName]: name,
    [refName]: name.slice(name.indexOf('/') + 1),
    kind: 'dev.hauler/image',
  }));
  const referrers = roots.flatMap((root) =>
    root.referrers.map((referrer) => annotated(referrer, { kind: `dev.hauler/referrers/${hexOf(referrer.manifest.digest)}` })),
  );
  const entries = [
    ...blobEntries(expected.blobs),
    jsonFile('index.json', indexJson([...tagged, ...referrers])),
    jsonFile('manifest.json', dockerManifest(roots)),
    layoutFile,
  ];
  return { form: 'file', entries, expected };
}

/** `regctl image export`: metadata first, PAX headers, one root. */
export function regctl(roots: readonly Root[]): Produced {
  const chosen = roots.slice(0, 1).map((root) => ({ ...root, names: root.names.slice(0, 1), referrers: [] }));
  const expected = layoutExpected(chosen);
  const manifests = descriptors(chosen, (name) => ({ [containerdName]: name, [refName]: tagOf(name) }));
  const entries = [
    layoutFile,
    jsonFile('index.json', indexJson(manifests)),
    jsonFile('manifest.json', dockerManifest(chosen)),
    ...blobEntries(expected.blobs),
  ];
  return { form: 'file', entries: entries.map((entry) => ({ ...entry, pax: { atime: '0' } })), expected };
}

/** The hybrid that every loader takes: both annotations full, manifest.json and repositories, blobs sorted. */
export function hybrid(roots: readonly Root[]): Produced {
  const expected = layoutExpected(roots);
  const tagged = descriptors(roots, (name) => ({ [containerdName]: name, [refName]: name }));
  const referrers = roots.flatMap((root) => root.referrers.map((referrer) => referrer.descriptor));
  const images = roots.flatMap((root) =>
    preferred(root)?.layers.length === 0 || root.node.kind !== 'image' ? [] : [{ image: root.node, names: root.names }],
  );
  const entries = [
    layoutFile,
    jsonFile('index.json', indexJson([...tagged, ...referrers])),
    jsonFile('manifest.json', dockerManifest(roots)),
    jsonFile('repositories', repositories(images)),
    ...blobEntries(expected.blobs),
  ];
  return { form: 'file', entries, expected };
}
