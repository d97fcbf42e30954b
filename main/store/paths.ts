// Room store: where things stand in a store folder (DESIGN: the store on disk). Names only, no I/O.
import { join } from 'node:path';
import { type Digest, digestAlgorithm, digestHex } from '../oci/digest.ts';

/** Every path of one store. */
export interface StorePaths {
  readonly root: string;
  readonly layout: string;
  readonly index: string;
  readonly blobs: string;
  readonly own: string;
  readonly ledger: string;
  readonly catalog: string;
  readonly staging: string;
  readonly trash: string;
  readonly quarantine: string;
  readonly reserve: string;
}

export function storePaths(root: string): StorePaths {
  const own = join(root, '.stowage');
  return {
    root,
    layout: join(root, 'oci-layout'),
    index: join(root, 'index.json'),
    blobs: join(root, 'blobs'),
    own,
    ledger: join(own, 'ledger.jsonl'),
    catalog: join(own, 'catalog.db'),
    staging: join(own, 'staging'),
    trash: join(own, 'trash'),
    quarantine: join(own, 'quarantine'),
    reserve: join(own, 'reserve'),
  };
}

/** `blobs/<algorithm>/<hex>` of a digest (image-spec, image layout, Blobs). */
export function blobPath(paths: StorePaths, digest: Digest): string {
  return join(paths.blobs, digestAlgorithm(digest), digestHex(digest));
}
