// Room test/support: everything the catalogue of a store says, row by row, without what differs from one filling to the
// next (row ids, leases). Two catalogues that say the same give equal values.

import { join } from 'node:path';
import Database from 'better-sqlite3';

const reads: Readonly<Record<string, string>> = {
  // How large an absent blob is only a descriptor can say.
  blob: `SELECT digest, CASE WHEN present = 1 OR id IN (SELECT child_id FROM edge) THEN size_bytes END AS size_bytes, stored_bytes, present, verified, artifact_refs, repository_refs, checked_at FROM blob ORDER BY digest`,
  document: `SELECT blob.digest, document.kind, media_type, artifact_type, artifact_kind, subject, platform, created_at, layer_count, referrer_kind, unreadable
    FROM document JOIN blob ON blob.id = blob_id ORDER BY 1`,
  edge: `SELECT parent.digest AS parent, position, child.digest AS child, role, platform, attestation FROM edge
    JOIN blob AS parent ON parent.id = parent_id JOIN blob AS child ON child.id = child_id ORDER BY 1, 2`,
  root: `SELECT digest, name, descriptor FROM root ORDER BY id`,
  repository: `SELECT name, size_bytes, unique_bytes, logical_bytes, changed_at FROM repository
    WHERE name <> '' OR EXISTS (SELECT 1 FROM artifact WHERE repository_id = repository.id) ORDER BY name`,
  tag: `SELECT repository.name AS repository, tag.name, digest, updated_at FROM tag JOIN repository ON repository.id = repository_id ORDER BY 1, 2`,
  companion: `SELECT repository.name AS repository, tag, subject, digest, kind FROM companion JOIN repository ON repository.id = repository_id ORDER BY 1, 2`,
  member: `SELECT repository.name AS repository, digest, added_at, source, untagged_at, restored_at FROM member JOIN repository ON repository.id = repository_id ORDER BY 1, 2`,
  former_tag: `SELECT repository.name AS repository, tag, digest, until, replaced_by FROM former_tag
    JOIN repository ON repository.id = repository_id ORDER BY 1, 2, 3, 4`,
  absence: 'SELECT digest, reason FROM absence ORDER BY 1',
  damage: 'SELECT digest, problem, found_at FROM damage ORDER BY 1',
  lock: 'SELECT * FROM lock ORDER BY repository, tag, digest',
  artifact: `SELECT repository.name AS repository, blob.digest, artifact.size_bytes, artifact.unique_bytes FROM artifact
    JOIN blob ON blob.id = blob_id JOIN repository ON repository.id = repository_id ORDER BY 1, 2`,
  reach: `SELECT repository.name AS repository, manifest.digest AS artifact, blob.digest FROM reach JOIN artifact ON artifact.id = artifact_id
    JOIN repository ON repository.id = repository_id JOIN blob AS manifest ON manifest.id = artifact.blob_id
    JOIN blob ON blob.id = reach.blob_id ORDER BY 1, 2, 3`,
  repository_reach: `SELECT repository.name AS repository, blob.digest, refs FROM repository_reach
    JOIN repository ON repository.id = repository_id JOIN blob ON blob.id = blob_id ORDER BY 1, 2`,
  meta: 'SELECT key, value FROM meta ORDER BY 1',
};

export type CatalogRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The catalogue of the store in this folder. */
export function catalogRows(store: string): CatalogRows {
  const database = new Database(join(store, '.stowage', 'catalog.db'), { readonly: true });
  try {
    return Object.fromEntries(
      Object.entries(reads).map(([table, read]) => [table, database.prepare(read).all() as Readonly<Record<string, unknown>>[]]),
    );
  } finally {
    database.close();
  }
}
