// Room app: which blobs an artifact that is copied or sent needs, all of it or a selection, and whether they are here.
import { readDocument } from '../archive/export-tree.ts';
import { companionsOfAll } from '../catalog/companions.ts';
import { isDamaged } from '../catalog/damage.ts';
import { type NeededBlobRow, neededBlobs } from '../catalog/needed-blobs.ts';
import { StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import type { Platform } from '../oci/platform.ts';
import { chosenChildren } from '../registry/client/pull-tree.ts';
import type { Store } from '../store/store.ts';

export type Needed = NeededBlobRow & { readonly digest: Digest };

/** The parts of an artifact that are meant. */
export interface Selection {
  /** Null: every platform. */
  readonly platforms: readonly Platform[] | null;
  readonly referrers: boolean;
}

export const everyPart: Selection = { platforms: null, referrers: true };

/**
 * What an artifact needs: itself, its parts and referrers, each once. Platforms that are not meant count as absent.
 * @throws StowageError platform-not-found
 */
export function needs(store: Store, digest: Digest, { platforms, referrers }: Selection = everyPart): readonly Needed[] {
  const leaves = platforms === null ? [] : otherPlatforms(store, digest, platforms);
  const isLeaf = new Set<string>(leaves);
  return neededBlobs(store.catalog, digest, { leaves, referrers }).flatMap((blob) => {
    if (!isDigest(blob.digest)) return [];
    const absent = isLeaf.has(blob.digest) ? { present: 0, absence: 'platform' } : {};
    return [{ ...blob, digest: blob.digest, ...absent }];
  });
}

/** A signature or the like with the tag it stands under. */
export interface NamedCompanion {
  readonly tag: string;
  readonly digest: Digest;
}

/** Companions of the artifact and of its parts that are meant, in the repository it was asked for in; without one there are none. */
export function companionsWith(
  store: Store,
  { repository, digest: root }: { readonly repository: string | null; readonly digest: Digest },
  selection: Selection,
): readonly NamedCompanion[] {
  if (repository === null || !selection.referrers) return [];
  const meant = needs(store, root, selection).filter(({ present }) => present === 1);
  return companionsOfAll(
    store.catalog,
    meant.map(({ digest }) => digest),
    repository,
  ).flatMap(({ tag, digest }) => (isDigest(digest) ? [{ tag, digest }] : []));
}

/** Nothing is missing but what is absent by right, or a platform. @throws StowageError artifact-damaged, artifact-incomplete */
export function assertWhole(store: Store, { digest: root, label }: { readonly digest: Digest; readonly label: string }): void {
  const missing = needs(store, root).filter((blob) => blob.present === 0);
  const damaged = missing.find(({ digest }) => isDamaged(store.catalog, digest));
  if (damaged !== undefined) throw new StowageError('artifact-damaged', { reference: label, digest: damaged.digest });
  const lost = missing.filter((blob) => blob.digest === root || (blob.absence === null && blob.isPlatform === 0));
  if (lost[0] !== undefined)
    throw new StowageError('artifact-incomplete', { reference: label, digest: lost[0].digest, count: lost.length });
}

/** Children of the index, and of indexes in it, that are for other platforms. */
function otherPlatforms(store: Store, digest: Digest, platforms: readonly Platform[]): readonly Digest[] {
  if (store.fileBytes(digest) === null) return [];
  const document = readDocument(store, digest);
  if (document.kind !== 'index') return [];
  const chosen = new Set(chosenChildren(document.manifests, platforms, digest).map((child) => child.digest));
  return document.manifests.flatMap((child) =>
    chosen.has(child.digest) ? otherPlatforms(store, child.digest, platforms) : [child.digest],
  );
}
