// Room catalog: the bytes. Keeps, for every artifact and repository, what it reaches and what only it reaches, up to
// date row by row, so that `du` is a read. Invariant: per blob, artifact_refs and repository_refs count the reachers;
// unique_bytes of a reacher sums stored_bytes of the blobs that nobody else reaches.
import type { Catalog } from './catalog.ts';

interface BlobRow {
  readonly id: number;
  readonly storedBytes: number;
  readonly artifactRefs: number;
  readonly repositoryRefs: number;
}

/** Makes `wanted` (blob ids) the reach of an artifact. Called inside a critical section. Returns the ids that came to it and left it. */
export function setReach(
  catalog: Catalog,
  artifactId: number,
  repositoryId: number,
  wanted: ReadonlySet<number>,
): { readonly gained: readonly number[]; readonly lost: readonly number[] } {
  const current = catalog.sql('SELECT blob_id FROM reach WHERE artifact_id = ?').pluck().all(artifactId) as number[];
  const held = new Set(current);
  const lost = current.filter((id) => !wanted.has(id));
  for (const id of lost) unlinkBlob(catalog, artifactId, repositoryId, blobRow(catalog, id));
  const gained = [...wanted].filter((id) => !held.has(id));
  for (const id of gained) linkBlob(catalog, artifactId, repositoryId, blobRow(catalog, id));
  return { gained, lost };
}

/** Records that a blob file appeared with this size (or vanished: 0) and corrects every figure it counts in. */
export function setStoredBytes(catalog: Catalog, blobId: number, storedBytes: number): void {
  const blob = blobRow(catalog, blobId);
  const delta = storedBytes - blob.storedBytes;
  if (delta === 0) return;
  catalog.sql('UPDATE blob SET stored_bytes = ? WHERE id = ?').run(storedBytes, blobId);
  if (blob.artifactRefs === 0) return;
  catalog
    .sql('UPDATE artifact SET size_bytes = size_bytes + ? WHERE id IN (SELECT artifact_id FROM reach WHERE blob_id = ?)')
    .run(delta, blobId);
  if (blob.artifactRefs === 1) addUnique(catalog, 'artifact', soleArtifact(catalog, blobId), delta);
  const repositories = catalog.sql('SELECT repository_id AS id, refs FROM repository_reach WHERE blob_id = ?').all(blobId) as {
    id: number;
    refs: number;
  }[];
  for (const { id, refs } of repositories) {
    catalog
      .sql('UPDATE repository SET size_bytes = size_bytes + ?, logical_bytes = logical_bytes + ? WHERE id = ?')
      .run(delta, delta * refs, id);
    if (repositories.length === 1) addUnique(catalog, 'repository', id, delta);
  }
}

function linkBlob(catalog: Catalog, artifactId: number, repositoryId: number, blob: BlobRow): void {
  if (blob.artifactRefs === 1) addUnique(catalog, 'artifact', soleArtifact(catalog, blob.id), -blob.storedBytes);
  catalog.sql('INSERT INTO reach (artifact_id, blob_id) VALUES (?, ?)').run(artifactId, blob.id);
  const unique = blob.artifactRefs === 0 ? blob.storedBytes : 0;
  catalog
    .sql('UPDATE artifact SET size_bytes = size_bytes + ?, unique_bytes = unique_bytes + ? WHERE id = ?')
    .run(blob.storedBytes, unique, artifactId);
  const refs = repositoryRefs(catalog, repositoryId, blob.id);
  if (refs === 0 && blob.repositoryRefs === 1)
    addUnique(catalog, 'repository', soleRepository(catalog, blob.id), -blob.storedBytes);
  catalog
    .sql(
      'INSERT INTO repository_reach (repository_id, blob_id, refs) VALUES (?, ?, 1) ON CONFLICT (repository_id, blob_id) DO UPDATE SET refs = refs + 1',
    )
    .run(repositoryId, blob.id);
  const first = refs === 0;
  addToRepository(
    catalog,
    repositoryId,
    first ? blob.storedBytes : 0,
    first && blob.repositoryRefs === 0 ? blob.storedBytes : 0,
    blob.storedBytes,
  );
  catalog
    .sql('UPDATE blob SET artifact_refs = artifact_refs + 1, repository_refs = repository_refs + ? WHERE id = ?')
    .run(first ? 1 : 0, blob.id);
}

function unlinkBlob(catalog: Catalog, artifactId: number, repositoryId: number, blob: BlobRow): void {
  catalog.sql('DELETE FROM reach WHERE artifact_id = ? AND blob_id = ?').run(artifactId, blob.id);
  const unique = blob.artifactRefs === 1 ? blob.storedBytes : 0;
  catalog
    .sql('UPDATE artifact SET size_bytes = size_bytes - ?, unique_bytes = unique_bytes - ? WHERE id = ?')
    .run(blob.storedBytes, unique, artifactId);
  if (blob.artifactRefs === 2) addUnique(catalog, 'artifact', soleArtifact(catalog, blob.id), blob.storedBytes);
  const last = repositoryRefs(catalog, repositoryId, blob.id) === 1;
  if (last) catalog.sql('DELETE FROM repository_reach WHERE repository_id = ? AND blob_id = ?').run(repositoryId, blob.id);
  else
    catalog.sql('UPDATE repository_reach SET refs = refs - 1 WHERE repository_id = ? AND blob_id = ?').run(repositoryId, blob.id);
  addToRepository(
    catalog,
    repositoryId,
    last ? -blob.storedBytes : 0,
    last && blob.repositoryRefs === 1 ? -blob.storedBytes : 0,
    -blob.storedBytes,
  );
  if (last && blob.repositoryRefs === 2) addUnique(catalog, 'repository', soleRepository(catalog, blob.id), blob.storedBytes);
  catalog
    .sql('UPDATE blob SET artifact_refs = artifact_refs - 1, repository_refs = repository_refs - ? WHERE id = ?')
    .run(last ? 1 : 0, blob.id);
}

function blobRow(catalog: Catalog, id: number): BlobRow {
  return catalog
    .sql(
      'SELECT id, stored_bytes AS storedBytes, artifact_refs AS artifactRefs, repository_refs AS repositoryRefs FROM blob WHERE id = ?',
    )
    .get(id) as BlobRow;
}

function repositoryRefs(catalog: Catalog, repositoryId: number, blobId: number): number {
  const refs = catalog
    .sql('SELECT refs FROM repository_reach WHERE repository_id = ? AND blob_id = ?')
    .pluck()
    .get(repositoryId, blobId);
  return typeof refs === 'number' ? refs : 0;
}

function soleArtifact(catalog: Catalog, blobId: number): number {
  return catalog.sql('SELECT artifact_id FROM reach WHERE blob_id = ?').pluck().get(blobId) as number;
}

function soleRepository(catalog: Catalog, blobId: number): number {
  return catalog.sql('SELECT repository_id FROM repository_reach WHERE blob_id = ?').pluck().get(blobId) as number;
}

function addUnique(catalog: Catalog, table: 'artifact' | 'repository', id: number, bytes: number): void {
  catalog.sql(`UPDATE ${table} SET unique_bytes = unique_bytes + ? WHERE id = ?`).run(bytes, id);
}

function addToRepository(catalog: Catalog, id: number, sizeBytes: number, uniqueBytes: number, logicalBytes: number): void {
  catalog
    .sql(
      'UPDATE repository SET size_bytes = size_bytes + ?, unique_bytes = unique_bytes + ?, logical_bytes = logical_bytes + ? WHERE id = ?',
    )
    .run(sizeBytes, uniqueBytes, logicalBytes, id);
}
