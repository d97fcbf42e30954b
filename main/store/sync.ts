// Room store: makes the catalogue agree with the disk, inside the critical section: an interrupted commit, changes by
// other tools, blobs that came or went, or everything from nothing (I4, I7). Unchanged files cost one stat each.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { applyChange, type Change } from '../catalog/change.ts';
import { forgetBlob, putBlobFile } from '../catalog/documents.ts';
import { settle } from '../catalog/graph.ts';
import { errnoOf } from '../errors.ts';
import { isDigest } from '../oci/digest.ts';
import { readFacts } from './facts.ts';
import { type Followed, followIndex } from './follow-index.ts';
import { fileMark } from './index-file.ts';
import { ledgerTail, readLedger } from './ledger.ts';
import { cutLedger, ledgerSize } from './ledger-segments.ts';
import type { StorePaths } from './paths.ts';
import { ensureRoots } from './roots.ts';

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

export function rememberMarks(catalog: Catalog, paths: StorePaths, marks: DiskMarks): void {
  catalog.setMeta('index', marks.index);
  catalog.setMeta('ledger', String(marks.ledgerBytes));
  catalog.setMeta('ledgerTail', ledgerTail(paths.ledger, marks.ledgerBytes));
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

/** What a sync found out that must be written down: what another program did, and whether index.json needs roots added. */
export interface Outside {
  readonly changes: readonly Change[];
  readonly indexStale: boolean;
}

/** Brings the catalogue up to date with the disk. Called inside a critical section; the caller writes down what it returns. */
export function syncCatalog(catalog: Catalog, paths: StorePaths, writable: boolean): Outside {
  const seen = seenMarks(catalog);
  const now = diskMarks(paths);
  if (marksEqual(seen, now)) return { changes: [], indexStale: false };
  if (seen.ledgerBytes < 0) return rebuildCatalog(catalog, paths);
  // Somebody cut the ledger short: what it says of the past proves nothing about index.json any more.
  if (now.ledgerBytes < seen.ledgerBytes) return fillCatalog(catalog, paths, false);
  // The catalogue of another store, or somebody rewrote the ledger.
  if (catalog.meta('ledgerTail') !== ledgerTail(paths.ledger, seen.ledgerBytes)) return rebuildCatalog(catalog, paths);
  const touched = new Set<string>();
  if (now.ledgerBytes > seen.ledgerBytes) followLedger(catalog, paths, seen, now, writable, touched);
  // Another tool writes blobs, then its index: one that ran beside a commit of ours may have had its blobs overlooked.
  if (now.blobs !== seen.blobs || now.index !== seen.index)
    for (const digest of scanBlobs(catalog, paths, false)) touched.add(digest);
  const followed = now.index === seen.index ? unfollowed : followIndex(catalog, paths, touched, true);
  const gone = noteGone(catalog);
  settle(catalog, touched, (digest) => readFacts(paths, digest));
  forgetAbsent(catalog);
  const rootsAdded = ensureRoots(catalog, touched);
  rememberMarks(catalog, paths, { ...now, ledgerBytes: ledgerSize(paths.ledger) });
  return { changes: outsideChanges(followed, gone), indexStale: rootsAdded || followed.indexStale };
}

const unfollowed: Followed = { changes: [], indexStale: false };

/** Makes the catalogue from nothing but index.json, blobs and ledger (I4). Called inside a critical section. */
export function rebuildCatalog(catalog: Catalog, paths: StorePaths): Outside {
  return fillCatalog(catalog, paths, true);
}

function fillCatalog(catalog: Catalog, paths: StorePaths, indexMayBeStale: boolean): Outside {
  // Before they are read: what is written meanwhile is looked at again.
  const [index, blobs] = [fileMark(paths.index), blobsMark(paths)];
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
  const followed = followIndex(catalog, paths, touched, indexMayBeStale);
  const gone = noteGone(catalog);
  settle(catalog, touched, (digest) => readFacts(paths, digest));
  forgetAbsent(catalog);
  const rootsAdded = ensureRoots(catalog, touched);
  rememberMarks(catalog, paths, { index, ledgerBytes: size, blobs });
  return { changes: outsideChanges(followed, gone), indexStale: rootsAdded || followed.indexStale };
}

/**
 * Returns the blobs this store hashed that somebody took away: whatever comes back under their names is hashed again (I1).
 * Before `settle`, which drops the rows of those that nothing needs any more.
 */
function noteGone(catalog: Catalog): readonly string[] {
  return catalog
    .sql('UPDATE blob SET verified = 0, checked_at = NULL WHERE present = 0 AND verified = 1 RETURNING digest')
    .pluck()
    .all() as string[];
}

/** What is neither there nor needed is forgotten. */
function forgetAbsent(catalog: Catalog): void {
  catalog.db.exec('DELETE FROM blob WHERE present = 0 AND artifact_refs = 0');
}

function outsideChanges({ changes }: Followed, gone: readonly string[]): readonly Change[] {
  if (gone.length === 0) return changes;
  const [first = { at: new Date().toISOString(), door: 'outside', operation: 'index' }, ...rest] = changes;
  return [{ ...first, gone: gone.toSorted() }, ...rest];
}

/**
 * Ledger lines the catalogue has not seen. With index.json unchanged, one that names something is from a commit that was
 * cut off before it took effect, and goes; otherwise the commit did take effect and is caught up with (I6).
 */
function followLedger(
  catalog: Catalog,
  paths: StorePaths,
  seen: DiskMarks,
  now: DiskMarks,
  writable: boolean,
  touched: Set<string>,
): void {
  let [keep, count, isCutOff] = [seen.ledgerBytes, 0, false];
  const whole = readLedger(paths.ledger, seen.ledgerBytes, (change, end) => {
    isCutOff ||= now.index === seen.index && changesNames(change);
    if (isCutOff) return;
    for (const digest of applyChange(catalog, change)) touched.add(digest);
    [keep, count] = [end, count + 1];
  });
  setRevision(catalog, revision(catalog) + count);
  if (writable) cutLedger(paths.ledger, isCutOff ? keep : whole);
}

/** True for a change that shows in index.json. */
export function changesNames({ tags, add, remove, restore }: Change): boolean {
  return [tags, add, remove, restore].some((list) => (list?.length ?? 0) > 0);
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
