// Room archive: collects everything below the artifacts of an export: documents, blobs, referrers, and what is missing. It
// reads documents, each hashed first, never layers.
import type { Warning } from '../../preload/contract/failure.ts';
import { companionsOf } from '../catalog/companions.ts';
import { isDamaged } from '../catalog/damage.ts';
import { StowageError } from '../errors.ts';
import { attestationSubject, type Descriptor, liesElsewhere } from '../oci/descriptor.ts';
import { type Digest, digestAlgorithm, digestOf, isDigest } from '../oci/digest.ts';
import { blobsOf, type Manifest, type OciDocument, parseDocument } from '../oci/document.ts';
import type { Platform } from '../oci/platform.ts';
import { readDocumentBytes } from '../store/facts.ts';
import { descriptorOf } from '../store/roots.ts';
import type { Store } from '../store/store.ts';
import { isHeld } from './held-view.ts';

export type ExportProfile = 'docker' | 'oci' | 'dir';

/** One artifact to export: its digest, and the full references that are to name it. */
export interface ExportItem {
  readonly digest: Digest;
  readonly references: readonly string[];
  /** Repositories it is asked for in: companions come from these. */
  readonly repositories: readonly string[];
  /** How to call it in messages. */
  readonly label: string;
}

export interface ExportOptions {
  readonly profile: ExportProfile;
  readonly platforms: readonly Platform[];
  readonly withReferrers: boolean;
  readonly allowMissing: boolean;
}

/** What an export has gathered so far. */
export interface Collector {
  readonly store: Store;
  readonly options: ExportOptions;
  readonly blobs: Map<Digest, number>;
  readonly built: Map<Digest, Buffer>;
  readonly referrers: Map<Digest, Descriptor>;
  /** Companions by full reference. */
  readonly companions: Map<string, Descriptor>;
  readonly warnings: Warning[];
}

export interface ExportImage {
  readonly descriptor: Descriptor;
  readonly manifest: Manifest;
  readonly complete: boolean;
}

/** Adds a root and everything below it, with companions in these repositories; returns its images. */
export function addTree(
  collector: Collector,
  root: Descriptor,
  missing: Digest[],
  repositories: readonly string[],
): readonly ExportImage[] {
  const { store, blobs, built } = collector;
  const images: ExportImage[] = [];
  const queue: Descriptor[] = [root];
  const seen = new Set<Digest>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next.digest)) continue;
    seen.add(next.digest);
    const bytes = built.get(next.digest);
    if (bytes === undefined && !isSound(store, next.digest)) {
      missing.push(next.digest);
      continue;
    }
    blobs.set(next.digest, bytes?.length ?? sizeOf(store, next.digest));
    const document = bytes === undefined ? readDocument(store, next.digest) : parseDocument(bytes);
    addReferrers(collector, next.digest, missing, repositories);
    addCompanions(collector, next.digest, missing, repositories);
    const complete = addBlobs(collector, document, missing);
    if (document.kind === 'index') queue.push(...document.manifests);
    else images.push({ descriptor: next, manifest: document, complete });
  }
  return images.filter((image) => attestationSubject(image.descriptor) === undefined);
}

/** Here, and not known to be bad: a layer may hash to its name and yet not be what its config says. */
function isSound(store: Store, digest: Digest): boolean {
  return isHeld(store, digest) && !isDamaged(store.catalog, digest);
}

function addBlobs({ store, blobs }: Collector, document: OciDocument, missing: Digest[]): boolean {
  let complete = true;
  for (const part of blobsOf(document)) {
    if (isSound(store, part.digest)) blobs.set(part.digest, part.size);
    else if (!liesElsewhere(part)) {
      missing.push(part.digest);
      complete = false;
    }
  }
  return complete;
}

function addReferrers(collector: Collector, subject: Digest, missing: Digest[], repositories: readonly string[]): void {
  const { store, options, referrers, warnings } = collector;
  const rows = store.catalog
    .sql(
      'SELECT blob.digest, document.media_type AS mediaType, document.artifact_type AS artifactType, size_bytes AS size FROM document JOIN blob ON blob.id = blob_id WHERE subject = ? ORDER BY blob.digest',
    )
    .all(subject) as { digest: Digest; mediaType: string; artifactType: string | null; size: number }[];
  for (const { artifactType, ...row } of rows) {
    if (!options.withReferrers) {
      warnings.push({ code: 'referrer-left-out', params: { image: subject, digest: row.digest } });
      continue;
    }
    if (referrers.has(row.digest)) continue;
    const descriptor: Descriptor = { ...row, ...(artifactType === null ? {} : { artifactType }) };
    referrers.set(row.digest, descriptor);
    addTree(collector, descriptor, missing, repositories);
  }
}

/** They are found by their names alone, which index.json has no place for where everything it lists counts as an image. */
function addCompanions(collector: Collector, subject: Digest, missing: Digest[], repositories: readonly string[]): void {
  const { store, options, companions, warnings } = collector;
  for (const repository of repositories) {
    for (const { tag, digest } of companionsOf(store.catalog, subject, repository)) {
      const name = `${repository}:${tag}`;
      if (!isDigest(digest) || companions.has(name)) continue;
      if (!options.withReferrers || options.profile === 'docker') {
        warnings.push({ code: 'referrer-left-out', params: { image: subject, digest } });
        continue;
      }
      const descriptor = descriptorOf(store.catalog, digest);
      if (descriptor === undefined) continue;
      companions.set(name, descriptor);
      addTree(collector, descriptor, missing, [repository]);
    }
  }
}

/** Foreign annotations of the artifact's root in index.json, which some tools need again (`kind` of cosign and hauler). */
export function annotationsOf(store: Store, digest: Digest): { readonly annotations?: Readonly<Record<string, string>> } {
  const text = store.catalog
    .sql('SELECT descriptor FROM root WHERE digest = ? ORDER BY name IS NULL, id LIMIT 1')
    .pluck()
    .get(digest);
  const { annotations } =
    typeof text === 'string' ? (JSON.parse(text) as { annotations?: Readonly<Record<string, string>> }) : {};
  return annotations === undefined ? {} : { annotations };
}

/** A document of the store, whole and unharmed. @throws StowageError blob-not-found, blob-damaged */
export function readDocument(store: Store, digest: Digest): OciDocument {
  const bytes = readDocumentBytes(store.paths, digest);
  if (bytes === null) throw new StowageError('blob-not-found', { digest });
  const actual = digestOf(bytes, digestAlgorithm(digest));
  if (actual !== digest) throw new StowageError('blob-damaged', { digest, actual });
  return parseDocument(bytes);
}

/** Bytes of a blob of the store. */
export function sizeOf(store: Store, digest: Digest): number {
  return store.fileBytes(digest) ?? 0;
}
