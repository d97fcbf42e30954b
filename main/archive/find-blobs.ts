// Room archive: looks for blobs in an opened archive of any format, whole or broken: by name, by size, by what was hashed when
// it was spooled, and among the manifests that are built for archives without any. It copies nothing; a hash decides.
import { isStowageError } from '../errors.ts';
import { type Digest, type DigestAlgorithm, digestAlgorithm, digestHex, isDigest } from '../oci/digest.ts';
import type { TransferPool } from '../store/transfer/pool.ts';
import { neededBlobs } from './candidate.ts';
import type { HeldView } from './docker-archive.ts';
import { configLimitBytes } from './document-read.ts';
import { readArchive } from './read.ts';
import type { ArchiveFile, ArchiveTree, ContentRange } from './tree.ts';

/** Where the bytes of a blob probably are. */
export type FoundBlob = { readonly digest: Digest } & (
  | { readonly built: Buffer }
  | { readonly content: ContentRange; readonly sizeBytes: number }
);

interface Guess {
  readonly file: ArchiveFile & { readonly content: ContentRange };
  readonly algorithm: DigestAlgorithm;
}

/**
 * Finds each of `wanted` (with sizes, 0 where unknown) at most once. Files under another name are hashed when their size fits,
 * or might be a document's.
 * @throws StowageError archive-changed, file-system, cancelled
 */
export async function findBlobs(
  tree: ArchiveTree,
  held: HeldView,
  wanted: ReadonlyMap<Digest, number>,
  pool: TransferPool,
  signal: AbortSignal,
): Promise<readonly FoundBlob[]> {
  const found = new Map<Digest, FoundBlob>();
  const byHex = new Map([...wanted.keys()].map((digest) => [digestHex(digest), digest]));
  const guesses: Guess[] = [];
  for (const file of tree.files.values()) {
    if (file.content === null) continue;
    const named = [file.sha256, file.sha512, digestInName(file.name, byHex)].find(
      (digest) => digest !== undefined && wanted.has(digest),
    );
    if (named !== undefined) found.set(named, { digest: named, content: file.content, sizeBytes: file.sizeBytes });
    else if (file.spooled !== true) guesses.push(...guessesOf({ ...file, content: file.content }, wanted));
  }
  const open = guesses.filter(({ file }) => [...wanted].some(([digest, size]) => !found.has(digest) && fits(file, size)));
  const results = await pool.run(
    open.map(({ file, algorithm }, id) => {
      const from = { ...file.content, sizeBytes: file.sizeBytes };
      return { id, from, to: { kind: 'none' }, algorithm, sync: false };
    }),
    { signal },
  );
  for (const { id, digest } of results) {
    const file = open[id]?.file;
    if (file !== undefined && wanted.has(digest) && !found.has(digest))
      found.set(digest, { digest, content: file.content, sizeBytes: file.sizeBytes });
  }
  for (const blob of builtBlobs(tree, held)) if (wanted.has(blob.digest) && !found.has(blob.digest)) found.set(blob.digest, blob);
  return [...found.values()];
}

/** The wanted digest whose hex stands in a file's name: `blobs/sha256/<hex>`, `<hex>.json`, `sha256/ab/<hex>/data`. */
function digestInName(name: string, byHex: ReadonlyMap<string, Digest>): Digest | undefined {
  for (const [hex] of name.matchAll(/[0-9a-f]{64,}/g)) {
    const digest = byHex.get(hex);
    if (digest !== undefined) return digest;
  }
  return undefined;
}

function guessesOf(file: Guess['file'], wanted: ReadonlyMap<Digest, number>): readonly Guess[] {
  const algorithms = new Set<DigestAlgorithm>();
  for (const [digest, sizeBytes] of wanted) if (fits(file, sizeBytes)) algorithms.add(digestAlgorithm(digest));
  return [...algorithms].map((algorithm) => ({ file, algorithm }));
}

function fits(file: ArchiveFile, sizeBytes: number): boolean {
  return sizeBytes === 0 ? file.sizeBytes <= configLimitBytes : file.sizeBytes === sizeBytes;
}

/** Manifests made for images that come without: the same every time, so a damaged one can be made again. */
function builtBlobs(tree: ArchiveTree, held: HeldView): readonly (FoundBlob & { readonly built: Buffer })[] {
  try {
    return readArchive(tree, held).candidates.flatMap((candidate) =>
      neededBlobs(candidate).flatMap(({ digest, built }) =>
        digest !== null && isDigest(digest) && built !== undefined ? [{ digest, built }] : [],
      ),
    );
  } catch (error) {
    // No image archive, or a broken one: what files it has are looked through all the same.
    if (isStowageError(error)) return [];
    throw error;
  }
}
