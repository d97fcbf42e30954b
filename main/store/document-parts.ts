// Room store: what a manifest or index points at, with the sizes its descriptors give. It does not look whether that is there.
import { readFileSync, statSync } from 'node:fs';
import type { Digest } from '../oci/digest.ts';
import { type OciDocument, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { isNonDistributable } from '../oci/media-types.ts';
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
  const isDocument = document.kind === 'index';
  const descriptors = isDocument
    ? document.manifests
    : [...(document.config === undefined ? [] : [document.config]), ...document.layers];
  return descriptors.map(({ digest, size, mediaType, urls = [] }) => {
    const mayBeAbsent = isDocument || isNonDistributable(mediaType) || urls.length > 0;
    return { digest, sizeBytes: size, isDocument, mayBeAbsent };
  });
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
