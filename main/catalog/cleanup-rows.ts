// Room catalog: what a cleanup chooses from: tags, untagged artifacts, blobs no artifact reaches, and what locks and leases
// keep. It applies no rule; each answer is one statement, so that 50,000 tags cost a scan.
import type { FormerTag } from '../../preload/contract/model.ts';
import type { Catalog } from './catalog.ts';
import { isTagOfArtifact } from './companions.ts';
import { isAgainstDeletion } from './locks.ts';

export interface TagRow {
  readonly artifactId: number;
  readonly repository: string;
  readonly digest: string;
  readonly tag: string;
  readonly updatedAt: string;
  readonly sizeBytes: number;
  readonly isUnreadable: boolean;
}

/** Every tag with its artifact, newest first. */
export function tagRows(catalog: Catalog): readonly TagRow[] {
  const rows = catalog
    .sql(
      `SELECT artifact.id AS artifactId, repository.name AS repository, tag.digest, tag.name AS tag, tag.updated_at AS updatedAt,
         artifact.size_bytes AS sizeBytes, document.unreadable IS NOT NULL AS isUnreadable
       FROM tag JOIN repository ON repository.id = tag.repository_id JOIN blob ON blob.digest = tag.digest
         JOIN artifact ON artifact.repository_id = tag.repository_id AND artifact.blob_id = blob.id
         LEFT JOIN document ON document.blob_id = blob.id
       ORDER BY tag.updated_at DESC, repository.name, tag.name`,
    )
    .all() as (Omit<TagRow, 'isUnreadable'> & { isUnreadable: number })[];
  return rows.map((row) => ({ ...row, isUnreadable: row.isUnreadable === 1 }));
}

export interface UntaggedRow {
  readonly artifactId: number;
  readonly repository: string;
  readonly digest: string;
  readonly sizeBytes: number;
  /** When it lost its last tag, or came in without one. */
  readonly since: string | null;
  readonly formerTags: readonly FormerTag[];
  readonly isUnreadable: boolean;
}

/** Every untagged artifact, newest first. */
export function untaggedRows(catalog: Catalog): readonly UntaggedRow[] {
  const rows = catalog
    .sql(
      `SELECT artifact.id AS artifactId, repository.name AS repository, blob.digest, artifact.size_bytes AS sizeBytes,
         coalesce(member.untagged_at, member.added_at) AS since, document.unreadable IS NOT NULL AS isUnreadable,
         (SELECT json_group_array(json_object('tag', tag, 'until', until, 'replacedBy', replaced_by)) FROM former_tag
           WHERE former_tag.repository_id = artifact.repository_id AND former_tag.digest = blob.digest) AS formerTags
       FROM artifact JOIN blob ON blob.id = artifact.blob_id JOIN repository ON repository.id = artifact.repository_id
         LEFT JOIN document ON document.blob_id = blob.id
         LEFT JOIN member ON member.repository_id = artifact.repository_id AND member.digest = blob.digest
       WHERE NOT EXISTS (SELECT 1 FROM tag WHERE tag.digest = blob.digest AND tag.repository_id = artifact.repository_id)
       ORDER BY since DESC, repository.name, blob.digest`,
    )
    .all() as (Omit<UntaggedRow, 'isUnreadable' | 'formerTags'> & { isUnreadable: number; formerTags: string })[];
  return rows.map((row) => ({
    ...row,
    formerTags: JSON.parse(row.formerTags) as FormerTag[],
    isUnreadable: row.isUnreadable === 1,
  }));
}

export interface UnreferencedRow {
  readonly blobId: number;
  readonly digest: string;
  readonly sizeBytes: number;
  /** This store hashed it; otherwise another program wrote it. */
  readonly isOurs: boolean;
}

/** Blobs that no artifact reaches. */
export function unreferencedRows(catalog: Catalog): readonly UnreferencedRow[] {
  const rows = catalog
    .sql(
      'SELECT id AS blobId, digest, stored_bytes AS sizeBytes, verified AS isOurs FROM blob WHERE present = 1 AND artifact_refs = 0 ORDER BY digest',
    )
    .all() as (Omit<UnreferencedRow, 'isOurs'> & { isOurs: number })[];
  return rows.map((row) => ({ ...row, isOurs: row.isOurs === 1 }));
}

/** Rows of artifacts that a lock keeps from being deleted: their repository's, a tag's of theirs, their own, or a part's or companion's. */
export function lockedArtifacts(catalog: Catalog): ReadonlySet<number> {
  const ids = catalog
    .sql(
      `SELECT artifact.id FROM lock JOIN repository ON repository.name = lock.repository JOIN artifact ON artifact.repository_id = repository.id
       WHERE ${isAgainstDeletion} AND CASE
         WHEN lock.digest <> '' THEN EXISTS (SELECT 1 FROM blob JOIN reach ON reach.blob_id = blob.id AND reach.artifact_id = artifact.id WHERE blob.digest = lock.digest)
         WHEN lock.tag <> '' THEN EXISTS (SELECT 1 FROM tag JOIN blob ON blob.digest = tag.digest WHERE tag.repository_id = repository.id AND tag.name = lock.tag AND (
           blob.id = artifact.blob_id OR (NOT ${isTagOfArtifact} AND EXISTS (SELECT 1 FROM reach WHERE reach.blob_id = blob.id AND reach.artifact_id = artifact.id))))
         ELSE 1 END`,
    )
    .pluck()
    .all();
  return new Set(ids as number[]);
}

/** Digests that these leases hold. */
export function leasedDigests(catalog: Catalog, leaseIds: ReadonlySet<string>): ReadonlySet<string> {
  const digests = catalog
    .sql('SELECT digest FROM lease_blob WHERE lease_id IN (SELECT value FROM json_each(?))')
    .pluck()
    .all(JSON.stringify([...leaseIds]));
  return new Set(digests as string[]);
}
