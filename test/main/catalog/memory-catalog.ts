// Room test/main/catalog: a catalogue in memory, filled by hand: artifacts of a repository that reach blobs of given sizes.
import { setReach } from '../../../main/catalog/accounting.ts';
import { Catalog } from '../../../main/catalog/catalog.ts';
import { repositoryId } from '../../../main/catalog/change.ts';

export function memoryCatalog(): Catalog {
  return Catalog.open(':memory:', 'a store').catalog;
}

/** Row id of a blob that is there with this size; made on first use. */
export function storedBlob(catalog: Catalog, digest: string, sizeBytes: number): number {
  catalog
    .sql('INSERT INTO blob (digest, size_bytes, stored_bytes, present) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING')
    .run(digest, sizeBytes, sizeBytes);
  return catalog.sql('SELECT id FROM blob WHERE digest = ?').pluck().get(digest) as number;
}

/** Makes `blobs` what an artifact reaches; the artifact is made on first use, its manifest being the blob of this digest. */
export function reach(catalog: Catalog, repository: string, digest: string, blobs: readonly number[]): void {
  const home = repositoryId(catalog, repository);
  const manifest = storedBlob(catalog, digest, 0);
  catalog.sql('INSERT INTO artifact (repository_id, blob_id) VALUES (?, ?) ON CONFLICT DO NOTHING').run(home, manifest);
  const id = catalog.sql('SELECT id FROM artifact WHERE repository_id = ? AND blob_id = ?').pluck().get(home, manifest) as number;
  setReach(catalog, id, home, new Set(blobs));
}
