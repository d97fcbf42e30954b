// Room catalog: the artifact rows that follow from names, roots and documents. `settle` is the one function that makes rows agree
// with claims; live changes, outside changes and rebuilds all end in it, so that they cannot disagree (I4). It reads no files: the
// store hands it the facts of a document.
import { setReach } from './accounting.ts';
import type { Catalog } from './catalog.ts';
import { repositoryId } from './change.ts';
import { companionsOfBlobs, followCompanions, hasCompanions, repositoriesByTag } from './companions.ts';
import {
  blobId,
  closure,
  type FactsReader,
  forgetDocument,
  isChild,
  isClaimed,
  isLoaded,
  loadDocument,
  neighbours,
  referrersOf,
  walk,
} from './documents.ts';

/**
 * Makes documents and artifact rows agree with the claims on `digests` (tags, members, roots of index.json), and with
 * documents that appeared or went. Called inside a critical section.
 *
 * Rules: a tag makes an artifact of its repository, but for a companion's tag whose subject is there; an untagged member makes one
 * unless it is part of another of that repository, a nameless root unless it is part of any; a document nobody reaches is not live
 * and is dropped.
 */
export function settle(catalog: Catalog, digests: Iterable<string>, read: FactsReader): void {
  let pending = new Set(digests);
  let stale = followCompanions(catalog, pending);
  // Blobs whose companions may have another standing: what has other tags now, and what comes to rows or leaves them below.
  let moved = hasCompanions(catalog) ? reachOf(catalog, pending) : new Set<number>();
  while (pending.size > 0) {
    const loaded: string[] = [];
    // A document is known by a claim or by an index that contains it: a referrer without either, a rebuild would not find.
    for (const digest of pending)
      if (!isChild(catalog, digest) && !isClaimed(catalog, digest))
        for (const child of forgetDocument(catalog, digest)) pending.add(child);
    const hollow = artifactsOfUnread(catalog, pending);
    for (const digest of pending)
      if (isClaimed(catalog, digest) || isChild(catalog, digest)) loadDocument(catalog, digest, read, loaded);
    // What refers to a document that is there, or no longer is, has another standing now.
    const unread = [...pending].filter((digest) => !isLoaded(catalog, digest));
    for (const digest of unread) for (const near of referrersOf(catalog, digest)) pending.add(near);
    for (const digest of loaded) for (const near of neighbours(catalog, digest)) pending.add(near);
    const lost = new Set<number>();
    const made = new Set<number>();
    for (const digest of pending) settleRows(catalog, digest, made, lost, moved);
    const near = artifactsNear(catalog, loaded);
    for (const id of new Set([...stale, ...hollow, ...near])) if (!made.has(id)) refresh(catalog, id, lost, moved);
    for (const id of lost) moved.add(id);
    for (const digest of loaded) moved.add(blobId(catalog, digest, 0));
    const companions = hasCompanions(catalog) ? companionsOfBlobs(catalog, moved, null) : [];
    pending = dropUnreached(catalog, lost, loaded);
    for (const digest of companions) pending.add(digest);
    for (const id of [...made, ...near]) for (const digest of standingWithin(catalog, id)) pending.add(digest);
    stale = new Set();
    moved = new Set();
  }
}

/** Blobs of these digests, and what artifacts of theirs lead to. */
function reachOf(catalog: Catalog, digests: Iterable<string>): Set<number> {
  const ids = new Set<number>();
  const reached = catalog
    .sql(
      'SELECT id FROM blob WHERE digest = @digest UNION SELECT reach.blob_id FROM blob JOIN artifact ON artifact.blob_id = blob.id JOIN reach ON reach.artifact_id = artifact.id WHERE digest = @digest',
    )
    .pluck();
  for (const digest of digests) for (const id of reached.all({ digest }) as number[]) ids.add(id);
  return ids;
}

/**
 * Adds and removes artifact rows of one digest as its claims say. Collects the rows made, blobs that lost a reacher, and those
 * that got one.
 */
function settleRows(catalog: Catalog, digest: string, made: Set<number>, lost: Set<number>, gained: Set<number>): void {
  const wanted = wantedRepositories(catalog, digest);
  const id = catalog.sql('SELECT id FROM blob WHERE digest = ?').pluck().get(digest);
  if (typeof id !== 'number' && wanted.size === 0) return;
  const manifestId = typeof id === 'number' ? id : blobId(catalog, digest, 0);
  const rows = catalog.sql('SELECT id, repository_id AS repositoryId FROM artifact WHERE blob_id = ?').all(manifestId) as {
    id: number;
    repositoryId: number;
  }[];
  for (const row of rows) {
    if (wanted.delete(row.repositoryId)) continue;
    for (const blob of setReach(catalog, row.id, row.repositoryId, new Set()).lost) lost.add(blob);
    catalog.sql('DELETE FROM artifact WHERE id = ?').run(row.id);
  }
  for (const repository of wanted) {
    const inserted = catalog.sql('INSERT INTO artifact (repository_id, blob_id) VALUES (?, ?)').run(repository, manifestId);
    const artifactId = Number(inserted.lastInsertRowid);
    const reached = setReach(catalog, artifactId, repository, closure(catalog, manifestId, repository));
    for (const blob of reached.gained) gained.add(blob);
    made.add(artifactId);
  }
}

function wantedRepositories(catalog: Catalog, digest: string): Set<number> {
  const wanted = new Set(repositoriesByTag(catalog, digest));
  const members = catalog
    .sql(
      `SELECT repository_id AS id, name = '' AS isNameless FROM member JOIN repository ON repository.id = repository_id
       WHERE digest = ? AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.digest = member.digest AND tag.repository_id = member.repository_id)`,
    )
    .all(digest) as readonly { readonly id: number; readonly isNameless: number }[];
  for (const { id, isNameless } of members) if (!isPart(catalog, digest, isNameless === 1 ? null : id)) wanted.add(id);
  if (wanted.size > 0 || members.length > 0) return wanted;
  const rooted = catalog
    .sql('SELECT 1 FROM root WHERE digest = @digest AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.digest = @digest) LIMIT 1')
    .get({ digest });
  if (rooted !== undefined && !isPart(catalog, digest, null)) wanted.add(repositoryId(catalog, ''));
  return wanted;
}

/**
 * True where something else that is claimed in the repository (null: in any, or by a root) leads to the document: no artifact of
 * its own. Of those that lead to each other (an index may list its own subject) the first by digest stands for them all.
 */
function isPart(catalog: Catalog, digest: string, repository: number | null): boolean {
  const above = catalog
    .sql(
      `WITH RECURSIVE above (id, digest) AS (
         SELECT id, digest FROM blob WHERE digest = @digest
         UNION SELECT parent.id, parent.digest FROM above JOIN edge ON child_id = above.id AND role = 'child' JOIN blob AS parent ON parent.id = parent_id
         UNION SELECT subject.id, subject.digest FROM above JOIN document ON document.blob_id = above.id JOIN blob AS subject ON subject.digest = document.subject
           JOIN document AS live ON live.blob_id = subject.id)
       SELECT id, digest FROM above WHERE digest <> @digest
         AND (EXISTS (SELECT 1 FROM member WHERE member.digest = above.digest AND (@repository IS NULL OR repository_id = @repository))
           OR (@repository IS NULL AND EXISTS (SELECT 1 FROM root WHERE root.digest = above.digest)))`,
    )
    .all({ digest, repository }) as readonly { readonly id: number; readonly digest: string }[];
  if (above.length === 0) return false;
  const below = walk(catalog, blobId(catalog, digest, 0), () => []);
  return above.some((claimed) => !below.has(claimed.id) || claimed.digest < digest);
}

/** Artifacts that still count what a document led to that was forgotten: their reach may have shrunk. */
function artifactsOfUnread(catalog: Catalog, digests: Iterable<string>): ReadonlySet<number> {
  const ids = new Set<number>();
  const unread = catalog
    .sql(
      `SELECT artifact_id FROM blob JOIN reach ON reach.blob_id = blob.id WHERE digest = ?
       AND NOT EXISTS (SELECT 1 FROM document WHERE document.blob_id = blob.id)`,
    )
    .pluck();
  for (const digest of digests) for (const id of unread.all(digest) as number[]) ids.add(id);
  return ids;
}

/** Artifacts that reach one of these documents or their subjects: their reach may have grown. */
function artifactsNear(catalog: Catalog, digests: readonly string[]): ReadonlySet<number> {
  const ids = new Set<number>();
  const near = catalog
    .sql(
      `SELECT artifact_id FROM reach WHERE blob_id IN (
         SELECT id FROM blob WHERE digest = @digest OR digest = (SELECT subject FROM document JOIN blob ON blob.id = blob_id WHERE digest = @digest))`,
    )
    .pluck();
  for (const digest of digests) for (const id of near.all({ digest }) as number[]) ids.add(id);
  return ids;
}

/** Digests of untagged artifacts that this one leads to, of its repository or of none: they may be part of it now. */
function standingWithin(catalog: Catalog, artifactId: number): readonly string[] {
  return catalog
    .sql(
      `SELECT DISTINCT blob.digest FROM artifact JOIN reach ON reach.artifact_id = artifact.id
       JOIN artifact AS own ON own.blob_id = reach.blob_id AND own.blob_id <> artifact.blob_id
       JOIN repository ON repository.id = own.repository_id JOIN blob ON blob.id = own.blob_id
       WHERE artifact.id = ? AND (own.repository_id = artifact.repository_id OR repository.name = '')
         AND NOT EXISTS (SELECT 1 FROM tag WHERE tag.digest = blob.digest AND tag.repository_id = own.repository_id)`,
    )
    .pluck()
    .all(artifactId) as string[];
}

function refresh(catalog: Catalog, artifactId: number, lost: Set<number>, gained: Set<number>): void {
  const row = catalog.sql('SELECT repository_id AS repositoryId, blob_id AS blobId FROM artifact WHERE id = ?').get(artifactId) as
    | { repositoryId: number; blobId: number }
    | undefined;
  if (row === undefined) return;
  const reached = setReach(catalog, artifactId, row.repositoryId, closure(catalog, row.blobId, row.repositoryId));
  for (const blob of reached.lost) lost.add(blob);
  for (const blob of reached.gained) gained.add(blob);
}

/** Drops documents no artifact reaches; returns claimed digests that may now stand on their own. */
function dropUnreached(catalog: Catalog, lost: ReadonlySet<number>, loaded: readonly string[]): Set<string> {
  const again = new Set<string>();
  const candidates = new Set(lost);
  for (const digest of loaded) candidates.add(blobId(catalog, digest, 0));
  for (const id of candidates) {
    const row = catalog
      .sql(
        'SELECT digest, artifact_refs AS refs, blob_id IS NOT NULL AS isDocument FROM blob LEFT JOIN document ON blob_id = id WHERE id = ?',
      )
      .get(id) as { digest: string; refs: number; isDocument: number } | undefined;
    if (row === undefined) continue;
    const { digest, refs } = row;
    const stays = refs > 0 || row.isDocument === 0;
    // It may no longer be a part of anything: somebody else still needs it, or it is absent and stands as an empty artifact. Or it
    // was known by an index alone, and a referrer is not known by its subject.
    if (stays && lost.has(id) && (isClaimed(catalog, digest) || (row.isDocument === 1 && !isChild(catalog, digest))))
      again.add(digest);
    if (stays) continue;
    for (const near of [digest, ...neighbours(catalog, digest)]) if (isClaimed(catalog, near)) again.add(near);
    for (const child of forgetDocument(catalog, digest)) again.add(child);
  }
  for (const id of candidates) catalog.sql('DELETE FROM blob WHERE id = ? AND present = 0 AND artifact_refs = 0').run(id);
  return again;
}
