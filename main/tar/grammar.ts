// Room tar: the order of blocks in a tar, as one state machine for the seeking scan and the streaming read. It asks
// for bytes and hands out entries; it does no I/O itself, so both readers agree on every archive.
import { StowageError } from '../errors.ts';
import { cleanName, type TarEntry, type TarEntryType } from './entry.ts';
import {
  blockBytes,
  checksumFits,
  decodeHeader,
  decodePax,
  decodeText,
  isZero,
  type TarHeader,
  tarPaddingBytes,
} from './header.ts';

/**
 * What the machine wants next. `read`: resume with that many bytes, fewer only where the archive ends.
 * `entry`: pass over `entry.sizeBytes` of content and its padding, then resume with anything.
 */
export type TarStep =
  | { readonly kind: 'read'; readonly lengthBytes: number }
  | { readonly kind: 'entry'; readonly entry: TarEntry };

/** How an archive ended: with its two zero blocks, or just so. Bytes up to there and after the marker are the reader's to count. */
export interface TarEnd {
  readonly endMarker: boolean;
  readonly endBytes: number;
  readonly trailingBytes: number;
}

export const maxTarEntries = 1_000_000;
const maxExtensionBytes = 1024 * 1024;

/** Headers that describe the next entry, gathered until it comes. */
interface Extensions {
  pax: ReadonlyMap<string, string> | undefined;
  longName: string | undefined;
  longLink: string | undefined;
}

/**
 * Reads one tar: yields what it wants, returns whether the end marker was seen. Fails with `archive-empty` (no byte
 * at all), `archive-not-tar` (the first block is no header), `header-damaged`, `archive-truncated` (ends inside a
 * header or between a long name and its entry), `too-many-entries`.
 */
export function* tarGrammar(archive: string, maxEntries: number): Generator<TarStep, boolean, Buffer> {
  const globals = new Map<string, string>();
  let extensions: Extensions | undefined;
  let entries = 0;
  let zeroBlocks = 0;
  let atBytes = 0;
  const damaged = (): StowageError => new StowageError('header-damaged', { archive, atBytes });
  for (;;) {
    const block = yield { kind: 'read', lengthBytes: blockBytes };
    if (block.length < blockBytes) {
      endsHere(block, atBytes, extensions, archive);
      return false;
    }
    if (isZero(block)) {
      if (extensions !== undefined) throw damaged();
      if (++zeroBlocks === 2) return true;
      atBytes += blockBytes;
      continue;
    }
    if (!checksumFits(block)) throw atBytes === 0 ? new StowageError('archive-not-tar', { archive }) : damaged();
    const header = decodeHeader(block);
    // Readers disagree on what follows a lone zero block (GNU tar stops, Go refuses): nobody may hide things there.
    if (header === undefined || zeroBlocks > 0) throw damaged();

    if (isExtension(header.typeFlag)) {
      if (header.sizeBytes > maxExtensionBytes) throw damaged();
      const content = yield { kind: 'read', lengthBytes: header.sizeBytes + tarPaddingBytes(header.sizeBytes) };
      if (content.length < header.sizeBytes) throw truncated(archive, header.name, atBytes + blockBytes + content.length);
      extensions ??= { pax: undefined, longName: undefined, longLink: undefined };
      if (!takeExtension(header.typeFlag, content.subarray(0, header.sizeBytes), extensions, globals)) throw damaged();
      // A global header stands for itself: an archive may end after it (`git archive` of an empty tree).
      if (extensions.pax === undefined && extensions.longName === undefined && extensions.longLink === undefined)
        extensions = undefined;
      atBytes += blockBytes + header.sizeBytes + tarPaddingBytes(header.sizeBytes);
      continue;
    }

    let offsetBytes = atBytes + blockBytes;
    for (let continues = header.sparseMapContinues; continues; offsetBytes += blockBytes) {
      const map = yield { kind: 'read', lengthBytes: blockBytes };
      if (map.length < blockBytes) throw truncated(archive, header.name, offsetBytes + map.length);
      continues = map[504] !== 0;
    }
    if (++entries > maxEntries) throw new StowageError('too-many-entries', { archive, limit: maxEntries });
    const entry = makeEntry(header, offsetBytes, extensions, globals);
    if (entry === undefined) throw damaged();
    yield { kind: 'entry', entry };
    extensions = undefined;
    atBytes = offsetBytes + entry.sizeBytes + tarPaddingBytes(entry.sizeBytes);
  }
}

export function truncated(archive: string, entry: string, atBytes: number): StowageError {
  return new StowageError('archive-truncated', { archive, entry, atBytes });
}

/** Where no whole block is left: fine after an entry, since many tools only warn of a missing end marker. */
function endsHere(rest: Buffer, atBytes: number, extensions: Extensions | undefined, archive: string): void {
  if (atBytes === 0) throw new StowageError(rest.length === 0 ? 'archive-empty' : 'archive-not-tar', { archive });
  if (extensions !== undefined || !isZero(rest)) throw truncated(archive, extensions?.longName ?? '', atBytes + rest.length);
}

function isExtension(typeFlag: string): boolean {
  return typeFlag === 'x' || typeFlag === 'g' || typeFlag === 'L' || typeFlag === 'K';
}

/** Takes in one extension header; false when its records are malformed. A second one of a kind replaces the first, as in Go. */
function takeExtension(typeFlag: string, content: Buffer, extensions: Extensions, globals: Map<string, string>): boolean {
  if (typeFlag === 'L') extensions.longName = decodeText(content, 0, content.length);
  else if (typeFlag === 'K') extensions.longLink = decodeText(content, 0, content.length);
  else {
    const records = decodePax(content);
    if (records === undefined) return false;
    if (typeFlag === 'x') extensions.pax = records;
    else return takeGlobals(records, globals);
  }
  return true;
}

/**
 * Go ignores global records and GNU tar applies them all. Attributes are applied here; a global name or size would
 * make two readers see two archives, and no tool writes one: refused.
 */
function takeGlobals(records: ReadonlyMap<string, string>, globals: Map<string, string>): boolean {
  if (records.has('path') || records.has('linkpath') || records.has('size')) return false;
  for (const key of ['uid', 'gid', 'uname', 'gname', 'mtime']) {
    const value = records.get(key);
    if (value !== undefined) globals.set(key, value);
  }
  return true;
}

const typeByFlag: Readonly<Record<string, TarEntryType>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
};

/** Links, devices, directories and pipes have no content, whatever size their header claims (as in Go). */
const withoutContent = '123456';

const sparseRecords = ['GNU.sparse.major', 'GNU.sparse.map', 'GNU.sparse.size'] as const;

/** From version 0.1 on, `path` is a name made up for readers that know nothing of it. */
const sparseName = 'GNU.sparse.name';

/** One entry out of header and extensions; long names win over pax records, as in Go. Undefined when the pax size is not a size. */
function makeEntry(
  header: TarHeader,
  offsetBytes: number,
  extensions: Extensions | undefined,
  globals: ReadonlyMap<string, string>,
): TarEntry | undefined {
  const pax = extensions?.pax;
  const record = (key: string): string | undefined => pax?.get(key) ?? (globals.size === 0 ? undefined : globals.get(key));
  const rawName = extensions?.longName || (pax?.get(sparseName) ?? pax?.get('path') ?? header.name);
  const linkTarget = extensions?.longLink || (pax?.get('linkpath') ?? header.linkName);
  const { name, unsafe } = cleanName(rawName);

  let type = typeByFlag[header.typeFlag] ?? 'other';
  // Before ustar, a directory was a file whose name ends in a slash.
  if (header.typeFlag === '\0' && rawName.endsWith('/')) type = 'directory';
  const paxSize = pax?.get('size');
  let sizeBytes = header.sizeBytes;
  if (paxSize !== undefined) sizeBytes = /^[0-9]{1,16}$/.test(paxSize) ? Number(paxSize) : Number.NaN;
  if (!Number.isSafeInteger(sizeBytes)) return undefined;
  if (type === 'directory' || withoutContent.includes(header.typeFlag)) sizeBytes = 0;
  // Of a type that has content, a name with a slash is a directory only if there is none: passed over at its length.
  if (type === 'file' && rawName.endsWith('/')) type = sizeBytes === 0 ? 'directory' : 'other';
  // The content of a pax sparse file is a map and pieces, not the file.
  const sparse = header.typeFlag === 'S' || (type === 'file' && sparseRecords.some((key) => pax?.has(key)));
  if (sparse) type = 'other';

  const entry: { -readonly [Key in keyof TarEntry]: TarEntry[Key] } = {
    name,
    rawName,
    type,
    sizeBytes,
    offsetBytes,
    mode: header.mode,
    uid: numberOr(record('uid'), header.uid),
    gid: numberOr(record('gid'), header.gid),
    uname: record('uname') ?? header.uname,
    gname: record('gname') ?? header.gname,
    mtimeSeconds: numberOr(record('mtime'), header.mtimeSeconds),
  };
  if (type === 'symlink' || type === 'hardlink') entry.linkTarget = linkTarget;
  if (pax !== undefined) entry.pax = Object.fromEntries(pax);
  if (unsafe !== undefined) entry.unsafe = unsafe;
  if (sparse) entry.sparse = true;
  return entry;
}

function numberOr(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^-?[0-9]+(?:\.[0-9]*)?$/.test(text) ? Number(text) : otherwise;
}
