// Room store, transfer: copies small ranges with blocking calls, which for files under a megabyte is several times faster than
// asking a thread pool for each step. For worker threads only. Remembers the last source and the last range target open.
import { hash } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { fileSystemError, StowageError } from '../../errors.ts';
import { digestFromHex } from '../../oci/digest.ts';
import { sourceError } from './copy-stream.ts';
import type { CopyResult, CopyTask } from './copy-task.ts';

/** One descriptor that stays open for as long as the same path is asked for. */
class LastOpened {
  readonly #flags: number;
  readonly #failure: (error: unknown, path: string) => unknown;
  #opened: { readonly path: string; readonly fd: number } | undefined;

  constructor(flags: number, failure: (error: unknown, path: string) => unknown) {
    this.#flags = flags;
    this.#failure = failure;
  }

  open(path: string): number {
    if (this.#opened?.path === path) return this.#opened.fd;
    this.close();
    try {
      this.#opened = { path, fd: openSync(path, this.#flags) };
      return this.#opened.fd;
    } catch (error) {
      throw this.#failure(error, path);
    }
  }

  close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened !== undefined) closeSync(opened.fd);
  }
}

/** Copies tasks that each fit into `buffer`. Fails as copyStream does; `close` when done, whatever happened. */
export class SmallCopier {
  readonly #buffer: Uint8Array;
  readonly #source = new LastOpened(constants.O_RDONLY, sourceError);
  readonly #range = new LastOpened(constants.O_WRONLY, (error, path) => fileSystemError(error, path, 'open'));

  constructor(buffer: Uint8Array) {
    this.#buffer = buffer;
  }

  copy(task: CopyTask): CopyResult {
    const { from, to } = task;
    const bytes = this.#buffer.subarray(0, from.sizeBytes);
    const source = this.#source.open(from.path);
    readAllSync(source, bytes, from);
    if (to.kind !== 'none') {
      try {
        if (to.kind === 'file') writeNewFileSync(to.path, bytes, task.sync);
        else this.#writeRange(to, bytes, task.sync);
      } catch (error) {
        throw fileSystemError(error, to.path, 'write');
      }
    }
    return { id: task.id, digest: digestFromHex(hash(task.algorithm, bytes, 'hex'), task.algorithm), sizeBytes: from.sizeBytes };
  }

  close(): void {
    this.#source.close();
    this.#range.close();
  }

  #writeRange(to: { readonly path: string; readonly offsetBytes: number }, bytes: Uint8Array, sync: boolean): void {
    const fd = this.#range.open(to.path);
    writeAllSync(fd, bytes, to.offsetBytes);
    if (sync) fsyncSync(fd);
  }
}

/**
 * Writes a new read-only file; one that cannot be written whole is removed again. Windows can sync only through a descriptor that
 * may write, so there it is done here and now.
 */
export function writeNewFileSync(path: string, bytes: Uint8Array, sync: boolean): void {
  const fd = openSync(path, 'wx', 0o444);
  let whole = false;
  try {
    writeAllSync(fd, bytes, 0);
    if (sync || process.platform === 'win32') fsyncSync(fd);
    whole = true;
  } finally {
    closeSync(fd);
    if (!whole) rmSync(path, { force: true });
  }
}

function readAllSync(fd: number, bytes: Uint8Array, from: { readonly path: string; readonly offsetBytes: number }): void {
  let done = 0;
  while (done < bytes.length) {
    const bytesRead = readOnce(fd, bytes, done, from);
    if (bytesRead === 0) throw new StowageError('archive-changed', { archive: from.path });
    done += bytesRead;
  }
}

function readOnce(
  fd: number,
  bytes: Uint8Array,
  done: number,
  from: { readonly path: string; readonly offsetBytes: number },
): number {
  try {
    return readSync(fd, bytes, done, bytes.length - done, from.offsetBytes + done);
  } catch (error) {
    throw fileSystemError(error, from.path, 'read');
  }
}

function writeAllSync(fd: number, bytes: Uint8Array, offsetBytes: number): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written, bytes.length - written, offsetBytes + written);
}
