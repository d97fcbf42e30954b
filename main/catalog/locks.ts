// Room catalog: which locks stand, what they add up to, and which one forbids a change or a read (as Azure Container Registry
// has it): the one place that every way in or out asks. A repository's lock covers everything in it, an artifact's lock its
// tags, a tag's lock its artifact. A lock bears on one repository only.
import type { LockInfo, LockSwitches } from '../../preload/contract/upkeep-model.ts';
import { StowageError } from '../errors.ts';
import { familiarRepository, type Repository } from '../oci/reference.ts';
import type { Catalog } from './catalog.ts';
import type { TagChangeRecord } from './change.ts';

/** What a lock is on: a repository (no tag, no digest), a tag or an artifact. The empty repository stands for none. */
export type LockHolder = Pick<LockInfo, 'repository' | 'tag' | 'digest'>;

interface LockRow {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly deleteEnabled: number;
  readonly writeEnabled: number;
  readonly listEnabled: number;
  readonly readEnabled: number;
  readonly since: string;
}

const columns =
  'repository, tag, digest, delete_enabled AS deleteEnabled, write_enabled AS writeEnabled, list_enabled AS listEnabled, read_enabled AS readEnabled, since';

/*
 * Conditions of SQL: the locks that bear on a row of `repository`; of `tag`, joined with it; or of `artifact`, joined with it
 * and with its manifest as `blob`.
 */
export const onRepository = "lock.repository = repository.name AND lock.tag = '' AND lock.digest = ''";
export const onTag =
  "lock.repository = repository.name AND ((lock.tag = '' AND lock.digest = '') OR lock.tag = tag.name OR lock.digest = tag.digest)";
export const onArtifact = `lock.repository = repository.name AND ((lock.tag = '' AND lock.digest = '') OR lock.digest = blob.digest OR lock.tag IN (
  SELECT tag.name FROM tag WHERE tag.repository_id = artifact.repository_id AND tag.digest = blob.digest))`;

/** Condition of SQL, for a row of `lock`: it forbids to delete. What may not be written may not be deleted either. */
export const isAgainstDeletion = '(delete_enabled = 0 OR write_enabled = 0)';

/** The same of a lock that was read. */
export function mayDelete({ deleteEnabled, writeEnabled }: LockSwitches): boolean {
  return deleteEnabled && writeEnabled;
}

const isHidden = (condition: string): string => `EXISTS (SELECT 1 FROM lock WHERE list_enabled = 0 AND ${condition})`;
const tagOfArtifact = 'SELECT 1 FROM tag WHERE tag.repository_id = artifact.repository_id AND tag.digest = blob.digest';

/* Conditions of SQL, for the same rows: it stands in lists. An artifact stands there while one of its tags does. */
export const isRepositoryListed = `NOT ${isHidden(onRepository)}`;
export const isTagListed = `NOT ${isHidden(onTag)}`;
/** For a manifest that is here for another one's sake: neither its repository nor itself is hidden. */
export const isManifestListed = `NOT ${isHidden("lock.repository = repository.name AND lock.tag = '' AND lock.digest IN ('', blob.digest)")}`;
export const isArtifactListed = `(NOT EXISTS (SELECT 1 FROM lock WHERE list_enabled = 0) OR (
  ${isManifestListed}
  AND (NOT EXISTS (${tagOfArtifact}) OR EXISTS (${tagOfArtifact} AND ${isTagListed}))))`;

/** SQL for the switches of several lock rows together, as JSON; every field is null where no row matches `condition`. */
export function switchesSql(condition: string): string {
  return `(SELECT json_object('deleteEnabled', min(delete_enabled), 'writeEnabled', min(write_enabled), 'listEnabled', min(list_enabled),
    'readEnabled', min(read_enabled)) FROM lock WHERE ${condition})`;
}

/** Reads what `switchesSql` gave. */
export function switchesOf(json: string): LockSwitches | null {
  const { deleteEnabled, writeEnabled, listEnabled, readEnabled } = JSON.parse(json) as Record<keyof LockSwitches, number | null>;
  if (deleteEnabled === null) return null;
  return {
    deleteEnabled: deleteEnabled === 1,
    writeEnabled: writeEnabled === 1,
    listEnabled: listEnabled === 1,
    readEnabled: readEnabled === 1,
  };
}

/** Every lock, by reference. */
export function listLocks(catalog: Catalog): readonly LockInfo[] {
  return (catalog.sql(`SELECT ${columns} FROM lock ORDER BY repository, tag, digest`).all() as LockRow[]).map(lockInfo);
}

/** Locks that bear on an artifact of a repository, its tags' included; the repository's own first. */
export function locksOnArtifact(catalog: Catalog, repository: string, digest: string): readonly LockInfo[] {
  const rows = catalog
    .sql(
      `SELECT ${columns} FROM lock WHERE repository = @repository AND ((tag = '' AND digest = '') OR digest = @digest OR tag IN (
         SELECT tag.name FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = @repository AND tag.digest = @digest))
       ORDER BY tag, digest`,
    )
    .all({ repository, digest }) as LockRow[];
  return rows.map(lockInfo);
}

/** Locks that bear on a tag: its repository's, its own, and those of the artifact it points at. */
function locksOnTag(catalog: Catalog, repository: string, tag: string): readonly LockInfo[] {
  const rows = catalog
    .sql(
      `SELECT ${columns} FROM lock WHERE repository = @repository AND ((tag = '' AND digest = '') OR tag = @tag OR digest = (
         SELECT tag.digest FROM tag JOIN repository ON repository.id = repository_id WHERE repository.name = @repository AND tag.name = @tag))
       ORDER BY tag, digest`,
    )
    .all({ repository, tag }) as LockRow[];
  return rows.map(lockInfo);
}

/** The holder's own lock, or null. */
export function lockOf(catalog: Catalog, { repository, tag, digest }: LockHolder): LockInfo | null {
  const row = catalog
    .sql(`SELECT ${columns} FROM lock WHERE repository = ? AND tag = ? AND digest = ?`)
    .get(repository, tag ?? '', digest ?? '');
  return row === undefined ? null : lockInfo(row as LockRow);
}

/**
 * The lock that forbids to set, move or give a tag: of its repository, of the tag, of the artifact it leaves, or of the one it
 * comes to. `to: null` asks while that artifact is not known yet.
 */
export function writeLock(catalog: Catalog, { repository, tag, from, to }: TagChangeRecord): LockInfo | null {
  const artifacts = [from, to].filter((digest) => digest !== null);
  const holders: readonly LockHolder[] = [
    { repository, tag: null, digest: null },
    { repository, tag, digest: null },
    ...artifacts.map((digest) => ({ repository, tag: null, digest })),
  ];
  return firstAgainst(catalog, holders, 'writeEnabled');
}

/** The lock that forbids an artifact to come into a repository without a tag; `digest: null` while it is not known yet. */
export function joinLock(catalog: Catalog, repository: string, digest: string | null): LockInfo | null {
  const own = digest === null ? [] : [{ repository, tag: null, digest }];
  return firstAgainst(catalog, [{ repository, tag: null, digest: null }, ...own], 'writeEnabled');
}

/** The lock that forbids to remove a tag: of its repository, of the tag, or of its artifact. */
export function untagLock(catalog: Catalog, repository: string, tag: string): LockInfo | null {
  return locksOnTag(catalog, repository, tag).find(({ switches }) => !mayDelete(switches)) ?? null;
}

/**
 * The lock that forbids to read a manifest or any other blob, in one repository or (null) in all of them. An artifact is judged
 * by its own locks; a part, by those of the artifacts that need it: one that may be read lets its parts be read, but for a
 * companion with a lock of its own. What no artifact needs is not locked.
 */
export function readLock(catalog: Catalog, digest: string, repository: string | null): LockInfo | null {
  // Nearly always there is none, and a base layer may be needed by every artifact.
  if (catalog.sql('SELECT 1 FROM lock WHERE read_enabled = 0 LIMIT 1').get() === undefined) return null;
  const freest = catalog
    .sql(
      `SELECT repository.name AS repository, blob.digest, EXISTS (SELECT 1 FROM lock WHERE read_enabled = 0 AND ${onArtifact}) AS locked
       FROM blob AS wanted CROSS JOIN reach ON reach.blob_id = wanted.id CROSS JOIN artifact ON artifact.id = reach.artifact_id
         CROSS JOIN blob ON blob.id = artifact.blob_id CROSS JOIN repository ON repository.id = artifact.repository_id
       WHERE wanted.digest = @digest AND (@repository IS NULL OR repository.name = @repository)
       ORDER BY blob.digest <> @digest, locked LIMIT 1`,
    )
    .get({ digest, repository }) as { repository: string; digest: string; locked: number } | undefined;
  if (freest === undefined) return null;
  if (freest.locked === 0) return companionLock(catalog, digest, repository);
  return locksOnArtifact(catalog, freest.repository, freest.digest).find(({ switches }) => !switches.readEnabled) ?? null;
}

/** The lock on a companion itself, or on its tag, that forbids to read it in one repository or (null) in all it is in. */
function companionLock(catalog: Catalog, digest: string, repository: string | null): LockInfo | null {
  const homes = catalog
    .sql('SELECT DISTINCT name FROM companion JOIN repository ON repository.id = repository_id WHERE digest = ? ORDER BY 1')
    .pluck()
    .all(digest) as string[];
  const locks = homes
    .filter((home) => repository === null || home === repository)
    .map((home) => locksOnArtifact(catalog, home, digest).find(({ switches }) => !switches.readEnabled) ?? null);
  return locks.includes(null) ? null : (locks[0] ?? null);
}

/** The failure of what a lock forbids. `reference`, in familiar form, is what was asked for. */
export function lockedError(lock: LockInfo, reference: string, action: 'delete' | 'write' | 'read'): StowageError<'locked'> {
  return new StowageError('locked', { reference, action, by: familiarHolder(lock) });
}

/** Refuses what a lock forbids; null forbids nothing. @throws StowageError locked */
export function refuseLocked(lock: LockInfo | null, reference: string, action: 'delete' | 'write' | 'read'): void {
  if (lock !== null) throw lockedError(lock, reference, action);
}

function firstAgainst(catalog: Catalog, holders: readonly LockHolder[], what: keyof LockSwitches): LockInfo | null {
  for (const holder of holders) {
    const lock = lockOf(catalog, holder);
    if (lock !== null && !lock.switches[what]) return lock;
  }
  return null;
}

/** As a command takes it, in familiar form; an artifact without a repository is called by its digest. */
function familiarHolder({ repository, tag, digest }: LockHolder): string {
  return named(repository === '' ? '' : familiarRepository(repository as Repository), tag, digest);
}

function named(repository: string, tag: string | null, digest: string | null): string {
  if (tag !== null) return `${repository}:${tag}`;
  if (digest === null) return repository;
  return repository === '' ? digest : `${repository}@${digest}`;
}

function lockInfo({ repository, since, ...row }: LockRow): LockInfo {
  const tag = row.tag === '' ? null : row.tag;
  const digest = row.digest === '' ? null : row.digest;
  return {
    reference: named(repository, tag, digest),
    repository,
    tag,
    digest,
    switches: {
      deleteEnabled: row.deleteEnabled === 1,
      writeEnabled: row.writeEnabled === 1,
      listEnabled: row.listEnabled === 1,
      readEnabled: row.readEnabled === 1,
    },
    since,
  };
}
