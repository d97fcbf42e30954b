// Room archive: reads one document (manifest, index, config) of an archive and checks it against its descriptor. What is
// wrong with it becomes a coded failure that names the entry.
import type { Failure } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestOf } from '../oci/digest.ts';
import { isDocumentType, type OciDocument, parseDocument } from '../oci/document.ts';
import { DocumentError } from '../oci/document-error.ts';
import type { NeededBlob } from './candidate.ts';
import type { ArchiveFile, ArchiveTree } from './tree.ts';

export const manifestLimitBytes = 4 << 20;
export const configLimitBytes = 8 << 20;
const maxDescriptors = 100_000;

/** Where documents and blobs come from. */
export interface WalkSource {
  readonly tree: ArchiveTree;
  /** The archive's file of a digest. */
  readonly locate: (digest: Digest) => ArchiveFile | undefined;
  /** A document the store has already, for archives that leave it out. */
  readonly heldDocument: (digest: Digest) => Buffer | null;
  readonly isHeld: (digest: Digest) => boolean;
  /** Descriptors followed so far in this archive. */
  readonly count: { descriptors: number };
}

/** The document of a descriptor, and the blob it is. */
export function readDocument(
  source: WalkSource,
  descriptor: Descriptor,
  label: string,
): { document: OciDocument; blob: NeededBlob } {
  const { archive } = source.tree;
  const file = source.locate(descriptor.digest) ?? null;
  const bytes = documentBytes(source, descriptor.digest, file, manifestLimitBytes);
  if (bytes === null) throw new StowageError('blob-missing', { archive, digest: descriptor.digest, image: label });
  const entry = file?.name ?? descriptor.digest;
  checkBytes(archive, entry, descriptor, bytes);
  const document = parsing(archive, entry, () => parseListed(bytes, descriptor.mediaType));
  countDescriptors(source, document.layers.length + (document.kind === 'index' ? document.manifests.length : 0));
  const blob: NeededBlob = {
    digest: descriptor.digest,
    sizeBytes: bytes.length,
    mediaType: document.mediaType,
    file,
    diffId: null,
    compression: 'none',
    absence: null,
  };
  return { document, blob };
}

/** Where what is listed is called something else, its type is what is wrong, not its bytes. */
function parseListed(bytes: Buffer, mediaType: string): OciDocument {
  try {
    return parseDocument(bytes, mediaType);
  } catch (error) {
    if (!(error instanceof DocumentError) || isDocumentType(mediaType)) throw error;
    throw new DocumentError(`${mediaType} is neither a manifest nor an index, so this is no image`, { cause: error });
  }
}

/** A document's bytes: from the archive, or from the store where the archive has it not (or it was passed over as held). */
export function documentBytes(
  source: Pick<WalkSource, 'tree' | 'isHeld' | 'heldDocument'>,
  digest: Digest,
  file: ArchiveFile | null,
  limitBytes: number,
): Buffer | null {
  if (file === null || (file.content === null && source.isHeld(digest))) return source.heldDocument(digest);
  return source.tree.read(file, limitBytes);
}

/** True where a document is in the archive or in the store. */
export function isPresent(source: WalkSource, digest: Digest): boolean {
  return source.locate(digest) !== undefined || source.heldDocument(digest) !== null;
}

/** Counts what is followed. @throws StowageError too-many-descriptors */
export function countDescriptors(source: WalkSource, added: number): void {
  source.count.descriptors += added;
  if (source.count.descriptors > maxDescriptors) {
    throw new StowageError('too-many-descriptors', { archive: source.tree.archive, limit: maxDescriptors });
  }
}

/** Compares bytes that were read with their descriptor. */
export function checkBytes(
  archive: string,
  entry: string,
  descriptor: { readonly digest: Digest; readonly size: number },
  bytes: Buffer,
): void {
  if (bytes.length !== descriptor.size) {
    throw new StowageError('size-mismatch', { archive, entry, expectedBytes: descriptor.size, actualBytes: bytes.length });
  }
  const actual = digestOf(bytes, digestAlgorithm(descriptor.digest));
  if (actual !== descriptor.digest)
    throw new StowageError('digest-mismatch', { archive, entry, expected: descriptor.digest, actual });
}

/** Runs a parser; what it says is wrong becomes a coded failure that names the entry. */
export function parsing<Value>(archive: string, entry: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const code = /JSON|UTF-8/.test(error.reason) ? 'json-invalid' : 'document-invalid';
    throw new StowageError(code, { archive, entry, reason: error.reason }, { cause: error });
  }
}

/** The failure to report for one candidate; what is not expected is thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof StowageError) return error.failure;
  throw error;
}
