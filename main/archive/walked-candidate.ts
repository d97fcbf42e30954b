// Room archive: one candidate from one root descriptor, for every format that has manifests. What is wrong with it is
// kept as its failure, so that one bad image does not cost the others.
import type { Descriptor } from '../oci/descriptor.ts';
import { artifactKind, artifactTypeOf } from '../store/facts.ts';
import type { Candidate, FoundName, NeededBlob } from './candidate.ts';
import { failureOf, type WalkSource } from './document-read.ts';
import { walk } from './document-walk.ts';

/** Walks `root` and describes what hangs under it. `annotations` are the foreign ones of its descriptor. */
export function walkedCandidate(
  source: WalkSource,
  root: Descriptor,
  names: readonly FoundName[],
  annotations: Readonly<Record<string, string>> = {},
): Candidate {
  const base = { names, annotations, manifestBuilt: false };
  try {
    const { document, ...walked } = walk(source, root, names[0]?.raw ?? root.digest);
    return {
      ...base,
      ...walked,
      kind: artifactKind(document),
      mediaType: document.mediaType,
      artifactType: artifactTypeOf(document),
      subject: document.subject?.digest ?? null,
      failure: null,
    };
  } catch (error) {
    return { ...base, ...nothingBelow(root), failure: failureOf(error) };
  }
}

function nothingBelow({
  digest,
  size,
  mediaType,
}: Descriptor): Omit<Candidate, 'names' | 'annotations' | 'manifestBuilt' | 'failure'> {
  const root: NeededBlob = { digest, sizeBytes: size, mediaType, file: null, diffId: null, compression: 'none', absence: null };
  return { kind: 'other', mediaType, artifactType: null, subject: null, root, images: [], indexes: [], warnings: [] };
}
