// Room catalog: what a cleanup frees, to the byte. Unique bytes do not add up, so the joint figure is counted over the blobs: one
// is freed when every artifact that reaches it goes and nothing holds it; it counts with the first row that reaches it.
import type { ArtifactName } from '../../preload/contract/upkeep-model.ts';
import type { Catalog } from './catalog.ts';

/** One selected row, in the order of the plan. Without `deletes` it only loses tags. */
export interface SelectedRow {
  readonly artifactId: number;
  readonly deletes: boolean;
}

export interface RowFigures {
  readonly freedBytes: number;
  readonly countedAboveBytes: number;
  /** An artifact that needs what stays. */
  readonly staysFor: ArtifactName | null;
}

export interface CleanupFigures {
  readonly rows: readonly RowFigures[];
  /** Bytes of all blobs the rows reach, each counted once. */
  readonly fullBytes: number;
  /** Parts that stay and that no tag points to. */
  readonly indexChildCount: number;
  readonly referrerCount: number;
}

/** Counts. `held`: digests that stay whatever happens; null where all of them do (I8). Nothing but temporary tables changes. */
export function cleanupFigures(
  catalog: Catalog,
  selected: readonly SelectedRow[],
  held: ReadonlySet<string> | null,
): CleanupFigures {
  fillTables(catalog, selected, held);
  const freed = byPosition(catalog, 'SELECT position, sum(bytes) AS value FROM temp.cleanup_gone GROUP BY position');
  const going = byPosition(
    catalog,
    `SELECT own.position, sum(gone.bytes) AS value FROM temp.cleanup_row AS own CROSS JOIN reach ON reach.artifact_id = own.artifact_id
     CROSS JOIN temp.cleanup_gone AS gone ON gone.blob_id = reach.blob_id WHERE own.deletes = 1 GROUP BY own.position`,
  );
  const keepers = byPosition(
    catalog,
    `SELECT own.position, min(keeper.artifact_id) AS value FROM temp.cleanup_row AS own CROSS JOIN reach ON reach.artifact_id = own.artifact_id
     CROSS JOIN temp.cleanup_keeper AS keeper ON keeper.blob_id = reach.blob_id GROUP BY own.position`,
  );
  const names = artifactNames(catalog, new Set(keepers.values()));
  const count = (sql: string): number => Number(catalog.sql(sql).pluck().get());
  return {
    rows: selected.map((_row, position) => ({
      freedBytes: freed.get(position) ?? 0,
      countedAboveBytes: (going.get(position) ?? 0) - (freed.get(position) ?? 0),
      staysFor: names.get(keepers.get(position) ?? 0) ?? null,
    })),
    fullBytes: count(
      `SELECT coalesce(sum(stored_bytes), 0) FROM blob WHERE id IN (
         SELECT reach.blob_id FROM temp.cleanup_row AS own CROSS JOIN reach ON reach.artifact_id = own.artifact_id)`,
    ),
    indexChildCount: count(
      `SELECT count(DISTINCT child.id) FROM edge JOIN blob AS child ON child.id = edge.child_id
       WHERE edge.role = 'child' AND edge.attestation = 0 AND ${staysUntagged}`,
    ),
    referrerCount: count(
      `SELECT count(*) FROM document JOIN blob AS child ON child.id = document.blob_id JOIN blob AS subject ON subject.digest = document.subject
       JOIN document AS live ON live.blob_id = subject.id WHERE ${staysUntagged}`,
    ),
  };
}

const staysUntagged = `child.present = 1 AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.digest = child.digest)
  AND child.id NOT IN (SELECT blob_id FROM temp.cleanup_gone)`;

const tables = `
CREATE TEMP TABLE IF NOT EXISTS cleanup_row (artifact_id INTEGER PRIMARY KEY, position INTEGER NOT NULL, deletes INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS cleanup_gone (blob_id INTEGER PRIMARY KEY, position INTEGER NOT NULL, bytes INTEGER NOT NULL);
CREATE TEMP TABLE IF NOT EXISTS cleanup_keeper (blob_id INTEGER PRIMARY KEY, artifact_id INTEGER NOT NULL);
DELETE FROM temp.cleanup_row; DELETE FROM temp.cleanup_gone; DELETE FROM temp.cleanup_keeper;`;

function fillTables(catalog: Catalog, selected: readonly SelectedRow[], held: ReadonlySet<string> | null): void {
  catalog.db.exec(tables);
  const insert = catalog.sql('INSERT INTO temp.cleanup_row (artifact_id, position, deletes) VALUES (?, ?, ?)');
  selected.forEach(({ artifactId, deletes }, position) => insert.run(artifactId, position, deletes ? 1 : 0));
  if (held !== null) {
    catalog
      .sql(
        `INSERT INTO temp.cleanup_gone SELECT blob_id, first, stored_bytes FROM (
           SELECT reach.blob_id, min(own.position) AS first, count(*) AS refs FROM temp.cleanup_row AS own
             CROSS JOIN reach ON reach.artifact_id = own.artifact_id WHERE own.deletes = 1 GROUP BY reach.blob_id) AS reached
         JOIN blob ON blob.id = reached.blob_id
         WHERE reached.refs = blob.artifact_refs AND blob.present = 1 AND blob.digest NOT IN (SELECT value FROM json_each(?))`,
      )
      .run(JSON.stringify([...held]));
  }
  catalog.db.exec(
    `INSERT INTO temp.cleanup_keeper SELECT blob_id, min(artifact_id) FROM reach
     WHERE blob_id IN (SELECT reach.blob_id FROM temp.cleanup_row AS own CROSS JOIN reach ON reach.artifact_id = own.artifact_id)
       AND blob_id NOT IN (SELECT blob_id FROM temp.cleanup_gone)
       AND artifact_id NOT IN (SELECT artifact_id FROM temp.cleanup_row WHERE deletes = 1) GROUP BY blob_id`,
  );
}

function byPosition(catalog: Catalog, sql: string): ReadonlyMap<number, number> {
  const rows = catalog.sql(sql).all() as { position: number; value: number }[];
  return new Map(rows.map(({ position, value }) => [position, value]));
}

function artifactNames(catalog: Catalog, ids: ReadonlySet<number>): ReadonlyMap<number, ArtifactName> {
  const rows = catalog
    .sql(
      `SELECT artifact.id, repository.name AS repository, blob.digest,
         (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE tag.repository_id = repository.id AND tag.digest = blob.digest ORDER BY name)) AS tags
       FROM json_each(?) AS wanted CROSS JOIN artifact ON artifact.id = wanted.value CROSS JOIN blob ON blob.id = artifact.blob_id
         CROSS JOIN repository ON repository.id = artifact.repository_id`,
    )
    .all(JSON.stringify([...ids])) as { id: number; repository: string; digest: string; tags: string }[];
  return new Map(
    rows.map(({ id, repository, digest, tags }) => [
      id,
      { repository: repository === '' ? null : repository, digest, tags: JSON.parse(tags) as string[] },
    ]),
  );
}
