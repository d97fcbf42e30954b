// Room catalog: why a blob is kept: every chain from a tag or an untagged artifact down to it, through indexes, manifests and
// referrers. Chains are counted without being walked, for one layer may be in thousands of images.
import type { BlobProof, ProofRole } from '../../preload/contract/upkeep-model.ts';
import type { Catalog } from './catalog.ts';
import { companionSubjects } from './companions.ts';

type Step = BlobProof['steps'][number];

/** How a blob hangs on a document: listed there, or, for a referrer, about it. */
interface Link {
  readonly container: string;
  readonly role: 'child' | 'config' | 'layer' | 'referrer';
  readonly platform: string | null;
}

/** The first `limit` chains, by name, and how many there are. */
export function blobProofs(catalog: Catalog, digest: string, limit: number): { proofs: readonly BlobProof[]; count: number } {
  const proofs: BlobProof[] = [];
  for (const steps of chains(catalog, digest)) {
    if (proofs.push({ steps }) >= limit) break;
  }
  return { proofs, count: countChains(catalog, digest, new Map()) };
}

/** Digests refer to what was there before them, but a tag may say anything: no chain goes `below` itself again. */
function* chains(catalog: Catalog, digest: string, below: readonly string[] = []): Generator<readonly Step[]> {
  for (const claim of claims(catalog, digest)) yield [claim, documentStep(catalog, digest, null)];
  for (const link of links(catalog, digest)) {
    if (below.includes(link.container)) continue;
    const step = linkStep(catalog, digest, link);
    for (const chain of chains(catalog, link.container, [...below, digest])) yield [...chain, step];
  }
}

function countChains(catalog: Catalog, digest: string, counted: Map<string, number>): number {
  const known = counted.get(digest);
  if (known !== undefined) return known;
  counted.set(digest, 0);
  let count = claims(catalog, digest).length;
  for (const { container } of links(catalog, digest)) count += countChains(catalog, container, counted);
  counted.set(digest, count);
  return count;
}

/** The tags of an artifact in each repository; where it has none, the untagged artifact itself. */
function claims(catalog: Catalog, digest: string): readonly Step[] {
  const rows = catalog
    .sql(
      `SELECT repository.name AS repository, tag.name AS tag FROM blob JOIN artifact ON artifact.blob_id = blob.id
         JOIN repository ON repository.id = artifact.repository_id LEFT JOIN tag ON tag.repository_id = repository.id AND tag.digest = blob.digest
       WHERE blob.digest = ? ORDER BY tag.name IS NULL, repository.name, tag.name`,
    )
    .all(digest) as { repository: string; tag: string | null }[];
  return rows.map(({ repository, tag }): Step => {
    if (tag !== null) return { role: 'tag', name: `${repository}:${tag}`, platform: null };
    return { role: 'untagged', name: repository === '' ? digest : `${repository}@${digest}`, platform: null };
  });
}

function links(catalog: Catalog, digest: string): readonly Link[] {
  const found = catalog
    .sql(
      `SELECT DISTINCT parent.digest AS container, edge.role, edge.platform FROM blob JOIN edge ON edge.child_id = blob.id
         JOIN blob AS parent ON parent.id = edge.parent_id WHERE blob.digest = @digest
       UNION ALL SELECT document.subject, 'referrer', NULL FROM blob JOIN document ON document.blob_id = blob.id
         JOIN blob AS subject ON subject.digest = document.subject JOIN document AS live ON live.blob_id = subject.id
       WHERE blob.digest = @digest ORDER BY 1`,
    )
    .all({ digest }) as Link[];
  const subjects = companionSubjects(catalog, digest).filter((subject) => !found.some(({ container }) => container === subject));
  return [...found, ...subjects.map((container): Link => ({ container, role: 'referrer', platform: null }))];
}

function linkStep(catalog: Catalog, digest: string, { role, platform }: Link): Step {
  return role === 'child' ? documentStep(catalog, digest, platform) : { role, name: digest, platform: null };
}

function documentStep(catalog: Catalog, digest: string, platform: string | null): Step {
  const row = catalog.sql('SELECT kind, platform FROM document JOIN blob ON blob.id = blob_id WHERE digest = ?').get(digest) as
    | { kind: Extract<ProofRole, 'index' | 'manifest'>; platform: string | null }
    | undefined;
  return { role: row?.kind ?? 'manifest', name: digest, platform: platform ?? row?.platform ?? null };
}

/** Leases on a blob, alive or not. */
export function leasesOn(catalog: Catalog, digest: string): readonly { readonly id: string; readonly purpose: string }[] {
  return catalog
    .sql('SELECT id, purpose FROM lease JOIN lease_blob ON lease_id = id WHERE digest = ? ORDER BY purpose, id')
    .all(digest) as { id: string; purpose: string }[];
}
