// Room catalog: damage that verify found and nobody repaired yet, and what follows from it for the rows of a blob. A record
// counts while something needs the blob; of what is deleted nobody asks any more. It knows no files.
import type { ArtifactName, Damage, DamageProblem } from '../../preload/contract/upkeep-model.ts';
import type { Catalog } from './catalog.ts';
import { forgetBlob, putBlobFile } from './documents.ts';

/** A row of the table `damage`. */
export interface DamageRow {
  readonly digest: string;
  readonly problem: DamageProblem;
  readonly foundAt: string;
}

/** In the catalogue, a bad blob is not there. Returns digests for `settle`. `sizeBytes` is what its descriptor says, or 0. */
export function hideBlob(catalog: Catalog, digest: string, sizeBytes: number): readonly string[] {
  putBlobFile(catalog, digest, null);
  catalog.sql('UPDATE blob SET size_bytes = ? WHERE digest = ?').run(sizeBytes, digest);
  return forgetBlob(catalog, digest);
}

/** Drops the row of a blob that is neither there nor needed. */
export function forgetUnneeded(catalog: Catalog, digest: string): void {
  catalog.sql('DELETE FROM blob WHERE digest = ? AND present = 0 AND artifact_refs = 0').run(digest);
}

export function isDamaged(catalog: Catalog, digest: string): boolean {
  return catalog.sql('SELECT 1 FROM damage WHERE digest = ?').get(digest) !== undefined;
}

/** Every record, of blobs nothing needs too. */
export function allDamage(catalog: Catalog): readonly DamageRow[] {
  return catalog.sql('SELECT digest, problem, found_at AS foundAt FROM damage ORDER BY digest').all() as DamageRow[];
}

/** Records of blobs that something needs; of one repository, or of the whole store (null). */
export function neededDamage(catalog: Catalog, repository: string | null): readonly DamageRow[] {
  return catalog
    .sql(
      `SELECT damage.digest, problem, found_at AS foundAt FROM damage JOIN blob ON blob.digest = damage.digest
       WHERE artifact_refs > 0 AND (@repository IS NULL OR blob.id IN (
         SELECT blob_id FROM repository_reach JOIN repository ON repository.id = repository_id WHERE repository.name = @repository))
       ORDER BY damage.digest`,
    )
    .all({ repository }) as DamageRow[];
}

/**
 * Damaged or missing blobs that a tag, a member, a root or an index names: manifests nobody can read any more. What they
 * needed is not known, so while there are any, nothing may be taken away (I8).
 */
export function damagedDocuments(catalog: Catalog): readonly string[] {
  return allDamage(catalog)
    .map(({ digest }) => digest)
    .filter((digest) => isDocumentName(catalog, digest));
}

/** Sizes of blobs that something needs or that are damaged, and that are not here, by digest; 0 where no descriptor says. */
export function absentBlobs(catalog: Catalog): ReadonlyMap<string, number> {
  const rows = catalog
    .sql(
      `SELECT digest, size_bytes AS sizeBytes FROM blob WHERE present = 0
       UNION ALL SELECT digest, 0 FROM damage WHERE digest NOT IN (SELECT digest FROM blob)`,
    )
    .all() as { digest: string; sizeBytes: number }[];
  return new Map(rows.map(({ digest, sizeBytes }) => [digest, sizeBytes]));
}

/** The blob itself, and what is not here of all that a manifest or index leads to. */
export function absentBelow(catalog: Catalog, digest: string): readonly string[] {
  const below = catalog
    .sql(
      `WITH RECURSIVE tree (id) AS (SELECT id FROM blob WHERE digest = ?
         UNION SELECT edge.child_id FROM tree JOIN edge ON edge.parent_id = tree.id)
       SELECT digest FROM tree JOIN blob ON blob.id = tree.id WHERE present = 0`,
    )
    .pluck()
    .all(digest) as string[];
  return [digest, ...below];
}

/** True for a digest that is used as a manifest or index: by a tag, an artifact, a root or an index. */
export function isDocumentName(catalog: Catalog, digest: string): boolean {
  const named = catalog
    .sql(
      `SELECT 1 FROM tag WHERE digest = @digest UNION ALL SELECT 1 FROM member WHERE digest = @digest
       UNION ALL SELECT 1 FROM root WHERE digest = @digest
       UNION ALL SELECT 1 FROM blob JOIN edge ON edge.child_id = blob.id AND edge.role = 'child' WHERE blob.digest = @digest LIMIT 1`,
    )
    .get({ digest });
  return named !== undefined;
}

/** The record as screens show it, with the artifacts that need the blob. */
export function describeDamage(catalog: Catalog, { digest, problem, foundAt }: DamageRow): Damage {
  const sizeBytes = catalog.sql('SELECT size_bytes FROM blob WHERE digest = ?').pluck().get(digest);
  return { digest, problem, foundAt, sizeBytes: Number(sizeBytes ?? 0), artifacts: artifactsWith(catalog, digest) };
}

/** Artifacts that need a blob, by name. */
function artifactsWith(catalog: Catalog, digest: string): readonly ArtifactName[] {
  const rows = catalog
    .sql(
      `SELECT repository.name AS repository, manifest.digest,
         (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE tag.repository_id = repository.id AND tag.digest = manifest.digest ORDER BY name)) AS tags
       FROM blob JOIN reach ON reach.blob_id = blob.id JOIN artifact ON artifact.id = reach.artifact_id
         JOIN blob AS manifest ON manifest.id = artifact.blob_id JOIN repository ON repository.id = artifact.repository_id
       WHERE blob.digest = ? ORDER BY 1, 2`,
    )
    .all(digest) as { repository: string; digest: string; tags: string }[];
  return rows.map((row) => ({
    repository: row.repository === '' ? null : row.repository,
    digest: row.digest,
    tags: JSON.parse(row.tags) as string[],
  }));
}
