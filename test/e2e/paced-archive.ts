// Room test/e2e: an archive that comes as fast as a test wants: a named pipe, of which the test writes as much as it likes. What
// reads it is in the middle of its work for as long as it takes to look at it.
import { execFileSync } from 'node:child_process';
import { type FileHandle, open, readFile } from 'node:fs/promises';

export class PacedArchive {
  readonly path: string;
  readonly #bytes: Buffer;
  readonly #writer: Promise<FileHandle>;
  #at = 0;

  private constructor(path: string, bytes: Buffer) {
    this.path = path;
    this.#bytes = bytes;
    // Opens once somebody reads.
    this.#writer = open(path, 'w');
  }

  /** Makes the pipe at `path`; what comes out of it are the bytes of `archive`. */
  static async make(path: string, archive: string): Promise<PacedArchive> {
    execFileSync('mkfifo', [path]);
    return new PacedArchive(path, await readFile(archive));
  }

  /** Writes up to this part of the whole; the end closes it. */
  async writeUpTo(part: number): Promise<void> {
    const writer = await this.#writer;
    const end = Math.round(this.#bytes.length * part);
    while (this.#at < end) this.#at += (await writer.write(this.#bytes, this.#at, end - this.#at)).bytesWritten;
    if (part === 1) await writer.close();
  }

  /** Lets go of it: also where its reader has gone, or never came. */
  async release(): Promise<void> {
    // A reader of our own, should nobody else have come.
    const reader = await open(this.path, 'r+');
    await (await this.#writer).close().catch(() => undefined);
    await reader.close();
  }
}
