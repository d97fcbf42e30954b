// Room store: tells a blob that was lost from one that never came: the ledger says what this store had and did not take away. In
// a store of another program, or whose ledger is gone, the documents say what must be there.
import type { Catalog } from '../catalog/catalog.ts';
import { unexplainedAbsences } from '../catalog/verify-scope.ts';
import type { Digest } from '../oci/digest.ts';
import { isDigest } from '../oci/digest.ts';
import { partsInFile } from './document-parts.ts';
import { readLedger } from './ledger.ts';
import { blobPath, type StorePaths } from './paths.ts';

/** Those of `absent` that are not absent by right (I5): this store hashed them once and did not take them away, or nothing excuses them. */
export function lostBlobs(catalog: Catalog, paths: StorePaths, absent: readonly string[]): readonly Digest[] {
  if (absent.length === 0) return [];
  const asked = new Set(absent);
  const lost = new Set<string>();
  readLedger(paths.ledger, 0, (change) => {
    for (const digest of change.blobs ?? []) if (asked.has(digest)) lost.add(digest);
    for (const digest of change.door === 'outside' ? [] : (change.gone ?? [])) lost.delete(digest);
    for (const { digest } of change.absent ?? []) lost.delete(digest);
  });
  for (const { digest, manifest } of unexplainedAbsences(catalog, absent))
    if (manifest === null || !mayBeAbsent(paths, manifest, digest)) lost.add(digest);
  return absent.filter((digest): digest is Digest => lost.has(digest) && isDigest(digest));
}

function mayBeAbsent(paths: StorePaths, manifest: string, digest: string): boolean {
  if (!isDigest(manifest)) return true;
  return partsInFile(blobPath(paths, manifest)).every((part) => part.digest !== digest || part.mayBeAbsent);
}
