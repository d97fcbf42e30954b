// Room store: hashes blobs where they lie, with the workers of a pool, and says of each whether it is what it is called, has
// the size its descriptors give and unpacks to what its configs say. It changes nothing and records nothing.
import { statSync } from 'node:fs';
import type { DamageProblem } from '../../preload/contract/upkeep-model.ts';
import { isStowageError, StowageError } from '../errors.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import { fileMark } from './index-file.ts';
import { blobPath, type StorePaths } from './paths.ts';
import type { CopyResult, CopyTask } from './transfer/copy-task.ts';
import type { RunOptions, TransferPool } from './transfer/pool.ts';
import type { Expected } from './verify-graph.ts';

/** A blob as it was found; `mark` tells whether the file is still that one. */
export interface CheckedBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly problem: DamageProblem | null;
  /** Its bytes are not those of its digest. */
  readonly isBad: boolean;
  /** Size its descriptors give it, 0 where none does. */
  readonly statedBytes: number;
  readonly mark: string;
}

export interface BlobToCheck {
  readonly digest: Digest;
  /** As the catalogue has it. */
  readonly sizeBytes: number;
}

/** Errors with which a disk says that it has lost what it kept. */
const lostErrnos: readonly string[] = ['EIO', 'EBADMSG', 'EUCLEAN'];

/**
 * Checks blobs and reports each to `onChecked`, in no order. One that is not there any more, or changes while it is read, is
 * passed over: somebody else is at work on it. @throws what TransferPool.run throws, but for blobs the disk cannot read
 */
export async function checkBlobs(
  paths: StorePaths,
  pool: TransferPool,
  blobs: readonly BlobToCheck[],
  expected: ReadonlyMap<string, Expected>,
  options: RunOptions,
  onChecked: (blob: CheckedBlob) => void,
): Promise<void> {
  const left = new Map<number, CopyTask>();
  const marks = new Map<number, string>();
  blobs.forEach((blob, id) => {
    const task = taskOf(paths, blob.digest, id, expected.get(blob.digest));
    if (task === null) return;
    left.set(id, task);
    marks.set(id, fileMark(task.from.path));
  });
  const settle = (id: number, result: CopyResult | null): void => {
    const [blob, task, mark] = [blobs[id], left.get(id), marks.get(id)];
    left.delete(id);
    if (blob === undefined || task === undefined || mark === undefined) return;
    onChecked(judged(blob, task.from.sizeBytes, mark, expected.get(blob.digest), result));
  };
  while (left.size > 0) {
    try {
      await pool.run([...left.values()], { ...options, onDone: (result) => settle(result.id, result) });
    } catch (error) {
      // One blob that cannot be read stops a run of the pool: it is settled here, and the others go on.
      const id = culprit(error, left);
      if (id === null) throw error;
      if (isStowageError(error, 'archive-changed')) left.delete(id);
      else settle(id, null);
    }
  }
}

function taskOf(paths: StorePaths, digest: Digest, id: number, expected: Expected | undefined): CopyTask | null {
  const path = blobPath(paths, digest);
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (sizeBytes === undefined) return null;
  const unpack = expected?.diffIds.size === 0 || expected?.compression === 'none' ? null : (expected?.compression ?? null);
  const from = { path, offsetBytes: 0, sizeBytes };
  const algorithm = digestAlgorithm(digest);
  return { id, from, to: { kind: 'none' }, algorithm, sync: false, ...(unpack === null ? {} : { unpack }) };
}

/** The task whose file cannot be read, or null for any other failure. */
function culprit(error: unknown, left: ReadonlyMap<number, CopyTask>): number | null {
  if (!(error instanceof StowageError)) return null;
  const path = isStowageError(error, 'archive-changed')
    ? error.params.archive
    : isStowageError(error, 'file-system') && lostErrnos.includes(error.params.errno)
      ? error.params.path
      : null;
  for (const [id, task] of left) if (task.from.path === path) return id;
  return null;
}

/** `result` null: the disk could not read it. */
function judged(
  { digest, sizeBytes: knownBytes }: BlobToCheck,
  sizeBytes: number,
  mark: string,
  expected: Expected | undefined,
  result: CopyResult | null,
): CheckedBlob {
  const [statedBytes = 0] = expected?.sizes ?? [];
  const sizes = new Set(expected?.sizes).add(statedBytes === 0 ? knownBytes : statedBytes);
  const isBad = result?.digest !== digest;
  const found = { digest, sizeBytes, statedBytes, mark, isBad };
  if (sizes.size !== 1 || !sizes.has(sizeBytes)) return { ...found, problem: 'wrong-size' };
  if (isBad || result === null) return { ...found, problem: 'wrong-bytes' };
  return { ...found, problem: hasDiffIds(digest, expected, result) ? null : 'wrong-diff-id' };
}

function hasDiffIds(digest: Digest, expected: Expected | undefined, result: CopyResult): boolean {
  if (expected === undefined || expected.diffIds.size === 0) return true;
  if (expected.compression === 'none' && digestAlgorithm(digest) !== 'sha256') return true;
  const actual = expected.compression === 'none' ? digest : result.diffId;
  return actual !== undefined && [...expected.diffIds].every((diffId) => diffId === actual);
}
