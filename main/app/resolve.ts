// Room app: from what a person types to one artifact of the store: `[registry/]repository[:tag][@digest]`, a digest, or the
// beginning of one (of a manifest, or of an image's config: the image ID).
import { readLock, refuseLocked } from '../catalog/locks.ts';
import { StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { parsePlatform, platformMatches } from '../oci/platform.ts';
import { familiarReference, parseReference, tagReference, withDefaultTag } from '../oci/reference.ts';
import type { Store } from '../store/store.ts';

export interface ResolvedArtifact {
  /** Repository it was asked for in; null where only a digest was given. */
  readonly repository: string | null;
  readonly digest: Digest;
  /** Full reference with the tag it was asked by, or null. */
  readonly tagged: string | null;
  /** How to call it in messages. */
  readonly label: string;
}

/** Finds the artifact. @throws StowageError reference-invalid, reference-not-found, reference-ambiguous */
export function resolveArtifact(store: Store, text: string): ResolvedArtifact {
  if (/^(sha256:|sha512:)?[0-9a-f]{6,128}$/.test(text)) {
    const found = byDigestPrefix(store, text);
    if (found !== null) return { repository: null, digest: found, tagged: null, label: text };
    if (text.includes(':') && isDigest(text)) throw new StowageError('reference-not-found', { reference: text });
  }
  const reference = withDefaultTag(parseReference(text));
  const label = familiarReference(reference);
  if (reference.digest !== undefined) {
    const claimed = store.catalog
      .sql(
        'SELECT 1 FROM artifact JOIN blob ON blob.id = blob_id JOIN repository ON repository.id = repository_id WHERE digest = ? AND repository.name = ?',
      )
      .get(reference.digest, reference.repository);
    const part = store.catalog
      .sql(
        `SELECT 1 FROM document JOIN blob ON blob.id = document.blob_id JOIN repository_reach ON repository_reach.blob_id = blob.id
         JOIN repository ON repository.id = repository_id WHERE digest = ? AND repository.name = ?`,
      )
      .get(reference.digest, reference.repository);
    if (claimed === undefined && part === undefined) throw new StowageError('reference-not-found', { reference: label });
    return { repository: reference.repository, digest: reference.digest, tagged: null, label };
  }
  const tag = reference.tag ?? '';
  const digest = store.catalog
    .sql('SELECT digest FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = ? AND tag.name = ?')
    .pluck()
    .get(reference.repository, tag);
  if (typeof digest !== 'string' || !isDigest(digest)) throw new StowageError('reference-not-found', { reference: label });
  return {
    repository: reference.repository,
    digest,
    tagged: reference.tag === undefined ? null : tagReference(reference.repository, reference.tag),
    label,
  };
}

/** Finds an artifact that is to be read, exported or copied. @throws StowageError reference-*, locked */
export function resolveReadable(store: Store, text: string): ResolvedArtifact {
  const artifact = resolveArtifact(store, text);
  refuseRead(store, artifact);
  return artifact;
}

/** @throws StowageError locked where a lock keeps it from being read, in the repository it was asked for in, or in all */
export function refuseRead(store: Store, { digest, repository, label }: ResolvedArtifact): void {
  refuseLocked(readLock(store.catalog, digest, repository), label, 'read');
}

/**
 * The manifest whose digest, or whose config's digest (the image ID), begins so; null where there is none.
 * @throws StowageError reference-ambiguous
 */
export function byDigestPrefix(store: Store, text: string): Digest | null {
  const prefix = text.includes(':') ? text : `sha256:${text}`;
  // Digests are lower-case hex, so everything that starts with the prefix sorts between it and prefix + 'g'.
  const range = [prefix, `${prefix}g`];
  const manifests = store.catalog
    .sql(
      `SELECT digest FROM blob WHERE digest >= ? AND digest < ? AND (
         EXISTS (SELECT 1 FROM document WHERE document.blob_id = blob.id) OR EXISTS (SELECT 1 FROM artifact WHERE artifact.blob_id = blob.id)) LIMIT 10`,
    )
    .pluck()
    .all(...range) as string[];
  const images = store.catalog
    .sql(
      `SELECT DISTINCT parent.digest FROM blob JOIN edge ON edge.child_id = blob.id AND edge.role = 'config'
       JOIN blob AS parent ON parent.id = edge.parent_id WHERE blob.digest >= ? AND blob.digest < ? LIMIT 10`,
    )
    .pluck()
    .all(...range) as string[];
  const found = manifests.length > 0 ? manifests : images;
  if (found.length > 1) throw new StowageError('reference-ambiguous', { reference: text, matches: found.join(', ') });
  const [digest] = found;
  return digest !== undefined && isDigest(digest) ? digest : null;
}

/** Image manifests of an index (children of children too), with their platforms, or the manifest itself; also an index that lists layers. */
function imagesOf(
  store: Store,
  digest: string,
): readonly { readonly digest: Digest; readonly platform: string | null; readonly attestation: boolean }[] {
  const rows = store.catalog
    .sql(
      `WITH RECURSIVE tree (id, platform, attestation) AS (
         SELECT id, NULL, 0 FROM blob WHERE digest = ?
         UNION SELECT edge.child_id, edge.platform, edge.attestation FROM tree JOIN edge ON edge.parent_id = tree.id AND edge.role = 'child')
       SELECT blob.digest, coalesce(tree.platform, document.platform) AS platform, tree.attestation FROM tree JOIN blob ON blob.id = tree.id
       LEFT JOIN document ON document.blob_id = tree.id WHERE coalesce(document.kind, 'manifest') = 'manifest' OR document.layer_count > 0`,
    )
    .all(digest) as { digest: string; platform: string | null; attestation: number }[];
  return rows
    .filter((row) => isDigest(row.digest))
    .map((row) => ({ digest: row.digest as Digest, platform: row.platform, attestation: row.attestation === 1 }));
}

/**
 * The image manifest of a platform. Without one: the only image, else linux/amd64, linux/arm64, else the first that is here.
 * @throws StowageError platform-invalid, platform-not-found
 */
export function imageFor(store: Store, artifact: ResolvedArtifact, platformText: string | undefined): Digest | null {
  const images = imagesOf(store, artifact.digest).filter((image) => !image.attestation);
  if (platformText === undefined) return preferredImage(store, images);
  const platform = parsePlatform(platformText);
  if (platform === undefined) throw new StowageError('platform-invalid', { platform: platformText });
  const found = images.find((image) => {
    const have = image.platform === null ? undefined : parsePlatform(image.platform);
    return have !== undefined && platformMatches(platform, have);
  });
  if (found !== undefined) return found.digest;
  const present = images.map((image) => image.platform).filter((name) => name !== null);
  throw new StowageError('platform-not-found', {
    reference: artifact.label,
    platform: platformText,
    present: present.join(', '),
  });
}

function preferredImage(store: Store, images: ReturnType<typeof imagesOf>): Digest | null {
  const here = images.filter((image) => isComplete(store, image.digest));
  const order = ['linux/amd64', 'linux/arm64', 'linux/arm64/v8'];
  const ranked = here.toSorted((a, b) => rank(a.platform) - rank(b.platform));
  return (ranked[0] ?? images[0])?.digest ?? null;

  function rank(platform: string | null): number {
    const position = platform === null ? -1 : order.indexOf(platform);
    return position === -1 ? order.length : position;
  }
}

/** True when a manifest and everything it lists is in the store. */
export function isComplete(store: Store, digest: string): boolean {
  const missing = store.catalog
    .sql(
      `SELECT 1 FROM blob AS own WHERE own.digest = @digest AND own.present = 0
       UNION ALL SELECT 1 FROM blob AS own JOIN edge ON edge.parent_id = own.id JOIN blob AS part ON part.id = edge.child_id
       WHERE own.digest = @digest AND part.present = 0 LIMIT 1`,
    )
    .get({ digest });
  return missing === undefined;
}
