// Room store, transfer: a staging file that fills as bytes come over a line. It takes them in order, hashes them on their way and
// writes large pieces past the page cache. What is in it is not a blob yet (I1).
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Digest, type DigestAlgorithm, digestFromHex } from '../../oci/digest.ts';
import { BufferRing } from './buffer-ring.ts';
import { TargetFile } from './direct-io.ts';

const pieceBytes = 1 << 20;
const piecesAtOnce = 3;

export class StagingFile {
  readonly path: string;
  readonly #target: TargetFile;
  readonly #ring = new BufferRing(piecesAtOnce, pieceBytes);
  readonly #algorithm: DigestAlgorithm;
  readonly #hash: Hash;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #filledBytes = 0;
  #flushedBytes = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, target: TargetFile, algorithm: DigestAlgorithm) {
    this.path = path;
    this.#target = target;
    this.#algorithm = algorithm;
    this.#hash = createHash(algorithm);
  }

  /** @throws StowageError file-system, no-space, too-many-files */
  static async create(path: string, algorithm: DigestAlgorithm): Promise<StagingFile> {
    return new StagingFile(path, await TargetFile.open({ kind: 'file', path }, pieceBytes), algorithm);
  }

  get sizeBytes(): number {
    return this.#flushedBytes + this.#filledBytes;
  }

  /** The next bytes; they may be reused once this resolves. @throws StowageError no-space, file-system */
  async add(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    for (let taken = 0; taken < bytes.length; ) {
      const buffer = (this.#buffer ??= await this.#ring.take());
      const part = bytes.subarray(taken, taken + buffer.length - this.#filledBytes);
      buffer.set(part, this.#filledBytes);
      taken += part.length;
      this.#filledBytes += part.length;
      if (this.#filledBytes === buffer.length) await this.#flush();
    }
  }

  /** Ends and syncs the file. @returns its digest by `algorithm`; another one than it was made for is read again */
  async finish(algorithm: DigestAlgorithm): Promise<Digest> {
    if (this.#filledBytes > 0) await this.#flush();
    await this.#writing;
    await this.#target.seal();
    await this.#target.sync();
    await this.#target.close();
    if (algorithm === this.#algorithm) return digestFromHex(this.#hash.digest('hex'), algorithm);
    const hash = createHash(algorithm);
    await pipeline(createReadStream(this.path, { highWaterMark: pieceBytes }), hash);
    return digestFromHex(hash.digest('hex'), algorithm);
  }

  /** Closes it and takes it away. */
  async discard(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#target.discard();
  }

  /** Starts writing the buffer. Waits for the write before it, so that a failure ends the upload. */
  async #flush(): Promise<void> {
    const buffer = this.#buffer;
    if (buffer === undefined) return;
    const bytes = buffer.subarray(0, this.#filledBytes);
    const offsetBytes = this.#flushedBytes;
    this.#buffer = undefined;
    this.#flushedBytes += bytes.length;
    this.#filledBytes = 0;
    const previous = this.#writing;
    this.#writing = this.#write(previous, buffer, bytes, offsetBytes);
    this.#writing.catch(() => undefined);
    await previous;
  }

  async #write(previous: Promise<void>, buffer: Uint8Array<ArrayBuffer>, bytes: Uint8Array, offsetBytes: number): Promise<void> {
    await previous;
    await this.#target.write(bytes, offsetBytes);
    this.#ring.release(buffer);
  }
}
