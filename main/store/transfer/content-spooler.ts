// Room store, transfer: takes the contents of a tar as they flow by, hashes each and writes those worth keeping into a folder,
// large ones direct and synced, small ones through the page cache for the caller to sync. Names in the archive never become paths.
import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import { fileSystemError } from '../../errors.ts';
import { digestFromHex } from '../../oci/digest.ts';
import type { TarEntry } from '../../tar/entry.ts';
import { BufferRing } from './buffer-ring.ts';
import { writeNewFileSync } from './copy-small.ts';
import { DIRECT_FROM_BYTES, TargetFile } from './direct-io.ts';
import type { SpooledEntry, SpoolKeep } from './unpack-message.ts';

const HEAD_BYTES = 512;

/** No document is larger: the list of a layout's or docker archive's 100,000 images, which are the longest, may be as long as this. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

const HELD_BLOB = /^blobs\/sha(?:256|512)\/([0-9a-f]+)$/;

/** The content under way. */
interface Content {
  readonly entry: TarEntry;
  readonly head: Uint8Array;
  readonly sha256: Hash | undefined;
  readonly sha512: Hash | undefined;
  seenBytes: number;
  path: string | undefined;
  target: TargetFile | undefined;
  /** Writes that began, all of them or the last failure. */
  writing: Promise<void>;
}

export class ContentSpooler {
  readonly #folder: string;
  readonly #keep: SpoolKeep;
  readonly #held: ReadonlySet<string>;
  readonly #ring = new BufferRing(3, 4 * 1024 * 1024);
  #files = 0;
  #content: Content | undefined;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #filledBytes = 0;
  /** Sealing, syncing and closing the large file before this one. */
  #finishing: Promise<void> = Promise.resolve();

  /** `held` are the hex names of blobs that need neither reading nor writing. */
  constructor(folder: string, keep: SpoolKeep, held: readonly string[]) {
    this.#folder = folder;
    this.#keep = keep;
    this.#held = new Set(held);
  }

  /** Begins the next file; the one before must have ended. */
  begin(entry: TarEntry): void {
    const held = this.#held.has(HELD_BLOB.exec(entry.name)?.[1] ?? '');
    this.#content = {
      entry,
      head: new Uint8Array(Math.min(HEAD_BYTES, entry.sizeBytes)),
      sha256: held ? undefined : createHash('sha256'),
      sha512: held || !entry.name.startsWith('blobs/sha512/') ? undefined : createHash('sha512'),
      seenBytes: 0,
      path: undefined,
      target: undefined,
      writing: Promise.resolve(),
    };
    if (!held && this.#keep === 'all') this.#choosePath(this.#content);
  }

  /** The next piece of the file's content. `bytes` may be reused once this resolves. */
  async add(bytes: Uint8Array): Promise<void> {
    const content = this.#current();
    if (content.seenBytes < content.head.length)
      content.head.set(bytes.subarray(0, content.head.length - content.seenBytes), content.seenBytes);
    if (content.sha256 === undefined) return;
    if (content.seenBytes === 0 && this.#keep === 'documents' && mayBeDocument(bytes, content.entry.sizeBytes))
      this.#choosePath(content);
    content.seenBytes += bytes.length;
    content.sha256.update(bytes);
    content.sha512?.update(bytes);
    if (content.path === undefined) return;
    for (let taken = 0; taken < bytes.length; ) {
      const buffer = (this.#buffer ??= await this.#ring.take());
      const part = bytes.subarray(taken, taken + buffer.length - this.#filledBytes);
      buffer.set(part, this.#filledBytes);
      taken += part.length;
      this.#filledBytes += part.length;
      if (this.#filledBytes === buffer.length) await this.#flush(content, content.seenBytes - bytes.length + taken);
    }
  }

  /** Ends the file. Its large writes may still be under way; `finish` waits for them. */
  async end(): Promise<SpooledEntry> {
    const content = this.#current();
    const { entry, head, path, sha256, sha512 } = content;
    if (path !== undefined) await (entry.sizeBytes < DIRECT_FROM_BYTES ? this.#writeSmall(path) : this.#endLarge(content));
    this.#content = undefined;
    return {
      entry,
      head,
      ...(path === undefined ? {} : { path }),
      ...(sha256 === undefined ? {} : { sha256: digestFromHex(sha256.digest('hex')) }),
      ...(sha512 === undefined ? {} : { sha512: digestFromHex(sha512.digest('hex'), 'sha512') }),
    };
  }

  /** Everything is written and closed, and large files are synced, when this resolves. */
  async finish(): Promise<void> {
    await this.#finishing;
  }

  #current(): Content {
    if (this.#content === undefined) throw new Error('no content has begun');
    return this.#content;
  }

  #choosePath(content: Content): void {
    content.path = join(this.#folder, String(this.#files++));
  }

  /** Starts writing the buffer, whose last byte stands at `endBytes` of the file. Waits for the write before it, so a failure ends the work. */
  async #flush(content: Content, endBytes: number): Promise<void> {
    const buffer = this.#buffer;
    if (buffer === undefined || content.path === undefined) return;
    const bytes = buffer.subarray(0, this.#filledBytes);
    this.#buffer = undefined;
    this.#filledBytes = 0;
    content.target ??= await TargetFile.open({ kind: 'file', path: content.path }, content.entry.sizeBytes);
    const previous = content.writing;
    content.writing = content.target.write(bytes, endBytes - bytes.length).finally(() => this.#ring.release(buffer));
    content.writing.catch(() => undefined);
    await previous;
  }

  async #endLarge(content: Content): Promise<void> {
    await this.#flush(content, content.seenBytes);
    await this.#finishing;
    const { target, writing } = content;
    if (target === undefined) return;
    this.#finishing = (async () => {
      await writing;
      await target.seal();
      if (this.#keep === 'all') await target.sync();
      await target.close();
    })();
    this.#finishing.catch(() => undefined); // thrown at the next large file, or by `finish`
  }

  #writeSmall(path: string): void {
    const bytes = this.#buffer?.subarray(0, this.#filledBytes) ?? new Uint8Array(0);
    try {
      writeNewFileSync(path, bytes, false);
    } catch (error) {
      throw fileSystemError(error, path, 'write');
    }
    this.#filledBytes = 0;
  }
}

/** Whether a content that starts like this may be a JSON object or array of a size that is read at all. */
function mayBeDocument(start: Uint8Array, sizeBytes: number): boolean {
  if (sizeBytes > MAX_DOCUMENT_BYTES) return false;
  for (const byte of start) if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return byte === 0x7b || byte === 0x5b;
  return true;
}
