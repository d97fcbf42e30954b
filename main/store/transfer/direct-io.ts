// Room store, transfer: files that are written past the page cache (O_DIRECT) where the file system lets us, and through
// it where not. It promises that neighbours of a written range keep their bytes; it does not create folders.
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { errnoOf, fileSystemError } from '../../errors.ts';
import { ALIGNMENT_BYTES, alignDown } from './buffer-ring.ts';
import type { CopyTarget } from './copy-task.ts';

/** Below this, a file goes through the page cache: a direct write would wait for the disk once for each small file. */
export const DIRECT_FROM_BYTES = 1024 * 1024;

/** Device numbers of the file systems that refused direct I/O, so that each is asked once (per thread). */
const refusing = new Set<number>();

/** A new file, or a range of an existing one, opened for writing. */
export class TargetFile {
  readonly #path: string;
  readonly #isNew: boolean;
  readonly #buffered: FileHandle;
  #device = 0;
  #direct: FileHandle | undefined;

  private constructor(path: string, isNew: boolean, buffered: FileHandle) {
    this.#path = path;
    this.#isNew = isNew;
    this.#buffered = buffered;
  }

  /** Opens `target`; a `file` must not exist yet. Fails as fileSystemError says. */
  static async open(target: Exclude<CopyTarget, { readonly kind: 'none' }>, sizeBytes: number): Promise<TargetFile> {
    const { path } = target;
    const isNew = target.kind === 'file';
    const buffered = await open(path, isNew ? 'wx' : constants.O_WRONLY).catch(coded(path, 'open'));
    const file = new TargetFile(path, isNew, buffered);
    try {
      if (sizeBytes < DIRECT_FROM_BYTES || constants.O_DIRECT === undefined) return file;
      file.#device = (await buffered.stat()).dev;
      // A second descriptor, never the creating one: where O_DIRECT is refused, O_CREAT may already have left a file.
      if (!refusing.has(file.#device)) file.#direct = await openDirect(path, file.#device);
      return file;
    } catch (error) {
      await file.discard();
      throw fileSystemError(error, path, 'open');
    }
  }

  /**
   * Writes all of `bytes` at `offsetBytes`. Only whole ALIGNMENT_BYTES blocks go direct, which needs `bytes` to lie in memory
   * as the range lies in the file, modulo that size. Edges go through the page cache, which merges them with whatever another
   * writer puts in the same block; a direct write there would take the block from the disk, or race with it.
   */
  async write(bytes: Uint8Array, offsetBytes: number): Promise<void> {
    const end = offsetBytes + bytes.length;
    const directStart = alignDown(offsetBytes + ALIGNMENT_BYTES - 1);
    const directEnd = alignDown(end);
    try {
      if (this.#direct === undefined || directEnd <= directStart) return await writeAll(this.#buffered, bytes, offsetBytes);
      const part = (from: number, to: number): Uint8Array => bytes.subarray(from - offsetBytes, to - offsetBytes);
      await this.#writeDirect(this.#direct, part(directStart, directEnd), directStart);
      if (directStart > offsetBytes) await writeAll(this.#buffered, part(offsetBytes, directStart), offsetBytes);
      if (end > directEnd) await writeAll(this.#buffered, part(directEnd, end), directEnd);
    } catch (error) {
      throw fileSystemError(error, this.#path, 'write');
    }
  }

  async #writeDirect(direct: FileHandle, bytes: Uint8Array, offsetBytes: number): Promise<void> {
    try {
      await writeAll(direct, bytes, offsetBytes);
    } catch (error) {
      // Some file systems take the flag and refuse the write. Whatever part was written is written again.
      if (errnoOf(error) !== 'EINVAL') throw error;
      refusing.add(this.#device);
      this.#direct = undefined;
      await direct.close().catch(() => undefined); // a second write in flight may have closed it first
      await writeAll(this.#buffered, bytes, offsetBytes);
    }
  }

  /** Takes everyone's write permission away; who may read stays as the umask said. */
  async seal(): Promise<void> {
    try {
      await this.#buffered.chmod((await this.#buffered.stat()).mode & 0o444);
    } catch (error) {
      throw fileSystemError(error, this.#path, 'chmod');
    }
  }

  async sync(): Promise<void> {
    await this.#buffered.sync().catch(coded(this.#path, 'fsync'));
  }

  /** Closes both descriptors. No write may be in flight. A failure may leave one open: `discard` then. */
  async close(): Promise<void> {
    await this.#direct?.close().catch(coded(this.#path, 'close'));
    await this.#buffered.close().catch(coded(this.#path, 'close'));
  }

  /** Closes what is open and takes a new file away again; whatever goes wrong here, an earlier failure is the one to tell. */
  async discard(): Promise<void> {
    await Promise.allSettled([this.#direct?.close(), this.#buffered.close()]);
    if (this.#isNew) await rm(this.#path, { force: true }).catch(() => undefined);
  }
}

async function openDirect(path: string, device: number): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_WRONLY | constants.O_DIRECT);
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL') throw error;
    refusing.add(device);
    return undefined;
  }
}

/** One write call may write less than asked, and the next one then says why. */
async function writeAll(file: FileHandle, bytes: Uint8Array, offsetBytes: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, offsetBytes + written)).bytesWritten;
  }
}

function coded(path: string, operation: string): (error: unknown) => never {
  return (error) => {
    throw fileSystemError(error, path, operation);
  };
}
