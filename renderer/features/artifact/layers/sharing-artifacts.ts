// Feature artifact: who else uses a blob, told from why it is kept. Pure.
import type { BlobProof } from '../../../../preload/contract/upkeep-model.ts';
import { splitReference } from '../../../format/report-names.ts';

/** One reference for each other artifact of the proofs, in their order; `own` is the digest of the one that is looked at. */
export function sharingArtifacts(proofs: readonly BlobProof[], own: string): readonly string[] {
  const names = new Map<string, string>();
  for (const { steps } of proofs) {
    const [from, root] = steps;
    if ((from?.role !== 'tag' && from?.role !== 'untagged') || root === undefined || root.name === own) continue;
    const { repository } = splitReference(from.name);
    const artifact = `${repository}@${root.name}`;
    if (!names.has(artifact)) names.set(artifact, from.name);
  }
  return [...names.values()];
}
