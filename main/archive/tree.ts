// Room archive: the files of one archive by name, whatever carried them: a seekable tar, a stream that was spooled, a
// folder. Names are cleaned and used for look-up only, never as paths on disk; links resolve inside the archive.
import { closeSync, openSync, readSync } from 'node:fs';
import { posix } from 'node:path';
import type { Warning } from '../../preload/contract/failure.ts';
import { fileSystemError, StowageError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Compression } from '../tar/compression.ts';

/** Where a file's bytes can be read. */
export interface ContentRange {
  readonly path: string;
  readonly offsetBytes: number;
}

/** One regular file of an archive. */
export interface ArchiveFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Null for a stream that was only hashed (a dry run), except for small documents. */
  readonly content: ContentRange | null;
  /** Known when the archive was streamed: every file was hashed on the way. */
  readonly sha256?: Digest;
  readonly sha512?: Digest;
  /** First bytes, known when the archive was streamed. */
  readonly head?: Uint8Array;
  /** True when `content` is a file in the staging folder that may be published by renaming it. */
  readonly spooled?: boolean;
}

/** A link of an archive: `target` is the cleaned name it leads to, null when it leads out. */
export interface ArchiveLink {
  readonly target: string | null;
  readonly raw: string;
}

export interface TreeHints {
  /** Folders that are entries of their own at the top: they tell a root file system. */
  readonly topFolders: readonly string[];
  /** Where a tar ended without its end marker. */
  readonly cutAtBytes: number | null;
  /** Names of sparse files, which are here and cannot be read. */
  readonly sparse: ReadonlySet<string>;
}

const maxHops = 32;
const maxFolderDepth = 16;

export class ArchiveTree {
  /** As the user named it. */
  readonly archive: string;
  readonly compression: Compression | 'folder';
  readonly files: ReadonlyMap<string, ArchiveFile>;
  readonly warnings: readonly Warning[];
  /** What tells what it is instead, where it holds no image. */
  readonly hints: TreeHints;
  readonly #links: ReadonlyMap<string, ArchiveLink>;

  constructor(
    archive: string,
    compression: Compression | 'folder',
    files: ReadonlyMap<string, ArchiveFile>,
    links: ReadonlyMap<string, ArchiveLink>,
    warnings: readonly Warning[],
    hints: TreeHints = { topFolders: [], cutAtBytes: null, sparse: new Set() },
  ) {
    this.archive = archive;
    this.compression = compression;
    this.files = files;
    this.#links = links;
    this.warnings = warnings;
    this.hints = hints;
  }

  /**
   * The file a name leads to, links followed, or undefined when there is none.
   * @throws StowageError link-escapes, link-loop, entry-sparse
   */
  find(name: string): ArchiveFile | undefined {
    let current = posix.normalize(name).replace(/^(\.?\/)+/, '');
    for (let hop = 0; hop < maxHops; hop++) {
      const file = this.files.get(current);
      if (file !== undefined) return file;
      const link = this.#links.get(current);
      if (link === undefined && this.hints.sparse.has(current))
        throw new StowageError('entry-sparse', { archive: this.archive, entry: current });
      if (link === undefined) return undefined;
      if (link.target === null) throw new StowageError('link-escapes', { archive: this.archive, entry: name, target: link.raw });
      current = link.target;
    }
    throw new StowageError('link-loop', { archive: this.archive, entry: name });
  }

  /** Names of files and links, in the order of the archive. */
  *names(): Iterable<string> {
    yield* this.files.keys();
    yield* this.#links.keys();
  }

  /**
   * Reads a whole small file. @throws StowageError json-too-large, json-invalid (a stream of which only what may be JSON was
   * kept), archive-changed, file-system
   */
  read(file: ArchiveFile, limitBytes: number): Buffer {
    if (file.sizeBytes > limitBytes) {
      throw new StowageError('json-too-large', {
        archive: this.archive,
        entry: file.name,
        sizeBytes: file.sizeBytes,
        limitBytes,
      });
    }
    if (file.content === null && file.sizeBytes > 0)
      throw new StowageError('json-invalid', { archive: this.archive, entry: file.name, reason: 'it is not JSON' });
    return this.#readBytes(file, file.sizeBytes);
  }

  /** The first bytes of a file, up to 512. */
  head(file: ArchiveFile): Uint8Array {
    return file.head ?? this.#readBytes(file, Math.min(512, file.sizeBytes));
  }

  #readBytes(file: ArchiveFile, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    if (length === 0 || file.content === null) return bytes;
    let fd: number;
    try {
      fd = openSync(file.content.path, 'r');
    } catch (error) {
      throw new StowageError('archive-changed', { archive: this.archive }, { cause: error });
    }
    try {
      let done = 0;
      while (done < length) {
        const read = readSync(fd, bytes, done, length - done, file.content.offsetBytes + done);
        if (read === 0) throw new StowageError('archive-changed', { archive: this.archive });
        done += read;
      }
      return bytes;
    } catch (error) {
      throw fileSystemError(error, file.content.path, 'read');
    } finally {
      closeSync(fd);
    }
  }

  /**
   * The files of each of these folders as archives of their own; what lies in none is left out, and so is a folder inside of
   * another one. Folders more than 16 deep are not found. Of several, each is called by the archive and its folder.
   */
  split(folders: ReadonlySet<string>): ReadonlyMap<string, ArchiveTree> {
    const parts = new Map<string, TreeParts>();
    const place = (name: string, put: (part: TreeParts, inside: string, prefix: string) => void): void => {
      const folder = folderOf(name, folders);
      if (folder === undefined) return;
      const part = parts.get(folder) ?? { files: new Map(), links: new Map(), sparse: new Set() };
      parts.set(folder, part);
      put(part, name.slice(folder.length + 1), `${folder}/`);
    };
    for (const [name, file] of this.files) place(name, ({ files }, inside) => files.set(inside, { ...file, name: inside }));
    for (const [name, { target, raw }] of this.#links)
      place(name, ({ links }, inside, prefix) =>
        links.set(inside, { raw, target: target?.startsWith(prefix) === true ? target.slice(prefix.length) : null }),
      );
    for (const name of this.hints.sparse) place(name, ({ sparse }, inside) => sparse.add(inside));
    return new Map(
      Array.from(parts, ([folder, { files, links, sparse }]) => {
        const archive = folders.size === 1 ? this.archive : `${this.archive}/${folder}`;
        const tree = new ArchiveTree(archive, this.compression, files, links, [], { ...this.hints, sparse });
        return [folder, tree];
      }),
    );
  }
}

interface TreeParts {
  readonly files: Map<string, ArchiveFile>;
  readonly links: Map<string, ArchiveLink>;
  readonly sparse: Set<string>;
}

/** The first of a file's folders, from the top, that is one of these. */
function folderOf(name: string, folders: ReadonlySet<string>): string | undefined {
  let at = name.indexOf('/');
  for (let depth = 0; at > 0 && depth < maxFolderDepth; depth++) {
    const folder = name.slice(0, at);
    if (folders.has(folder)) return folder;
    at = name.indexOf('/', at + 1);
  }
  return undefined;
}

/** What a link in `entry` leads to: symlinks from its own folder, hard links from the root of the archive. */
export function linkOf(entry: string, target: string, kind: 'symlink' | 'hardlink'): ArchiveLink {
  const base = kind === 'symlink' ? posix.dirname(entry) : '.';
  const joined = posix.normalize(posix.join(base, target));
  const escapes = target.startsWith('/') || joined === '..' || joined.startsWith('../');
  return { target: escapes ? null : joined.replace(/^\.\//, ''), raw: target };
}
