// Room tar: the codec of one 512-byte header and of the records that extend it (pax, GNU long names). Pure: it
// knows no offsets and throws nothing; what does not decode is `undefined`, and the grammar says where that was.
// Follows POSIX.1-2017 `pax` (ustar and pax interchange formats), GNU tar's `tar.h`, and where those disagree,
// Go's archive/tar, since that is what docker, podman, containerd and skopeo read with.

export const blockBytes = 512;

/** Zero bytes that fill the last block of a content of this size. */
export function tarPaddingBytes(sizeBytes: number): number {
  return (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
}

/** The fields of one header as they stand, before pax records and long names apply. */
export interface TarHeader {
  readonly name: string;
  readonly typeFlag: string;
  readonly sizeBytes: number;
  readonly linkName: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly uname: string;
  readonly gname: string;
  readonly mtimeSeconds: number;
  /** Old GNU sparse only: another block of the sparse map stands between this header and the content. */
  readonly sparseMapContinues: boolean;
}

/** True when all bytes are zero, as in the end marker and in padding. */
export function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** True when the checksum fits. Old tars summed signed bytes, so both sums count. */
export function checksumFits(block: Buffer): boolean {
  const stored = decodeNumber(block, 148, 8);
  let sum = 8 * 0x20;
  for (let i = 0; i < 148; i++) sum += block[i] as number;
  for (let i = 156; i < blockBytes; i++) sum += block[i] as number;
  if (stored === sum) return true;
  for (let i = 0; i < blockBytes; i++) if ((block[i] as number) > 127 && (i < 148 || i >= 156)) sum -= 256;
  return stored === sum;
}

/** Decodes a header whose checksum fits; undefined when its size is not a number, is negative, or is over 2^53. */
export function decodeHeader(block: Buffer): TarHeader | undefined {
  const sizeBytes = decodeNumber(block, 124, 12);
  if (sizeBytes === undefined || sizeBytes < 0) return undefined;
  // `ustar` and a NUL, or a space: compared as numbers, since a string for each header would show in the time.
  const magic = block.readUInt32BE(257) === 0x75737461 && block[261] === 0x72;
  const ustar = magic && block[262] === 0;
  const named = magic && (ustar || block[262] === 0x20);
  // star keeps access and change times in the last 24 bytes of the prefix.
  const star = ustar && block.readUInt32BE(508) === 0x74617200;
  const prefix = ustar ? decodeText(block, 345, star ? 131 : 155) : '';
  const name = decodeText(block, 0, 100);
  const typeFlag = String.fromCharCode(block[156] ?? 0);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    typeFlag,
    sizeBytes,
    linkName: decodeText(block, 157, 100),
    mode: decodeNumber(block, 100, 8) ?? 0,
    uid: decodeNumber(block, 108, 8) ?? 0,
    gid: decodeNumber(block, 116, 8) ?? 0,
    uname: named ? decodeText(block, 265, 32) : '',
    gname: named ? decodeText(block, 297, 32) : '',
    mtimeSeconds: decodeNumber(block, 136, 12) ?? 0,
    sparseMapContinues: typeFlag === 'S' && block[482] !== 0,
  };
}

/** Text up to the first NUL, as UTF-8. */
export function decodeText(bytes: Buffer, start: number, length: number): string {
  if (bytes[start] === 0) return '';
  const end = start + length;
  const nul = bytes.indexOf(0, start);
  return bytes.toString('utf8', start, nul === -1 || nul > end ? end : nul);
}

/** An octal or base-256 field; empty is 0; undefined when it is neither or beyond what a double holds exactly. */
export function decodeNumber(block: Buffer, start: number, length: number): number | undefined {
  const end = start + length;
  if (((block[start] ?? 0) & 0x80) !== 0) return decodeBase256(block, start, end);
  let i = start;
  while (i < end && (block[i] === 0x20 || block[i] === 0)) i++;
  let value = 0;
  for (; i < end; i++) {
    const digit = (block[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  // Digits end at a NUL (whatever follows it is old memory), or at spaces alone.
  while (i < end && block[i] === 0x20) i++;
  return i === end || block[i] === 0 ? value : undefined;
}

function decodeBase256(block: Buffer, start: number, end: number): number | undefined {
  const first = block[start] ?? 0;
  const negative = (first & 0x40) !== 0;
  const flip = negative ? 0xff : 0;
  let value = (first & 0x3f) ^ (flip & 0x3f);
  for (let i = start + 1; i < end; i++) {
    value = value * 256 + ((block[i] ?? 0) ^ flip);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return negative ? -value - 1 : value;
}

/**
 * Decodes pax records (`<length> <key>=<value>\n`); undefined when a record is malformed or a name holds a NUL.
 * An empty value takes the record back, so it is left out.
 */
export function decodePax(bytes: Buffer): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = space === -1 || space - at > 9 ? '' : bytes.toString('latin1', at, space);
    if (!/^[0-9]+$/.test(digits)) return undefined;
    const end = at + Number(digits);
    const equals = bytes.indexOf(0x3d, space);
    if (end > bytes.length || end <= space || bytes[end - 1] !== 0x0a) return undefined;
    if (equals <= space + 1 || equals >= end) return undefined;
    const key = bytes.toString('utf8', space + 1, equals);
    const value = bytes.toString('utf8', equals + 1, end - 1);
    if ((key === 'path' || key === 'linkpath') && value.includes('\0')) return undefined;
    if (value === '') records.delete(key);
    else records.set(key, value);
    at = end;
  }
  return records;
}
