// Room archive: reads an OCI image layout (image-spec, image layout), as a folder or in a tar, complete or with what
// real tools leave out: no oci-layout file, sparse platforms, referrers that no index lists.
import type { Warning } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { classifyName } from '../oci/archive-name.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestFromHex, digestHex, digestOf } from '../oci/digest.ts';
import { parseDocument, parseJson, parseLayoutIndex } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { MEDIA } from '../oci/media-types.ts';
import { containerdName, refName } from '../store/index-file.ts';
import { type ArchiveContents, type Candidate, type FoundName, refusedCandidate } from './candidate.ts';
import { manifestLimitBytes, parsing, type WalkSource } from './document-read.ts';
import type { ArchiveTree } from './tree.ts';
import { walkedCandidate } from './walked-candidate.ts';

/** index.json and manifest.json grow with the number of tags, so their limit is that of 100,000 descriptors. */
export const listLimitBytes = 64 << 20;

/** Unreferenced blobs up to this size are looked at for a `subject`. */
const referrerLimitBytes = 1 << 20;

/** File of a digest in a layout. */
export function layoutFile(tree: ArchiveTree, digest: Digest): ReturnType<ArchiveTree['find']> {
  return tree.find(`blobs/${digestAlgorithm(digest)}/${digestHex(digest)}`);
}

/** Reads the layout's index.json and everything below it. @throws StowageError for a bad index.json */
export function readLayout(source: WalkSource): ArchiveContents {
  const { tree } = source;
  const warnings = checkLayoutFile(tree);
  const index = readIndex(tree);
  const descriptors = index.filter((entry): entry is Descriptor => !(entry instanceof DocumentError));
  const refused = index.filter((entry) => entry instanceof DocumentError).map((error) => refusedBy(tree, error));
  const groups = new Map<Digest, Descriptor[]>();
  for (const descriptor of descriptors) groups.set(descriptor.digest, [...(groups.get(descriptor.digest) ?? []), descriptor]);
  const candidates = [...groups.values()].map((group) => candidateOf(source, group));
  const listed = new Set(candidates.map((candidate) => candidate.root.digest));
  const parts = new Set(candidates.flatMap((candidate) => [...partDigests(candidate)]));
  // A nameless top-level descriptor of something that another one contains is not an image of its own (oras, backups).
  const own = candidates.filter((candidate) => candidate.names.length > 0 || !parts.has(candidate.root.digest));
  const referrers = hiddenReferrers(source, candidates, listed);
  return { format: 'oci', candidates: [...own, ...referrers, ...refused], warnings };
}

/** A descriptor of index.json that is not valid. */
function refusedBy({ archive }: ArchiveTree, error: DocumentError): Candidate {
  const [raw = ''] = error.reason.split(/[ .]/, 1);
  const names = [{ raw, evidence: 'index.json', name: { kind: 'empty' } }] as const;
  const params = { archive, entry: 'index.json', reason: error.reason };
  return refusedCandidate(names, MEDIA.ociManifest, { code: 'document-invalid', params });
}

function checkLayoutFile(tree: ArchiveTree): readonly Warning[] {
  const { archive } = tree;
  const file = tree.find('oci-layout');
  if (file === undefined) return [{ code: 'layout-file-missing', params: { archive } }];
  const layout = parsing(archive, 'oci-layout', () => parseJson(tree.read(file, 64 << 10))) as {
    imageLayoutVersion?: unknown;
  } | null;
  const version = typeof layout === 'object' ? layout?.imageLayoutVersion : undefined;
  if (typeof version !== 'string' || !/^1\.0\.\d+$/.test(version)) {
    throw new StowageError('layout-version-unsupported', { archive, version: String(version) });
  }
  return [];
}

function readIndex(tree: ArchiveTree): ReturnType<typeof parseLayoutIndex> {
  const file = tree.find('index.json');
  if (file === undefined) throw new StowageError('folder-without-layout', { archive: tree.archive });
  const bytes = tree.read(file, listLimitBytes);
  return parsing(tree.archive, 'index.json', () => parseLayoutIndex(bytes));
}

/** One candidate for all descriptors of a digest. */
function candidateOf(source: WalkSource, group: readonly Descriptor[]): Candidate {
  const first = group[0] as Descriptor;
  const names = group.flatMap(namesOf);
  const annotations = Object.fromEntries(
    group
      .flatMap((descriptor) => Object.entries(descriptor.annotations ?? {}))
      .filter(([key]) => key !== containerdName && key !== refName),
  );
  return walkedCandidate(source, first, names, annotations);
}

/** `io.containerd.image.name` is the whole name; `org.opencontainers.image.ref.name` counts where that is not given or no name. */
function namesOf(descriptor: Descriptor): readonly FoundName[] {
  const containerd = descriptor.annotations?.[containerdName];
  const ref = descriptor.annotations?.[refName];
  const found: FoundName[] = [];
  if (containerd !== undefined && containerd !== '')
    found.push({ raw: containerd, evidence: `index.json ${containerdName}`, name: classifyName(containerd, 'containerd') });
  if (found.some(({ name }) => name.kind !== 'invalid') || ref === undefined || ref === '') return found;
  return [...found, { raw: ref, evidence: `index.json ${refName}`, name: classifyName(ref, 'ref-name') }];
}

function* partDigests(candidate: Candidate): Iterable<Digest | null> {
  for (const image of candidate.images) if (image.manifest.digest !== candidate.root.digest) yield image.manifest.digest;
  for (const index of candidate.indexes) yield index.digest;
}

/** Manifests with a `subject` that lie in blobs/ without being listed (cosign 3 save): found by looking. */
function hiddenReferrers(
  source: WalkSource,
  candidates: readonly Candidate[],
  listed: ReadonlySet<Digest | null>,
): readonly Candidate[] {
  const { tree } = source;
  const known = new Set<string | null>(listed);
  for (const candidate of candidates) {
    for (const image of candidate.images)
      for (const blob of [image.manifest, image.config, ...image.layers]) known.add(blob?.digest ?? null);
    for (const index of candidate.indexes) known.add(index.digest);
  }
  const found: Candidate[] = [];
  for (const file of tree.files.values()) {
    const match = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(file.name);
    if (match === null || file.content === null || file.sizeBytes > Math.min(referrerLimitBytes, manifestLimitBytes)) continue;
    const digest = digestFromHex(match[2] as string, match[1] as 'sha256' | 'sha512');
    if (known.has(digest) || tree.head(file)[0] !== 0x7b) continue;
    const candidate = referrerAt(source, digest, file.sizeBytes);
    if (candidate !== null) found.push(candidate);
  }
  return found;
}

function referrerAt(source: WalkSource, digest: Digest, size: number): Candidate | null {
  const file = layoutFile(source.tree, digest);
  if (file === undefined) return null;
  const bytes = source.tree.read(file, manifestLimitBytes);
  try {
    const document = parseDocument(bytes);
    if (document.subject === undefined || digestOf(bytes, digestAlgorithm(digest)) !== digest) return null;
    return candidateOf(source, [{ mediaType: document.mediaType, digest, size }]);
  } catch (error) {
    // Not a manifest: blobs that nothing names may hold anything (docker leaves its v1 JSON there).
    if (error instanceof DocumentError) return null;
    throw error;
  }
}
