// Room store, transfer: the digest of what compressed bytes unpack to (a layer's diff ID), fed piece by piece while they are
// copied. A layer that does not unpack is an answer here, not a failure: its bytes were copied all the same.
import { createHash } from 'node:crypto';
import { isStowageError } from '../../errors.ts';
import { type DigestAlgorithm, digestFromHex } from '../../oci/digest.ts';
import { type Compression, decompress } from '../../tar/compression.ts';
import type { CopyResult } from './copy-task.ts';

export type UnpackedResult = Pick<CopyResult, 'diffId' | 'unpackedBytes' | 'unpackFailure'>;

export class UnpackedDigest {
  readonly #result: Promise<UnpackedResult>;
  #next: Uint8Array | undefined;
  #ended = false;
  #wakeReader: () => void = () => undefined;
  #wakeWriter: () => void = () => undefined;

  constructor(compression: Exclude<Compression, 'none'>, algorithm: DigestAlgorithm, archive: string) {
    this.#result = this.#run(compression, algorithm, archive).catch((error: unknown) => {
      if (!isStowageError(error)) throw error;
      return { unpackFailure: error.failure };
    });
    this.#result.catch(() => undefined); // `finish` rethrows it; an abandoned one is nobody's business
    this.#result.finally(() => this.abandon()).catch(() => undefined);
  }

  /** Hands on a copy of `bytes`, once the decoder has asked for more; the caller may reuse them at once. */
  async push(bytes: Uint8Array): Promise<void> {
    const own = bytes.slice();
    while (this.#next !== undefined && !this.#ended) await new Promise<void>((resolve) => (this.#wakeWriter = resolve));
    if (this.#ended) return;
    this.#next = own;
    this.#wakeReader();
  }

  async finish(): Promise<UnpackedResult> {
    this.abandon();
    return await this.#result;
  }

  /** No more will come. What was pushed is still decoded. */
  abandon(): void {
    this.#ended = true;
    this.#wakeReader();
    this.#wakeWriter();
  }

  async #run(compression: Exclude<Compression, 'none'>, algorithm: DigestAlgorithm, archive: string): Promise<UnpackedResult> {
    const hash = createHash(algorithm);
    let unpackedBytes = 0;
    for await (const bytes of decompress(compression, this.#pushed(), archive)) {
      hash.update(bytes);
      unpackedBytes += bytes.length;
    }
    return { diffId: digestFromHex(hash.digest('hex'), algorithm), unpackedBytes };
  }

  async *#pushed(): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (this.#next === undefined && !this.#ended) await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      const bytes = this.#next;
      if (bytes === undefined) return;
      this.#next = undefined;
      this.#wakeWriter();
      yield bytes;
    }
  }
}
