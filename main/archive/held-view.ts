// Room archive: what the store has already, as the readers and the plan ask for it (DESIGN: Run skips blobs already held).
import { statSync } from 'node:fs';
import { type Digest, digestHex, isDigest } from '../oci/digest.ts';
import { readDocumentBytes } from '../store/facts.ts';
import type { Store } from '../store/store.ts';
import type { HeldView } from './docker-archive.ts';
import type { HeldCheck } from './plan.ts';

/** Looks blobs up in the store as it is at each call. */
export function heldNow(store: Store): HeldCheck {
  return (blob) => blob.digest !== null && isHeld(store, blob.digest);
}

/** In the store, hashed by us or lying there to be hashed before it is relied on (I1). */
export function isHeld(store: Store, digest: string): boolean {
  return store.fileBytes(digest) !== null;
}

/** What the readers may know of the store. */
export function heldView(store: Store): HeldView {
  return {
    isHeld: (digest) => isHeld(store, digest),
    heldDocument: (digest) => (isHeld(store, digest) ? readDocumentBytes(store.paths, digest) : null),
    knownLayers: (config) => {
      const manifest = store.catalog
        .sql(
          "SELECT edge.parent_id FROM edge JOIN blob ON blob.id = edge.child_id WHERE blob.digest = ? AND edge.role = 'config' ORDER BY edge.parent_id LIMIT 1",
        )
        .pluck()
        .get(config);
      if (typeof manifest !== 'number') return null;
      return store.catalog
        .sql(
          "SELECT digest, size_bytes AS sizeBytes FROM edge JOIN blob ON blob.id = edge.child_id WHERE edge.parent_id = ? AND edge.role = 'layer' ORDER BY position",
        )
        .all(manifest) as { digest: Digest; sizeBytes: number }[];
    },
  };
}

/** Hex names of blobs whose content an archive need not be read for: hashed by us, and whole as far as their size tells. */
export function heldHexes(store: Store): readonly string[] {
  const rows = store.catalog.sql('SELECT digest, size_bytes AS sizeBytes FROM blob WHERE present = 1 AND verified = 1').all() as {
    digest: string;
    sizeBytes: number;
  }[];
  return rows.flatMap(({ digest, sizeBytes }) =>
    isDigest(digest) && statSync(store.blobPath(digest), { throwIfNoEntry: false })?.size === sizeBytes
      ? [digestHex(digest)]
      : [],
  );
}
