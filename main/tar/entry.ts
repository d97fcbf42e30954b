// Room tar: what one entry of a tar is, and how its name is cleaned. Names are cleaned lexically and are keys to
// look entries up by; they are never paths on disk, and nothing here touches one.

/** What an entry is. Devices, pipes, sparse files and everything unknown are `other`: listed, their content skipped. */
export type TarEntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';

/** One entry, in the order of the archive. Duplicates of a name are all reported; the caller decides. */
export interface TarEntry {
  /** Cleaned: no leading `/` or `./`, no `..`, no trailing `/`; `.` for the root. Unicode is left as it came. */
  readonly name: string;
  readonly rawName: string;
  readonly type: TarEntryType;
  /** Bytes of content that follow the header; 0 for links and directories, whatever their header says. */
  readonly sizeBytes: number;
  /** Where the content starts, counted in the uncompressed tar. */
  readonly offsetBytes: number;
  /** As it stands in the archive, not cleaned; for symlinks and hard links only. */
  readonly linkTarget?: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly uname: string;
  readonly gname: string;
  /** Seconds since 1970; may be negative or, with a pax header, a fraction. */
  readonly mtimeSeconds: number;
  /** The entry's own pax records; global ones are not among them. */
  readonly pax?: Readonly<Record<string, string>>;
  /** The raw name was absolute, or climbed out of the archive. */
  readonly unsafe?: 'absolute' | 'escapes';
  /** A file with holes, stored as a map and pieces; of type `other`, since its content is not the file. */
  readonly sparse?: true;
}

export interface CleanedName {
  readonly name: string;
  readonly unsafe?: 'absolute' | 'escapes';
}

// Almost every name is clean already; this keeps the split away from archives of 100,000 entries.
const needsCleaning = /^\/|\/\/|\/$|(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * Cleans a name as Go's `path.Clean` does, then makes it relative: what climbs out is dropped and said in `unsafe`.
 * A backslash is an ordinary character, as it is to every tool that writes image archives.
 */
export function cleanName(raw: string): CleanedName {
  if (raw !== '' && !needsCleaning.test(raw)) return { name: raw };
  const absolute = raw.startsWith('/');
  const parts: string[] = [];
  let escapes = false;
  for (const part of raw.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) escapes = true;
  }
  const name = parts.length === 0 ? '.' : parts.join('/');
  if (absolute) return { name, unsafe: 'absolute' };
  return escapes ? { name, unsafe: 'escapes' } : { name };
}
