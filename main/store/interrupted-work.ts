// Room store: what interrupted work left on disk: staging folders of jobs that are gone, half-written files of ours and of other
// programs that write layouts, and the trash of a deletion. It looks and measures; what is removed is the caller's affair.
import { join } from 'node:path';
import { isDigest } from '../oci/digest.ts';
import { isTemporaryOf } from './durable.ts';
import { fileBytes, listNames, writtenMs } from './folder.ts';
import type { StorePaths } from './paths.ts';
import { trashBytes } from './trash.ts';

export interface InterruptedWork {
  readonly kind: 'staging' | 'temporary' | 'trash';
  /** Path in the store's folder, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** When something in it was last written or moved. */
  readonly writtenMs: number;
}

/**
 * Leftovers, by name. Files of other programs: `oci-put-blob*` (skopeo, podman, buildah), `.umoci-*` (umoci), `ingest/*` (oras),
 * a digest with more digits behind it under blobs/ (crane); each renames such a file to a blob when it is whole.
 */
export function interruptedWork(paths: StorePaths, aliveLeases: ReadonlySet<string>): readonly InterruptedWork[] {
  const staging = listNames(paths.staging).filter((name) => !aliveLeases.has(name));
  const inRoot = listNames(paths.root).filter(
    (name) => /^(oci-put-blob\d|\.umoci-)/.test(name) || [paths.index, paths.layout].some((path) => isTemporaryOf(path, name)),
  );
  const inBlobs = listNames(paths.blobs).flatMap((algorithm) =>
    listNames(join(paths.blobs, algorithm))
      .filter((name) => isCraneTemporary(algorithm, name))
      .map((name) => `blobs/${algorithm}/${name}`),
  );
  const ingest = listNames(join(paths.root, 'ingest')).map((name) => `ingest/${name}`);
  const at = (kind: InterruptedWork['kind'], name: string, path: string): InterruptedWork => {
    return { kind, name, path, sizeBytes: fileBytes(path), writtenMs: writtenMs(path) };
  };
  const temporary = [...inRoot, ...inBlobs, ...ingest].map((name) => at('temporary', name, join(paths.root, name)));
  return [
    ...staging.map((name) => at('staging', `.stowage/staging/${name}`, join(paths.staging, name))),
    ...temporary,
    ...(trashBytes(paths) === 0 ? [] : [at('trash', '.stowage/trash', paths.trash)]),
  ].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function isCraneTemporary(algorithm: string, name: string): boolean {
  const hexLength = algorithm === 'sha512' ? 128 : 64;
  return /^\d+$/.test(name.slice(hexLength)) && isDigest(`${algorithm}:${name.slice(0, hexLength)}`);
}
