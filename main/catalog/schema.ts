// Room catalog: the tables. The catalogue is derived (I4): a version that is older or unknown is dropped and made
// again from index.json, blobs and ledger, so a migration is needed only where that would be slow.
import type { Database } from 'better-sqlite3';

export const CATALOG_VERSION = 4;

/*
 * blob        a file under blobs/, or one that is needed and absent. stored_bytes is 0 while absent.
 * document    facts of a live manifest or index (reached by an artifact); edge: what it points at.
 * root        one row per descriptor of index.json, in its order, with the exact text.
 * tag, member, former_tag, absence: the names, from the ledger. damage: blobs verify found bad, not repaired yet.
 * companion   tags that say to which manifest they refer (companions.ts); subject is as much of its digest as the tag has.
 * lock        by full repository name and '' or a tag or a digest; a row with every switch on does not exist.
 * blob.checked_at is when verify last hashed the blob. verify_progress: what a verify run that is not finished has found whole.
 * artifact    (repository, manifest) rows the screens show; reach: every blob each one needs.
 * The *_bytes and *_refs columns are kept up to date by accounting.ts, so that lists and `du` need no walk.
 */
const tables = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE blob (
  id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, size_bytes INTEGER NOT NULL, stored_bytes INTEGER NOT NULL,
  present INTEGER NOT NULL DEFAULT 0, verified INTEGER NOT NULL DEFAULT 0,
  artifact_refs INTEGER NOT NULL DEFAULT 0, repository_refs INTEGER NOT NULL DEFAULT 0, checked_at TEXT);
CREATE INDEX blob_absent ON blob (id) WHERE present = 0;
CREATE TABLE document (
  blob_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, media_type TEXT NOT NULL, artifact_type TEXT, artifact_kind TEXT NOT NULL,
  subject TEXT, platform TEXT, created_at TEXT, layer_count INTEGER NOT NULL, referrer_kind TEXT NOT NULL, unreadable TEXT);
CREATE INDEX document_by_subject ON document (subject) WHERE subject IS NOT NULL;
CREATE TABLE edge (
  parent_id INTEGER NOT NULL, position INTEGER NOT NULL, child_id INTEGER NOT NULL, role TEXT NOT NULL, platform TEXT,
  attestation INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (parent_id, position)) WITHOUT ROWID;
CREATE INDEX edge_by_child ON edge (child_id, role);
CREATE TABLE root (id INTEGER PRIMARY KEY, digest TEXT NOT NULL, name TEXT, descriptor TEXT NOT NULL);
CREATE INDEX root_by_digest ON root (digest);
CREATE INDEX root_by_name ON root (name) WHERE name IS NOT NULL;
CREATE TABLE repository (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size_bytes INTEGER NOT NULL DEFAULT 0, unique_bytes INTEGER NOT NULL DEFAULT 0,
  logical_bytes INTEGER NOT NULL DEFAULT 0, changed_at TEXT NOT NULL DEFAULT '');
CREATE TABLE tag (
  repository_id INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, updated_at TEXT NOT NULL,
  PRIMARY KEY (repository_id, name)) WITHOUT ROWID;
CREATE INDEX tag_by_digest ON tag (digest);
CREATE TABLE companion (
  repository_id INTEGER NOT NULL, tag TEXT NOT NULL, subject TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (repository_id, tag)) WITHOUT ROWID;
CREATE INDEX companion_by_subject ON companion (subject);
CREATE INDEX companion_by_digest ON companion (digest);
CREATE TABLE member (
  repository_id INTEGER NOT NULL, digest TEXT NOT NULL, added_at TEXT NOT NULL, source TEXT, untagged_at TEXT, restored_at TEXT,
  PRIMARY KEY (repository_id, digest)) WITHOUT ROWID;
CREATE INDEX member_by_digest ON member (digest);
CREATE TABLE former_tag (
  repository_id INTEGER NOT NULL, tag TEXT NOT NULL, digest TEXT NOT NULL, until TEXT NOT NULL, replaced_by TEXT);
CREATE INDEX former_tag_by_digest ON former_tag (repository_id, digest);
CREATE TABLE absence (digest TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE damage (digest TEXT PRIMARY KEY, problem TEXT NOT NULL, found_at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE lock (
  repository TEXT NOT NULL, tag TEXT NOT NULL, digest TEXT NOT NULL, delete_enabled INTEGER NOT NULL, write_enabled INTEGER NOT NULL,
  list_enabled INTEGER NOT NULL, read_enabled INTEGER NOT NULL, since TEXT NOT NULL, PRIMARY KEY (repository, tag, digest)) WITHOUT ROWID;
CREATE TABLE artifact (
  id INTEGER PRIMARY KEY, repository_id INTEGER NOT NULL, blob_id INTEGER NOT NULL, size_bytes INTEGER NOT NULL DEFAULT 0,
  unique_bytes INTEGER NOT NULL DEFAULT 0, UNIQUE (repository_id, blob_id));
CREATE INDEX artifact_by_blob ON artifact (blob_id);
CREATE TABLE reach (artifact_id INTEGER NOT NULL, blob_id INTEGER NOT NULL, PRIMARY KEY (artifact_id, blob_id)) WITHOUT ROWID;
CREATE INDEX reach_by_blob ON reach (blob_id, artifact_id);
CREATE TABLE repository_reach (
  repository_id INTEGER NOT NULL, blob_id INTEGER NOT NULL, refs INTEGER NOT NULL, PRIMARY KEY (repository_id, blob_id)) WITHOUT ROWID;
CREATE INDEX repository_reach_by_blob ON repository_reach (blob_id, repository_id);
CREATE TABLE lease (id TEXT PRIMARY KEY, owner TEXT NOT NULL, purpose TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE lease_blob (lease_id TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (lease_id, digest)) WITHOUT ROWID;
CREATE INDEX lease_blob_by_digest ON lease_blob (digest);
CREATE TABLE verify_progress (scope TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, digest)) WITHOUT ROWID;
`;

/** Tables that hold the derived state, in the order they are emptied for a rebuild. Leases, progress and meta are not among them. */
export const derivedTables = [
  'blob',
  'document',
  'edge',
  'root',
  'repository',
  'tag',
  'companion',
  'member',
  'former_tag',
  'absence',
  'damage',
  'lock',
  'artifact',
  'reach',
  'repository_reach',
] as const;

/** Version of the tables in this database: 0 for a fresh file. */
export function schemaVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Makes the tables in an empty database. The caller holds the write lock. */
export function createSchema(db: Database): void {
  db.exec(tables);
  db.pragma(`user_version = ${CATALOG_VERSION}`);
}

/** Drops every table of an older or foreign catalogue, so that it can be made again. */
export function dropSchema(db: Database): void {
  const names = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[];
  for (const name of names) db.exec(`DROP TABLE "${name}"`);
}
