// Shared by the tests of the room tar: hand-made blocks, and both readers brought to one form.

import { isStowageError } from '../../../main/errors.ts';
import type { TarEntry } from '../../../main/tar/entry.ts';
import type { TarEnd } from '../../../main/tar/grammar.ts';
import { blockBytes, tarPaddingBytes } from '../../../main/tar/header.ts';
import { type ReadAt, scanTar } from '../../../main/tar/scan.ts';
import { readTarStream } from '../../../main/tar/stream.ts';

export interface BlockFields {
  readonly name?: string | Buffer;
  readonly size?: number | Buffer;
  readonly type?: string;
  readonly link?: string;
  readonly magic?: string;
  readonly prefix?: string;
  readonly mtime?: Buffer;
  readonly change?: (block: Buffer) => void;
}

/** A header block with a fitting checksum; `change` runs before the checksum is made. */
export function block(fields: BlockFields): Buffer {
  const bytes = Buffer.alloc(blockBytes);
  Buffer.from(fields.name ?? 'file').copy(bytes, 0, 0, 100);
  bytes.write('0000644\x000000000\x000000000\x00', 100, 'latin1');
  if (Buffer.isBuffer(fields.size)) fields.size.copy(bytes, 124);
  else bytes.write(`${(fields.size ?? 0).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  if (fields.mtime === undefined) bytes.write('00000000000\0', 136, 'latin1');
  else fields.mtime.copy(bytes, 136);
  bytes.write(fields.type ?? '0', 156, 'latin1');
  bytes.write(fields.link ?? '', 157, 'latin1');
  bytes.write(fields.magic ?? 'ustar\x0000', 257, 'latin1');
  bytes.write(fields.prefix ?? '', 345, 'latin1');
  fields.change?.(bytes);
  return seal(bytes);
}

function seal(bytes: Buffer): Buffer {
  bytes.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of bytes) sum += byte;
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

/** A header, its content and its padding. */
export function member(fields: BlockFields, content: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([block({ size: bytes.length, ...fields }), bytes, Buffer.alloc(tarPaddingBytes(bytes.length))]);
}

export function paxMember(records: Readonly<Record<string, string>>, type = 'x'): Buffer {
  let text = '';
  for (const [key, value] of Object.entries(records)) {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + 1;
    while (rest + String(length).length !== length) length++;
    text += `${length} ${key}=${value}\n`;
  }
  return member({ name: 'PaxHeader', type }, text);
}

export const endMarker = Buffer.alloc(2 * blockBytes);

export function readerOf(bytes: Buffer): ReadAt {
  return (offsetBytes, lengthBytes) => bytes.subarray(offsetBytes, offsetBytes + lengthBytes);
}

export async function* cut(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** What a reader made of an archive: entries, contents of files in order, and how it ended or the code it failed with. */
export interface Reading {
  readonly entries: readonly TarEntry[];
  readonly contents: readonly Buffer[];
  readonly end: TarEnd | undefined;
  readonly failure: unknown;
}

/** Runs the scan; an error that is no expected failure is thrown on. */
export async function scanned(bytes: Buffer): Promise<Reading> {
  try {
    const { entries, ...end } = await scanTar(readerOf(bytes), bytes.length, 'a.tar');
    const contents = entries
      .filter((entry) => entry.type === 'file')
      .map((entry) => bytes.subarray(entry.offsetBytes, entry.offsetBytes + entry.sizeBytes));
    return { entries, contents, end, failure: undefined };
  } catch (error) {
    if (!isStowageError(error)) throw error;
    return { entries: [], contents: [], end: undefined, failure: error.failure };
  }
}

/** Reads as a stream of chunks of the given size. */
export async function streamed(bytes: Buffer, chunkBytes: number): Promise<Reading> {
  const entries: TarEntry[] = [];
  const contents: Buffer[][] = [];
  const reading = readTarStream(cut(bytes, chunkBytes), 'a.tar');
  try {
    for (;;) {
      const next = await reading.next();
      if (next.done === true)
        return { entries, contents: contents.map((pieces) => Buffer.concat(pieces)), end: next.value, failure: undefined };
      if (next.value.kind === 'data') contents.at(-1)?.push(Buffer.from(next.value.bytes));
      else {
        entries.push(next.value.entry);
        if (next.value.entry.type === 'file') contents.push([]);
      }
    }
  } catch (error) {
    if (!isStowageError(error)) throw error;
    return { entries, contents: contents.map((pieces) => Buffer.concat(pieces)), end: undefined, failure: error.failure };
  }
}
