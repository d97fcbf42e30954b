// Room store: what a removal takes besides names and blobs, noted in the ledger so that undo puts it back word for word:
// descriptors of index.json, locks, and which of the blobs nobody had hashed. It changes nothing.
import type { Catalog } from '../catalog/catalog.ts';
import type { Change, LockRecord, TagChangeRecord, Taken } from '../catalog/change.ts';
import { lockOf, locksOnArtifact } from '../catalog/locks.ts';
import type { IndexRoot } from './index-file.ts';

/** What stood before a change that may be about to go with it. */
export interface Standing {
  readonly roots: readonly IndexRoot[];
  readonly locks: readonly LockRecord[];
  readonly unhashed: ReadonlySet<string>;
}

/** What stands now; `blobIds` are the rows of blobs that may go. */
export function standing(catalog: Catalog, { tags = [], remove = [] }: Partial<Change>, blobIds: Iterable<number>): Standing {
  const roots = catalog.sql('SELECT digest, name, descriptor FROM root WHERE digest = ? ORDER BY id');
  const unhashed = catalog.sql('SELECT digest FROM blob WHERE id = ? AND verified = 0').pluck();
  const digests = new Set(remove.map(({ digest }) => digest));
  const locks = [
    ...remove.flatMap(({ repository, digest }) => locksOnArtifact(catalog, repository, digest)),
    ...tags.flatMap(({ repository, tag, to }) => (to === null ? (lockOf(catalog, { repository, tag, digest: null }) ?? []) : [])),
  ];
  return {
    roots: [...digests].flatMap((digest) => roots.all(digest) as IndexRoot[]),
    locks: locks.filter(({ tag, digest }) => tag !== null || digest !== null),
    unhashed: new Set([...blobIds].flatMap((id) => (unhashed.get(id) as string | undefined) ?? [])),
  };
}

/** The changes of tags, with the times since when they stood for what they stood for. */
export function withTimes(catalog: Catalog, tags: readonly TagChangeRecord[]): readonly TagChangeRecord[] {
  const updatedAt = catalog
    .sql('SELECT updated_at FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = ? AND tag.name = ?')
    .pluck();
  return tags.map((change) => {
    const fromAt = change.from === null ? undefined : updatedAt.get(change.repository, change.tag);
    return typeof fromAt === 'string' ? { ...change, fromAt } : change;
  });
}

/** What of it is gone, once the change is applied; undefined where nothing is. */
export function takenOf(catalog: Catalog, before: Standing, gone: readonly string[]): Taken | undefined {
  const root = catalog.sql('SELECT 1 FROM root WHERE digest = ? AND name IS ? AND descriptor = ?');
  const roots = before.roots.filter(({ digest, name, descriptor }) => root.get(digest, name, descriptor) === undefined);
  const locks = before.locks
    .filter((lock) => lockOf(catalog, { repository: lock.repository, tag: lock.tag, digest: lock.digest }) === null)
    .map(
      ({ repository, tag, digest, switches, since }): LockRecord => ({
        repository,
        tag,
        digest,
        switches,
        ...(since === undefined ? {} : { since }),
      }),
    );
  const unhashed = gone.filter((digest) => before.unhashed.has(digest));
  if (roots.length + locks.length + unhashed.length === 0) return undefined;
  return { roots: roots.map(({ descriptor }) => descriptor), locks, unhashed };
}
