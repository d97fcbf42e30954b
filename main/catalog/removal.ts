// Room catalog: what a removal of artifacts touches: their rows, the indexes that contain one, the parts that go along, and
// what the names say of each, for undo. It only reads; what is refused is the caller's affair.
import type { LockInfo } from '../../preload/contract/upkeep-model.ts';
import type { Catalog } from './catalog.ts';
import type { MemberRecord, MemberState } from './change.ts';
import { companionSubjects, hasCompanions, isAboutBlob, isNested } from './companions.ts';
import { listLocks, mayDelete } from './locks.ts';
import { digestOfTag } from './lookup.ts';

/** An artifact of a repository, by its row. */
export interface ArtifactRow extends MemberRecord {
  readonly id: number;
}

/** Rows of a digest in one repository, or (null) in all. */
export function artifactRows(catalog: Catalog, digest: string, repository: string | null): readonly ArtifactRow[] {
  return catalog
    .sql(
      `SELECT artifact.id, repository.name AS repository, blob.digest FROM artifact JOIN blob ON blob.id = blob_id
       JOIN repository ON repository.id = repository_id WHERE digest = @digest AND (@repository IS NULL OR repository.name = @repository)`,
    )
    .all({ digest, repository }) as ArtifactRow[];
}

/** Artifacts that contain a manifest, in an index of theirs, with the platform it is there. */
export function artifactsContaining(
  catalog: Catalog,
  child: string,
): readonly (ArtifactRow & { readonly platform: string | null })[] {
  return catalog
    .sql(
      `SELECT artifact.id, repository.name AS repository, own.digest, max(edge.platform) AS platform
       FROM blob JOIN edge ON edge.child_id = blob.id AND edge.role = 'child' JOIN reach ON reach.blob_id = edge.parent_id
         JOIN artifact ON artifact.id = reach.artifact_id JOIN blob AS own ON own.id = artifact.blob_id
         JOIN repository ON repository.id = artifact.repository_id
       WHERE blob.digest = ? AND own.digest <> blob.digest GROUP BY artifact.id ORDER BY repository.name, own.digest`,
    )
    .all(child) as (ArtifactRow & { platform: string | null })[];
}

/** The live manifests a document refers to: by its `subject`, and by tags that make it a companion of theirs. */
export function liveSubjects(catalog: Catalog, digest: string): readonly string[] {
  const subject = liveSubject(catalog, digest);
  const others = companionSubjects(catalog, digest);
  return subject === null ? others : [...new Set([subject, ...others])];
}

function liveSubject(catalog: Catalog, digest: string): string | null {
  const subject = catalog
    .sql(
      `SELECT document.subject FROM blob JOIN document ON document.blob_id = blob.id JOIN blob AS target ON target.digest = document.subject
       JOIN document AS live ON live.blob_id = target.id WHERE blob.digest = ?`,
    )
    .pluck()
    .get(digest);
  return typeof subject === 'string' ? subject : null;
}

/** Companions that go with these rows: no artifacts of their own, and nothing else in the repository leads to them. */
function companionsOfRows(catalog: Catalog, rows: ReadonlyMap<number, ArtifactRow>): readonly MemberRecord[] {
  if (!hasCompanions(catalog)) return [];
  return catalog
    .sql(
      `SELECT DISTINCT repository.name AS repository, companion.digest FROM json_each(@rows) AS going
         CROSS JOIN artifact AS gone ON gone.id = going.value CROSS JOIN reach ON reach.artifact_id = gone.id CROSS JOIN blob ON blob.id = reach.blob_id
         CROSS JOIN companion ON ${isAboutBlob} AND companion.repository_id = gone.repository_id
         CROSS JOIN repository ON repository.id = companion.repository_id
       WHERE ${isNested} AND NOT EXISTS (SELECT 1 FROM blob AS target JOIN reach AS other ON other.blob_id = target.id
           JOIN artifact AS stays ON stays.id = other.artifact_id
         WHERE target.digest = companion.digest AND stays.repository_id = companion.repository_id
           AND stays.id NOT IN (SELECT value FROM json_each(@rows)))`,
    )
    .all({ rows: JSON.stringify([...rows.keys()]) }) as MemberRecord[];
}

/**
 * Claims to give up where a companion that is no artifact of its own is removed from one repository and stays in others. None
 * where it goes altogether, as any other part does.
 */
export function companionClaims(catalog: Catalog, digest: string, repository: string): readonly MemberRecord[] {
  if (liveSubject(catalog, digest) !== null) return [];
  const claim = catalog
    .sql(
      `SELECT 1 FROM companion JOIN repository ON repository.id = repository_id WHERE companion.digest = @digest AND repository.name = @repository
         AND ${isNested} AND EXISTS (SELECT 1 FROM member WHERE member.digest = @digest AND member.repository_id <> companion.repository_id)`,
    )
    .get({ digest, repository });
  return claim === undefined ? [] : [{ repository, digest }];
}

/**
 * Digests of the documents that go when these rows and the dropped documents do: what nothing else reaches, with its children
 * and referrers, down to the last. A part with a row of its own (a tag makes one) that is not among these stays.
 */
export function departing(
  catalog: Catalog,
  rows: ReadonlyMap<number, ArtifactRow>,
  dropped: Iterable<string>,
): ReadonlySet<string> {
  const going = new Set(dropped);
  const reachers = catalog.sql('SELECT artifact_id FROM reach JOIN blob ON blob.id = blob_id WHERE digest = ?').pluck();
  for (const { digest } of [...rows.values(), ...companionsOfRows(catalog, rows)])
    if ((reachers.all(digest) as number[]).every((id) => rows.has(id))) going.add(digest);
  const parts = catalog
    .sql(
      `SELECT child.digest FROM blob JOIN edge ON edge.parent_id = blob.id AND edge.role = 'child' JOIN blob AS child ON child.id = edge.child_id
       WHERE blob.digest = @digest
       UNION SELECT blob.digest FROM document JOIN blob ON blob.id = blob_id WHERE subject = @digest
       UNION SELECT companion.digest FROM companion JOIN blob ON ${isAboutBlob} WHERE blob.digest = @digest`,
    )
    .pluck();
  const owners = catalog
    .sql(
      `SELECT parent.digest FROM blob JOIN edge ON edge.child_id = blob.id AND edge.role = 'child' JOIN blob AS parent ON parent.id = edge.parent_id
       WHERE blob.digest = ?`,
    )
    .pluck();
  // A set gives what is added to it while it is walked.
  for (const digest of going) {
    for (const part of parts.all({ digest }) as string[]) {
      if (artifactRows(catalog, part, null).some(({ id }) => !rows.has(id))) continue;
      if ((owners.all(part) as string[]).some((owner) => !going.has(owner))) continue;
      if (liveSubjects(catalog, part).every((subject) => going.has(subject))) going.add(part);
    }
  }
  return going;
}

/** What the ledger keeps of the removal: every claim on the rows and on what goes along, and `claims`. */
export function removalRecords(
  catalog: Catalog,
  rows: ReadonlyMap<number, ArtifactRow>,
  going: ReadonlySet<string>,
  claims: readonly MemberRecord[] = [],
): readonly (MemberRecord | MemberState)[] {
  const homes = catalog.sql('SELECT name FROM member JOIN repository ON repository.id = repository_id WHERE digest = ?').pluck();
  const records = new Map<string, MemberRecord>();
  const note = (repository: string, digest: string): unknown => records.set(`${repository} ${digest}`, { repository, digest });
  for (const { repository, digest } of [...rows.values(), ...claims, ...companionsOfRows(catalog, rows)])
    note(repository, digest);
  for (const digest of going) {
    const names = homes.all(digest) as string[];
    // Nobody's, but index.json may list it.
    for (const repository of names.length === 0 ? [''] : names) note(repository, digest);
  }
  return [...records.values()].map((record) => memberState(catalog, record));
}

function memberState(catalog: Catalog, record: MemberRecord): MemberRecord | MemberState {
  const { repository, digest } = record;
  const member = catalog
    .sql(
      `SELECT repository_id AS id, added_at AS addedAt, source, untagged_at AS untaggedAt, restored_at AS restoredAt FROM member
       JOIN repository ON repository.id = repository_id WHERE repository.name = ? AND digest = ?`,
    )
    .get(repository, digest) as
    | (Pick<MemberState, 'addedAt' | 'source' | 'untaggedAt' | 'restoredAt'> & { id: number })
    | undefined;
  if (member === undefined) return record;
  const { id, ...state } = member;
  const tags = catalog
    .sql('SELECT name AS tag, updated_at AS updatedAt FROM tag WHERE repository_id = ? AND digest = ? ORDER BY name')
    .all(id, digest) as MemberState['tags'];
  const formerTags = catalog
    .sql('SELECT tag, until, replaced_by AS replacedBy FROM former_tag WHERE repository_id = ? AND digest = ? ORDER BY rowid')
    .all(id, digest) as MemberState['formerTags'];
  return { ...record, ...state, tags, formerTags };
}

/** Locks that forbid to delete any of these; `digests` by repository, parts that go along among them. */
export function deleteLocks(catalog: Catalog, digests: ReadonlyMap<string, ReadonlySet<string>>): readonly LockInfo[] {
  return listLocks(catalog).filter(({ repository, tag, digest, switches }) => {
    const touched = digests.get(repository);
    if (mayDelete(switches) || touched === undefined) return false;
    const held = tag === null ? digest : digestOfTag(catalog, repository, tag);
    return (tag === null && digest === null) || (held !== null && touched.has(held));
  });
}
