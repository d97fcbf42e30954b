// Room store: what a manifest or index points at, with the sizes its descriptors give. It does not look whether that is there.
import { readFileSync, statSync } from 'node:fs';
import type { Digest } from '../oci/digest.ts';
import { type OciDocument, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import { documentLimitBytes } from './facts.ts';

export interface DocumentPart {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** It is a manifest or index itself. */
  readonly isDocument: boolean;
}

export function partsOf(document: OciDocument): readonly DocumentPart[] {
  const isDocument = document.kind === 'index';
  const descriptors = isDocument
    ? document.manifests
    : [...(document.config === undefined ? [] : [document.config]), ...document.layers];
  return descriptors.map(({ digest, size }) => ({ digest, sizeBytes: size, isDocument }));
}

/** Parts of the document in a file; none where it is no document. */
export function partsInFile(path: string): readonly DocumentPart[] {
  if (statSync(path).size > documentLimitBytes) return [];
  try {
    return partsOf(parseDocument(readFileSync(path)));
  } catch (error) {
    if (error instanceof DocumentError) return [];
    throw error;
  }
}
