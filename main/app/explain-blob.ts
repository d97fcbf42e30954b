// Room app: why a blob is kept, or that nothing needs it: the proof behind every figure of what can be freed.
import type { BlobExplanation, BlobProof } from '../../preload/contract/upkeep-model.ts';
import { cleanupBlockers } from '../catalog/cleanup-blockers.ts';
import { isDamaged } from '../catalog/damage.ts';
import { aliveLeases } from '../catalog/leases.ts';
import { blobProofs, leasesOn } from '../catalog/proofs.ts';
import { documentsWith } from '../catalog/verify-scope.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { entriesOf, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { readDocumentBytes } from '../store/facts.ts';
import { readHistory } from '../store/history.ts';
import { ownerRuns } from '../store/process-owner.ts';
import type { Store } from '../store/store.ts';
import type { AppContext } from './context.ts';
import { findBlob } from './find-blob.ts';

const shownProofs = 20;

/** `digest` may be the beginning of one. @throws StowageError blob-not-found, reference-ambiguous */
export function explainBlob(app: AppContext, input: { readonly digest: string }): BlobExplanation {
  const store = app.openStore('existing');
  const digest = findBlob(store, input.digest, 'known');
  const row = store.catalog
    .sql('SELECT size_bytes AS sizeBytes, present, checked_at AS verifiedAt FROM blob WHERE digest = ?')
    .get(digest) as { sizeBytes: number; present: number; verifiedAt: string | null } | undefined;
  const { proofs, count } = blobProofs(store.catalog, digest, shownProofs);
  const leases = leaseProofs(store, digest);
  const proofCount = count + leases.length;
  const status = isDamaged(store.catalog, digest)
    ? 'damaged'
    : row?.present !== 1
      ? 'absent'
      : proofCount > 0
        ? 'needed'
        : 'not-needed';
  return {
    digest,
    status,
    sizeBytes: row?.sizeBytes ?? 0,
    mediaType: mediaTypeOf(store, digest),
    proofs: [...proofs, ...leases].slice(0, shownProofs),
    proofCount,
    addedAt: addedAt(store, digest),
    verifiedAt: row?.verifiedAt ?? null,
    keptFor: status === 'not-needed' ? (cleanupBlockers(store.catalog)[0]?.digest ?? null) : null,
  };
}

function leaseProofs({ catalog }: Store, digest: Digest): readonly BlobProof[] {
  const leases = leasesOn(catalog, digest);
  const alive = leases.length === 0 ? new Set<string>() : aliveLeases(catalog, ownerRuns, Date.now());
  return leases
    .filter(({ id }) => alive.has(id))
    .map(({ purpose }) => ({ steps: [{ role: 'lease', name: purpose, platform: null }] }));
}

/** Its own as a document, else what a document that points at it says. */
function mediaTypeOf({ catalog, paths }: Store, digest: Digest): string | null {
  const own = catalog
    .sql('SELECT media_type FROM document JOIN blob ON blob.id = blob_id WHERE digest = ? AND unreadable IS NULL')
    .pluck()
    .get(digest);
  if (typeof own === 'string') return own;
  const [parent] = documentsWith(catalog, [digest]);
  if (parent === undefined || !isDigest(parent)) return null;
  try {
    const document = parseDocument(readDocumentBytes(paths, parent) ?? Buffer.alloc(0));
    return entriesOf(document).find((part) => part.digest === digest)?.mediaType ?? null;
  } catch (error) {
    if (error instanceof DocumentError) return null;
    throw error;
  }
}

/** Time of the last change that brought it. */
function addedAt(store: Store, digest: Digest): string | null {
  let at: string | null = null;
  readHistory(store, (change) => {
    if (change.operation !== 'verify' && change.blobs?.includes(digest) === true) at = change.at;
    return at === null;
  });
  return at;
}
