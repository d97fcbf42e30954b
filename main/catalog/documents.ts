// Room catalog: documents and what they contain and refer to: rows of live manifests and indexes, made from the facts that the store
// reads. Which of them are artifacts is graph.ts's affair.
import type { ArtifactKind, ReferrerCounts } from '../../preload/contract/model.ts';
import { setStoredBytes } from './accounting.ts';
import type { Catalog } from './catalog.ts';
import { companionsOfBlobs, hasCompanions } from './companions.ts';

export interface EdgeFacts {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly role: 'child' | 'config' | 'layer';
  readonly platform: string | null;
  readonly attestation: boolean;
}

/** What the catalogue keeps of one manifest or index. */
export interface DocumentFacts {
  readonly digest: string;
  readonly kind: 'manifest' | 'index';
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly artifactKind: ArtifactKind;
  readonly subject: string | null;
  readonly platform: string | null;
  readonly createdAt: string | null;
  readonly layerCount: number;
  readonly referrerKind: keyof ReferrerCounts;
  /** Why the document could not be read, or null. It is kept as a leaf, and nothing under it may be taken away (I8). */
  readonly unreadable: string | null;
  readonly edges: readonly EdgeFacts[];
}

/** Reads the facts of a document from the store; null when its blob is not there. */
export type FactsReader = (digest: string) => DocumentFacts | null;

/** Row id of a blob, made as an absent one on first use. `sizeBytes` is what its descriptor says, 0 where none is at hand. */
export function blobId(catalog: Catalog, digest: string, sizeBytes: number): number {
  const found = catalog.sql('SELECT id, size_bytes AS sizeBytes, present FROM blob WHERE digest = ?').get(digest) as
    | { id: number; sizeBytes: number; present: number }
    | undefined;
  if (found?.present === 0 && found.sizeBytes === 0 && sizeBytes > 0)
    catalog.sql('UPDATE blob SET size_bytes = ? WHERE id = ?').run(sizeBytes, found.id);
  if (found !== undefined) return found.id;
  return Number(
    catalog.sql('INSERT INTO blob (digest, size_bytes, stored_bytes) VALUES (?, ?, 0)').run(digest, sizeBytes).lastInsertRowid,
  );
}

/** Records a blob file of this size (null: it is gone). Called inside a critical section. Returns true when that is news. */
export function putBlobFile(catalog: Catalog, digest: string, sizeBytes: number | null): boolean {
  const id = blobId(catalog, digest, sizeBytes ?? 0);
  const before = catalog
    .sql('SELECT stored_bytes AS storedBytes, size_bytes AS sizeBytes, present FROM blob WHERE id = ?')
    .get(id) as {
    storedBytes: number;
    sizeBytes: number;
    present: number;
  };
  if (before.present === (sizeBytes === null ? 0 : 1) && (sizeBytes === null || before.storedBytes === sizeBytes)) return false;
  setStoredBytes(catalog, id, sizeBytes ?? 0);
  catalog
    .sql('UPDATE blob SET present = ?, size_bytes = ? WHERE id = ?')
    .run(sizeBytes === null ? 0 : 1, sizeBytes ?? before.sizeBytes, id);
  return true;
}

/**
 * Forgets what was read from a blob that appeared, changed or went: its document, and those whose config it is. Returns
 * the digests for `settle` to read again: none for a blob that nothing in the catalogue names yet, as most that come in.
 */
export function forgetBlob(catalog: Catalog, digest: string): readonly string[] {
  if (!isNamed(catalog, digest)) return [];
  const manifests = catalog
    .sql(
      "SELECT parent.digest FROM blob JOIN edge ON child_id = blob.id AND role = 'config' JOIN blob AS parent ON parent.id = parent_id WHERE blob.digest = ?",
    )
    .pluck()
    .all(digest) as string[];
  const forgotten = [digest, ...manifests];
  return [...forgotten, ...forgotten.flatMap((each) => forgetDocument(catalog, each))];
}

/** Returns the digests of what it contained: they may be known by nothing else. */
export function forgetDocument(catalog: Catalog, digest: string): readonly string[] {
  const id = catalog.sql('SELECT id FROM blob WHERE digest = ?').pluck().get(digest);
  if (typeof id !== 'number') return [];
  const children = catalog
    .sql("SELECT digest FROM edge JOIN blob ON blob.id = child_id WHERE parent_id = ? AND role = 'child'")
    .pluck()
    .all(id) as string[];
  catalog.sql('DELETE FROM edge WHERE parent_id = ?').run(id);
  catalog.sql('DELETE FROM document WHERE blob_id = ?').run(id);
  return children;
}

/**
 * Blob ids an artifact's manifest leads to: itself, children, configs, layers, and referrers of any of them; companions too, of
 * its repository or (null) of all.
 */
export function closure(catalog: Catalog, rootId: number, repository: number | null): Set<number> {
  const hasAny = hasCompanions(catalog);
  return walk(catalog, rootId, (id) => (hasAny ? companionsOfBlobs(catalog, [id], repository) : []));
}

export function walk(catalog: Catalog, rootId: number, companionsOf: (id: number) => readonly string[]): Set<number> {
  const seen = new Set<number>([rootId]);
  const queue = [rootId];
  const children = catalog.sql('SELECT child_id FROM edge WHERE parent_id = ?').pluck();
  const referrers = catalog
    .sql('SELECT document.blob_id FROM document JOIN blob ON document.subject = blob.digest WHERE blob.id = ?')
    .pluck();
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const named = companionsOf(id).map((digest) => blobId(catalog, digest, 0));
    for (const next of [...(children.all(id) as number[]), ...(referrers.all(id) as number[]), ...named]) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}

export function isClaimed(catalog: Catalog, digest: string): boolean {
  for (const table of ['tag', 'member', 'root']) {
    if (catalog.sql(`SELECT 1 FROM ${table} WHERE digest = ? LIMIT 1`).get(digest) !== undefined) return true;
  }
  return false;
}

/** True for a blob that a tag, a member, a root or a live document names. */
function isNamed(catalog: Catalog, digest: string): boolean {
  const edge = catalog.sql('SELECT 1 FROM blob JOIN edge ON child_id = id WHERE digest = ? LIMIT 1').get(digest);
  return edge !== undefined || isClaimed(catalog, digest);
}

/** Loads a document and, for an index, the documents below it that are not loaded yet. */
export function loadDocument(catalog: Catalog, digest: string, read: FactsReader, loaded: string[]): void {
  const queue = [digest];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (isLoaded(catalog, next)) continue;
    const facts = read(next);
    if (facts === null) continue;
    putDocument(catalog, facts);
    loaded.push(next);
    for (const edge of facts.edges) if (edge.role === 'child') queue.push(edge.digest);
  }
}

function putDocument(catalog: Catalog, facts: DocumentFacts): void {
  const id = blobId(catalog, facts.digest, 0);
  catalog
    .sql(
      `INSERT INTO document (blob_id, kind, media_type, artifact_type, artifact_kind, subject, platform, created_at, layer_count, referrer_kind, unreadable)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      facts.kind,
      facts.mediaType,
      facts.artifactType,
      facts.artifactKind,
      facts.subject,
      facts.platform,
      facts.createdAt,
      facts.layerCount,
      facts.referrerKind,
      facts.unreadable,
    );
  const insert = catalog.sql(
    'INSERT INTO edge (parent_id, position, child_id, role, platform, attestation) VALUES (?, ?, ?, ?, ?, ?)',
  );
  facts.edges.forEach((edge, position) => {
    insert.run(id, position, blobId(catalog, edge.digest, edge.sizeBytes), edge.role, edge.platform, edge.attestation ? 1 : 0);
  });
}

/** Children of a document and documents that refer to it. */
export function neighbours(catalog: Catalog, digest: string): readonly string[] {
  const children = catalog
    .sql(
      "SELECT child.digest FROM blob JOIN edge ON parent_id = blob.id AND role = 'child' JOIN blob AS child ON child.id = child_id WHERE blob.digest = ?",
    )
    .pluck()
    .all(digest) as string[];
  return [...children, ...referrersOf(catalog, digest)];
}

export function referrersOf(catalog: Catalog, digest: string): readonly string[] {
  const found = catalog.sql('SELECT blob.digest FROM document JOIN blob ON blob.id = blob_id WHERE subject = ?').pluck();
  return found.all(digest) as string[];
}

export function isLoaded(catalog: Catalog, digest: string): boolean {
  return catalog.sql('SELECT 1 FROM document JOIN blob ON blob.id = blob_id WHERE digest = ?').get(digest) !== undefined;
}

export function isChild(catalog: Catalog, digest: string): boolean {
  const edge = catalog
    .sql("SELECT 1 FROM blob JOIN edge ON child_id = blob.id AND role = 'child' WHERE blob.digest = ? LIMIT 1")
    .get(digest);
  return edge !== undefined;
}
