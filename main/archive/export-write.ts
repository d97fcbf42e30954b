// Room archive: writes a planned export: one tar with several workers where the target is a file, one stream where it is
// compressed or standard output, or a layout folder. Every blob is hashed again as it leaves; the target appears under
// its name only when it is whole.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errnoOf, fileSystemError, StowageError } from '../errors.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import type { Store } from '../store/store.ts';
import type { CopyTask } from '../store/transfer/copy-task.ts';
import type { TransferPool } from '../store/transfer/pool.ts';
import { syncBatch, syncFolder } from '../store/transfer/sync.ts';
import { createCompressor } from '../tar/compression.ts';
import { packTar, tarEndBytes, tarHeader, tarPaddingBytes } from '../tar/write.ts';
import type { ExportEntry } from './export-plan.ts';

export interface WriteContext {
  readonly store: Store;
  readonly pool: TransferPool;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** An entry with its place in the tar. */
interface Placed {
  readonly entry: ExportEntry;
  readonly header: Buffer;
  readonly offsetBytes: number;
}

/** Writes a tar to `path`. Returns its size. @throws StowageError no-space, blob-damaged, target-not-empty, file-system, cancelled */
export async function writeTarFile(
  context: WriteContext,
  entries: readonly ExportEntry[],
  path: string,
  compress?: 'gzip' | 'zstd',
): Promise<number> {
  if (await isFolder(path)) throw new StowageError('target-not-empty', { target: path });
  const { placed, totalBytes } = place(withFolders(entries));
  if (compress === undefined) await checkSpace(path, totalBytes);
  return await besides(path, async (partial) => {
    if (compress === undefined) await writeRanges(context, placed, totalBytes, partial);
    else await writeStream(context, entries, createWriteStream(partial), compress);
    const file = await open(partial, 'r+');
    await file.sync();
    await file.close();
    return (await stat(partial)).size;
  });
}

/** Writes a tar to a stream, such as standard output. */
export async function writeStream(
  context: WriteContext,
  entries: readonly ExportEntry[],
  target: Writable,
  compress?: 'gzip' | 'zstd',
): Promise<void> {
  const source = Readable.from(packTar(packed(context, withFolders(entries))), { objectMode: false, highWaterMark: 1 << 20 });
  try {
    if (compress === undefined) await pipeline(source, target, { signal: context.signal });
    else await pipeline(source, createCompressor(compress), target, { signal: context.signal });
  } catch (error) {
    context.signal.throwIfAborted();
    throw fileSystemError(error, 'the target', 'write');
  }
}

/** Writes a layout folder. Returns its size. */
export async function writeFolder(context: WriteContext, entries: readonly ExportEntry[], path: string): Promise<number> {
  if ((await isFolder(path)) && (await readdir(path)).length > 0) throw new StowageError('target-not-empty', { target: path });
  const totalBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  await checkSpace(path, totalBytes);
  return await besides(path, async (partial) => {
    await mkdir(partial);
    for (const folder of new Set(entries.map((entry) => dirname(join(partial, entry.name)))))
      await mkdir(folder, { recursive: true });
    for (const entry of entries) {
      if (!('bytes' in entry)) continue;
      const file = await open(join(partial, entry.name), 'wx');
      await file.writeFile(entry.bytes);
      await file.close();
    }
    const blobs = entries.filter((entry) => 'digest' in entry);
    await copyBlobs(context, blobs, (entry) => ({ kind: 'file', path: join(partial, entry.name) }));
    await syncBatch(
      entries.map((entry) => join(partial, entry.name)),
      partial,
    );
    if (await isFolder(path)) await rm(path, { recursive: true });
    return totalBytes;
  });
}

/** With an entry for each folder before what is in it: some tools that unpack archives do not make folders by themselves (Apptainer). */
function withFolders(entries: readonly ExportEntry[]): readonly ExportEntry[] {
  const made = new Set<string>();
  return entries.flatMap((entry) => {
    const folders = Array.from(entry.name.matchAll(/\//g), ({ index }) => entry.name.slice(0, index + 1));
    const lacking = folders.filter((name) => !made.has(name));
    for (const name of lacking) made.add(name);
    return [...lacking.map((name) => ({ name, sizeBytes: 0, bytes: Buffer.alloc(0) })), entry];
  });
}

function place(entries: readonly ExportEntry[]): { readonly placed: readonly Placed[]; readonly totalBytes: number } {
  let offsetBytes = 0;
  const placed = entries.map((entry) => {
    const header = tarHeader(entry.name, entry.sizeBytes);
    const at = offsetBytes + header.length;
    offsetBytes = at + entry.sizeBytes + tarPaddingBytes(entry.sizeBytes);
    return { entry, header, offsetBytes: at };
  });
  return { placed, totalBytes: offsetBytes + tarEndBytes };
}

/** Headers and documents first, then the blobs, each into its own range by whichever worker is free. */
async function writeRanges(context: WriteContext, placed: readonly Placed[], totalBytes: number, partial: string): Promise<void> {
  const file = await open(partial, 'wx');
  try {
    await file.truncate(totalBytes);
    for (const { entry, header, offsetBytes } of placed) {
      await file.write(header, 0, header.length, offsetBytes - header.length);
      if ('bytes' in entry) await file.write(entry.bytes, 0, entry.bytes.length, offsetBytes);
    }
  } finally {
    await file.close();
  }
  const offsets = new Map(placed.map(({ entry, offsetBytes }) => [entry, offsetBytes]));
  const blobs = placed.map(({ entry }) => entry).filter((entry) => 'digest' in entry);
  await copyBlobs(context, blobs, (entry) => ({ kind: 'range', path: partial, offsetBytes: offsets.get(entry) ?? 0 }));
}

async function copyBlobs(
  { store, pool, signal, onBytes }: WriteContext,
  blobs: readonly (ExportEntry & { readonly digest: Digest })[],
  target: (entry: ExportEntry) => CopyTask['to'],
): Promise<void> {
  const tasks = blobs.map((entry, id): CopyTask => {
    const from = { path: store.blobPath(entry.digest), offsetBytes: 0, sizeBytes: entry.sizeBytes };
    return { id, from, to: target(entry), algorithm: digestAlgorithm(entry.digest), sync: false };
  });
  for (const result of await pool.run(tasks, { signal, onBytes })) {
    const expected = blobs[result.id]?.digest;
    if (expected !== undefined && result.digest !== expected)
      throw new StowageError('blob-damaged', { digest: expected, actual: result.digest });
  }
}

async function* packed(
  context: WriteContext,
  entries: readonly ExportEntry[],
): AsyncGenerator<Parameters<typeof packTar>[0] extends AsyncIterable<infer File> ? File : never> {
  for (const entry of entries) {
    const content = 'bytes' in entry ? entry.bytes : hashedBlob(context, entry.digest);
    yield { name: entry.name, sizeBytes: entry.sizeBytes, content };
  }
}

/** A blob's bytes, hashed as they leave. */
export async function* hashedBlob(
  { store, signal, onBytes }: Pick<WriteContext, 'store' | 'signal' | 'onBytes'>,
  digest: Digest,
): AsyncGenerator<Buffer> {
  const hash = createHash(digestAlgorithm(digest));
  try {
    for await (const chunk of createReadStream(store.blobPath(digest), { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk as Buffer);
      onBytes((chunk as Buffer).length);
      yield chunk as Buffer;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (errnoOf(error) === 'ENOENT') throw new StowageError('blob-not-found', { digest }, { cause: error });
    throw error;
  }
  const actual = `${digestAlgorithm(digest)}:${hash.digest('hex')}`;
  if (actual !== digest) throw new StowageError('blob-damaged', { digest, actual });
}

/** Runs `write` on a name beside the target and renames at the end; a failure leaves nothing. */
async function besides(path: string, write: (partial: string) => Promise<number>): Promise<number> {
  const target = resolve(path);
  const partial = `${target}.${process.pid}.partial`;
  try {
    const sizeBytes = await write(partial);
    await rename(partial, target);
    await syncFolder(dirname(target));
    return sizeBytes;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error instanceof Error && error.name === 'AbortError' ? error : fileSystemError(error, path, 'write');
  }
}

async function checkSpace(path: string, neededBytes: number): Promise<void> {
  try {
    const { bavail, bsize } = await statfs(dirname(resolve(path)));
    if (bavail * bsize < neededBytes) throw new StowageError('no-space', { path, neededBytes, freeBytes: bavail * bsize });
  } catch (error) {
    throw fileSystemError(error, path, 'open');
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
