// Room catalog: in how many rows two catalogues of one store differ, apart from row ids and what is not derived. Both are
// read by SQLite itself, so that a large catalogue costs time and no memory.
import type { Catalog } from './catalog.ts';

/** Statements that give the derived rows of a catalogue under the schema name `db`, without row ids. */
const reads: readonly ((db: string) => string)[] = [
  // How large an absent blob is only a descriptor can say.
  (
    db,
  ) => `SELECT digest, CASE WHEN present = 1 OR id IN (SELECT child_id FROM ${db}.edge) THEN size_bytes END, stored_bytes, present, verified,
    artifact_refs, repository_refs, checked_at FROM ${db}.blob`,
  (
    db,
  ) => `SELECT blob.digest, document.kind, media_type, artifact_type, artifact_kind, subject, platform, created_at, layer_count, referrer_kind, unreadable
    FROM ${db}.document JOIN ${db}.blob ON blob.id = blob_id`,
  (db) => `SELECT parent.digest, position, child.digest, role, platform, attestation FROM ${db}.edge
    JOIN ${db}.blob AS parent ON parent.id = parent_id JOIN ${db}.blob AS child ON child.id = child_id`,
  (db) => `SELECT digest, name, descriptor, count(*) FROM ${db}.root GROUP BY digest, name, descriptor`,
  (db) => `SELECT name, size_bytes, unique_bytes, logical_bytes, changed_at FROM ${db}.repository
    WHERE name <> '' OR EXISTS (SELECT 1 FROM ${db}.artifact WHERE repository_id = repository.id)`,
  (db) =>
    `SELECT repository.name, tag.name, digest, updated_at FROM ${db}.tag JOIN ${db}.repository ON repository.id = repository_id`,
  (db) =>
    `SELECT repository.name, tag, subject, digest, kind FROM ${db}.companion JOIN ${db}.repository ON repository.id = repository_id`,
  (db) =>
    `SELECT repository.name, digest, added_at, source, untagged_at, restored_at FROM ${db}.member JOIN ${db}.repository ON repository.id = repository_id`,
  (db) => `SELECT repository.name, tag, digest, until, replaced_by, count(*) FROM ${db}.former_tag
    JOIN ${db}.repository ON repository.id = repository_id GROUP BY 1, 2, 3, 4, 5`,
  (db) => `SELECT digest, reason FROM ${db}.absence`,
  (db) => `SELECT digest, problem, found_at FROM ${db}.damage`,
  (db) => `SELECT repository, tag, digest, delete_enabled, write_enabled, list_enabled, read_enabled, since FROM ${db}.lock`,
  (db) => `SELECT repository.name, blob.digest, artifact.size_bytes, artifact.unique_bytes FROM ${db}.artifact
    JOIN ${db}.blob ON blob.id = blob_id JOIN ${db}.repository ON repository.id = repository_id`,
  (db) => `SELECT repository.name, manifest.digest, blob.digest FROM ${db}.reach JOIN ${db}.artifact ON artifact.id = artifact_id
    JOIN ${db}.repository ON repository.id = repository_id JOIN ${db}.blob AS manifest ON manifest.id = artifact.blob_id
    JOIN ${db}.blob ON blob.id = reach.blob_id`,
  (db) => `SELECT repository.name, blob.digest, refs FROM ${db}.repository_reach
    JOIN ${db}.blob ON blob.id = blob_id JOIN ${db}.repository ON repository.id = repository_id`,
  (db) => `SELECT key, value FROM ${db}.meta WHERE key IN ('revision', 'rest', 'verify')`,
];

/** Counts the rows; one that says something else counts once. `path` is the other catalogue's file. */
export function countDifferences(catalog: Catalog, path: string): number {
  catalog.db.prepare('ATTACH ? AS other').run(path);
  try {
    return reads.reduce(
      (sum, read) => sum + Math.max(lacking(catalog, read, 'main', 'other'), lacking(catalog, read, 'other', 'main')),
      0,
    );
  } finally {
    catalog.db.exec('DETACH other');
  }
}

function lacking(catalog: Catalog, read: (db: string) => string, has: string, lacks: string): number {
  return Number(
    catalog.db
      .prepare(`SELECT count(*) FROM (SELECT * FROM (${read(has)}) EXCEPT SELECT * FROM (${read(lacks)}))`)
      .pluck()
      .get(),
  );
}
