// Room tar: writes deterministic ustar: owner 0, time 0, fixed modes, and a pax header only where a name or a size
// does not fit. The same entries give the same bytes, streamed by tar-stream or placed by whoever asks for the blocks.
// It checks that a content has its announced size, nothing else.
import { once } from 'node:events';
import { type Pack, pack } from 'tar-stream';
import { blockBytes, tarPaddingBytes } from './header.ts';

export { tarPaddingBytes } from './header.ts';

/** The two zero blocks that end an archive; no padding to a record of 10 KiB follows. */
export const tarEndBytes = 2 * blockBytes;

// Eleven octal digits: 8 GiB.
const octalSizeLimit = 8 ** 11;

/** A file, or a directory when the name ends in `/` (then `sizeBytes` is 0). */
export interface PackedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly content: AsyncIterable<Uint8Array> | Buffer;
}

/**
 * The blocks before a content, for a writer that places contents itself, several at a time, and so has to know beforehand
 * where each will lie: one ustar header, with a pax header and its records before it where needed. `packTar` writes the
 * same bytes.
 */
export function tarHeader(name: string, sizeBytes: number): Buffer {
  const type = name.endsWith('/') ? '5' : '0';
  const pax = paxOf(name, sizeBytes);
  if (pax === null) return ustarBlock(splitName(name) ?? unnamed, sizeBytes, type, type);
  const records = Object.entries({ path: name, ...pax }).map(paxRecord);
  const content = Buffer.from(records.join(''));
  const padding = Buffer.alloc(tarPaddingBytes(content.length));
  const main = ustarBlock(unnamed, sizeBytes, type, type);
  return Buffer.concat([ustarBlock(unnamed, content.length, 'x', type), content, padding, main]);
}

/**
 * Streams a whole archive, end marker included: header, content and padding of each file in turn. A content of another
 * size than announced is a fault of the caller's and thrown as such. Stopping early closes the files and their contents.
 */
export async function* packTar(files: AsyncIterable<PackedFile>): AsyncGenerator<Buffer, void, undefined> {
  const packing = pack();
  const filling = fill(packing, files).catch((error: unknown) => packing.destroy(error as Error));
  try {
    for await (const piece of packing) yield piece as Buffer;
  } finally {
    packing.destroy();
    await filling;
  }
}

/** Hands the files to tar-stream, each piece once the one before was taken. */
async function fill(packing: Pack, files: AsyncIterable<PackedFile>): Promise<void> {
  for await (const { name, sizeBytes, content } of files) {
    const { promise: packed, resolve, reject } = Promise.withResolvers<void>();
    packed.catch(() => undefined); // awaited below, unless something else fails first
    const type = name.endsWith('/') ? 'directory' : 'file';
    const header = { name, size: sizeBytes, mtime: new Date(0), type, pax: paxOf(name, sizeBytes) } as const;
    const entry = packing.entry(header, (error) => (error == null ? resolve() : reject(error)));
    entry.on('error', reject);
    let writtenBytes = 0;
    for await (const piece of Buffer.isBuffer(content) ? [content] : content) {
      writtenBytes += piece.length;
      if (writtenBytes > sizeBytes) break;
      const isTaken = entry.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
      if (!isTaken) await Promise.race([once(entry, 'drain'), packed]);
    }
    if (writtenBytes !== sizeBytes)
      throw new Error(`tar entry ${name}: ${sizeBytes} bytes announced, ${writtenBytes} or more came`);
    entry.end(null);
    await packed;
  }
  packing.finalize();
}

/** What the ustar header cannot say, `path` aside, which stands in every pax header; null where it says it all. */
function paxOf(name: string, sizeBytes: number): Readonly<Record<string, string>> | null {
  if (sizeBytes >= octalSizeLimit) return { size: String(sizeBytes) };
  return splitName(name) === undefined ? {} : null;
}

interface SplitName {
  readonly prefix: string;
  readonly name: string;
}

/** Where the pax header has the name. */
const unnamed: SplitName = { prefix: '', name: 'PaxHeader' };

/** Splits a name over ustar's two fields (155 + `/` + 100, ASCII), at the first slash that does; undefined when none does. */
function splitName(name: string): SplitName | undefined {
  if (Buffer.byteLength(name) !== name.length) return undefined;
  if (name.length <= 100) return { prefix: '', name };
  const slash = name.indexOf('/', name.length - 101);
  if (slash < 1 || slash > 155 || slash === name.length - 1) return undefined;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** One record; its length counts its own digits. */
function paxRecord([key, value]: readonly [string, string]): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest;
  while (rest + String(length).length !== length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

/** `of` is what the entry itself is: its pax header has the mode of it. */
function ustarBlock(name: SplitName, sizeBytes: number, type: '0' | '5' | 'x', of: '0' | '5'): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(name.name, 0, 'latin1');
  block.write(of === '5' ? '000755 ' : '000644 ', 100, 'latin1');
  block.write('000000 ', 108, 'latin1');
  block.write('000000 ', 116, 'latin1');
  if (sizeBytes < octalSizeLimit) block.write(`${sizeBytes.toString(8).padStart(11, '0')} `, 124, 'latin1');
  else {
    // Base-256 as GNU has it, for readers that take it and not the pax record.
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(sizeBytes), 128);
  }
  block.write('00000000000 ', 136, 'latin1');
  block.write(type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write('000000 ', 329, 'latin1');
  block.write('000000 ', 337, 'latin1');
  block.write(name.prefix, 345, 'latin1');
  let sum = 8 * 0x20;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')} `, 148, 'latin1');
  return block;
}
