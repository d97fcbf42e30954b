// Room catalog: how far verify runs have come that are not finished, so that one that was killed is continued. Like leases it
// is not derived and may be lost: then the next run starts from the beginning.
import type { Catalog } from './catalog.ts';

/** What was hashed longer ago than this, or by a clock that was set back since, is hashed again. */
const keptMs = 86_400_000;

/** Digests that an unfinished run of this kind found whole. */
export function verifyProgress(catalog: Catalog, scope: string, nowMs: number): ReadonlySet<string> {
  const digests = catalog
    .sql('SELECT digest FROM verify_progress WHERE scope = ? AND at > ? AND at <= ?')
    .pluck()
    .all(scope, nowMs - keptMs, nowMs) as string[];
  return new Set(digests);
}

export function noteVerifyProgress(catalog: Catalog, scope: string, digests: readonly string[], nowMs: number): void {
  const insert = catalog.sql(
    'INSERT INTO verify_progress (scope, digest, at) VALUES (?, ?, ?) ON CONFLICT (scope, digest) DO UPDATE SET at = excluded.at',
  );
  catalog.critical(() => {
    for (const digest of digests) insert.run(scope, digest, nowMs);
  });
}

/** Forgets a run that came to its end, and those that nobody continued in time. Called inside a critical section. */
export function endVerifyProgress(catalog: Catalog, scope: string, nowMs: number): void {
  catalog.sql('DELETE FROM verify_progress WHERE scope = ? OR at <= ? OR at > ?').run(scope, nowMs - keptMs, nowMs);
}
