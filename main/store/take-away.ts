// Room store: which blobs a change takes away (I8): decided inside the critical section on the graph as it is once the change
// counts, never one that running work holds, and none while a document cannot be followed. It moves no file.
import type { Catalog } from '../catalog/catalog.ts';
import { cleanupBlockers } from '../catalog/cleanup-blockers.ts';
import { closure } from '../catalog/documents.ts';
import { isLeased, sweepLeases } from '../catalog/leases.ts';
import { ownerRuns } from './process-owner.ts';

/** What a commit wants to be rid of; see `Commit`. */
export interface Departure {
  readonly sweep?: readonly number[];
  readonly drop?: readonly string[];
  readonly unreferenced?: readonly number[];
}

/** A blob that goes, with its size. */
export interface DoomedBlob {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** Row ids of the blobs that may go, before the change is applied. */
export function candidates(catalog: Catalog, { sweep = [], drop = [], unreferenced = [] }: Departure): ReadonlySet<number> {
  const ids = new Set(unreferenced);
  const reach = catalog.sql('SELECT blob_id FROM reach WHERE artifact_id = ?').pluck();
  for (const artifact of sweep) for (const id of reach.all(artifact) as number[]) ids.add(id);
  const row = catalog.sql('SELECT id FROM blob WHERE digest = ?').pluck();
  for (const digest of drop) for (const id of closure(catalog, row.get(digest) as number, null)) ids.add(id);
  return ids;
}

/** Of the documents that are to go although something leads to them, those that may, with their sizes. */
export function droppable(catalog: Catalog, { drop = [] }: Departure, leaseId: string | null): readonly DoomedBlob[] {
  if (drop.length === 0 || cleanupBlockers(catalog).some(({ digest }) => !drop.includes(digest))) return [];
  sweepLeases(catalog, ownerRuns, Date.now());
  const row = catalog.sql('SELECT digest, stored_bytes AS sizeBytes FROM blob WHERE digest = ? AND present = 1');
  return drop
    .filter((digest) => !isLeased(catalog, digest, leaseId))
    .flatMap((digest) => (row.get(digest) as DoomedBlob | undefined) ?? []);
}

/** Of the candidates, the blobs that nothing needs now and nothing holds. */
export function unneeded(catalog: Catalog, ids: ReadonlySet<number>, leaseId: string | null): readonly DoomedBlob[] {
  if (ids.size === 0 || cleanupBlockers(catalog).length > 0) return [];
  sweepLeases(catalog, ownerRuns, Date.now());
  const row = catalog.sql(
    'SELECT digest, stored_bytes AS sizeBytes FROM blob WHERE id = ? AND artifact_refs = 0 AND present = 1',
  );
  return [...ids]
    .flatMap((id) => (row.get(id) as DoomedBlob | undefined) ?? [])
    .filter(({ digest }) => !isLeased(catalog, digest, leaseId));
}
