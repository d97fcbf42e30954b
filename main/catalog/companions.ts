// Room catalog: companions: what stands under a tag that says to which manifest it refers, as cosign keeps signatures. Where
// that manifest is in the same repository a companion is its referrer and no artifact of its own: it has no row in `artifact`.
import type { ReferrerCounts } from '../../preload/contract/model.ts';
import { type CompanionTag, parseCompanionTag, subjectKey } from '../oci/companion-tag.ts';
import type { Catalog } from './catalog.ts';

export interface Companion {
  readonly tag: string;
  readonly digest: string;
  readonly kind: keyof ReferrerCounts;
}

/** Condition of SQL: a row of `companion` is about the manifest of a row `blob`, a digest being as long as a tag allows. */
export const isAboutBlob = 'companion.subject = substr(blob.digest, 1, 71)';

/** Condition of SQL, for a row of `companion`: it is no artifact of its own. */
export const isNested = `NOT EXISTS (SELECT 1 FROM artifact JOIN blob AS own ON own.id = artifact.blob_id
  WHERE own.digest = companion.digest AND artifact.repository_id = companion.repository_id)`;

/** Condition of SQL, for a row of `tag`: it names an artifact, not a companion of one. */
export const isTagOfArtifact = `NOT EXISTS (SELECT 1 FROM companion
  WHERE companion.repository_id = tag.repository_id AND companion.tag = tag.name AND ${isNested})`;

/**
 * Takes over which of the tags of these digests make companions. Called inside a critical section. Returns the rows of the
 * artifacts that lead to something else by that.
 */
export function followCompanions(catalog: Catalog, digests: Iterable<string>): ReadonlySet<number> {
  const rows = new Set<number>();
  const known = catalog.sql('SELECT repository_id AS repositoryId, tag, subject FROM companion WHERE digest = ?');
  const tags = catalog.sql("SELECT repository_id AS repositoryId, name AS tag FROM tag WHERE digest = ? AND name GLOB 'sha*-*'");
  for (const digest of digests) {
    const before = known.all(digest) as CompanionRow[];
    const now = (tags.all(digest) as Omit<CompanionRow, 'subject'>[]).flatMap((row): (CompanionRow & CompanionTag)[] => {
      const companion = parseCompanionTag(row.tag);
      return companion === undefined || companion.subject === subjectKey(digest) ? [] : [{ ...row, ...companion }];
    });
    for (const row of before) {
      if (now.some((each) => isSame(each, row))) continue;
      catalog.sql('DELETE FROM companion WHERE repository_id = ? AND tag = ?').run(row.repositoryId, row.tag);
      for (const id of rowsWith(catalog, row)) rows.add(id);
    }
    for (const row of now) {
      if (before.some((each) => isSame(each, row))) continue;
      catalog
        .sql('INSERT OR REPLACE INTO companion (repository_id, tag, subject, digest, kind) VALUES (?, ?, ?, ?, ?)')
        .run(row.repositoryId, row.tag, row.subject, digest, row.kind);
      for (const id of rowsWith(catalog, row)) rows.add(id);
    }
  }
  return rows;
}

interface CompanionRow {
  readonly repositoryId: number;
  readonly tag: string;
  readonly subject: string;
}

function isSame(a: CompanionRow, b: CompanionRow): boolean {
  return a.repositoryId === b.repositoryId && a.tag === b.tag;
}

/** Artifacts of the repository that lead to the subject. */
function rowsWith(catalog: Catalog, { repositoryId, subject }: CompanionRow): readonly number[] {
  return catalog
    .sql(
      `SELECT artifact.id FROM blob JOIN reach ON reach.blob_id = blob.id JOIN artifact ON artifact.id = reach.artifact_id
       WHERE blob.digest >= @subject AND blob.digest < @subject || 'g' AND artifact.repository_id = @repositoryId`,
    )
    .pluck()
    .all({ repositoryId, subject }) as number[];
}

export function hasCompanions(catalog: Catalog): boolean {
  return catalog.sql('SELECT 1 FROM companion LIMIT 1').get() !== undefined;
}

/** Digests of the companions of these blobs, by row id, in one repository or (null) in all. */
export function companionsOfBlobs(catalog: Catalog, ids: Iterable<number>, repositoryId: number | null): readonly string[] {
  return catalog
    .sql(
      `SELECT DISTINCT companion.digest FROM json_each(@ids) AS wanted CROSS JOIN blob ON blob.id = wanted.value
       CROSS JOIN companion ON ${isAboutBlob} WHERE @repositoryId IS NULL OR companion.repository_id = @repositoryId`,
    )
    .pluck()
    .all({ ids: JSON.stringify([...ids]), repositoryId }) as string[];
}

/**
 * Repositories in which a tag makes the manifest an artifact: any tag but one whose subject is there. "There" is what an artifact
 * leads to that stands for itself, by an ordinary tag or without any: of two that are each other's subjects, both are shown.
 */
export function repositoriesByTag(catalog: Catalog, digest: string): readonly number[] {
  return catalog
    .sql(
      `SELECT DISTINCT tag.repository_id FROM tag LEFT JOIN companion ON companion.repository_id = tag.repository_id AND companion.tag = tag.name
       WHERE tag.digest = ? AND (companion.tag IS NULL OR NOT EXISTS (
         SELECT 1 FROM blob JOIN document ON document.blob_id = blob.id JOIN reach ON reach.blob_id = blob.id
           JOIN artifact ON artifact.id = reach.artifact_id JOIN blob AS own ON own.id = artifact.blob_id
         WHERE blob.digest >= companion.subject AND blob.digest < companion.subject || 'g'
           AND artifact.repository_id = tag.repository_id AND ${standsForItself}))`,
    )
    .pluck()
    .all(digest) as number[];
}

/** For a row of `artifact` with its manifest `own`. */
const standsForItself = `(
  NOT EXISTS (SELECT 1 FROM companion AS other WHERE other.digest = own.digest AND other.repository_id = artifact.repository_id)
  OR EXISTS (SELECT 1 FROM tag AS ordinary WHERE ordinary.digest = own.digest AND ordinary.repository_id = artifact.repository_id
    AND NOT EXISTS (SELECT 1 FROM companion AS other WHERE other.repository_id = ordinary.repository_id AND other.tag = ordinary.name)))`;

/**
 * Companions that are here of a manifest, in one repository or (null) in all. The list of referrers is none of them: what it
 * lists says itself what it refers to.
 */
export function companionsOf(catalog: Catalog, digest: string, repository: string | null): readonly Companion[] {
  return catalog
    .sql(
      `SELECT companion.tag, companion.digest, companion.kind FROM companion JOIN repository ON repository.id = repository_id
         JOIN blob AS own ON own.digest = companion.digest JOIN document ON document.blob_id = own.id
       WHERE companion.subject = @subject AND companion.kind <> 'referrers' AND (@repository IS NULL OR repository.name = @repository) ORDER BY 1, 2`,
    )
    .all({ subject: subjectKey(digest), repository }) as Companion[];
}

/** Companions of any of these manifests in the repository, and companions of those. */
export function companionsOfAll(catalog: Catalog, digests: Iterable<string>, repository: string): readonly Companion[] {
  const found = new Map<string, Companion>();
  const subjects = new Set(digests);
  // A set gives what is added to it while it is walked.
  for (const subject of subjects) {
    for (const companion of companionsOf(catalog, subject, repository)) {
      found.set(companion.tag, companion);
      subjects.add(companion.digest);
    }
  }
  return [...found.values()];
}

/** Manifests that a companion stands for, each in the companion's repository. */
export function companionSubjects(catalog: Catalog, digest: string): readonly string[] {
  return catalog
    .sql(
      `SELECT DISTINCT blob.digest FROM companion JOIN blob ON blob.digest >= companion.subject AND blob.digest < companion.subject || 'g'
         JOIN repository_reach ON repository_reach.blob_id = blob.id AND repository_reach.repository_id = companion.repository_id
         JOIN document ON document.blob_id = blob.id
       WHERE companion.digest = ? ORDER BY 1`,
    )
    .pluck()
    .all(digest) as string[];
}
