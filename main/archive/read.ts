// Room archive: decides which formats an opened archive has and reads all of them; the result is the union, so nothing
// that only one of index.json and manifest.json names is lost. What is no image archive is refused by what it is.
import type { Warning } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { type ArchiveContents, type Candidate, candidateKey, type FoundName, refusedCandidate } from './candidate.ts';
import {
  claimedDigest,
  configOf,
  type DockerEntry,
  type DockerList,
  type HeldView,
  readDockerArchive,
  readDockerEntries,
} from './docker-archive.ts';
import { failureOf, type WalkSource } from './document-read.ts';
import { layoutFile, readLayout } from './layout-archive.ts';
import { dirFile, isDirLayout, readDirLayout, readRegistryStorage, registryFile, registryRoot } from './other-layouts.ts';
import { type ArchiveRoot, namesOfFolder, rootsOf } from './roots.ts';
import type { ArchiveFile, ArchiveTree } from './tree.ts';

/**
 * Reads everything an archive holds.
 * @throws StowageError when it is no image archive, or its lists cannot be read; a bad image is a candidate's failure
 */
export function readArchive(opened: ArchiveTree, held: HeldView): ArchiveContents {
  const count = { descriptors: 0 };
  const roots = rootsOf(opened);
  const [only] = roots;
  const contents =
    only !== undefined && roots.length === 1
      ? readRoot(only, held, count)
      : together(roots.map((root) => orRefused(root, () => readRoot(root, held, count))));
  if (contents.candidates.length === 0) throw new StowageError('archive-without-images', { archive: opened.archive });
  return { ...contents, warnings: [...opened.warnings, ...contents.warnings] };
}

/** What lies in one folder of an archive. One that `skopeo sync` filled is named by it. */
function readRoot({ folder, tree }: ArchiveRoot, held: HeldView, count: WalkSource['count']): ArchiveContents {
  const contents = readFormats(tree, (locate) => ({ ...held, tree, locate, count }), held);
  if (contents.format !== 'docker-dir') return contents;
  return { ...contents, candidates: contents.candidates.map((candidate) => ({ ...candidate, names: namesOfFolder(folder) })) };
}

/** One bad folder does not cost the others. */
function orRefused({ folder, tree }: ArchiveRoot, read: () => ArchiveContents): ArchiveContents {
  try {
    return read();
  } catch (error) {
    const refused = refusedCandidate(namesOfFolder(folder), '', failureOf(error));
    return { format: tree.find('oci-layout') === undefined ? 'docker-dir' : 'oci', candidates: [refused], warnings: [] };
  }
}

/** What lies in several folders. One image may lie in some of them, under a name in each. */
function together(parts: readonly ArchiveContents[]): ArchiveContents {
  const byKey = new Map<string | Candidate, Candidate>();
  for (const candidate of parts.flatMap((part) => part.candidates)) {
    const name = candidate.failure === null ? candidateKey(candidate) : '';
    const key = name === '' ? candidate : name;
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? candidate : withNames(known, candidate.names));
  }
  const format = [...new Set(parts.map((part) => part.format))].join('+');
  return { format, candidates: [...byKey.values()], warnings: parts.flatMap((part) => part.warnings) };
}

function readFormats(
  tree: ArchiveTree,
  walkSource: (locate: (digest: Digest) => ArchiveFile | undefined) => WalkSource,
  held: HeldView,
): ArchiveContents {
  if (tree.find('index.json') !== undefined) {
    const source = walkSource((digest) => layoutFile(tree, digest));
    const layout = readLayout(source);
    if (tree.find('manifest.json') === undefined) return layout;
    return union(tree, layout, readDockerEntries(tree), held);
  }
  if (isDirLayout(tree)) return readDirLayout(walkSource((digest) => dirFile(tree, digest)));
  if (tree.find('manifest.json') !== undefined) return readDockerArchive(tree, readDockerEntries(tree), held);
  const root = registryRoot(tree);
  if (root !== null)
    return readRegistryStorage(
      walkSource((digest) => registryFile(tree, root, digest)),
      root,
    );
  throw refusal(tree);
}

/** Joins manifest.json to the layout: the same config is the same image; anything else stands beside it, with a warning. */
function union(tree: ArchiveTree, layout: ArchiveContents, { entries, refused }: DockerList, held: HeldView): ArchiveContents {
  const byConfig: ConfigOwners = new Map();
  layout.candidates.forEach((candidate, position) => {
    for (const { config } of candidate.images)
      for (const key of [config?.digest, config?.file])
        if (key != null) byConfig.set(key, [...(byConfig.get(key) ?? []), position]);
  });
  const candidates = [...layout.candidates];
  const others: DockerEntry[] = [];
  for (const entry of entries) {
    const position = positionOf(tree, entry, byConfig, candidates, held);
    const candidate = position === null ? undefined : candidates[position];
    if (position === null || candidate === undefined) others.push(entry);
    else candidates[position] = withNames(candidate, entry.names);
  }
  if (others.length === 0) return { ...layout, format: 'oci+docker-archive', candidates: [...candidates, ...refused] };
  const detail = others.map((entry) => entry.names[0]?.raw ?? entry.config).join(', ');
  const disagree: Warning = { code: 'names-disagree', params: { archive: tree.archive, detail } };
  const extra = readDockerArchive(tree, { entries: others, refused }, held);
  return {
    format: 'oci+docker-archive',
    candidates: [...candidates, ...extra.candidates],
    warnings: [...layout.warnings, disagree],
  };
}

/** Positions of candidates by their configs: by digest, and by the archive's file, which may have two names. */
type ConfigOwners = Map<Digest | ArchiveFile, readonly number[]>;

/** The layout's candidate an entry means: by its config, or, where that image was refused, by its name. */
function positionOf(
  tree: ArchiveTree,
  entry: DockerEntry,
  byConfig: ConfigOwners,
  candidates: readonly Candidate[],
  held: HeldView,
): number | null {
  const isNamed = (candidate: Candidate | undefined): boolean =>
    candidate?.names.some((name) => entry.names.some((other) => sameName(name, other))) === true;
  const refused = candidates.findIndex(
    (candidate) => candidate.failure !== null && (entry.names.length === 0 || isNamed(candidate)),
  );
  // An image may stand alone and in an index too: the one that has the name already is meant.
  const owner = (key: Digest | ArchiveFile | undefined | null): number | undefined => {
    const owners = key == null ? [] : (byConfig.get(key) ?? []);
    return owners.find((position) => isNamed(candidates[position])) ?? owners[0];
  };
  try {
    return owner(tree.find(entry.config)) ?? owner(configOf(tree, entry, held).digest) ?? (refused === -1 ? null : refused);
  } catch (error) {
    if (refused !== -1) return refused;
    // A sparse layout may leave out the config of the platform its manifest.json names.
    if (error instanceof StowageError && error.code === 'entry-missing') {
      return owner(claimedDigest(entry.config)) ?? null;
    }
    return null;
  }
}

function withNames(candidate: Candidate, names: readonly FoundName[]): Candidate {
  const fresh = names.filter((name) => !candidate.names.some((known) => sameName(known, name)));
  return fresh.length === 0 ? candidate : { ...candidate, names: [...candidate.names, ...fresh] };
}

function sameName(a: FoundName, b: FoundName): boolean {
  if (a.raw === b.raw) return true;
  if (a.name.kind !== 'full' || b.name.kind !== 'full') return false;
  return a.name.repository === b.name.repository && a.name.tag === b.name.tag;
}

/** Says what an archive without any known list is instead. */
function refusal(tree: ArchiveTree): StowageError {
  const { archive } = tree;
  const { cutAtBytes, topFolders } = tree.hints;
  // Most tools write their lists last.
  if (cutAtBytes !== null) return new StowageError('archive-truncated', { archive, entry: '', atBytes: cutAtBytes });
  const names = [...tree.names()].slice(0, 10_000);
  const inner = names.find(
    (name) => /^(?:[^/]+\/)?[^/]+\.(?:tar(?:\.(?:gz|zst|xz|bz2))?|tgz)$/.test(name) && !name.endsWith('/layer.tar'),
  );
  if (inner !== undefined) return new StowageError('archive-holds-archives', { archive, entry: inner });
  if (tree.compression === 'folder') return new StowageError('folder-without-layout', { archive });
  if (names.some((name) => /^[^/]+\/Chart\.yaml$/.test(name))) return new StowageError('archive-is-chart', { archive });
  const tops = new Set([...topFolders, ...names.map((name) => name.split('/', 1)[0] ?? '')]);
  if (tree.find('repositories') !== undefined || names.some((name) => /^[0-9a-f]{64}\/layer\.tar$/.test(name))) {
    return new StowageError('archive-is-legacy-v1', { archive });
  }
  const system = [
    'bin',
    'etc',
    'usr',
    'lib',
    'var',
    'dev',
    'proc',
    'sbin',
    'root',
    'home',
    'opt',
    'tmp',
    'Windows',
    'Program Files',
  ];
  const found = system.filter((name) => tops.has(name)).length;
  const whiteouts = names.some((name) => /(^|\/)\.wh\./.test(name));
  if (found >= 3 && !whiteouts) return new StowageError('archive-is-root-filesystem', { archive });
  if (found > 0 || whiteouts) return new StowageError('archive-is-layer', { archive });
  return new StowageError('archive-without-images', { archive });
}
