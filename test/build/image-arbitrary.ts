// Test generators: fast-check arbitraries of archive content: images with odd files, several platforms, nested indexes,
// attestations, referrers and artifacts, under valid names. Values are built by image.ts; no I/O.
import fc from 'fast-check';
import {
  type Artifact,
  type ArtifactSpec,
  buildArtifact,
  buildImage,
  buildIndex,
  type Family,
  type Image,
  type ImageSpec,
  type LayerSpec,
  type Root,
} from './image.ts';
import { directory, file, hardlink, symlink, type TarEntry } from './tar.ts';

const segment = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const pathName = fc.oneof(
  fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
  fc.constantFrom('dir/ünïcode-名前', `long/${'n'.repeat(120)}/file`),
);

const layerEntry: fc.Arbitrary<TarEntry> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(pathName, fc.uint8Array({ maxLength: 1500 })).map(([name, bytes]) => file(name, bytes)) },
  pathName.map(directory),
  fc.tuple(pathName, pathName).map(([name, to]) => symlink(name, `/${to}`)),
  fc.tuple(pathName, pathName).map(([name, to]) => hardlink(name, to)),
  segment.map((name) => file(`etc/.wh.${name}`, '')),
  fc.constant(file('var/.wh..wh..opq', '')),
);

const layer = (family: Family): fc.Arbitrary<LayerSpec> =>
  fc.record({
    entries: fc.array(layerEntry, { maxLength: 5 }),
    compression:
      family === 'docker'
        ? fc.constantFrom('none' as const, 'gzip' as const)
        : fc.constantFrom('none' as const, 'gzip' as const, 'zstd' as const),
  });

const platforms = ['linux/amd64', 'linux/arm64/v8', 'linux/arm/v7', 'windows/amd64', 'linux/riscv64'] as const;

/** Descriptions of one image. `sha512` makes every digest of it (not its diff IDs) sha512. */
export function imageSpec(options: { readonly foreign?: boolean; readonly sha512?: boolean } = {}): fc.Arbitrary<ImageSpec> {
  return fc.constantFrom<Family>('oci', 'docker').chain((family) =>
    fc.record({
      platform: fc.constantFrom(...platforms),
      family: fc.constant(family),
      layers: fc
        .tuple(
          fc.array(layer(family), { maxLength: 4 }),
          fc.boolean(),
          options.foreign === true ? fc.boolean() : fc.constant(false),
        )
        .map(([layers, repeat, foreign]) => {
          const first = layers[0];
          const repeated = repeat && first !== undefined ? [...layers, first] : layers;
          return foreign
            ? [{ entries: [file('base', 'not distributed')], compression: 'gzip' as const, foreign: true }, ...repeated]
            : repeated;
        }),
      algorithm: options.sha512 === true ? fc.constantFrom('sha256' as const, 'sha512' as const) : fc.constant('sha256' as const),
      history: fc.constantFrom('exact' as const, 'none' as const, 'null' as const),
      created: fc.constantFrom('2024-05-06T07:08:09.123456789Z', '1970-01-01T00:00:01+00:00', null),
      labels: fc.record({ serial: fc.uuid() }),
      nulls: fc.boolean(),
    }),
  );
}

const helm: fc.Arbitrary<ArtifactSpec> = segment.map((name) => ({
  configMediaType: 'application/vnd.cncf.helm.config.v1+json',
  config: JSON.stringify({ name, version: '0.1.0', apiVersion: 'v2' }),
  layers: [{ mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', content: `chart of ${name}` }],
}));

const folder: fc.Arbitrary<ArtifactSpec> = fc.tuple(segment, fc.string({ maxLength: 200 })).map(([title, text]) => ({
  configMediaType: 'application/vnd.oci.empty.v1+json',
  config: '{}',
  artifactType: 'application/vnd.example.notes',
  layers: [{ mediaType: 'application/vnd.example.note+text', content: text, title }],
}));

const referrerTypes = [
  'application/vnd.dev.cosign.artifact.sig.v1+json',
  'application/spdx+json',
  'application/vnd.example.review',
] as const;

const repository = fc.oneof(
  segment.map((name) => `docker.io/library/${name}`),
  fc.tuple(segment, segment).map(([user, name]) => `docker.io/${user}/${name}`),
  fc.tuple(segment, segment).map(([space, name]) => `registry.example.com:5000/${space}/x__y/${name}-z.1`),
  segment.map((name) => `localhost/${name}`),
);
const tag = fc.oneof(
  fc.constantFrom('latest', '1.2.0', '_under', 'T'.repeat(128)),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
);
const reference = fc.tuple(repository, tag).map(([name, label]) => `${name}:${label}`);

export interface RootSpec {
  readonly shape: 'image' | 'index' | 'nested' | 'helm' | 'folder';
  readonly images: readonly ImageSpec[];
  readonly artifact: ArtifactSpec;
  readonly attested: boolean;
  readonly referrerCount: number;
  readonly nameCount: number;
}

const rootSpec = (options: ContentOptions): fc.Arbitrary<RootSpec> =>
  fc.record({
    shape: fc.constantFrom(
      ...(options.imagesOnly === true
        ? (['image'] as const)
        : (['image', 'image', 'index', 'nested', 'helm', 'folder'] as const)),
    ),
    images: fc.uniqueArray(imageSpec(options), { minLength: 1, maxLength: 3, selector: (spec) => spec.platform }),
    artifact: fc.oneof(helm, folder),
    attested: fc.boolean(),
    referrerCount: fc.nat(2),
    nameCount: fc.nat(2),
  });

async function buildRoot(spec: RootSpec, names: readonly string[]): Promise<Root> {
  const images: Image[] = [];
  for (const image of spec.images) images.push(await buildImage(image));
  const [first, ...rest] = images;
  if (first === undefined || spec.shape === 'helm' || spec.shape === 'folder')
    return { node: buildArtifact(spec.artifact), names, referrers: [] };
  const index = () => buildIndex({ children: images, family: spec.images[0]?.family ?? 'oci', attested: spec.attested });
  const node =
    spec.shape === 'image'
      ? first
      : spec.shape === 'index' || rest.length === 0
        ? index()
        : buildIndex({ children: [first, buildIndex({ children: rest, attested: spec.attested })] });
  const referrers: Artifact[] = referrerTypes.slice(0, spec.referrerCount).map((artifactType) =>
    buildArtifact({
      configMediaType: 'application/vnd.oci.empty.v1+json',
      config: '{}',
      artifactType,
      layers: [{ mediaType: artifactType, content: `about ${node.manifest.digest}` }],
      subject: node,
    }),
  );
  return { node, names, referrers };
}

export interface ContentOptions {
  readonly foreign?: boolean;
  readonly sha512?: boolean;
  readonly imagesOnly?: boolean;
  readonly maxRoots?: number;
}

/** Content of one archive, described; `build` makes it. */
export interface DescribedContent {
  readonly described: readonly RootSpec[];
  readonly names: readonly string[];
  readonly build: () => Promise<readonly Root[]>;
}

/** Content of one archive: one to `maxRoots` (3) roots under distinct names; a root may have none. */
export function content(options: ContentOptions = {}): fc.Arbitrary<DescribedContent> {
  return fc
    .record({
      roots: fc.array(rootSpec(options), { minLength: 1, maxLength: options.maxRoots ?? 3 }),
      names: fc.uniqueArray(reference, { minLength: 6, maxLength: 6 }),
    })
    .map(({ roots, names }) => ({
      described: roots,
      names,
      build: async () => {
        const built: Root[] = [];
        for (const [at, spec] of roots.entries()) built.push(await buildRoot(spec, names.slice(at * 2, at * 2 + spec.nameCount)));
        return distinct(built);
      },
    }));
}

/** Roots of one digest become one root with all their names, as archives hold them. */
function distinct(roots: readonly Root[]): readonly Root[] {
  const byDigest = new Map<string, Root>();
  for (const root of roots) {
    const known = byDigest.get(root.node.manifest.digest);
    byDigest.set(root.node.manifest.digest, known === undefined ? root : { ...known, names: [...known.names, ...root.names] });
  }
  return [...byDigest.values()];
}
