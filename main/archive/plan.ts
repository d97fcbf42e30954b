// Room archive: lays an archive's artifacts beside the store: what is held, what is new, which tags are new, move or
// stay. The plan is what a dry run prints and what an import then carries out (ingest.ts).
import type { Warning } from '../../preload/contract/failure.ts';
import type { ArchiveReport, PlannedArtifact, PlannedImage, PlannedLayer } from '../../preload/contract/transfer-model.ts';
import { StowageError } from '../errors.ts';
import { type Platform, parsePlatform } from '../oci/platform.ts';
import type { Store } from '../store/store.ts';
import {
  type ArchiveContents,
  type Candidate,
  type CandidateImage,
  candidateKey,
  type NeededBlob,
  neededBlobs,
} from './candidate.ts';
import { choosePlatforms, nameCandidates, selectCandidates } from './naming.ts';
import { type PlannedCandidate, withTags } from './tag-plan.ts';
import type { ArchiveTree } from './tree.ts';

export interface ImportOptions {
  readonly name?: string | undefined;
  readonly select?: readonly string[] | undefined;
  readonly platforms?: readonly string[] | undefined;
  readonly onConflict?: 'move' | 'keep' | 'fail' | undefined;
  readonly atomic?: boolean | undefined;
  readonly deep?: boolean | undefined;
}

/** Options of a plan that is carried out after the user has seen it. */
export interface ChosenOptions extends ImportOptions {
  /** Keys of the planned artifacts that are wanted; all when absent. */
  readonly keys?: readonly string[] | undefined;
}

export interface ArchivePlan {
  readonly tree: ArchiveTree;
  readonly format: string;
  readonly candidates: readonly PlannedCandidate[];
  readonly warnings: readonly Warning[];
}

/** Parses `--platform` values. @throws StowageError platform-invalid */
export function parsePlatforms(texts: readonly string[]): readonly Platform[] {
  return texts.map((text) => {
    const platform = parsePlatform(text);
    if (platform === undefined) throw new StowageError('platform-invalid', { platform: text });
    return platform;
  });
}

/**
 * Plans the import of what was read.
 * @throws StowageError nothing-selected, name-ambiguous, reference-invalid, platform-invalid, platform-not-found
 */
export function planArchive(tree: ArchiveTree, contents: ArchiveContents, store: Store, options: ChosenOptions): ArchivePlan {
  const platforms = parsePlatforms(options.platforms ?? []);
  const { keys } = options;
  const selected = selectCandidates(tree.archive, contents.candidates, options.select ?? []).filter(
    (candidate) => keys === undefined || keys.includes(candidateKey(candidate)),
  );
  const chosen = selected.map((candidate) => choosePlatforms(candidate, platforms)).filter((candidate) => candidate !== null);
  if (chosen.length === 0 && selected.length > 0) {
    const present = [...new Set(selected.flatMap((candidate) => candidate.images.map((image) => image.platform)))].filter(
      (platform) => platform !== null,
    );
    throw new StowageError('platform-not-found', {
      reference: tree.archive,
      platform: (options.platforms ?? []).join(', '),
      present: present.join(', '),
    });
  }
  const named = nameCandidates(tree.archive, chosen, options.name);
  return {
    tree,
    format: contents.format,
    candidates: store.catalog.snapshot(() => withTags(named, store, options.onConflict ?? 'move')),
    warnings: contents.warnings,
  };
}

/** Images of an archive that cannot come in. */
export function refusedCount(plan: ArchivePlan): number {
  return plan.candidates.filter((item) => item.candidate.failure !== null).length;
}

/** Whether a needed blob is in the store already. */
export type HeldCheck = (blob: NeededBlob) => boolean;

/** The plan or result of one archive as the contract shows it. */
export function archiveReport(plan: ArchivePlan, isHeld: HeldCheck): ArchiveReport {
  const counted = new Set<string>();
  const artifacts = plan.candidates.map((item) => plannedArtifact(item, isHeld, counted));
  const sum = (pick: (artifact: PlannedArtifact) => number): number =>
    artifacts.reduce((total, artifact) => total + pick(artifact), 0);
  return {
    archive: plan.tree.archive,
    format: plan.format,
    compression: plan.tree.compression,
    artifacts,
    warnings: [...plan.warnings, ...plan.candidates.flatMap(candidateWarnings)],
    failure: null,
    newBytes: sum((artifact) => artifact.newBytes),
    heldBytes: sum((artifact) => artifact.heldBytes),
  };
}

function candidateWarnings(item: PlannedCandidate): readonly Warning[] {
  if (item.candidate.failure !== null) return [];
  const digest = item.candidate.root.digest ?? '';
  const moves = item.tags.flatMap((tag): Warning[] => {
    if (tag.status === 'moves')
      return [{ code: 'tag-moved', params: { reference: tag.reference, from: tag.currentDigest ?? '', to: digest } }];
    if (tag.status === 'kept')
      return [{ code: 'tag-kept', params: { reference: tag.reference, kept: tag.currentDigest ?? '', incoming: digest } }];
    return [];
  });
  return [...item.candidate.warnings, ...item.warnings, ...moves];
}

/** `counted` carries the new blobs of earlier artifacts: each new byte is counted where it is met first. */
function plannedArtifact(item: PlannedCandidate, isHeld: HeldCheck, counted: Set<string>): PlannedArtifact {
  const { candidate } = item;
  const blobs = candidate.failure === null ? distinct(neededBlobs(candidate)).filter((blob) => isThere(blob, isHeld)) : [];
  let newBytes = 0;
  let heldBytes = 0;
  for (const blob of blobs) {
    const key = blobKey(blob);
    if (isHeld(blob) || counted.has(key)) heldBytes += blob.sizeBytes;
    else newBytes += blob.sizeBytes;
    counted.add(key);
  }
  const held = blobs.every(isHeld) && item.tags.every((tag) => tag.status === 'same' || tag.status === 'kept');
  return {
    key: candidateKey(candidate),
    digest: candidate.root.digest,
    mediaType: candidate.mediaType,
    artifactType: candidate.artifactType,
    kind: candidate.kind,
    subject: candidate.subject,
    manifestBuilt: candidate.manifestBuilt,
    names: candidate.names.map(({ raw, evidence, name }) => ({
      raw,
      evidence,
      reference: name.kind === 'full' ? `${name.repository}:${name.tag}` : null,
    })),
    references: candidate.failure === null ? item.tags.filter((tag) => tag.status !== 'kept').map((tag) => tag.reference) : [],
    tags: item.tags,
    images: candidate.images.map((image) => plannedImage(image, isHeld)),
    sizeBytes: newBytes + heldBytes,
    newBytes,
    heldBytes,
    status: candidate.failure === null ? (held ? 'held' : 'new') : 'refused',
    failure: candidate.failure,
  };
}

function plannedImage(image: CandidateImage, isHeld: HeldCheck): PlannedImage {
  const layer = (blob: NeededBlob): PlannedLayer => ({
    digest: blob.digest,
    diffId: blob.diffId,
    mediaType: blob.mediaType,
    sizeBytes: blob.sizeBytes,
    held: isHeld(blob),
    present: isThere(blob, isHeld),
  });
  const parts = [image.manifest, ...(image.config === null ? [] : [image.config]), ...image.layers];
  return {
    platform: image.platform,
    manifestDigest: image.manifest.digest,
    configDigest: image.config?.digest ?? null,
    present: parts.every((blob) => isThere(blob, isHeld) || blob.absence === 'not-distributed'),
    attestation: image.attestation,
    layers: image.layers.map(layer),
  };
}

function isThere(blob: NeededBlob, isHeld: HeldCheck): boolean {
  // Without file and digest it is a manifest that is built once its layers are read.
  return blob.file !== null || blob.built !== undefined || blob.digest === null || isHeld(blob);
}

/** A blob by digest, or by its file while that is not known. */
export function blobKey(blob: NeededBlob): string {
  return blob.digest ?? `file:${blob.file?.name ?? ''}`;
}

/** How much there is to check of a use of a blob. */
function strictness(blob: NeededBlob): number {
  if (blob.diffId === null) return 0;
  return blob.diffIdDecides === true ? 2 : 1;
}

/** Each blob once. Of several uses of one, the one that is the most to check. */
function distinct(blobs: readonly NeededBlob[]): readonly NeededBlob[] {
  const strictest = new Map<string, NeededBlob>();
  for (const blob of blobs) {
    const known = strictest.get(blobKey(blob));
    if (known === undefined || strictness(blob) > strictness(known)) strictest.set(blobKey(blob), blob);
  }
  return [...strictest.values()];
}

/** Blobs to bring in for these candidates, each once. */
export function planBlobs(candidates: readonly Candidate[]): readonly NeededBlob[] {
  return distinct(candidates.filter((candidate) => candidate.failure === null).flatMap(neededBlobs));
}
