// Room store: tells a blob that was lost from one that never came: the ledger says what this store had and did not take away.
import type { Digest } from '../oci/digest.ts';
import { isDigest } from '../oci/digest.ts';
import { readLedger } from './ledger.ts';
import type { StorePaths } from './paths.ts';

/** Those of `absent` that this store hashed once and that went without its doing. */
export function lostBlobs(paths: StorePaths, absent: readonly string[]): readonly Digest[] {
  if (absent.length === 0) return [];
  const asked = new Set(absent);
  const had = new Set<string>();
  readLedger(paths.ledger, 0, (change) => {
    for (const digest of change.blobs ?? []) if (asked.has(digest)) had.add(digest);
    for (const digest of change.door === 'outside' ? [] : (change.gone ?? [])) had.delete(digest);
    for (const { digest } of change.absent ?? []) had.delete(digest);
  });
  return absent.filter((digest): digest is Digest => had.has(digest) && isDigest(digest));
}
