// Room catalog: a change of names, as the ledger records it, and its effect on the tables that only the ledger knows:
// tags with their times, members, former tags, absences, verified blobs. Replaying all changes in order gives the same
// rows as living through them (I4).
import type { Catalog } from './catalog.ts';

/** A tag that is set (`to`), moved (`from` and `to`) or removed (`to: null`). */
export interface TagChangeRecord {
  readonly repository: string;
  readonly tag: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** An artifact of a repository; the empty name stands for none. */
export interface MemberRecord {
  readonly repository: string;
  readonly digest: string;
}

/** One change of the store: a line of the ledger. Times are RFC 3339, digests full. */
export interface Change {
  readonly at: string;
  readonly door: string;
  readonly operation: string;
  readonly source?: string;
  readonly tags?: readonly TagChangeRecord[];
  /** Artifacts that came in without a tag. */
  readonly add?: readonly MemberRecord[];
  readonly remove?: readonly MemberRecord[];
  /** Blobs this store hashed itself: published by an import, or verified where they lay (I1). */
  readonly blobs?: readonly string[];
  /** Blobs that were taken away. */
  readonly gone?: readonly string[];
  readonly absent?: readonly { readonly digest: string; readonly reason: string }[];
}

/** Row id of a repository, made on first use. */
export function repositoryId(catalog: Catalog, name: string): number {
  const found = catalog.sql('SELECT id FROM repository WHERE name = ?').pluck().get(name);
  if (typeof found === 'number') return found;
  return Number(catalog.sql('INSERT INTO repository (name) VALUES (?)').run(name).lastInsertRowid);
}

/** Applies a change to the name tables. Called inside a critical section; returns the digests whose names changed. */
export function applyChange(catalog: Catalog, change: Change): Set<string> {
  const touched = new Set<string>();
  for (const tag of change.tags ?? []) applyTag(catalog, change, tag, touched);
  for (const member of change.add ?? []) {
    const id = repositoryId(catalog, member.repository);
    putMember(catalog, id, member.digest, change);
    // Without a tag of its own it is untagged from the start.
    noteUntagged(catalog, id, member.digest, change.at);
    markChanged(catalog, id, change.at);
    touched.add(member.digest);
  }
  for (const member of change.remove ?? []) {
    const id = repositoryId(catalog, member.repository);
    catalog.sql('DELETE FROM member WHERE repository_id = ? AND digest = ?').run(id, member.digest);
    catalog.sql('DELETE FROM tag WHERE repository_id = ? AND digest = ?').run(id, member.digest);
    catalog.sql('DELETE FROM former_tag WHERE repository_id = ? AND digest = ?').run(id, member.digest);
    markChanged(catalog, id, change.at);
    touched.add(member.digest);
  }
  const verified = catalog.sql(
    'INSERT INTO blob (digest, size_bytes, stored_bytes, verified) VALUES (?, 0, 0, 1) ON CONFLICT (digest) DO UPDATE SET verified = 1',
  );
  for (const digest of change.blobs ?? []) verified.run(digest);
  for (const digest of change.gone ?? []) catalog.sql('UPDATE blob SET verified = 0 WHERE digest = ?').run(digest);
  for (const { digest, reason } of change.absent ?? []) {
    catalog
      .sql('INSERT INTO absence (digest, reason) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET reason = excluded.reason')
      .run(digest, reason);
  }
  return touched;
}

function applyTag(catalog: Catalog, change: Change, { repository, tag, to }: TagChangeRecord, touched: Set<string>): void {
  const id = repositoryId(catalog, repository);
  const current = catalog.sql('SELECT digest FROM tag WHERE repository_id = ? AND name = ?').pluck().get(id, tag);
  const old = typeof current === 'string' ? current : null;
  markChanged(catalog, id, change.at);
  if (to === null) {
    catalog.sql('DELETE FROM tag WHERE repository_id = ? AND name = ?').run(id, tag);
  } else {
    putMember(catalog, id, to, change);
    catalog.sql('UPDATE member SET untagged_at = NULL WHERE repository_id = ? AND digest = ?').run(id, to);
    catalog
      .sql(
        'INSERT INTO tag (repository_id, name, digest, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (repository_id, name) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at',
      )
      .run(id, tag, to, change.at);
    // A tag that comes back is not a former tag of this artifact any more.
    catalog.sql('DELETE FROM former_tag WHERE repository_id = ? AND tag = ? AND digest = ?').run(id, tag, to);
    touched.add(to);
  }
  if (old === null || old === to) return;
  catalog
    .sql('INSERT INTO former_tag (repository_id, tag, digest, until, replaced_by) VALUES (?, ?, ?, ?, ?)')
    .run(id, tag, old, change.at, to);
  noteUntagged(catalog, id, old, change.at);
  touched.add(old);
}

/** An artifact that had no repository moves into the first one it gets, with the time and source of its arrival. */
function putMember(catalog: Catalog, id: number, digest: string, change: Change): void {
  const nameless = catalog
    .sql(
      `DELETE FROM member WHERE digest = ? AND repository_id = (SELECT id FROM repository WHERE name = '') AND repository_id <> ?
       RETURNING added_at AS addedAt, source`,
    )
    .get(digest, id) as { addedAt: string; source: string | null } | undefined;
  catalog
    .sql('INSERT INTO member (repository_id, digest, added_at, source) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
    .run(id, digest, nameless?.addedAt ?? change.at, nameless?.source ?? change.source ?? null);
}

function noteUntagged(catalog: Catalog, id: number, digest: string, at: string): void {
  catalog
    .sql(
      `UPDATE member SET untagged_at = ? WHERE repository_id = ? AND digest = ? AND untagged_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.repository_id = member.repository_id AND tag.digest = member.digest)`,
    )
    .run(at, id, digest);
}

function markChanged(catalog: Catalog, id: number, at: string): void {
  catalog.sql('UPDATE repository SET changed_at = ? WHERE id = ?').run(at, id);
}
