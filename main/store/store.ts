// Room store: one open store. It owns the catalogue connection and is the only way to change the layout on disk; use
// cases read through `catalog` and change through `commit`. Every read starts with `refresh`, which costs three stats.
import { existsSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Catalog, isCatalogCorrupt } from '../catalog/catalog.ts';
import { sweepLeases } from '../catalog/leases.ts';
import { StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { type Commit, type CommitResult, commit, isVerified, syncStore } from './commit.ts';
import { isTemporaryOf } from './durable.ts';
import { canWrite, checkLayoutVersion, completeLayout, isLayout, makeFolder } from './layout.ts';
import { blobPath, type StorePaths, storePaths } from './paths.ts';
import { ownerRuns } from './process-owner.ts';
import { diskMarks, marksEqual, rebuildCatalog, revision, seenMarks, syncCatalog } from './sync.ts';
import { Work } from './work.ts';

/** `create` makes a missing store; `existing` refuses it; `peek` shows a missing one as empty and writes nothing. */
export type OpenMode = 'create' | 'existing' | 'peek';

export class Store {
  readonly paths: StorePaths;
  readonly catalog: Catalog;
  readonly door: string;
  /** True where nothing can be written: the catalogue then lives in memory. */
  readonly readOnly: boolean;

  private constructor(paths: StorePaths, catalog: Catalog, door: string, readOnly: boolean) {
    this.paths = paths;
    this.catalog = catalog;
    this.door = door;
    this.readOnly = readOnly;
  }

  /**
   * Opens the store at `path`: an OCI image layout of any tool, opened as it is, or an empty folder to make one in.
   * @throws StowageError store-not-found, store-not-a-layout, store-busy, store-newer, store-damaged, store-read-only
   */
  static open(path: string, door: string, mode: OpenMode): Store {
    const paths = storePaths(resolve(path));
    if (!isLayout(paths)) {
      if (mode === 'existing') throw new StowageError('store-not-found', { store: paths.root });
      if (mode === 'peek') return new Store(paths, Catalog.open(':memory:', paths.root).catalog, door, true);
      makeFolder(paths);
    }
    checkLayoutVersion(paths);
    const readOnly = !canWrite(paths);
    const { catalog, fresh } = readOnly ? Catalog.open(':memory:', paths.root) : openCatalog(paths);
    const store = new Store(paths, catalog, door, readOnly);
    try {
      if (!readOnly) completeLayout(catalog, paths);
      if (fresh) store.rebuild();
      else store.refresh();
      if (!readOnly) store.#sweepLeftovers();
    } catch (error) {
      catalog.close();
      throw error;
    }
    return store;
  }

  /** False for a store that is only looked at before it exists. */
  get exists(): boolean {
    return isLayout(this.paths);
  }

  get revision(): number {
    return revision(this.catalog);
  }

  /** Picks up what other processes and tools did since the last look. */
  refresh(): void {
    if (!isLayout(this.paths)) return;
    if (marksEqual(seenMarks(this.catalog), diskMarks(this.paths))) return;
    if (this.readOnly) this.catalog.critical(() => syncCatalog(this.catalog, this.paths, false));
    else syncStore(this.#context(null));
  }

  /** Makes the catalogue again from index.json, blobs and ledger. */
  rebuild(): void {
    if (this.readOnly) this.catalog.critical(() => rebuildCatalog(this.catalog, this.paths));
    else syncStore(this.#context(null), rebuildCatalog);
  }

  /** Changes the store; see commit.ts. @throws StowageError store-read-only, no-space, file-system, and what `build` throws */
  commit(build: () => Commit | null, work: Work | null = null): CommitResult {
    this.assertWritable();
    const result = commit(this.#context(work?.leaseId ?? null), build);
    for (const { trashPath } of result.swept) rmSync(trashPath, { force: true });
    return result;
  }

  assertWritable(): void {
    if (this.readOnly) throw new StowageError('store-read-only', { store: this.paths.root });
  }

  /** Starts a piece of work with a staging folder and a lease of its own. */
  startWork(purpose: string): Work {
    this.assertWritable();
    return Work.start(this.catalog, this.paths, purpose);
  }

  blobPath(digest: Digest): string {
    return blobPath(this.paths, digest);
  }

  /** Size of a blob this store hashed itself, when its file is there with that size; otherwise null (I1). */
  heldBytes(digest: string): number | null {
    if (!isDigest(digest) || !isVerified(this.catalog, digest)) return null;
    const known = this.catalog.sql('SELECT size_bytes FROM blob WHERE digest = ?').pluck().get(digest);
    const sizeBytes = fileSize(this.blobPath(digest));
    return sizeBytes === known ? sizeBytes : null;
  }

  /** Size of a blob file that nobody vouches for yet: it is hashed before it counts as held. */
  unverifiedBytes(digest: string): number | null {
    return isDigest(digest) && this.heldBytes(digest) === null ? fileSize(this.blobPath(digest)) : null;
  }

  volume(): { readonly totalBytes: number; readonly freeBytes: number } {
    let folder = this.paths.root;
    while (!existsSync(folder)) folder = join(folder, '..');
    const stat = statfsSync(folder);
    return { totalBytes: stat.blocks * stat.bsize, freeBytes: stat.bavail * stat.bsize };
  }

  close(): void {
    this.catalog.close();
  }

  #context(leaseId: string | null): { catalog: Catalog; paths: StorePaths; door: string; leaseId: string | null } {
    return { catalog: this.catalog, paths: this.paths, door: this.door, leaseId };
  }

  /** Removes staging folders whose work is gone, trash whose change counts, and a half-written index.json (I6). */
  #sweepLeftovers(): void {
    const staged = listNames(this.paths.staging);
    const trash = listNames(this.paths.trash);
    const torn = listNames(this.paths.root).filter((name) => isTemporaryOf(this.paths.index, name));
    if (staged.length === 0 && trash.length === 0 && torn.length === 0) return;
    this.catalog.critical(() => {
      for (const name of torn) rmSync(join(this.paths.root, name), { force: true });
      const alive = sweepLeases(this.catalog, ownerRuns, Date.now());
      for (const name of staged) if (!alive.has(name)) rmSync(join(this.paths.staging, name), { recursive: true, force: true });
      for (const name of trash) rmSync(join(this.paths.trash, name), { recursive: true, force: true });
    });
  }
}

function openCatalog(paths: StorePaths): { readonly catalog: Catalog; readonly fresh: boolean } {
  try {
    return Catalog.open(paths.catalog, paths.root);
  } catch (error) {
    if (!isCatalogCorrupt(error)) throw error;
    // Derived, so it is made again (I4).
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${paths.catalog}${suffix}`, { force: true });
    return Catalog.open(paths.catalog, paths.root);
  }
}

function fileSize(path: string): number | null {
  try {
    const stat = statSync(path);
    return stat.isFile() ? stat.size : null;
  } catch {
    return null;
  }
}

function listNames(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
