// Room archive: what the format readers find in an archive, before the store is asked: images, indexes and artifacts
// with their names, platforms and every blob they need. Readers decide nothing about conflicts or what is held.
import type { Failure, Warning } from '../../preload/contract/failure.ts';
import type { ArtifactKind } from '../../preload/contract/model.ts';
import type { ArchiveName } from '../oci/archive-name.ts';
import type { Digest } from '../oci/digest.ts';
import type { Compression } from '../tar/compression.ts';
import type { ArchiveFile } from './tree.ts';

/** A blob an artifact needs. */
export interface NeededBlob {
  /** Null until it is read: a compressed layer of an archive that names layers by path. */
  readonly digest: Digest | null;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** Where the archive has it; null where it has not. */
  readonly file: ArchiveFile | null;
  /** Bytes that come from no file: a manifest built here, or what a descriptor carried in its `data`. */
  readonly built?: Buffer;
  /** Where a layer that is not distributed with images can be had, for the manifest that is built. */
  readonly urls?: readonly string[];
  /** Diff ID it must unpack to. */
  readonly diffId: Digest | null;
  /** The diff ID is the only thing that vouches for it (an archive without manifests): checked even without `--deep`. */
  readonly diffIdDecides?: boolean;
  /** What to unpack for that check. */
  readonly compression: Compression;
  /** Why the archive may lack it (I5); null when it must be there or in the store. */
  readonly absence: 'platform' | 'not-distributed' | null;
}

/** One platform's image, or an artifact without platforms. */
export interface CandidateImage {
  readonly platform: string | null;
  readonly manifest: NeededBlob;
  readonly config: NeededBlob | null;
  readonly layers: readonly NeededBlob[];
  readonly attestation: boolean;
}

/** A name as it stands in the archive. */
export interface FoundName {
  readonly raw: string;
  readonly evidence: string;
  readonly name: ArchiveName;
}

export interface Candidate {
  readonly kind: ArtifactKind;
  readonly mediaType: string;
  readonly artifactType: string | null;
  readonly subject: Digest | null;
  readonly manifestBuilt: boolean;
  readonly names: readonly FoundName[];
  /** Foreign annotations of its descriptor in index.json. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Its own manifest or index; `digest` is null while a layer's digest is not known. */
  readonly root: NeededBlob;
  readonly images: readonly CandidateImage[];
  /** Indexes below the root. */
  readonly indexes: readonly NeededBlob[];
  readonly warnings: readonly Warning[];
  /** Why it cannot be imported, found while reading. */
  readonly failure: Failure | null;
}

/** What is named in an archive and cannot be read. */
export function refusedCandidate(names: readonly FoundName[], mediaType: string, failure: Failure): Candidate {
  const root = { digest: null, sizeBytes: 0, mediaType, file: null, diffId: null, compression: 'none', absence: null } as const;
  const nothing = { artifactType: null, subject: null, annotations: {}, images: [], indexes: [], warnings: [] } as const;
  return { ...nothing, kind: 'image', manifestBuilt: false, names, mediaType, root, failure };
}

/** What one archive holds. */
export interface ArchiveContents {
  readonly format: string;
  readonly candidates: readonly Candidate[];
  readonly warnings: readonly Warning[];
}

/** Names a candidate within its archive: by what is known of it before it is read. */
export function candidateKey(candidate: Candidate): string {
  // A built manifest gets its digest when the layers' become known, perhaps only by another import in between.
  const { manifestBuilt, root, images, names } = candidate;
  return (manifestBuilt ? images[0]?.config?.digest : root.digest) ?? names[0]?.raw ?? '';
}

/** Every blob of a candidate, each image's in manifest, config, layers order. */
export function neededBlobs(candidate: Candidate): readonly NeededBlob[] {
  const images = candidate.images.flatMap((image) => [
    image.manifest,
    ...(image.config === null ? [] : [image.config]),
    ...image.layers,
  ]);
  return [candidate.root, ...candidate.indexes, ...images];
}
