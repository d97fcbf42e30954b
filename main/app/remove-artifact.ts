// Room app: deletes artifacts: every tag they have in the repository, their referrers and platforms, and the blobs that
// nothing else needs. It is another act than removing a tag.
import type { RemovalReport } from '../../preload/contract/model.ts';
import type { MemberRecord } from '../catalog/change.ts';
import { StowageError } from '../errors.ts';
import { isDigest } from '../oci/digest.ts';
import type { Store } from '../store/store.ts';
import type { AppContext } from './context.ts';
import { resolveArtifact } from './resolve.ts';

interface ArtifactRow {
  readonly id: number;
  readonly repository: string;
  readonly digest: string;
}

/**
 * Deletes artifacts: `repository:tag` or `repository@digest` in that repository, a bare digest in all of them.
 * @throws StowageError reference-* (also for a part of an index, which is deleted with its index), store-read-only
 */
export function removeArtifacts(app: AppContext, input: { readonly references: readonly string[] }): RemovalReport {
  const store = app.openStore('existing');
  const removed: RemovalReport['artifacts'][number][] = [];
  const { swept } = store.commit(() => {
    removed.length = 0;
    const rows = new Map(input.references.flatMap((text) => artifactRows(store, text)).map((row) => [row.id, row]));
    for (const row of rows.values()) removed.push(described(store, row));
    const members = [...rows.values()].map(({ repository, digest }): MemberRecord => ({ repository, digest }));
    return { change: { operation: 'remove', remove: [...members, ...parts(store, rows)] }, sweep: [...rows.keys()] };
  });
  return { artifacts: removed, blobCount: swept.length, freedBytes: swept.reduce((sum, blob) => sum + blob.sizeBytes, 0) };
}

function artifactRows(store: Store, text: string): readonly ArtifactRow[] {
  const { digest, repository } = resolveArtifact(store, text);
  const rows = store.catalog
    .sql(
      `SELECT artifact.id, repository.name AS repository, blob.digest FROM artifact JOIN blob ON blob.id = blob_id
       JOIN repository ON repository.id = repository_id WHERE digest = @digest AND (@repository IS NULL OR repository.name = @repository)`,
    )
    .all({ digest, repository }) as ArtifactRow[];
  if (rows.length === 0) throw new StowageError('reference-not-found', { reference: text });
  return rows;
}

function described(store: Store, { repository, digest }: ArtifactRow): RemovalReport['artifacts'][number] {
  const tags = store.catalog
    .sql(
      'SELECT tag.name FROM tag JOIN repository ON repository.id = repository_id WHERE digest = ? AND repository.name = ? ORDER BY 1',
    )
    .pluck()
    .all(digest, repository) as string[];
  return { repository: repository === '' ? null : repository, digest, tags };
}

/**
 * Children and referrers with claims of their own (nameless roots, old members) that only the deleted artifacts reach: they
 * go along. A tag makes an artifact, so a part that is tagged elsewhere is reached from elsewhere and stays.
 */
function parts(store: Store, rows: ReadonlyMap<number, ArtifactRow>): readonly MemberRecord[] {
  const records: MemberRecord[] = [];
  const reached = store.catalog.sql(
    `SELECT blob.id, blob.digest FROM reach JOIN blob ON blob.id = reach.blob_id JOIN document ON document.blob_id = blob.id
     WHERE reach.artifact_id = ?`,
  );
  const reachers = store.catalog.sql('SELECT artifact_id FROM reach WHERE blob_id = ?').pluck();
  const homes = store.catalog
    .sql('SELECT name FROM member JOIN repository ON repository.id = repository_id WHERE digest = ?')
    .pluck();
  for (const row of rows.values()) {
    for (const part of reached.all(row.id) as { id: number; digest: string }[]) {
      if (part.digest === row.digest || !isDigest(part.digest)) continue;
      if ((reachers.all(part.id) as number[]).some((id) => !rows.has(id))) continue;
      const names = homes.all(part.digest) as string[];
      for (const repository of names.length === 0 ? [''] : names) records.push({ repository, digest: part.digest });
    }
  }
  return records;
}
