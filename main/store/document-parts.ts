// Room store: what a manifest or index points at, with the sizes its descriptors give. It does not look whether that is there.
import { readFileSync, statSync } from 'node:fs';
import { type Descriptor, liesElsewhere } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { blobsOf, type OciDocument, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { documentLimitBytes } from './facts.ts';

export interface DocumentPart {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** It is a manifest or index itself. */
  readonly isDocument: boolean;
  /** It may be absent by right: a platform, or a layer its maker keeps elsewhere (I5). */
  readonly mayBeAbsent: boolean;
}

export function partsOf(document: OciDocument): readonly DocumentPart[] {
  return [
    ...(document.kind === 'index' ? document.manifests.map((child) => partAt(child, true)) : []),
    ...blobsOf(document).map((blob) => partAt(blob, false)),
  ];
}

function partAt(descriptor: Descriptor, isDocument: boolean): DocumentPart {
  const { digest, size } = descriptor;
  return { digest, sizeBytes: size, isDocument, mayBeAbsent: isDocument || liesElsewhere(descriptor) };
}

/** Parts of the document in a file; none where it is no document or gone. */
export function partsInFile(path: string): readonly DocumentPart[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.size > documentLimitBytes) return [];
  try {
    return partsOf(parseDocument(readFileSync(path)));
  } catch (error) {
    if (error instanceof DocumentError) return [];
    throw error;
  }
}
