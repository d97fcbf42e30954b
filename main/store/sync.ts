// Room store: makes the catalogue agree with the disk, inside the critical section: an interrupted commit, changes by
// other tools, blobs that came or went, or everything from nothing (I4, I7). Unchanged files cost one stat each.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { applyChange, type Change, type MemberRecord, type TagChangeRecord } from '../catalog/change.ts';
import { forgetBlob, putBlobFile, settle } from '../catalog/graph.ts';
import { errnoOf } from '../errors.ts';
import { isDigest } from '../oci/digest.ts';
import { parseReference } from '../oci/reference.ts';
import { readFacts } from './facts.ts';
import { fileMark, type IndexContent, readIndexFile } from './index-file.ts';
import { cutLedger, ledgerSize, readLedger } from './ledger.ts';
import type { StorePaths } from './paths.ts';
import { ensureRoots, replaceRoots } from './roots.ts';

/** The three files the catalogue follows, as last seen. */
export interface DiskMarks {
  readonly index: string;
  readonly ledgerBytes: number;
  readonly blobs: string;
}

export function diskMarks(paths: StorePaths): DiskMarks {
  return { index: fileMark(paths.index), ledgerBytes: ledgerSize(paths.ledger), blobs: blobsMark(paths) };
}

export function seenMarks(catalog: Catalog): DiskMarks {
  return {
    index: catalog.meta('index') ?? '',
    ledgerBytes: Number(catalog.meta('ledger') ?? -1),
    blobs: catalog.meta('blobs') ?? '',
  };
}

export function rememberMarks(catalog: Catalog, marks: DiskMarks): void {
  catalog.setMeta('index', marks.index);
  catalog.setMeta('ledger', String(marks.ledgerBytes));
  catalog.setMeta('blobs', marks.blobs);
  catalog.setMeta('complete', '1');
}

export function marksEqual(a: DiskMarks, b: DiskMarks): boolean {
  return a.index === b.index && a.ledgerBytes === b.ledgerBytes && a.blobs === b.blobs;
}

export function revision(catalog: Catalog): number {
  return Number(catalog.meta('revision') ?? 0);
}

export function setRevision(catalog: Catalog, value: number): void {
  catalog.setMeta('revision', String(value));
}

/** What a sync found out that must be written down: the change another program made, and whether index.json needs roots added. */
export interface Outside {
  readonly change: Change | null;
  readonly indexStale: boolean;
}

/** Brings the catalogue up to date with the disk. Called inside a critical section; the caller writes down what it returns. */
export function syncCatalog(catalog: Catalog, paths: StorePaths, writable: boolean): Outside {
  const seen = seenMarks(catalog);
  const now = diskMarks(paths);
  if (marksEqual(seen, now)) return { change: null, indexStale: false };
  if (seen.ledgerBytes < 0 || now.ledgerBytes < seen.ledgerBytes) return rebuildCatalog(catalog, paths);
  const touched = new Set<string>();
  if (now.ledgerBytes > seen.ledgerBytes) followLedger(catalog, paths, seen, now, writable, touched);
  // Another tool writes blobs, then its index: one that ran beside a commit of ours may have had its blobs overlooked.
  if (now.blobs !== seen.blobs || now.index !== seen.index)
    for (const digest of scanBlobs(catalog, paths, false)) touched.add(digest);
  const names = now.index === seen.index ? null : followIndex(catalog, paths, touched);
  settle(catalog, touched, (digest) => readFacts(paths, digest));
  const indexStale = ensureRoots(catalog, touched);
  rememberMarks(catalog, { ...now, ledgerBytes: ledgerSize(paths.ledger) });
  return { change: outsideChange(names, forgetGone(catalog)), indexStale };
}

/** Makes the catalogue from nothing but index.json, blobs and ledger (I4). Called inside a critical section. */
export function rebuildCatalog(catalog: Catalog, paths: StorePaths): Outside {
  catalog.clear();
  let entries = 0;
  const size = readLedger(paths.ledger, 0, (change) => {
    applyChange(catalog, change);
    entries++;
  });
  setRevision(catalog, entries);
  const touched = new Set(scanBlobs(catalog, paths, true));
  for (const table of ['tag', 'member']) {
    for (const digest of catalog.sql(`SELECT DISTINCT digest FROM ${table}`).pluck().all() as string[]) touched.add(digest);
  }
  const names = followIndex(catalog, paths, touched);
  settle(catalog, touched, (digest) => readFacts(paths, digest));
  const gone = forgetGone(catalog);
  const indexStale = ensureRoots(catalog, touched);
  rememberMarks(catalog, { index: fileMark(paths.index), ledgerBytes: size, blobs: blobsMark(paths) });
  return { change: outsideChange(names, gone), indexStale };
}

/**
 * Returns the blobs this store hashed that somebody took away: whatever comes back under their names is hashed again (I1).
 * What is neither there nor needed is forgotten.
 */
function forgetGone(catalog: Catalog): readonly string[] {
  const gone = catalog.sql('UPDATE blob SET verified = 0 WHERE present = 0 AND verified = 1 RETURNING digest').pluck().all();
  catalog.db.exec('DELETE FROM blob WHERE present = 0 AND artifact_refs = 0');
  return gone as string[];
}

function outsideChange(names: Change | null, gone: readonly string[]): Change | null {
  if (gone.length === 0) return names;
  return { at: new Date().toISOString(), door: 'outside', operation: 'index', ...names, gone: gone.toSorted() };
}

/**
 * Ledger lines the catalogue has not seen. With index.json unchanged, a line that names something is from a commit that
 * was cut off before it took effect, and goes; otherwise the commit did take effect and is caught up with (I6).
 */
function followLedger(
  catalog: Catalog,
  paths: StorePaths,
  seen: DiskMarks,
  now: DiskMarks,
  writable: boolean,
  touched: Set<string>,
): void {
  let keep = seen.ledgerBytes;
  const changes: Change[] = [];
  const end = readLedger(paths.ledger, seen.ledgerBytes, (change) => changes.push(change));
  if (now.index !== seen.index || !changes.some(changesNames)) {
    for (const change of changes) for (const digest of applyChange(catalog, change)) touched.add(digest);
    setRevision(catalog, revision(catalog) + changes.length);
    keep = end;
  }
  if (writable) cutLedger(paths.ledger, keep);
}

function changesNames(change: Change): boolean {
  return [change.tags, change.add, change.remove].some((list) => (list?.length ?? 0) > 0);
}

/** Compares blobs/ with the catalogue; returns digests that came or went. `all` also looks at sizes of known ones. */
function scanBlobs(catalog: Catalog, paths: StorePaths, all: boolean): readonly string[] {
  const known = new Set(catalog.sql('SELECT digest FROM blob WHERE present = 1').pluck().all() as string[]);
  const changed: string[] = [];
  for (const algorithm of listFolder(paths.blobs)) {
    for (const hex of listFolder(join(paths.blobs, algorithm))) {
      const digest = `${algorithm}:${hex}`;
      if (!isDigest(digest)) continue;
      const isKnown = known.delete(digest);
      if (isKnown && !all) continue;
      const stat = statSync(join(paths.blobs, algorithm, hex));
      if (!stat.isFile() || !putBlobFile(catalog, digest, stat.size)) continue;
      changed.push(...forgetBlob(catalog, digest));
    }
  }
  for (const digest of known) {
    putBlobFile(catalog, digest, null);
    changed.push(...forgetBlob(catalog, digest));
  }
  return changed;
}

/** Takes over what index.json says: tags set, moved or dropped, and new nameless roots, as one change of the door `outside`. */
function followIndex(catalog: Catalog, paths: StorePaths, touched: Set<string>): Change | null {
  const content: IndexContent =
    fileMark(paths.index) === 'none' ? { roots: [], rest: '' } : readIndexFile(paths.index, paths.root);
  for (const digest of replaceRoots(catalog, content)) touched.add(digest);
  const before = new Map<string, { repository: string; tag: string; digest: string }>();
  const rows = catalog
    .sql(
      'SELECT repository.name AS repository, tag.name AS tag, digest FROM tag JOIN repository ON repository.id = repository_id',
    )
    .all() as { repository: string; tag: string; digest: string }[];
  for (const row of rows) before.set(`${row.repository}:${row.tag}`, row);
  const tags: TagChangeRecord[] = [];
  const add: MemberRecord[] = [];
  for (const root of content.roots) {
    if (root.name === null) continue;
    const old = before.get(root.name);
    before.delete(root.name);
    if (old?.digest === root.digest) continue;
    const { repository, tag } = parseReference(root.name);
    tags.push({ repository, tag: tag ?? '', from: old?.digest ?? null, to: root.digest });
  }
  for (const { repository, tag, digest } of before.values()) tags.push({ repository, tag, from: digest, to: null });
  const tagged = new Set(tags.map((tag) => tag.to));
  const member = catalog.sql('SELECT 1 FROM member WHERE digest = ? LIMIT 1');
  const seen = new Set<string>();
  for (const root of content.roots) {
    if (root.name !== null || root.digest === '' || seen.has(root.digest)) continue;
    seen.add(root.digest);
    if (member.get(root.digest) === undefined && !tagged.has(root.digest)) add.push({ repository: '', digest: root.digest });
  }
  if (tags.length === 0 && add.length === 0) return null;
  const change: Change = { at: new Date().toISOString(), door: 'outside', operation: 'index', tags, add };
  for (const digest of applyChange(catalog, change)) touched.add(digest);
  return change;
}

function blobsMark(paths: StorePaths): string {
  return listFolder(paths.blobs)
    .map((algorithm) => `${algorithm}=${fileMark(join(paths.blobs, algorithm))}`)
    .join(' ');
}

function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path).toSorted();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
