// Test generators: archives with a manifest.json and no layout of their own, each as its producer writes it
// (FORMATS sections 1 and 4): docker before 25, podman/skopeo docker-archive, crane, kaniko, jib, nix, bazel.
import { createHash } from 'node:crypto';
import { type Expected, type ExpectedArtifact, legacyImage } from './expectation.ts';
import { digestOf, type Image, imagesOf, type Layer, type Root } from './image.ts';
import { directory, file, jsonFile, symlink, type TarEntry } from './tar.ts';

/** A producer's archive: entries in the producer's order, or a folder's files, and what must come of them. */
export interface Produced {
  readonly form: 'file' | 'folder';
  readonly entries: readonly TarEntry[];
  readonly expected: Expected;
}

interface Tagged {
  readonly image: Image;
  readonly names: readonly string[];
}

export const hexOf = (digest: string): string => digest.slice(digest.indexOf(':') + 1);
const configHex = (image: Image): string => hexOf(digestOf(image.config.bytes));

/** `docker.io/library/x:1` as docker shows it, `x:1`. */
export function familiar(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '');
}

/** One image per root, as formats without indexes keep it: of an index the first one; artifacts are left out. */
function taggedImages(roots: readonly Root[]): readonly Tagged[] {
  return roots.flatMap((root) => {
    const image = imagesOf(root.node).find((candidate) => candidate.layers.every((layer) => !layer.foreign));
    return image === undefined ? [] : [{ image, names: root.names }];
  });
}

function expectedOf(images: readonly Tagged[], layers: 'unpacked' | 'stored'): Expected {
  const artifacts = images.map(
    ({ image, names }): ExpectedArtifact => ({
      digest: null,
      kind: 'image',
      references: [...names].toSorted(),
      images: [legacyImage(image, layers)],
    }),
  );
  const blobs = new Map<string, Buffer>();
  for (const { image } of images) {
    blobs.set(digestOf(image.config.bytes), image.config.bytes);
    for (const layer of image.layers) {
      const bytes = layers === 'unpacked' ? layer.tar : layer.blob.bytes;
      blobs.set(digestOf(bytes), bytes);
    }
  }
  return { artifacts, companions: [], blobs, warnings: [] };
}

const v1Id = (image: Image, at: number): string => createHash('sha256').update(`${image.config.digest} ${at}`).digest('hex');

const byName = (left: TarEntry, right: TarEntry): number => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);

/** `docker save` up to 24: a folder per layer, a repeated layer is a symlink that may come before its target. */
export function dockerLegacy(roots: readonly Root[]): Produced {
  const images = taggedImages(roots).filter(({ image }) => image.layers.length > 0);
  const entries = new Map<string, TarEntry>();
  const firstFolder = new Map<string, string>();
  const manifest = images.map(({ image, names }) => {
    const paths = image.layers.map((layer, at) => {
      const folder = v1Id(image, at);
      const known = firstFolder.get(layer.diffId);
      if (known === undefined) firstFolder.set(layer.diffId, folder);
      entries.set(`${folder}/`, directory(folder));
      entries.set(`${folder}/VERSION`, file(`${folder}/VERSION`, '1.0'));
      entries.set(`${folder}/json`, jsonFile(`${folder}/json`, { id: folder, created: '1970-01-01T00:00:00Z', os: 'linux' }));
      const path = `${folder}/layer.tar`;
      entries.set(path, known === undefined ? file(path, layer.tar) : symlink(path, `../${known}/layer.tar`));
      return path;
    });
    entries.set(`${configHex(image)}.json`, file(`${configHex(image)}.json`, image.config.bytes));
    return { Config: `${configHex(image)}.json`, RepoTags: names.length === 0 ? null : names.map(familiar), Layers: paths };
  });
  const sorted = [...entries.values()].toSorted(byName);
  return {
    form: 'file',
    entries: [...sorted, jsonFile('manifest.json', manifest), jsonFile('repositories', repositories(images))],
    expected: expectedOf(images, 'unpacked'),
  };
}

export function repositories(images: readonly Tagged[]): object {
  const listed: Record<string, Record<string, string>> = {};
  for (const { image, names } of images) {
    for (const name of names) {
      const short = familiar(name);
      const colon = short.lastIndexOf(':');
      (listed[short.slice(0, colon)] ??= {})[short.slice(colon + 1)] = hexOf(image.layers.at(-1)?.diffId ?? v1Id(image, 0));
    }
  }
  return listed;
}

/** `podman save --format docker-archive`, `skopeo copy … docker-archive:`: layers in the root, symlinks for old readers. */
export function podmanDockerArchive(roots: readonly Root[]): Produced {
  const images = taggedImages(roots);
  const entries: TarEntry[] = [];
  const written = new Set<string>();
  const once = (entry: TarEntry): void => {
    if (!written.has(entry.name)) entries.push(entry);
    written.add(entry.name);
  };
  const manifest = images.map(({ image, names }) => {
    for (const layer of image.layers) once(file(`${hexOf(layer.diffId)}.tar`, layer.tar, 0o444));
    once(file(`${configHex(image)}.json`, image.config.bytes, 0o444));
    image.layers.forEach((layer, at) => {
      const folder = v1Id(image, at);
      once(symlink(`${folder}/layer.tar`, `../${hexOf(layer.diffId)}.tar`));
      once(file(`${folder}/VERSION`, '1.0', 0o444));
      once(jsonFile(`${folder}/json`, { id: folder }, 0o444));
    });
    return {
      Config: `${configHex(image)}.json`,
      RepoTags: names,
      Layers: image.layers.map((layer) => `${hexOf(layer.diffId)}.tar`),
    };
  });
  return {
    form: 'file',
    entries: [...entries, jsonFile('manifest.json', manifest, 0o444), jsonFile('repositories', repositories(images), 0o444)],
    expected: expectedOf(images, 'unpacked'),
  };
}

const layerName = (layer: Layer): string => `${hexOf(digestOf(layer.blob.bytes))}.tar.gz`;

function goContainerRegistry(images: readonly Tagged[], spell: (name: string) => string): Produced {
  const entries = new Map<string, TarEntry>();
  const manifest = images.map(({ image, names }) => {
    const config = `sha256:${configHex(image)}`;
    entries.set(config, file(config, image.config.bytes));
    for (const layer of image.layers) entries.set(layerName(layer), file(layerName(layer), layer.blob.bytes));
    return {
      Config: config,
      RepoTags: names.length === 0 ? null : names.map(spell),
      Layers: image.layers.length === 0 ? null : image.layers.map(layerName),
    };
  });
  return {
    form: 'file',
    entries: [...entries.values(), jsonFile('manifest.json', manifest)],
    expected: expectedOf(images, 'stored'),
  };
}

/** `crane pull`: the config entry has a colon, layers end in .tar.gz whatever they are. */
export function craneTarball(roots: readonly Root[]): Produced {
  return goContainerRegistry(taggedImages(roots), familiar);
}

/** kaniko `--tar-path`: crane's layout, Docker Hub spelt index.docker.io. */
export function kaniko(roots: readonly Root[]): Produced {
  return goContainerRegistry(taggedImages(roots).slice(0, 1), (name) => name.replace(/^docker\.io\//, 'index.docker.io/'));
}

/** jib `buildTar`: the config is config.json; a repeated layer stands twice under one name. */
export function jib(roots: readonly Root[]): Produced {
  const images = taggedImages(roots).slice(0, 1);
  const entries: TarEntry[] = [];
  const manifest = images.map(({ image, names }) => {
    const paths = image.layers.map((layer) => `${hexOf(digestOf(layer.blob.bytes))}.tar.gz`);
    image.layers.forEach((layer, at) => entries.push(file(paths[at] ?? '', layer.blob.bytes)));
    entries.push(file('config.json', image.config.bytes));
    return { Config: 'config.json', RepoTags: names.map(familiar), Layers: paths };
  });
  return { form: 'file', entries: [...entries, jsonFile('manifest.json', manifest)], expected: expectedOf(images, 'stored') };
}

/** nix `streamLayeredImage` (no folders, pretty JSON) and `buildImage` (everything under `./`). */
export function nix(roots: readonly Root[], dotted: boolean): Produced {
  const images = taggedImages(roots).slice(0, 1);
  const dot = dotted ? './' : '';
  const entries = new Map<string, TarEntry>();
  const manifest = images.map(({ image, names }) => {
    for (const layer of image.layers)
      entries.set(layer.diffId, { ...file(`${dot}${hexOf(layer.diffId)}/layer.tar`, layer.tar), mtimeS: 1 });
    entries.set('config', file(`${dot}${configHex(image)}.json`, image.config.bytes));
    return {
      Config: `${configHex(image)}.json`,
      RepoTags: names.map(familiar),
      Layers: image.layers.map((layer) => `${hexOf(layer.diffId)}/layer.tar`),
    };
  });
  const head = dotted ? [directory('./')] : [];
  return {
    form: 'file',
    entries: [...head, ...entries.values(), file(`${dot}manifest.json`, JSON.stringify(manifest, null, 2))],
    expected: expectedOf(images, 'unpacked'),
  };
}

/** bazel rules_oci `oci_load`: manifest.json first, blobs named as in a layout without being one. */
export function bazel(roots: readonly Root[]): Produced {
  const images = taggedImages(roots).slice(0, 1);
  const entries = new Map<string, TarEntry>();
  const manifest = images.map(({ image, names }) => {
    const config = `blobs/sha256/${configHex(image)}`;
    entries.set(config, file(config, image.config.bytes));
    const paths = image.layers.map((layer) => `blobs/sha256/${hexOf(digestOf(layer.blob.bytes))}.tar.gz`);
    image.layers.forEach((layer, at) => entries.set(paths[at] ?? '', file(paths[at] ?? '', layer.blob.bytes)));
    return { Config: config, RepoTags: names.length === 0 ? [''] : names.map(familiar), Layers: paths };
  });
  return {
    form: 'file',
    entries: [jsonFile('manifest.json', manifest), ...entries.values()],
    expected: expectedOf(images, 'stored'),
  };
}
