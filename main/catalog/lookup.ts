// Room catalog: single facts by name: what a tag points at, whether a repository has an artifact or a manifest. Answers null or
// false where there is none; what that means is the caller's affair.
import type { Catalog } from './catalog.ts';
import { isManifestListed } from './locks.ts';

/** Digest a tag points at, by full repository name. */
export function digestOfTag(catalog: Catalog, repository: string, tag: string): string | null {
  const digest = catalog
    .sql('SELECT digest FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = ? AND tag.name = ?')
    .pluck()
    .get(repository, tag);
  return typeof digest === 'string' ? digest : null;
}

/** Tags of a manifest in a repository, by name. */
export function tagsOf(catalog: Catalog, repository: string, digest: string): readonly string[] {
  return catalog
    .sql(
      'SELECT tag.name FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = ? AND digest = ? ORDER BY 1',
    )
    .pluck()
    .all(repository, digest) as string[];
}

/** True where the repository has this manifest: as an artifact, or as part of one. */
export function hasManifest(catalog: Catalog, repository: string, digest: string): boolean {
  const found = catalog
    .sql(
      `SELECT 1 FROM document JOIN blob ON blob.id = document.blob_id JOIN repository_reach ON repository_reach.blob_id = blob.id
       JOIN repository ON repository.id = repository_id WHERE blob.digest = ? AND repository.name = ?`,
    )
    .get(digest, repository);
  return found !== undefined;
}

/** True where the artifact belongs to the repository in its own right. */
export function isMember(catalog: Catalog, repository: string, digest: string): boolean {
  const found = catalog
    .sql('SELECT 1 FROM member JOIN repository ON repository.id = repository_id WHERE digest = ? AND name = ?')
    .get(digest, repository);
  return found !== undefined;
}

/** Row of an artifact of a repository, or null for a part of one. */
export function artifactId(catalog: Catalog, repository: string, digest: string): number | null {
  const id = catalog
    .sql(
      `SELECT artifact.id FROM artifact JOIN blob ON blob.id = blob_id JOIN repository ON repository.id = repository_id
       WHERE digest = ? AND repository.name = ?`,
    )
    .pluck()
    .get(digest, repository);
  return typeof id === 'number' ? id : null;
}

/** Digests of manifests in the repository whose subject this is, whether the subject is here or not; without those a lock hides. */
export function referrersOf(catalog: Catalog, repository: string, subject: string): readonly string[] {
  return catalog
    .sql(
      `SELECT DISTINCT blob.digest FROM document JOIN blob ON blob.id = document.blob_id JOIN repository_reach ON repository_reach.blob_id = blob.id
       JOIN repository ON repository.id = repository_id WHERE document.subject = ? AND repository.name = ? AND blob.present = 1
         AND ${isManifestListed} ORDER BY 1`,
    )
    .pluck()
    .all(subject, repository) as string[];
}

/** Digests of live indexes of the repository that contain this manifest. */
export function indexesWith(catalog: Catalog, repository: string, child: string): readonly string[] {
  return catalog
    .sql(
      `SELECT DISTINCT parent.digest FROM blob JOIN edge ON edge.child_id = blob.id AND edge.role = 'child' JOIN blob AS parent ON parent.id = edge.parent_id
       JOIN repository_reach ON repository_reach.blob_id = parent.id JOIN repository ON repository.id = repository_id
       WHERE blob.digest = ? AND repository.name = ?`,
    )
    .pluck()
    .all(child, repository) as string[];
}
