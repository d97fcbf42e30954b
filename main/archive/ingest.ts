// Room archive: carries out a plan up to the commit: copies new blobs into staging while hashing them, checks digests,
// sizes and diff IDs, builds manifests that were waiting for a layer's digest. A bad blob refuses the artifacts that
// need it and no others. Nothing is published here.
import { writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { Failure } from '../../preload/contract/failure.ts';
import { StowageError } from '../errors.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import type { StagedBlob } from '../store/commit.ts';
import type { Store } from '../store/store.ts';
import type { CopyResult, CopyTask } from '../store/transfer/copy-task.ts';
import type { TransferPool } from '../store/transfer/pool.ts';
import { syncBatch, syncEachFromBytes } from '../store/transfer/sync.ts';
import type { Work } from '../store/work.ts';
import type { Candidate, NeededBlob } from './candidate.ts';
import { builtManifest, isUnpackedOnImport } from './docker-archive.ts';
import { blobKey, planBlobs } from './plan.ts';
import type { PlannedCandidate } from './tag-plan.ts';
import { unpackLayer } from './unpack-layer.ts';

/** What an ingest works with. */
export interface IngestContext {
  readonly store: Store;
  readonly work: Work;
  readonly pool: TransferPool;
  readonly archive: string;
  readonly deep: boolean;
  readonly signal: AbortSignal;
  /** Counts bytes that were read and hashed. */
  readonly onBytes: (bytes: number) => void;
}

export interface Ingested {
  /** The candidates with their failures and final digests. */
  readonly candidates: readonly PlannedCandidate[];
  readonly staged: readonly StagedBlob[];
  /** Blobs found in the store unverified and now hashed. */
  readonly verified: readonly Digest[];
}

interface Outcome {
  readonly digest: Digest | null;
  /** What it unpacked to, where it was unpacked. */
  readonly diffId?: Digest;
  /** Its size, where that is not the size of its file: an odd compression was taken off. */
  readonly sizeBytes?: number;
  readonly staged: StagedBlob | null;
  readonly verified: boolean;
  readonly failure: Failure | null;
}

/** Bytes an ingest will go through, for progress and for the check of free space. */
export function ingestBytes(candidates: readonly Candidate[], store: Store): number {
  return planBlobs(candidates)
    .filter((blob) => blob.file !== null && (blob.digest === null || store.heldBytes(blob.digest) === null))
    .reduce((sum, blob) => sum + blob.sizeBytes, 0);
}

/** Brings the blobs of all candidates without failure into staging. @throws StowageError no-space, archive-changed, cancelled … */
export async function ingest(context: IngestContext, planned: readonly PlannedCandidate[]): Promise<Ingested> {
  const { work } = context;
  const blobs = planBlobs(planned.map((item) => item.candidate));
  // Lease first, look second: what is found held after this stays (I8).
  work.hold(blobs.map((blob) => blob.digest).filter((digest) => digest !== null));
  const outcomes = new Map<string, Outcome>();
  const tasks = new Map<number, { readonly task: CopyTask; readonly blob: NeededBlob }>();
  for (const blob of blobs) {
    const heldBytes = blob.digest === null ? null : context.store.heldBytes(blob.digest);
    const settled = await withoutCopy(context, blob, heldBytes);
    if (settled !== null) outcomes.set(blobKey(blob), settled);
    for (const task of settled === null ? copyTasks(context, blob, heldBytes, tasks.size) : [])
      tasks.set(task.id, { task, blob });
  }
  const results = await context.pool.run(
    [...tasks.values()].map(({ task }) => task),
    { signal: context.signal, onBytes: context.onBytes },
  );
  for (const result of results) {
    const entry = tasks.get(result.id);
    if (entry !== undefined) outcomes.set(blobKey(entry.blob), checked(context, entry.blob, entry.task, result));
  }
  const candidates = planned.map((item) => settleCandidate(context, item, outcomes));
  const needed = new Set(planBlobs(candidates.map((item) => item.candidate)).map((blob) => blob.digest));
  const good = [...outcomes.values()].filter((outcome) => outcome.failure === null && needed.has(outcome.digest));
  const found = good.flatMap((outcome) => (outcome.staged === null ? [] : [outcome.staged]));
  const staged = await withOwnFiles(work, found);
  const unsynced = staged.filter((blob, at) => blob.sizeBytes < syncEachFromBytes || blob !== found[at]);
  await syncBatch(
    unsynced.map((blob) => blob.path),
    work.folder,
  );
  return {
    candidates,
    staged,
    verified: good.flatMap((outcome) => (outcome.verified && outcome.digest !== null ? [outcome.digest] : [])),
  };
}

/** A spooled file that is wanted under two digests (of sha256 and of sha512) is published twice: each has a file of its own. */
async function withOwnFiles(work: Work, staged: readonly StagedBlob[]): Promise<readonly StagedBlob[]> {
  const taken = new Set<string>();
  const own: StagedBlob[] = [];
  for (const blob of staged) {
    const path = taken.has(blob.path) ? work.newPath() : blob.path;
    if (path !== blob.path) await copyFile(blob.path, path);
    taken.add(path);
    own.push(path === blob.path ? blob : { ...blob, path });
  }
  return own;
}

/** What needs no copy: absent by right, held, built here, or an odd compression that is unpacked on its own. */
async function withoutCopy(context: IngestContext, blob: NeededBlob, heldBytes: number | null): Promise<Outcome | null> {
  const { store, work } = context;
  const nothing: Outcome = { digest: blob.digest, staged: null, verified: false, failure: null };
  const held = heldBytes === blob.sizeBytes;
  if (blob.built !== undefined && blob.digest !== null) return held ? nothing : builtOutcome(work, blob.digest, blob.built);
  if (blob.file?.content === null && blob.digest !== null && heldBytes === null) {
    // It was not spooled because the store had it, and the store has lost it since.
    return { ...nothing, failure: { code: 'blob-not-found', params: { digest: blob.digest } } };
  }
  const unpacks = isUnpackChecked(context, blob);
  if (blob.digest !== null && held && !unpacks) return nothing;
  if (blob.file?.spooled === true && blob.digest !== null && !unpacks && !held) return spooledOutcome(context, blob, blob.digest);
  if (blob.file === null && blob.digest !== null && !held && store.unverifiedBytes(blob.digest) === null) {
    if (blob.absence !== null) return nothing;
    return {
      ...nothing,
      failure: { code: 'blob-missing', params: { archive: context.archive, digest: blob.digest, image: blob.digest } },
    };
  }
  if (blob.file === null && blob.digest === null) return nothing;
  if (blob.file !== null && isUnpackedOnImport(blob.compression)) return await unpackedOutcome(context, blob);
  return null;
}

/** Whether a layer is to be unpacked to check its diff ID. */
function isUnpackChecked(context: IngestContext, blob: NeededBlob): boolean {
  return blob.diffId !== null && blob.compression !== 'none' && (context.deep || blob.diffIdDecides === true);
}

/** A file that was hashed while it was spooled. */
function spooledOutcome(context: IngestContext, blob: NeededBlob, digest: Digest): Outcome | null {
  const { file } = blob;
  const actual = digestAlgorithm(digest) === 'sha256' ? file?.sha256 : file?.sha512;
  if (file?.content == null || actual === undefined) return null;
  if (actual !== digest) return mismatch(context, blob, digest, actual);
  return { digest, staged: { digest, sizeBytes: file.sizeBytes, path: file.content.path }, verified: false, failure: null };
}

/** A plain layer is named by its diff ID where the archive has no manifests. */
function mismatch({ archive }: IngestContext, blob: NeededBlob, expected: Digest, actual: Digest): Outcome {
  const code = blob.diffId === expected && blob.compression === 'none' ? 'diff-id-mismatch' : 'digest-mismatch';
  const failure = { code, params: { archive, entry: blob.file?.name ?? expected, expected, actual } } as Failure;
  return { digest: expected, staged: null, verified: false, failure };
}

function builtOutcome(work: Work, digest: Digest, built: Buffer): Outcome {
  const path = work.newPath();
  writeFileSync(path, built, { mode: 0o444, flag: 'wx' });
  return { digest, staged: { digest, sizeBytes: built.length, path }, verified: false, failure: null };
}

async function unpackedOutcome(context: IngestContext, blob: NeededBlob): Promise<Outcome> {
  const path = context.work.newPath();
  const unpacked = await unpackLayer(blob, path, context.archive, context.signal);
  if (unpacked.failure !== null) return { digest: blob.digest, staged: null, verified: false, failure: unpacked.failure };
  const { digest, sizeBytes } = unpacked;
  return {
    digest,
    diffId: digest,
    sizeBytes,
    staged: unlessHeld(context, blob, { digest, sizeBytes, path }),
    verified: false,
    failure: null,
  };
}

/** What was staged, unless its digest was not known before and it turns out now that the store has it. */
function unlessHeld({ store, work }: IngestContext, blob: NeededBlob, staged: StagedBlob): StagedBlob | null {
  if (blob.digest === staged.digest) return staged;
  work.hold([staged.digest]);
  return store.heldBytes(staged.digest) === staged.sizeBytes ? null : staged;
}

/** The copy of one blob: from the archive into staging; spooled and held files are only read where something is to be checked. */
function copyTasks(context: IngestContext, blob: NeededBlob, heldBytes: number | null, id: number): readonly CopyTask[] {
  const { store, work } = context;
  const { digest, file, compression } = blob;
  const held = heldBytes !== null;
  const unverified = digest !== null && !held && store.fileBytes(digest) === blob.sizeBytes;
  const inStore = digest !== null && (held || unverified) ? store.blobPath(digest) : null;
  const unpackOption =
    compression !== 'none' && blob.diffId !== null && isUnpackChecked(context, blob)
      ? { unpack: compression, unpackAlgorithm: digestAlgorithm(blob.diffId) }
      : {};
  const algorithm = digest === null ? 'sha256' : digestAlgorithm(digest);
  if (inStore !== null && (held || file === null)) {
    return [
      {
        id,
        from: { path: inStore, offsetBytes: 0, sizeBytes: blob.sizeBytes },
        to: { kind: 'none' },
        algorithm,
        sync: false,
        ...unpackOption,
      },
    ];
  }
  if (file?.content == null) return [];
  const from = { path: file.content.path, offsetBytes: file.content.offsetBytes, sizeBytes: file.sizeBytes };
  if (file.spooled === true) return [{ id, from, to: { kind: 'none' }, algorithm, sync: false, ...unpackOption }];
  const sync = file.sizeBytes >= syncEachFromBytes;
  return [{ id, from, to: { kind: 'file', path: work.newPath() }, algorithm, sync, ...unpackOption }];
}

/** Compares what was read with what was promised. */
function checked(context: IngestContext, blob: NeededBlob, task: CopyTask, result: CopyResult): Outcome {
  const { archive } = context;
  const entry = blob.file?.name ?? blob.digest ?? '';
  const fail = (failure: Failure): Outcome => ({ digest: blob.digest, staged: null, verified: false, failure });
  if (blob.digest !== null && result.digest !== blob.digest) return mismatch(context, blob, blob.digest, result.digest);
  if (task.unpack !== undefined && result.unpackFailure !== undefined)
    return fail({ code: 'compression-damaged', params: { archive, compression: task.unpack, reason: entry } });
  const { digest } = result;
  const unpacked = result.diffId === undefined ? {} : { diffId: result.diffId };
  if (task.to.kind === 'file')
    return {
      digest,
      ...unpacked,
      staged: unlessHeld(context, blob, { digest, sizeBytes: result.sizeBytes, path: task.to.path }),
      verified: false,
      failure: null,
    };
  const spool = blob.file?.spooled === true && blob.file.content !== null ? blob.file.content.path : null;
  const inStore = task.from.path !== spool;
  if (!inStore && spool !== null)
    return { digest, ...unpacked, staged: { digest, sizeBytes: result.sizeBytes, path: spool }, verified: false, failure: null };
  return { digest, ...unpacked, staged: null, verified: context.store.heldBytes(digest) === null, failure: null };
}

/** Gives a candidate the digests that are known now, or the failure of its first bad blob. */
function settleCandidate(context: IngestContext, item: PlannedCandidate, outcomes: Map<string, Outcome>): PlannedCandidate {
  const { candidate } = item;
  if (candidate.failure !== null) return item;
  const settle = (blob: NeededBlob): NeededBlob => {
    const outcome = outcomes.get(blobKey(blob));
    if (outcome?.failure != null) throw new StowageError(outcome.failure.code, outcome.failure.params);
    // Each image has its own word on what a layer unpacks to.
    if (outcome?.diffId !== undefined && blob.diffId !== null && outcome.diffId !== blob.diffId) {
      const params = { entry: blob.file?.name ?? blob.digest ?? '', expected: blob.diffId, actual: outcome.diffId };
      throw new StowageError('diff-id-mismatch', { archive: context.archive, ...params });
    }
    const sizeBytes = outcome?.sizeBytes ?? blob.sizeBytes;
    return outcome?.digest == null ? blob : { ...blob, digest: outcome.digest, sizeBytes };
  };
  try {
    const images = candidate.images.map((image) => {
      const config = image.config === null ? null : settle(image.config);
      const layers = image.layers.map(settle);
      const manifest =
        candidate.manifestBuilt && config !== null ? rebuilt(context, config, layers, outcomes) : settle(image.manifest);
      return { ...image, manifest, config, layers };
    });
    const root = candidate.manifestBuilt ? (images[0]?.manifest ?? candidate.root) : settle(candidate.root);
    for (const index of candidate.indexes) settle(index);
    return { ...item, candidate: { ...candidate, images, root } };
  } catch (error) {
    if (!(error instanceof StowageError)) throw error;
    return { ...item, candidate: { ...candidate, failure: error.failure } };
  }
}

/** The built manifest with every layer's digest known; staged unless it is already. */
function rebuilt(
  context: IngestContext,
  config: NeededBlob,
  layers: readonly NeededBlob[],
  outcomes: Map<string, Outcome>,
): NeededBlob {
  const manifest = builtManifest(config, layers);
  const { digest, built } = manifest;
  if (digest === null || built === undefined || outcomes.has(digest)) return manifest;
  const held = context.store.heldBytes(digest) !== null;
  outcomes.set(
    digest,
    held ? { digest, staged: null, verified: false, failure: null } : builtOutcome(context.work, digest, built),
  );
  return manifest;
}
