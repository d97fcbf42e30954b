// Room catalog: what a verify run covers: the whole store or what one repository reaches, all of it or what was not checked
// since it came. Queries only.
import type { Catalog } from './catalog.ts';

export interface VerifyScope {
  /** Full name; null: the whole store. */
  readonly repository: string | null;
  readonly sinceLast: boolean;
  readonly deep: boolean;
}

const inRepository = `(@repository IS NULL OR blob.id IN (
  SELECT blob_id FROM repository_reach JOIN repository ON repository.id = repository_id WHERE repository.name = @repository))`;

const params = ({ repository, sinceLast }: VerifyScope): object => ({ repository, sinceLast: sinceLast ? 1 : 0 });

/** Blobs to hash. `isSure` is false for one this store did not hash, and for one that was found damaged. */
export function blobsInScope(
  catalog: Catalog,
  scope: VerifyScope,
): readonly { readonly digest: string; readonly sizeBytes: number; readonly isSure: boolean }[] {
  const rows = catalog
    .sql(
      `SELECT blob.digest, size_bytes AS sizeBytes, verified = 1 AND damage.digest IS NULL AS isSure FROM blob
       LEFT JOIN damage ON damage.digest = blob.digest
       WHERE present = 1 AND (@sinceLast = 0 OR checked_at IS NULL) AND ${inRepository}`,
    )
    .all(params(scope)) as { digest: string; sizeBytes: number; isSure: number }[];
  return rows.map((row) => ({ ...row, isSure: row.isSure === 1 }));
}

/** Readable documents that point at a blob to hash. */
export function documentsInScope(catalog: Catalog, scope: VerifyScope): readonly string[] {
  return catalog
    .sql(
      `SELECT blob.digest FROM document JOIN blob ON blob.id = document.blob_id WHERE unreadable IS NULL AND ${inRepository}
       AND (@sinceLast = 0 OR EXISTS (SELECT 1 FROM edge JOIN blob AS part ON part.id = edge.child_id
         WHERE edge.parent_id = document.blob_id AND part.present = 1 AND part.checked_at IS NULL))`,
    )
    .pluck()
    .all(params(scope)) as string[];
}

/** Readable documents that point at one of these blobs. */
export function documentsWith(catalog: Catalog, digests: readonly string[]): readonly string[] {
  return catalog
    .sql(
      `SELECT DISTINCT parent.digest FROM json_each(?) JOIN blob ON blob.digest = value JOIN edge ON edge.child_id = blob.id
       JOIN blob AS parent ON parent.id = edge.parent_id`,
    )
    .pluck()
    .all(JSON.stringify(digests)) as string[];
}

/** Blobs that something needs, that are not here and not known as damaged. */
export function absentInScope(catalog: Catalog, scope: VerifyScope): readonly string[] {
  return catalog
    .sql(
      `SELECT digest FROM blob WHERE present = 0 AND artifact_refs > 0 AND digest NOT IN (SELECT digest FROM damage)
       AND ${inRepository} AND @sinceLast IN (0, 1) ORDER BY digest`,
    )
    .pluck()
    .all(params(scope)) as string[];
}

/**
 * Of these absent blobs, those whose absence is not recorded, each with a manifest that has it as its config or a layer; with null
 * where a root, a tag or an artifact names it.
 */
export function unexplainedAbsences(
  catalog: Catalog,
  digests: readonly string[],
): readonly { readonly digest: string; readonly manifest: string | null }[] {
  return catalog
    .sql(
      `WITH absent AS (SELECT blob.id, digest FROM json_each(@digests) CROSS JOIN blob ON blob.digest = value
         WHERE digest NOT IN (SELECT digest FROM absence))
       SELECT absent.digest, parent.digest AS manifest FROM absent CROSS JOIN edge ON edge.child_id = absent.id AND edge.role <> 'child'
         CROSS JOIN blob AS parent ON parent.id = edge.parent_id
       UNION SELECT digest, NULL FROM absent WHERE EXISTS (SELECT 1 FROM root WHERE root.digest = absent.digest)
         OR EXISTS (SELECT 1 FROM tag WHERE tag.digest = absent.digest) OR EXISTS (SELECT 1 FROM member WHERE member.digest = absent.digest)`,
    )
    .all({ digests: JSON.stringify(digests) }) as { digest: string; manifest: string | null }[];
}

/** True where an earlier run has checked some blobs, so that a run since then covers a part. */
export function hasChecked(catalog: Catalog): boolean {
  return catalog.sql('SELECT 1 FROM blob WHERE checked_at IS NOT NULL LIMIT 1').get() !== undefined;
}
