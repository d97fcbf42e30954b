// Room catalog: leases (I8). A running job holds one lease on every blob it relies on; whatever removes blobs asks
// here first. A lease of a process that is gone counts no more, at once on the same host, else after it expired.
import { randomUUID } from 'node:crypto';
import type { Catalog } from './catalog.ts';

/** How long a lease lives without being renewed. */
export const leaseDurationMs = 60_000;

/** Who holds leases: `host` is opaque and equal for processes that can see each other's ids. */
export interface LeaseOwner {
  readonly host: string;
  readonly processId: number;
  /** Opaque start mark of the process, so that a reused id is not taken for the old process. */
  readonly startMark: string;
}

/** Tells whether an owner still runs; undefined where that cannot be known from here. */
export type OwnerProbe = (owner: LeaseOwner) => boolean | undefined;

/** Takes a lease without blobs and returns its id. */
export function takeLease(catalog: Catalog, owner: LeaseOwner, purpose: string, nowMs: number): string {
  const id = randomUUID();
  catalog
    .sql('INSERT INTO lease (id, owner, purpose, expires_at) VALUES (?, ?, ?, ?)')
    .run(id, JSON.stringify(owner), purpose, nowMs + leaseDurationMs);
  return id;
}

/** Adds blobs to a lease. Called before anything relies on them. */
export function holdBlobs(catalog: Catalog, leaseId: string, digests: Iterable<string>): void {
  const insert = catalog.sql('INSERT OR IGNORE INTO lease_blob (lease_id, digest) VALUES (?, ?)');
  catalog.critical(() => {
    for (const digest of digests) insert.run(leaseId, digest);
  });
}

/** Takes blobs from a lease that needs them no more: something else keeps them. */
export function letGoBlobs(catalog: Catalog, leaseId: string, digests: Iterable<string>): void {
  const remove = catalog.sql('DELETE FROM lease_blob WHERE lease_id = ? AND digest = ?');
  catalog.critical(() => {
    for (const digest of digests) remove.run(leaseId, digest);
  });
}

export function renewLease(catalog: Catalog, leaseId: string, nowMs: number): void {
  catalog.sql('UPDATE lease SET expires_at = ? WHERE id = ?').run(nowMs + leaseDurationMs, leaseId);
}

export function dropLease(catalog: Catalog, leaseId: string): void {
  catalog.critical(() => dropLeaseRows(catalog, leaseId));
}

/** Ids of the leases that are good: their owner runs, or nobody knows and they have not expired. */
export function aliveLeases(catalog: Catalog, probe: OwnerProbe, nowMs: number): ReadonlySet<string> {
  const rows = catalog.sql('SELECT id, owner, expires_at AS expiresAt FROM lease').all() as {
    id: string;
    owner: string;
    expiresAt: number;
  }[];
  const alive = new Set<string>();
  for (const row of rows) {
    const runs = probe(JSON.parse(row.owner) as LeaseOwner);
    if (runs === true || (runs === undefined && row.expiresAt > nowMs)) alive.add(row.id);
  }
  return alive;
}

/** Whether a lease is there still: one that nobody could see being renewed may have been given up. */
export function hasLease(catalog: Catalog, leaseId: string): boolean {
  return catalog.sql('SELECT 1 FROM lease WHERE id = ?').get(leaseId) !== undefined;
}

/** Drops the leases that are not good any more, and returns the ids of those that are. Called inside a critical section. */
export function sweepLeases(catalog: Catalog, probe: OwnerProbe, nowMs: number): ReadonlySet<string> {
  const alive = aliveLeases(catalog, probe, nowMs);
  // The clock was set back. Who lives renews it in time.
  catalog.sql('UPDATE lease SET expires_at = @until WHERE expires_at > @until').run({ until: nowMs + leaseDurationMs });
  for (const id of catalog.sql('SELECT id FROM lease').pluck().all() as string[]) if (!alive.has(id)) dropLeaseRows(catalog, id);
  return alive;
}

/** True when a lease other than `exceptLeaseId` holds the blob. */
export function isLeased(catalog: Catalog, digest: string, exceptLeaseId: string | null): boolean {
  return (
    catalog.sql('SELECT 1 FROM lease_blob WHERE digest = ? AND lease_id IS NOT ? LIMIT 1').get(digest, exceptLeaseId) !==
    undefined
  );
}

function dropLeaseRows(catalog: Catalog, leaseId: string): void {
  catalog.sql('DELETE FROM lease_blob WHERE lease_id = ?').run(leaseId);
  catalog.sql('DELETE FROM lease WHERE id = ?').run(leaseId);
}
