// Room catalog: the reads behind lists. Each answers in one statement over maintained figures, so that 50,000 tags cost
// a scan, not a walk. Answers have the contract's shapes; nothing here changes a row.
import type {
  ArtifactKind,
  ArtifactSummary,
  FormerTag,
  PlatformState,
  RepositorySummary,
  TagSummary,
  UsageEntry,
} from '../../preload/contract/model.ts';
import type { LastVerify } from '../../preload/contract/upkeep-model.ts';
import type { Catalog } from './catalog.ts';
import { isAboutBlob, isNested } from './companions.ts';
import { neededDamage } from './damage.ts';
import {
  isArtifactListed,
  isRepositoryListed,
  isTagListed,
  onArtifact,
  onRepository,
  onTag,
  switchesOf,
  switchesSql,
} from './locks.ts';

/** A window on a list. `filter` is a substring, without regard to case. */
export interface Window {
  readonly filter?: string | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
}

export interface Totals {
  readonly diskBytes: number;
  readonly logicalBytes: number;
  readonly orphanBytes: number;
  readonly sharedAcrossBytes: number;
  readonly blobCount: number;
  readonly artifactCount: number;
  readonly repositoryCount: number;
  readonly tagCount: number;
  readonly untaggedCount: number;
  readonly damagedCount: number;
  readonly unreadableCount: number;
}

const repositoryLock = switchesSql(onRepository);
const tagLock = switchesSql(onTag);
const artifactLock = switchesSql(onArtifact);
const noTag = 'NOT EXISTS (SELECT 1 FROM tag WHERE tag.digest = blob.digest AND tag.repository_id = artifact.repository_id)';

export function totals(catalog: Catalog): Totals {
  const blobs = catalog
    .sql(
      `SELECT count(*) AS blobCount, coalesce(sum(stored_bytes), 0) AS diskBytes,
       coalesce(sum(CASE WHEN artifact_refs = 0 THEN stored_bytes END), 0) AS orphanBytes,
       coalesce(sum(CASE WHEN repository_refs > 1 THEN stored_bytes END), 0) AS sharedAcrossBytes FROM blob WHERE present = 1`,
    )
    .get() as Pick<Totals, 'blobCount' | 'diskBytes' | 'orphanBytes' | 'sharedAcrossBytes'>;
  const artifacts = catalog
    .sql(
      `SELECT count(*) AS artifactCount, coalesce(sum(artifact.size_bytes), 0) AS logicalBytes, coalesce(sum(${noTag}), 0) AS untaggedCount
       FROM artifact JOIN blob ON blob.id = artifact.blob_id`,
    )
    .get() as Pick<Totals, 'artifactCount' | 'logicalBytes' | 'untaggedCount'>;
  const repositoryCount = Number(
    catalog
      .sql("SELECT count(DISTINCT repository_id) FROM artifact JOIN repository ON repository.id = repository_id WHERE name <> ''")
      .pluck()
      .get(),
  );
  const tagCount = Number(
    catalog.sql(`SELECT (SELECT count(*) FROM tag) - (SELECT count(*) FROM companion WHERE ${isNested})`).pluck().get(),
  );
  const damagedCount = neededDamage(catalog, null).length;
  const unreadableCount = Number(catalog.sql('SELECT count(*) FROM document WHERE unreadable IS NOT NULL').pluck().get());
  return { ...blobs, ...artifacts, repositoryCount, tagCount, damagedCount, unreadableCount };
}

/** The last verify run over the whole store, as the ledger has it. */
export function lastVerify(catalog: Catalog): LastVerify | null {
  const noted = catalog.meta('verify');
  if (noted === null) return null;
  const { at, durationMs, checkedCount, damagedCount } = JSON.parse(noted) as LastVerify;
  return { at, durationMs, checkedCount, damagedCount };
}

/** Repositories that have artifacts and stand in lists, by name. `familiar` is filled in by the caller's formatter. */
export function listRepositories(
  catalog: Catalog,
  familiar: (name: string) => string,
  window: Window,
): { items: RepositorySummary[]; total: number } {
  const rows = catalog
    .sql(
      `SELECT name, size_bytes AS sizeBytes, unique_bytes AS uniqueBytes, logical_bytes AS logicalBytes, changed_at AS lastChangedAt,
         counts.artifactCount, counts.untaggedCount, counts.kinds, ${repositoryLock} AS locked,
         (SELECT count(*) FROM tag WHERE tag.repository_id = repository.id)
           - (SELECT count(*) FROM companion WHERE companion.repository_id = repository.id AND ${isNested}) AS tagCount, count(*) OVER () AS total
       FROM repository JOIN (
         SELECT artifact.repository_id, count(*) AS artifactCount, sum(${noTag}) AS untaggedCount,
           group_concat(DISTINCT coalesce(document.artifact_kind, 'other')) AS kinds
         FROM artifact JOIN blob ON blob.id = artifact.blob_id LEFT JOIN document ON document.blob_id = artifact.blob_id
         GROUP BY artifact.repository_id) AS counts ON counts.repository_id = repository.id
       WHERE name <> '' AND ${isRepositoryListed} AND (? = '' OR instr(lower(name), ?) > 0) ORDER BY name LIMIT ? OFFSET ?`,
    )
    .all(...windowParams(window)) as (Omit<RepositorySummary, 'repository' | 'familiar' | 'kinds' | 'locked'> & {
    name: string;
    kinds: string;
    locked: string;
    total: number;
  })[];
  const items = rows.map(({ name, kinds, locked, total: _total, ...row }) => ({
    repository: name,
    familiar: familiar(name),
    kinds: kinds.split(',').toSorted() as ArtifactKind[],
    ...row,
    locked: switchesOf(locked),
  }));
  return { items, total: rows[0]?.total ?? 0 };
}

/** Row id of a repository that has artifacts, or null. */
export function findRepository(catalog: Catalog, name: string): number | null {
  const id = catalog
    .sql('SELECT id FROM repository WHERE name = ? AND EXISTS (SELECT 1 FROM artifact WHERE repository_id = repository.id)')
    .pluck()
    .get(name);
  return typeof id === 'number' ? id : null;
}

/** Tags of a repository that stand in lists for people, by name: companions of what is there are not among them. */
export function listTags(catalog: Catalog, repository: string, window: Window): { items: TagSummary[]; total: number } {
  const rows = catalog
    .sql(
      `SELECT repository.name AS repository, tag.name AS tag, tag.digest, coalesce(document.media_type, '') AS mediaType,
         coalesce(document.artifact_kind, 'other') AS kind, artifact.size_bytes AS sizeBytes, tag.updated_at AS updatedAt, ${tagLock} AS locked,
         count(*) OVER () AS total
       FROM repository JOIN tag ON tag.repository_id = repository.id JOIN blob ON blob.digest = tag.digest
         JOIN artifact ON artifact.repository_id = repository.id AND artifact.blob_id = blob.id
         LEFT JOIN document ON document.blob_id = blob.id
       WHERE repository.name = ? AND ${isTagListed} AND (? = '' OR instr(lower(tag.name), ?) > 0) ORDER BY tag.name LIMIT ? OFFSET ?`,
    )
    .all(repository, ...windowParams(window)) as (Omit<TagSummary, 'locked'> & { locked: string; total: number })[];
  return {
    items: rows.map(({ total: _total, locked, ...row }) => ({ ...row, locked: switchesOf(locked) })),
    total: rows[0]?.total ?? 0,
  };
}

/** Every tag of a repository that no lock hides, companions' too, as clients ask for them. */
export function tagNames(catalog: Catalog, repository: string): readonly string[] {
  return catalog
    .sql(
      `SELECT tag.name FROM repository JOIN tag ON tag.repository_id = repository.id WHERE repository.name = ? AND ${isTagListed} ORDER BY 1`,
    )
    .pluck()
    .all(repository) as string[];
}

interface ArtifactRow {
  readonly id: number;
  readonly blobId: number;
  readonly repository: string;
  readonly digest: string;
  readonly kind: ArtifactKind | null;
  readonly documentKind: string | null;
  readonly mediaType: string | null;
  readonly artifactType: string | null;
  readonly platform: string | null;
  readonly createdAt: string | null;
  readonly layerCount: number | null;
  readonly sizeBytes: number;
  readonly uniqueBytes: number;
  readonly tags: string;
  readonly formerTags: string;
  readonly addedAt: string | null;
  readonly untaggedAt: string | null;
  readonly source: string | null;
  readonly absentCount: number;
  readonly damagedCount: number;
  readonly locked: string;
  readonly restoredAt: string | null;
  readonly referrers: string;
  readonly total: number;
}

/** Which artifacts to list: of one repository (`''`: those without), of one digest, or all. */
export interface ArtifactQuery extends Window {
  readonly repository?: string | undefined;
  readonly digest?: string | undefined;
  readonly show?: 'all' | 'tagged' | 'untagged' | undefined;
}

/**
 * Artifacts with everything a list row shows, tagged ones first, then by name and time of arrival. What a lock keeps out of
 * lists, artifacts and tags, is shown only to those who ask for its digest.
 */
export function listArtifacts(catalog: Catalog, query: ArtifactQuery): { items: ArtifactSummary[]; total: number } {
  const conditions = ["(? = '' OR instr(lower(repository.name || ' ' || blob.digest), ?) > 0 OR instr(lower(tags), ?) > 0)"];
  const values: unknown[] = [];
  if (query.repository !== undefined) conditions.push('repository.name = ?');
  if (query.repository !== undefined) values.push(query.repository);
  if (query.digest !== undefined) conditions.push('blob.digest = ?');
  if (query.digest !== undefined) values.push(query.digest);
  if (query.show === 'tagged') conditions.push(`NOT ${noTag}`);
  if (query.show === 'untagged') conditions.push(noTag);
  if (query.digest === undefined) conditions.push(isArtifactListed);
  const shownTag = query.digest === undefined ? isTagListed : 'TRUE';
  const filter = (query.filter ?? '').toLowerCase();
  const rows = catalog
    .sql(
      `SELECT artifact.id, artifact.blob_id AS blobId, repository.name AS repository, blob.digest, document.artifact_kind AS kind,
         document.kind AS documentKind, document.media_type AS mediaType, document.artifact_type AS artifactType, document.platform,
         document.created_at AS createdAt, document.layer_count AS layerCount, artifact.size_bytes AS sizeBytes, artifact.unique_bytes AS uniqueBytes,
         (SELECT json_group_array(name) FROM tag WHERE tag.digest = blob.digest AND tag.repository_id = artifact.repository_id AND ${shownTag}) AS tags,
         (SELECT json_group_array(json_object('tag', tag, 'until', until, 'replacedBy', replaced_by)) FROM former_tag
           WHERE former_tag.digest = blob.digest AND former_tag.repository_id = artifact.repository_id) AS formerTags,
         member.added_at AS addedAt, member.untagged_at AS untaggedAt, member.source, member.restored_at AS restoredAt, ${artifactLock} AS locked,
         (SELECT count(*) FROM damage JOIN blob AS bad ON bad.digest = damage.digest JOIN reach ON reach.blob_id = bad.id AND reach.artifact_id = artifact.id) AS damagedCount,
         (SELECT count(*) FROM reach CROSS JOIN blob AS missing ON missing.id = reach.blob_id WHERE reach.artifact_id = artifact.id AND missing.present = 0) AS absentCount,
         (SELECT json_group_array(kind) FROM (
            SELECT referrer_kind AS kind FROM document AS referrer WHERE referrer.subject = blob.digest
            UNION ALL SELECT 'attestation' FROM edge WHERE edge.parent_id = artifact.blob_id AND edge.attestation = 1
            UNION ALL SELECT min(companion.kind) FROM companion JOIN blob AS named ON named.digest = companion.digest
              JOIN document AS referrer ON referrer.blob_id = named.id
              WHERE ${isAboutBlob} AND companion.repository_id = artifact.repository_id AND companion.kind <> 'referrers'
                AND referrer.subject IS NOT blob.digest GROUP BY companion.digest)) AS referrers,
         count(*) OVER () AS total
       FROM artifact JOIN blob ON blob.id = artifact.blob_id JOIN repository ON repository.id = artifact.repository_id
         LEFT JOIN document ON document.blob_id = artifact.blob_id
         LEFT JOIN member ON member.repository_id = artifact.repository_id AND member.digest = blob.digest
       WHERE ${conditions.join(' AND ')} ORDER BY repository.name, tags = '[]', tags, addedAt, blob.digest LIMIT ? OFFSET ?`,
    )
    .all(filter, filter, filter, ...values, query.limit ?? -1, query.offset ?? 0) as ArtifactRow[];
  return { items: rows.map((row) => summary(catalog, row)), total: rows[0]?.total ?? 0 };
}

function summary(catalog: Catalog, row: ArtifactRow): ArtifactSummary {
  const counts = { signature: 0, sbom: 0, attestation: 0, other: 0 };
  for (const kind of JSON.parse(row.referrers) as (keyof typeof counts)[]) counts[kind]++;
  return {
    repository: row.repository === '' ? null : row.repository,
    digest: row.digest,
    mediaType: row.mediaType ?? '',
    artifactType: row.artifactType,
    kind: row.kind ?? 'other',
    tags: (JSON.parse(row.tags) as string[]).toSorted(),
    formerTags: JSON.parse(row.formerTags) as FormerTag[],
    platforms: platformStates(catalog, row),
    sizeBytes: row.sizeBytes,
    uniqueBytes: row.uniqueBytes,
    layerCount: row.layerCount ?? 0,
    createdAt: row.createdAt,
    addedAt: row.addedAt ?? '',
    untaggedAt: row.untaggedAt,
    source: row.source,
    referrers: counts,
    absentCount: row.absentCount,
    damagedCount: row.damagedCount,
    locked: switchesOf(row.locked),
    restoredAt: row.restoredAt,
  };
}

function platformStates(catalog: Catalog, row: ArtifactRow): PlatformState[] {
  if (row.documentKind !== 'index') {
    if (row.platform === null) return [];
    return [{ platform: row.platform, digest: row.digest, present: row.absentCount === 0, sizeBytes: row.sizeBytes }];
  }
  const rows = catalog
    .sql(
      `WITH RECURSIVE tree (id, digest, platform, attestation, leaf) AS (
         SELECT child.id, child.digest, coalesce(edge.platform, document.platform), edge.attestation, coalesce(document.kind, 'manifest') = 'manifest'
           FROM edge JOIN blob AS child ON child.id = edge.child_id LEFT JOIN document ON document.blob_id = child.id
           WHERE edge.parent_id = ? AND edge.role = 'child'
         UNION SELECT child.id, child.digest, coalesce(edge.platform, document.platform), edge.attestation, coalesce(document.kind, 'manifest') = 'manifest'
           FROM tree JOIN edge ON edge.parent_id = tree.id AND edge.role = 'child' JOIN blob AS child ON child.id = edge.child_id
           LEFT JOIN document ON document.blob_id = child.id)
       SELECT tree.digest, tree.platform,
         min(own.present, coalesce((SELECT min(part.present) FROM edge JOIN blob AS part ON part.id = edge.child_id WHERE edge.parent_id = tree.id), 1)) AS present,
         own.stored_bytes + coalesce((SELECT sum(stored_bytes) FROM blob WHERE id IN (SELECT child_id FROM edge WHERE edge.parent_id = tree.id)), 0) AS sizeBytes
       FROM tree JOIN blob AS own ON own.id = tree.id WHERE tree.leaf = 1 AND tree.attestation = 0`,
    )
    .all(row.blobId) as { digest: string; platform: string | null; present: number; sizeBytes: number }[];
  return rows.map((child) => ({
    platform: child.platform ?? 'unknown',
    digest: child.digest,
    present: child.present === 1,
    sizeBytes: child.sizeBytes,
  }));
}

/** Size, unique and shared bytes of every repository; the nameless one has `repository: null`. */
export function repositoryUsage(catalog: Catalog): UsageEntry[] {
  const rows = catalog
    .sql(
      `SELECT name, size_bytes AS sizeBytes, unique_bytes AS uniqueBytes FROM repository
       WHERE EXISTS (SELECT 1 FROM artifact WHERE repository_id = repository.id) ORDER BY name`,
    )
    .all() as { name: string; sizeBytes: number; uniqueBytes: number }[];
  return rows.map((row) => ({
    repository: row.name === '' ? null : row.name,
    digest: null,
    tags: [],
    sizeBytes: row.sizeBytes,
    uniqueBytes: row.uniqueBytes,
    sharedBytes: row.sizeBytes - row.uniqueBytes,
  }));
}

export function artifactUsage(catalog: Catalog): UsageEntry[] {
  const rows = catalog
    .sql(
      `SELECT repository.name, blob.digest, artifact.size_bytes AS sizeBytes, artifact.unique_bytes AS uniqueBytes,
         (SELECT json_group_array(tag.name) FROM tag WHERE tag.digest = blob.digest AND tag.repository_id = artifact.repository_id) AS tags
       FROM artifact JOIN blob ON blob.id = artifact.blob_id JOIN repository ON repository.id = artifact.repository_id ORDER BY repository.name, blob.digest`,
    )
    .all() as { name: string; digest: string; sizeBytes: number; uniqueBytes: number; tags: string }[];
  return rows.map((row) => ({
    repository: row.name === '' ? null : row.name,
    digest: row.digest,
    tags: JSON.parse(row.tags) as string[],
    sizeBytes: row.sizeBytes,
    uniqueBytes: row.uniqueBytes,
    sharedBytes: row.sizeBytes - row.uniqueBytes,
  }));
}

function windowParams(window: Window): readonly [string, string, number, number] {
  const filter = (window.filter ?? '').toLowerCase();
  return [filter, filter, window.limit ?? -1, window.offset ?? 0];
}
