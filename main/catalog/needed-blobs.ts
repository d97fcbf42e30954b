// Room catalog: what a manifest leads to, from the rows of documents: its parts and what refers to any of them. It reads no files.
import type { Catalog } from './catalog.ts';

export interface NeededBlobRow {
  readonly digest: string;
  readonly sizeBytes: number;
  /** 1 where its file is there. */
  readonly present: number;
  /** Why it is absent by right (I5), or null. */
  readonly absence: string | null;
  /** 1 for a manifest that refers to another. */
  readonly isReferrer: number;
  /** 1 for what is needed as nothing but a platform of an index, which may be left out. */
  readonly isPlatform: number;
}

/**
 * The manifest itself, children, configs, layers, and referrers of any of them, each once. What is only reached through one of
 * `leaves` is not among them, nor are referrers, where they are not wanted.
 */
export function neededBlobs(
  catalog: Catalog,
  digest: string,
  { leaves = [], referrers = true }: { readonly leaves?: readonly string[]; readonly referrers?: boolean } = {},
): readonly NeededBlobRow[] {
  return catalog
    .sql(
      `WITH RECURSIVE needed (id) AS (
         SELECT id FROM blob WHERE digest = @digest
         UNION SELECT edge.child_id FROM needed JOIN edge ON edge.parent_id = needed.id
           WHERE @leaves = '[]' OR needed.id NOT IN (SELECT id FROM blob WHERE digest IN (SELECT value FROM json_each(@leaves)))
         UNION SELECT document.blob_id FROM needed JOIN blob ON blob.id = needed.id JOIN document ON document.subject = blob.digest
           WHERE @referrers AND blob.digest NOT IN (SELECT value FROM json_each(@leaves)))
       SELECT blob.digest, size_bytes AS sizeBytes, present, absence.reason AS absence, subject IS NOT NULL AS isReferrer,
         EXISTS (SELECT 1 FROM edge WHERE child_id = blob.id AND role = 'child')
           AND NOT EXISTS (SELECT 1 FROM edge WHERE child_id = blob.id AND role <> 'child') AS isPlatform
       FROM needed JOIN blob ON blob.id = needed.id LEFT JOIN document ON document.blob_id = blob.id
       LEFT JOIN absence ON absence.digest = blob.digest`,
    )
    .all({ digest, leaves: JSON.stringify(leaves), referrers: Number(referrers) }) as NeededBlobRow[];
}
