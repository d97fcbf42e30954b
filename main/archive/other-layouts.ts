// Room archive: two more ways in which real tools lay out manifests and blobs: skopeo's `dir:` folder (its manifest and
// blobs side by side) and the storage of Docker's registry (`docker/registry/v2`, also inside oc-mirror archives).
import { StowageError } from '../errors.ts';
import { classifyName } from '../oci/archive-name.ts';
import { type Digest, digestAlgorithm, digestHex, digestOf, parseDigest } from '../oci/digest.ts';
import { parseDocument } from '../oci/document.ts';
import type { ArchiveContents, FoundName } from './candidate.ts';
import { manifestLimitBytes, parsing, type WalkSource } from './document-read.ts';
import type { ArchiveFile, ArchiveTree } from './tree.ts';
import { walkedCandidate } from './walked-candidate.ts';

/** File of a digest in a `dir:` folder: `<hex>`, `<hex>.manifest.json` for children, `sha512-<hex>` for other algorithms. */
export function dirFile(tree: ArchiveTree, digest: Digest): ArchiveFile | undefined {
  const hex = digestHex(digest);
  const name = digestAlgorithm(digest) === 'sha256' ? hex : `${digestAlgorithm(digest)}-${hex}`;
  return tree.find(name) ?? tree.find(`${name}.manifest.json`);
}

/** True when manifest.json is an image manifest itself, as `skopeo copy … dir:` writes it. */
export function isDirLayout(tree: ArchiveTree): boolean {
  const file = tree.find('manifest.json');
  return file !== undefined && file.content !== null && /^\s*\{/.test(Buffer.from(tree.head(file)).toString('latin1'));
}

/** Reads a `dir:` folder: one image or index, without a name. */
export function readDirLayout(source: WalkSource): ArchiveContents {
  const { tree } = source;
  const file = tree.find('manifest.json');
  if (file === undefined) throw new StowageError('archive-without-images', { archive: tree.archive });
  const bytes = tree.read(file, manifestLimitBytes);
  const { mediaType } = parsing(tree.archive, 'manifest.json', () => parseDocument(bytes));
  const digest = digestOf(bytes);
  const locate = (wanted: Digest): ArchiveFile | undefined => (wanted === digest ? file : source.locate(wanted));
  const root = { mediaType, digest, size: bytes.length };
  return { format: 'docker-dir', candidates: [walkedCandidate({ ...source, locate }, root, [])], warnings: [] };
}

/** Where the registry keeps its blobs: `docker/registry/v2/`, or oc-mirror's `docker/v2/`; null when this is something else. */
export function registryRoot(tree: ArchiveTree): string | null {
  for (const name of tree.names()) {
    const match = /^(.*?docker\/(?:registry\/)?v2\/)(?:repositories|blobs)\//.exec(name);
    if (match !== null) return match[1] ?? null;
  }
  return null;
}

/** File of a digest in the registry's storage (distribution, registry/storage/paths.go). */
export function registryFile(tree: ArchiveTree, root: string, digest: Digest): ArchiveFile | undefined {
  const hex = digestHex(digest);
  return tree.find(`${root}blobs/${digestAlgorithm(digest)}/${hex.slice(0, 2)}/${hex}/data`);
}

/** Reads every tag of a registry's storage. Repository names have no registry host there. */
export function readRegistryStorage(source: WalkSource, root: string): ArchiveContents {
  const { tree } = source;
  const groups = new Map<Digest, FoundName[]>();
  for (const file of tree.files.values()) {
    if (!file.name.startsWith(`${root}repositories/`)) continue;
    const match = /^(.+)\/_manifests\/tags\/([^/]+)\/current\/link$/.exec(file.name.slice(`${root}repositories/`.length));
    if (match === null) continue;
    // A dry run of a stream keeps no more of it than this.
    const digest = parseDigest(Buffer.from(tree.head(file)).toString('utf8').trim());
    if (digest === undefined)
      throw new StowageError('document-invalid', { archive: tree.archive, entry: file.name, reason: 'it is not a digest' });
    const raw = `${match[1] ?? ''}:${match[2] ?? ''}`;
    groups.set(digest, [
      ...(groups.get(digest) ?? []),
      { raw, evidence: `${root}repositories`, name: classifyName(raw, 'repo-tag') },
    ]);
  }
  const candidates = [...groups].map(([digest, names]) => {
    const file = source.locate(digest);
    const bytes = file === undefined ? null : tree.read(file, manifestLimitBytes);
    const mediaType = bytes === null ? '' : parsing(tree.archive, file?.name ?? digest, () => parseDocument(bytes)).mediaType;
    return walkedCandidate(source, { mediaType, digest, size: bytes?.length ?? 0 }, names);
  });
  return { format: 'registry-storage', candidates, warnings: [] };
}
