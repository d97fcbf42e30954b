// Room catalog: what a selection of artifacts weighs together. Unique bytes do not add up (two artifacts may share bytes
// that nobody else needs), so the joint figure is counted over the blobs.
import type { SelectionFootprint } from '../../preload/contract/model.ts';
import type { Catalog } from './catalog.ts';

/** One artifact of a selection: its repository by full name, `''` for none, and its digest. */
export interface SelectedArtifact {
  readonly repository: string;
  readonly digest: string;
}

/** Counts every blob the selection reaches once. Unknown artifacts count nothing, and one that is named twice counts once. */
export function selectionFootprint(catalog: Catalog, selection: readonly SelectedArtifact[]): SelectionFootprint {
  const chosen = catalog
    .sql(
      `SELECT DISTINCT artifact.id FROM json_each(?) AS wanted CROSS JOIN repository ON repository.name = wanted.value ->> 'repository'
       CROSS JOIN blob ON blob.digest = wanted.value ->> 'digest'
       CROSS JOIN artifact ON artifact.repository_id = repository.id AND artifact.blob_id = blob.id`,
    )
    .pluck()
    .all(JSON.stringify(selection)) as number[];
  const ids = JSON.stringify(chosen);
  const sums = catalog
    .sql(
      `SELECT coalesce(sum(stored_bytes), 0) AS sizeBytes, coalesce(sum(CASE WHEN held.refs = blob.artifact_refs THEN stored_bytes END), 0) AS uniqueBytes
       FROM (SELECT blob_id, count(*) AS refs FROM json_each(?) AS chosen CROSS JOIN reach ON reach.artifact_id = chosen.value GROUP BY blob_id) AS held
         CROSS JOIN blob ON blob.id = held.blob_id`,
    )
    .get(ids) as Pick<SelectionFootprint, 'sizeBytes' | 'uniqueBytes'>;
  const singles = catalog
    .sql(
      'SELECT coalesce(sum(unique_bytes), 0) AS bytes FROM json_each(?) AS chosen CROSS JOIN artifact ON artifact.id = chosen.value',
    )
    .get(ids) as { bytes: number };
  const tags = catalog
    .sql(
      `SELECT repository.name || ':' || tag.name FROM json_each(?) AS chosen CROSS JOIN artifact ON artifact.id = chosen.value
         CROSS JOIN blob ON blob.id = artifact.blob_id CROSS JOIN repository ON repository.id = artifact.repository_id
         CROSS JOIN tag ON tag.repository_id = repository.id AND tag.digest = blob.digest ORDER BY 1`,
    )
    .pluck()
    .all(ids) as string[];
  const { sizeBytes, uniqueBytes } = sums;
  return {
    sizeBytes,
    uniqueBytes,
    sharedBytes: sizeBytes - uniqueBytes,
    sumOfSingleUniqueBytes: singles.bytes,
    tags,
    referrerCount: referrerCount(catalog, ids),
  };
}

/** Referrers, and referrers of those, that belong to the selection without being chosen themselves: they go where it goes. */
function referrerCount(catalog: Catalog, ids: string): number {
  const count = catalog
    .sql(
      `SELECT count(DISTINCT document.blob_id) FROM json_each(@ids) AS chosen CROSS JOIN reach ON reach.artifact_id = chosen.value
         CROSS JOIN document ON document.blob_id = reach.blob_id
       WHERE (document.subject IS NOT NULL OR EXISTS (SELECT 1 FROM blob JOIN companion ON companion.digest = blob.digest
           JOIN artifact ON artifact.repository_id = companion.repository_id
         WHERE blob.id = document.blob_id AND artifact.id = chosen.value AND companion.kind <> 'referrers'))
         AND document.blob_id NOT IN (SELECT blob_id FROM json_each(@ids) AS chosen CROSS JOIN artifact ON artifact.id = chosen.value)`,
    )
    .pluck()
    .get({ ids });
  return Number(count);
}
