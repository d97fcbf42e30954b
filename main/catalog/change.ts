// Room catalog: a change of names, as the ledger records it, and its effect on the tables that only the ledger knows:
// tags with their times, members, former tags, absences, verified blobs. Replaying all changes in order gives the same
// rows as living through them (I4).
import type { DamageProblem, LockSwitches } from '../../preload/contract/upkeep-model.ts';
import type { Catalog } from './catalog.ts';

/** A tag that is set (`to`), moved (`from` and `to`) or removed (`to: null`). */
export interface TagChangeRecord {
  readonly repository: string;
  readonly tag: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Since when it stood for `from`, where that is known. */
  readonly fromAt?: string;
  /** Since when it stands for `to`, where that is not now: a change that was taken back. */
  readonly toAt?: string;
}

/** An artifact of a repository; the empty name stands for none. */
export interface MemberRecord {
  readonly repository: string;
  readonly digest: string;
}

/** What the names said of an artifact before it was removed, so that a removal can be taken back whole. */
export interface MemberState extends MemberRecord {
  readonly addedAt: string;
  readonly source: string | null;
  readonly untaggedAt: string | null;
  readonly restoredAt?: string | null;
  readonly tags: readonly { readonly tag: string; readonly updatedAt: string }[];
  readonly formerTags: readonly { readonly tag: string; readonly until: string; readonly replacedBy: string | null }[];
}

/** A lock that is set on a repository (no tag, no digest), a tag or an artifact; `switches: null` lifts it. */
export interface LockRecord {
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly switches: LockSwitches | null;
  /** When it was set first, where a lock is put back. */
  readonly since?: string;
}

/** What a removal took besides names and blobs. */
export interface Taken {
  /** Descriptors of index.json, word for word. */
  readonly roots: readonly string[];
  readonly locks: readonly LockRecord[];
  /** Those of the blobs that are gone which this store had not hashed. */
  readonly unhashed: readonly string[];
}

/** A verify run that came to its end. */
export interface VerifyRecord {
  /** Null: the whole store. */
  readonly repository: string | null;
  readonly deep: boolean;
  readonly durationMs: number;
  readonly checkedCount: number;
  readonly damagedCount: number;
}

/** One change of the store: a line of the ledger. Times are RFC 3339, digests full. */
export interface Change {
  readonly at: string;
  readonly door: string;
  /** Name of the user on the host; absent in changes of other programs. */
  readonly user?: string;
  readonly operation: string;
  readonly source?: string;
  readonly tags?: readonly TagChangeRecord[];
  /** Artifacts that came in without a tag. */
  readonly add?: readonly MemberRecord[];
  readonly remove?: readonly (MemberRecord | MemberState)[];
  /** Artifacts a removal is taken back for. */
  readonly restore?: readonly MemberState[];
  /** Number of the change (its revision) that this one takes back. */
  readonly undoes?: number;
  /** Artifacts of which names came back after another program had written a stale index.json. */
  readonly restored?: readonly MemberRecord[];
  readonly locks?: readonly LockRecord[];
  /** Blobs that verify found bad; one that is in `blobs` later is whole again. */
  readonly damaged?: readonly { readonly digest: string; readonly problem: DamageProblem }[];
  /** Digests a verify run hashed and found whole; absent where `verify` covers the whole store: then all that are known. */
  readonly checked?: readonly string[];
  readonly verify?: VerifyRecord;
  /** Blobs this store hashed itself: published by an import, or verified where they lay (I1). */
  readonly blobs?: readonly string[];
  /** Blobs that were taken away. */
  readonly gone?: readonly string[];
  /** What else `remove` took, as it stood, so that it can be taken back. */
  readonly taken?: Taken;
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
    dropLocks(catalog, member);
    catalog.sql('DELETE FROM member WHERE repository_id = ? AND digest = ?').run(id, member.digest);
    catalog.sql('DELETE FROM tag WHERE repository_id = ? AND digest = ?').run(id, member.digest);
    catalog.sql('DELETE FROM former_tag WHERE repository_id = ? AND digest = ?').run(id, member.digest);
    markChanged(catalog, id, change.at);
    touched.add(member.digest);
  }
  for (const member of change.restore ?? []) restoreMember(catalog, member, change.at, touched);
  for (const { repository, digest } of change.restored ?? []) {
    const id = repositoryId(catalog, repository);
    catalog.sql('UPDATE member SET restored_at = ? WHERE repository_id = ? AND digest = ?').run(change.at, id, digest);
  }
  for (const lock of change.locks ?? []) applyLock(catalog, lock, change.at);
  const verified = catalog.sql(
    'INSERT INTO blob (digest, size_bytes, stored_bytes, verified) VALUES (?, 0, 0, 1) ON CONFLICT (digest) DO UPDATE SET verified = 1, checked_at = NULL',
  );
  for (const digest of change.blobs ?? []) {
    verified.run(digest);
    for (const table of ['damage', 'absence']) catalog.sql(`DELETE FROM ${table} WHERE digest = ?`).run(digest);
  }
  for (const digest of change.gone ?? [])
    catalog.sql('UPDATE blob SET verified = 0, checked_at = NULL WHERE digest = ?').run(digest);
  for (const { digest, reason } of change.absent ?? []) {
    catalog
      .sql('INSERT INTO absence (digest, reason) VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET reason = excluded.reason')
      .run(digest, reason);
  }
  noteVerify(catalog, change);
  return touched;
}

/** Takes a removal back: the artifact is what it was, with its tags, and remembers what it remembered. */
function restoreMember(catalog: Catalog, member: MemberState, at: string, touched: Set<string>): void {
  const id = repositoryId(catalog, member.repository);
  catalog
    .sql(
      `INSERT INTO member (repository_id, digest, added_at, source, untagged_at, restored_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (repository_id, digest) DO UPDATE SET untagged_at = excluded.untagged_at`,
    )
    .run(id, member.digest, member.addedAt, member.source, member.untaggedAt, member.restoredAt ?? null);
  for (const { tag, updatedAt } of member.tags) {
    catalog
      .sql(
        'INSERT INTO tag (repository_id, name, digest, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (repository_id, name) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at',
      )
      .run(id, tag, member.digest, updatedAt);
  }
  catalog.sql('DELETE FROM former_tag WHERE repository_id = ? AND digest = ?').run(id, member.digest);
  for (const { tag, until, replacedBy } of member.formerTags) {
    catalog
      .sql('INSERT INTO former_tag (repository_id, tag, digest, until, replaced_by) VALUES (?, ?, ?, ?, ?)')
      .run(id, tag, member.digest, until, replacedBy);
  }
  markChanged(catalog, id, at);
  touched.add(member.digest);
}

function applyLock(catalog: Catalog, { repository, tag, digest, switches, since }: LockRecord, at: string): void {
  const key = [repository, tag ?? '', digest ?? ''] as const;
  catalog.sql('DELETE FROM lock WHERE repository = ? AND tag = ? AND digest = ?').run(...key);
  if (switches === null) return;
  const { deleteEnabled, writeEnabled, listEnabled, readEnabled } = switches;
  catalog
    .sql(
      'INSERT INTO lock (repository, tag, digest, delete_enabled, write_enabled, list_enabled, read_enabled, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(...key, ...[deleteEnabled, writeEnabled, listEnabled, readEnabled].map(Number), since ?? at);
}

/** The locks of an artifact that is removed, and of the tags it has. */
function dropLocks(catalog: Catalog, { repository, digest }: MemberRecord): void {
  catalog
    .sql(
      `DELETE FROM lock WHERE repository = @repository AND (digest = @digest OR tag IN (
         SELECT tag.name FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = @repository AND tag.digest = @digest))`,
    )
    .run({ repository, digest });
}

function noteVerify(catalog: Catalog, { at, damaged = [], checked, verify }: Change): void {
  if (checked === undefined && verify?.repository === null)
    catalog.sql('UPDATE blob SET checked_at = ? WHERE verified = 1').run(at);
  for (const digest of checked ?? []) catalog.sql('UPDATE blob SET checked_at = ? WHERE digest = ?').run(at, digest);
  for (const { digest, problem } of damaged) {
    // A layer that unpacks to something else than a config says still hashes to its name.
    const verified = problem === 'wrong-diff-id' ? 'verified' : '0';
    catalog.sql(`UPDATE blob SET verified = ${verified}, checked_at = NULL WHERE digest = ?`).run(digest);
    catalog
      .sql(
        'INSERT INTO damage (digest, problem, found_at) VALUES (?, ?, ?) ON CONFLICT (digest) DO UPDATE SET problem = excluded.problem',
      )
      .run(digest, problem, at);
  }
  if (verify?.repository === null) catalog.setMeta('verify', JSON.stringify({ at, ...verify }));
}

function applyTag(catalog: Catalog, change: Change, { repository, tag, to, toAt }: TagChangeRecord, touched: Set<string>): void {
  const id = repositoryId(catalog, repository);
  const current = catalog.sql('SELECT digest FROM tag WHERE repository_id = ? AND name = ?').pluck().get(id, tag);
  const old = typeof current === 'string' ? current : null;
  markChanged(catalog, id, change.at);
  if (to === null) {
    catalog.sql('DELETE FROM tag WHERE repository_id = ? AND name = ?').run(id, tag);
    // Its lock goes along. One that forbids just this stays: another program did it, and the tag may come back.
    catalog
      .sql('DELETE FROM lock WHERE repository = ? AND tag = ? AND delete_enabled = 1 AND write_enabled = 1')
      .run(repository, tag);
  } else {
    putMember(catalog, id, to, change);
    catalog.sql('UPDATE member SET untagged_at = NULL WHERE repository_id = ? AND digest = ?').run(id, to);
    catalog
      .sql(
        // A tag that comes back to where it was (after another program's stale index.json) has not been updated.
        'INSERT INTO tag (repository_id, name, digest, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (repository_id, name) DO UPDATE SET digest = excluded.digest, updated_at = excluded.updated_at WHERE digest <> excluded.digest',
      )
      .run(id, tag, to, toAt ?? change.at);
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

/** An artifact that had no repository moves into the first one it gets, with the time and source of its arrival and its lock. */
function putMember(catalog: Catalog, id: number, digest: string, change: Change): void {
  const nameless = catalog
    .sql(
      `DELETE FROM member WHERE digest = ? AND repository_id = (SELECT id FROM repository WHERE name = '') AND repository_id <> ?
       RETURNING added_at AS addedAt, source`,
    )
    .get(digest, id) as { addedAt: string; source: string | null } | undefined;
  if (nameless !== undefined)
    catalog
      .sql(
        "UPDATE OR REPLACE lock SET repository = (SELECT name FROM repository WHERE id = ?) WHERE repository = '' AND digest = ?",
      )
      .run(id, digest);
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
