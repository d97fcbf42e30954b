// Room tar: a bzip2 decoder, block by block, so that memory stays the same whatever the input claims. Written here
// because the packages for it unpack whatever has been written to them at once, without waiting for the reader.
// Follows the bzip2 format as of bzip2 1.0.8 (`decompress.c`); randomised blocks (before 0.9.5) are refused.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DecodeError } from './decode-error.ts';

const outputChunkBytes = 1024 * 1024;
const groupSymbols = 50;
const maxCodeBits = 20;
const fastBits = 10;
const blockMagic = 0x314159265359;
const endMagic = 0x177245385090;

// The CRC of bzip2 runs from the highest bit down, unlike zlib's.
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/**
 * Decompresses bzip2: any number of streams; block and stream checksums are checked. Each block is 50 to 100 ms of
 * computing; between blocks the event loop gets its turn.
 */
export async function* decompressBzip2(source: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  const bits = new BitReader(source);
  let blockBuffer = new Uint32Array(0);
  do {
    await bits.gather(0);
    if (bits.take(24) !== 0x425a68) throw bits.failure('not bzip2 data');
    const level = bits.take(8) - 0x30;
    if (!(level >= 1 && level <= 9)) throw bits.failure('not bzip2 data');
    if (blockBuffer.length < level * 100_000) blockBuffer = new Uint32Array(level * 100_000);
    let streamCrc = 0;
    for (;;) {
      await nextTurn();
      await bits.gather(level);
      const magic = bits.take(24) * 0x1000000 + bits.take(24);
      const crc = bits.take(16) * 0x10000 + bits.take(16);
      if (magic === endMagic) {
        if (crc !== streamCrc >>> 0) throw bits.failure('stream checksum does not match');
        break;
      }
      if (magic !== blockMagic) throw bits.failure('no block where one should be');
      const block = decodeBlock(bits, blockBuffer.subarray(0, level * 100_000));
      bits.checkEnd();
      yield* unrun(block, crc);
      streamCrc = ((streamCrc << 1) | (streamCrc >>> 31)) ^ crc;
    }
    bits.alignToByte();
    bits.checkEnd();
  } while (await bits.hasMore());
}

/** Bits from chunks. Reading past the end gives zeros: callers check with `checkEnd` before they rely on a block. */
class BitReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #buffer = 0;
  #count = 0;
  #ended = false;

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** Gathers as many bytes as a block of this level can take: 20 bits a symbol, selectors and tables. */
  async gather(level: number): Promise<void> {
    const wantedBytes = level * 250_000 + 65_536;
    if (this.#bytes.length - this.#at >= wantedBytes || this.#ended) return;
    const pieces = [this.#bytes.subarray(this.#at)];
    let gatheredBytes = this.#bytes.length - this.#at;
    // Twice as much where it comes easily, or the rest would be copied for every block.
    while (gatheredBytes < 2 * wantedBytes) {
      const next = await this.#source.next();
      if (next.done === true) {
        this.#ended = true;
        break;
      }
      pieces.push(next.value);
      gatheredBytes += next.value.length;
    }
    this.#bytes = Buffer.concat(pieces);
    this.#at = 0;
  }

  /** Up to 24 bits, without taking them. */
  peek(count: number): number {
    while (this.#count < count) {
      this.#buffer = (this.#buffer << 8) | (this.#bytes[this.#at++] ?? 0);
      this.#count += 8;
    }
    return (this.#buffer >>> (this.#count - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#count -= count;
  }

  /** Up to 24 bits. */
  take(count: number): number {
    const value = this.peek(count);
    this.#count -= count;
    return value;
  }

  alignToByte(): void {
    this.#count -= this.#count % 8;
  }

  checkEnd(): void {
    if (this.#overrun()) throw this.failure('unexpected end of input');
  }

  async hasMore(): Promise<boolean> {
    await this.gather(0);
    return this.#at - (this.#count >> 3) < this.#bytes.length;
  }

  /** Whatever went wrong after the input ran out went wrong because it did. */
  failure(reason: string): DecodeError {
    return this.#overrun() && this.#ended
      ? new DecodeError('truncated', 'unexpected end of input')
      : new DecodeError('damaged', reason);
  }

  #overrun(): boolean {
    return this.#at - (this.#count >> 3) > this.#bytes.length;
  }
}

interface Block {
  /** Low 8 bits: the byte; upper 24: where the next one is. */
  readonly links: Uint32Array;
  readonly length: number;
  readonly first: number;
}

/** Decodes one block up to the inverse Burrows-Wheeler transform. */
function decodeBlock(bits: BitReader, links: Uint32Array): Block {
  if (bits.take(1) !== 0) throw bits.failure('randomised blocks are not supported');
  const first = bits.take(24);
  const symbols = readSymbolMap(bits);
  const { tables, selectors } = readTables(bits, symbols.length + 2);
  const counts = new Uint32Array(256);
  const length = readSymbols(bits, tables, selectors, symbols, links, counts);
  if (first >= length) throw bits.failure('origin outside of the block');
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] ?? 0;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const byte = (links[i] ?? 0) & 0xff;
    const at = counts[byte] ?? 0;
    counts[byte] = at + 1;
    links[at] = (links[at] ?? 0) | (i << 8);
  }
  return { links, length, first };
}

function readSymbolMap(bits: BitReader): Uint8Array {
  const symbols: number[] = [];
  const rows = bits.take(16);
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const columns = bits.take(16);
    for (let column = 0; column < 16; column++) if (((columns >> (15 - column)) & 1) === 1) symbols.push(row * 16 + column);
  }
  if (symbols.length === 0) throw bits.failure('a block without symbols');
  return Uint8Array.from(symbols);
}

interface CodeTable {
  /** By the next 10 bits: symbol << 5 | code length; 0 where the code is longer. */
  readonly fast: Uint16Array;
  /** By code length: the last code of that length, and what to subtract to index `permuted`. */
  readonly limit: Int32Array;
  readonly base: Int32Array;
  readonly permuted: Uint16Array;
}

function readTables(
  bits: BitReader,
  alphabet: number,
): { readonly tables: readonly CodeTable[]; readonly selectors: Uint8Array } {
  const tableCount = bits.take(3);
  const selectorCount = bits.take(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) throw bits.failure('bad code tables');
  const recent = [0, 1, 2, 3, 4, 5];
  const selectors = new Uint8Array(selectorCount);
  for (let i = 0; i < selectorCount; i++) {
    let rank = 0;
    while (bits.take(1) === 1) if (++rank >= tableCount) throw bits.failure('bad table selector');
    const [table = 0] = recent.splice(rank, 1);
    recent.unshift(table);
    selectors[i] = table;
  }
  const tables: CodeTable[] = [];
  for (let table = 0; table < tableCount; table++) {
    const lengths = new Uint8Array(alphabet);
    let length = bits.take(5);
    for (let symbol = 0; symbol < alphabet; symbol++) {
      for (;;) {
        if (length < 1 || length > maxCodeBits) throw bits.failure('bad code length');
        if (bits.take(1) === 0) break;
        length += bits.take(1) === 0 ? 1 : -1;
        bits.checkEnd();
      }
      lengths[symbol] = length;
    }
    tables.push(makeTable(lengths));
  }
  return { tables, selectors };
}

/** Canonical Huffman codes out of their lengths. Codes that overfill a length decode to something; the checksum tells. */
function makeTable(lengths: Uint8Array): CodeTable {
  const fast = new Uint16Array(1 << fastBits);
  const limit = new Int32Array(maxCodeBits + 1).fill(-1);
  const base = new Int32Array(maxCodeBits + 1);
  const permuted = new Uint16Array(lengths.length);
  let code = 0;
  let rank = 0;
  for (let length = 1; length <= maxCodeBits; length++) {
    base[length] = code - rank;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      permuted[rank++] = symbol;
      if (length <= fastBits) fast.fill((symbol << 5) | length, code << (fastBits - length), (code + 1) << (fastBits - length));
      limit[length] = code++;
    }
    code <<= 1;
  }
  return { fast, limit, base, permuted };
}

/** Huffman codes, zero runs and move-to-front, into the low bytes of `into`; returns how many. Counts bytes in `counts`. */
function readSymbols(
  bits: BitReader,
  tables: readonly CodeTable[],
  selectors: Uint8Array,
  symbols: Uint8Array,
  into: Uint32Array,
  counts: Uint32Array,
): number {
  const recent = Uint8Array.from(symbols);
  const endSymbol = symbols.length + 1;
  let length = 0;
  let group = 0;
  let left = 0;
  let run = 0;
  let runUnit = 1;
  let table = tables[0];
  for (;;) {
    if (left-- === 0) {
      table = group < selectors.length ? tables[selectors[group++] ?? 0] : undefined;
      if (table === undefined) throw bits.failure('too few table selectors');
      left = groupSymbols - 1;
    }
    const symbol = readCode(bits, table as CodeTable);
    if (symbol <= 1) {
      run += runUnit << symbol;
      runUnit <<= 1;
      if (run > into.length) throw bits.failure('a block is too long');
      continue;
    }
    if (run > 0) {
      if (length + run > into.length) throw bits.failure('a block is too long');
      const byte = recent[0] ?? 0;
      counts[byte] = (counts[byte] ?? 0) + run;
      into.fill(byte, length, length + run);
      length += run;
      run = 0;
      runUnit = 1;
    }
    if (symbol === endSymbol) return length;
    if (length >= into.length) throw bits.failure('a block is too long');
    const byte = recent[symbol - 1] ?? 0;
    recent.copyWithin(1, 0, symbol - 1);
    recent[0] = byte;
    counts[byte] = (counts[byte] ?? 0) + 1;
    into[length++] = byte;
  }
}

function readCode(bits: BitReader, table: CodeTable): number {
  const window = bits.peek(maxCodeBits);
  const entry = table.fast[window >> (maxCodeBits - fastBits)] ?? 0;
  if (entry !== 0) {
    bits.skip(entry & 31);
    return entry >> 5;
  }
  for (let length = fastBits + 1; length <= maxCodeBits; length++) {
    const code = window >> (maxCodeBits - length);
    if (code > (table.limit[length] ?? -1)) continue;
    bits.skip(length);
    const symbol = table.permuted[code - (table.base[length] ?? 0)];
    if (symbol !== undefined) return symbol;
  }
  throw bits.failure('a code that stands for nothing');
}

/** Follows the links and undoes the first run-length coding (four equal bytes, then a count), checking the CRC. */
function* unrun(block: Block, expectedCrc: number): Generator<Buffer, void, undefined> {
  const { links, length } = block;
  let output = Buffer.allocUnsafe(outputChunkBytes);
  let outputBytes = 0;
  let crc = -1;
  let equal = 0;
  let previous = -1;
  let link = (links[block.first] ?? 0) >>> 8;
  for (let i = 0; i < length; i++) {
    const value = links[link] ?? 0;
    const byte = value & 0xff;
    link = value >>> 8;
    let copies = 1;
    let written = byte;
    if (equal === 4) {
      copies = byte;
      written = previous;
      equal = 0;
      previous = -1;
    } else {
      equal = byte === previous ? equal + 1 : 1;
      previous = byte;
    }
    for (; copies > 0; copies--) {
      if (outputBytes === outputChunkBytes) {
        yield output;
        output = Buffer.allocUnsafe(outputChunkBytes);
        outputBytes = 0;
      }
      output[outputBytes++] = written;
      crc = (crc << 8) ^ (crcTable[((crc >>> 24) ^ written) & 0xff] ?? 0);
    }
  }
  if ((crc ^ -1) >>> 0 !== expectedCrc) throw new DecodeError('damaged', 'block checksum does not match');
  if (outputBytes > 0) yield output.subarray(0, outputBytes);
}
