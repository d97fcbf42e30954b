// Room tar: reads a tar that cannot be sought (standard input, a decompressed wrapper), entry by entry, handing
// contents through without copying them. The grammar is the scan's; nothing is kept.
import type { TarEntry } from './entry.ts';
import { maxTarEntries, type TarEnd, tarGrammar, truncated } from './grammar.ts';
import { tarPaddingBytes } from './header.ts';

/** An entry, or the next piece of the content of the file entry before it. */
export type TarPiece =
  | { readonly kind: 'entry'; readonly entry: TarEntry }
  | { readonly kind: 'data'; readonly bytes: Uint8Array };

/**
 * Reads a tar from chunks. After an entry of type `file` come its data pieces (views into the chunks; none for an
 * empty file), up to the next entry; other contents are skipped. After the end marker the rest is drained, so that
 * whatever decompresses below gets to check its last checksum. Returns how the archive ended. Fails as `tarGrammar`
 * does, and with `archive-truncated` when the chunks end inside a content. Stopping early closes the chunks.
 */
export async function* readTarStream(
  chunks: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<TarPiece, TarEnd, undefined> {
  const source = new ChunkReader(chunks);
  try {
    const grammar = tarGrammar(archive, maxTarEntries);
    let answer: Buffer = Buffer.alloc(0);
    for (;;) {
      const step = grammar.next(answer);
      if (step.done === true) {
        const endBytes = source.passedBytes;
        let trailingBytes = 0;
        for (let left = source.rest(); left > 0 || (await source.fill()); left = source.rest())
          trailingBytes += source.take(left)?.length ?? 0;
        return { endMarker: step.value, endBytes, trailingBytes };
      }
      if (step.value.kind === 'read') {
        answer = source.readNow(step.value.lengthBytes) ?? (await source.read(step.value.lengthBytes));
        continue;
      }
      const { entry } = step.value;
      yield { kind: 'entry', entry };
      let leftBytes = entry.sizeBytes;
      while (leftBytes > 0) {
        const bytes = source.take(leftBytes);
        if (bytes === undefined) {
          if (!(await source.fill())) throw truncated(archive, entry.name, source.passedBytes);
          continue;
        }
        leftBytes -= bytes.length;
        if (entry.type === 'file') yield { kind: 'data', bytes };
      }
      let paddingBytes = tarPaddingBytes(entry.sizeBytes);
      while (paddingBytes > 0 && (source.rest() > 0 || (await source.fill())))
        paddingBytes -= source.take(paddingBytes)?.length ?? 0;
    }
  } finally {
    await source.close();
  }
}

/** Pieces out of chunks, without waiting where bytes are at hand. */
class ChunkReader {
  passedBytes = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes at hand. */
  rest(): number {
    return this.#chunk.length - this.#at;
  }

  /** Up to `maxBytes` of what is at hand; undefined when nothing is. */
  take(maxBytes: number): Uint8Array | undefined {
    const length = Math.min(maxBytes, this.rest());
    if (length === 0) return undefined;
    const piece = this.#chunk.subarray(this.#at, this.#at + length);
    this.#at += length;
    this.passedBytes += length;
    return piece;
  }

  /** Fetches the next chunk; false at the end. Call only when nothing is at hand. */
  async fill(): Promise<boolean> {
    for (;;) {
      const next = await this.#chunks.next();
      if (next.done === true) return false;
      if (next.value.length === 0) continue;
      this.#chunk = next.value;
      this.#at = 0;
      return true;
    }
  }

  /** Exactly `lengthBytes`, if they are at hand. */
  readNow(lengthBytes: number): Buffer | undefined {
    if (this.rest() < lengthBytes) return undefined;
    const piece = this.take(lengthBytes) ?? new Uint8Array(0);
    return Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  }

  /** `lengthBytes`, fewer only at the end. */
  async read(lengthBytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let leftBytes = lengthBytes;
    while (leftBytes > 0 && (this.rest() > 0 || (await this.fill()))) {
      const piece = this.take(leftBytes);
      if (piece === undefined) continue;
      pieces.push(piece);
      leftBytes -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
