// Room archive: opens whatever the user gave (file, folder, standard input) as a tree of files. It sniffs magic bytes,
// never names, and tells things that are no archives by what they are.
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import type { Warning } from '../../preload/contract/failure.ts';
import { errnoOf, StowageError } from '../errors.ts';
import { type StreamInput, unpackArchive } from '../store/transfer/unpack-stream.ts';
import { type Compression, sniffCompression } from '../tar/compression.ts';
import type { TarEntry } from '../tar/entry.ts';
import { refuseForeign } from '../tar/foreign.ts';
import type { TarEnd } from '../tar/grammar.ts';
import { scanTar } from '../tar/scan.ts';
import { type ArchiveFile, type ArchiveLink, ArchiveTree, linkOf } from './tree.ts';

/** What to open: a path, standard input, or a stream with the name its user gave it. */
export type ArchiveInput =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'upload'; readonly name: string; readonly sizeBytes?: number; readonly stream: Readable };

/** What reports call it: the path as given, `-` for standard input. */
export function inputName(input: ArchiveInput): string {
  if (input.kind === 'stdin') return '-';
  return input.kind === 'path' ? input.path : input.name;
}

export interface OpenOptions {
  /** Empty folder for the files of compressed or streamed archives; the caller removes it. */
  readonly spoolFolder: string;
  /** Keep only documents of a stream: a dry run needs no more. */
  readonly documentsOnly: boolean;
  readonly signal: AbortSignal;
  readonly onBytes: (readBytes: number) => void;
  /** Hex names of blobs that need no spooling because the store has them. */
  readonly held: () => readonly string[];
}

const maxFolderEntries = 1_000_000;

/**
 * Opens an archive. Cost is O(entries) for a folder or a plain tar file, one pass over the bytes for the rest.
 * @throws StowageError archive-not-found, archive-unreadable, archive-empty, archive-not-tar, archive-is-zip,
 * archive-is-utf16, archive-truncated, header-damaged, compression-damaged, decompression-bomb, too-many-entries
 */
export async function openArchive(input: ArchiveInput, options: OpenOptions): Promise<ArchiveTree> {
  if (input.kind === 'stdin') return await openStream({ fd: 0 }, '-', options);
  if (input.kind === 'upload') return await openStream({ stream: input.stream }, input.name, options);
  const { path } = input;
  const stat = statInput(path);
  if (stat.isDirectory()) return openFolder(path);
  // A pipe or device (`/dev/stdin`, process substitution) cannot seek.
  if (!stat.isFile()) return await openStream({ fd: openInput(path) }, path, options);
  const head = readHead(path);
  if (head.length === 0) throw new StowageError('archive-empty', { archive: path });
  refuseForeign(head, path);
  const compression = sniffCompression(head);
  if (compression !== 'none') return await openStream({ path, compression }, path, options);
  return await openTar(path, stat.size);
}

async function openTar(path: string, sizeBytes: number): Promise<ArchiveTree> {
  const fd = openInput(path);
  try {
    const readAt = (offsetBytes: number, length: number): Buffer => {
      const bytes = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const read = readSync(fd, bytes, done, length - done, offsetBytes + done);
        if (read === 0) break;
        done += read;
      }
      return bytes.subarray(0, done);
    };
    const scan = await scanTar(readAt, sizeBytes, path);
    const builder = new TreeBuilder(path);
    for (const entry of scan.entries) {
      builder.add(entry, { name: entry.name, sizeBytes: entry.sizeBytes, content: { path, offsetBytes: entry.offsetBytes } });
    }
    return builder.build('none', scan);
  } finally {
    closeSync(fd);
  }
}

async function openStream(input: StreamInput, archive: string, options: OpenOptions): Promise<ArchiveTree> {
  const builder = new TreeBuilder(archive);
  const { entries, compression, ...end } = await unpackArchive(input, {
    archive,
    spoolFolder: options.spoolFolder,
    keep: options.documentsOnly ? 'documents' : 'all',
    held: options.held(),
    signal: options.signal,
    onBytes: options.onBytes,
  });
  for (const { entry, path, sha256, sha512, head } of entries) {
    builder.add(entry, {
      name: entry.name,
      sizeBytes: entry.sizeBytes,
      content: path === undefined ? null : { path, offsetBytes: 0 },
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(sha512 === undefined ? {} : { sha512 }),
      head,
      spooled: true,
    });
  }
  return builder.build(compression, end);
}

/** Collects entries: the last of one name wins and is reported, names that climb out are passed over and reported. */
class TreeBuilder {
  readonly warnings: Warning[] = [];
  readonly #archive: string;
  readonly #files = new Map<string, ArchiveFile>();
  readonly #links = new Map<string, ArchiveLink>();
  readonly #topFolders = new Set<string>();
  readonly #repeated = new Set<string>();
  readonly #sparse = new Set<string>();

  constructor(archive: string) {
    this.#archive = archive;
  }

  add(entry: TarEntry, file: ArchiveFile): void {
    if (entry.type === 'directory' && !entry.name.includes('/')) this.#topFolders.add(entry.name);
    if (entry.sparse === true) this.#sparse.add(entry.name);
    if (entry.type === 'directory' || entry.type === 'other') return;
    if (entry.unsafe === 'escapes') {
      this.warnings.push({ code: 'entry-unsafe', params: { archive: this.#archive, entry: entry.rawName } });
      return;
    }
    const { name } = entry;
    const isLink = entry.type === 'symlink' || entry.type === 'hardlink';
    if (this.#files.has(name) || this.#links.has(name)) {
      if (!this.#repeated.has(name))
        this.warnings.push({ code: 'entry-duplicate', params: { archive: this.#archive, entry: name } });
      this.#repeated.add(name);
      this.#files.delete(name);
      this.#links.delete(name);
    }
    if (isLink) this.#links.set(name, linkOf(name, entry.linkTarget ?? '', entry.type === 'symlink' ? 'symlink' : 'hardlink'));
    else this.#files.set(name, file);
  }

  build(compression: Compression, { endMarker, endBytes }: TarEnd): ArchiveTree {
    if (!endMarker) this.warnings.push({ code: 'archive-tail-missing', params: { archive: this.#archive } });
    return new ArchiveTree(this.#archive, compression, this.#files, this.#links, this.warnings, {
      topFolders: [...this.#topFolders],
      cutAtBytes: endMarker ? null : endBytes,
      sparse: this.#sparse,
    });
  }
}

function openFolder(root: string): ArchiveTree {
  const files = new Map<string, ArchiveFile>();
  const warnings: Warning[] = [];
  const links = new Map<string, ArchiveLink>();
  const real = realpathSync(root);
  let count = 0;
  for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (++count > maxFolderEntries) throw new StowageError('too-many-entries', { archive: root, limit: maxFolderEntries });
    const path = join(item.parentPath, item.name);
    const name = relative(root, path).split(sep).join('/');
    if (item.isFile()) files.set(name, { name, sizeBytes: lstatSync(path).size, content: { path, offsetBytes: 0 } });
    else if (item.isSymbolicLink()) addFolderLink(root, real, path, name, files, links);
  }
  return new ArchiveTree(root, 'folder', files, links, warnings);
}

/** A link in a folder counts when it leads to a file inside the folder. */
function addFolderLink(
  root: string,
  real: string,
  path: string,
  name: string,
  files: Map<string, ArchiveFile>,
  links: Map<string, ArchiveLink>,
): void {
  let target: string;
  try {
    target = realpathSync(path);
  } catch {
    return;
  }
  const inside = relative(real, target);
  if (inside.startsWith('..') || inside === '') links.set(name, { target: null, raw: target });
  else if (statSync(target).isFile())
    files.set(name, { name, sizeBytes: statSync(target).size, content: { path: join(root, inside), offsetBytes: 0 } });
}

function statInput(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR')
      throw new StowageError('archive-not-found', { archive: path }, { cause: error });
    throw new StowageError('archive-unreadable', { archive: path, reason: errno ?? String(error) }, { cause: error });
  }
}

function openInput(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new StowageError('archive-unreadable', { archive: path, reason: errnoOf(error) ?? String(error) }, { cause: error });
  }
}

function readHead(path: string): Buffer {
  const fd = openInput(path);
  try {
    const head = Buffer.alloc(Math.min(512, fstatSync(fd).size));
    const read = readSync(fd, head, 0, head.length, 0);
    return head.subarray(0, read);
  } catch (error) {
    throw new StowageError('archive-unreadable', { archive: path, reason: errnoOf(error) ?? String(error) }, { cause: error });
  } finally {
    closeSync(fd);
  }
}

/** The last part of an archive's path, for messages and sources. */
export function archiveLabel(archive: string): string {
  return archive === '-' ? archive : basename(archive);
}
