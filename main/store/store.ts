// Room store: one open store. It owns the catalogue connection and is the only way to change the layout on disk; use
// cases read through `catalog` and change through `commit`. Every read starts with `refresh`, which costs three stats.
import { rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Volume } from '../../preload/contract/host-model.ts';
import { Catalog, isCatalogCorrupt } from '../catalog/catalog.ts';
import { sweepLeases } from '../catalog/leases.ts';
import { isStowageError, StowageError } from '../errors.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { assertThere, type Commit, type CommitResult, commit, isVerified, rehearse, syncStore } from './commit.ts';
import { isTemporaryOf } from './durable.ts';
import { clearFolder, endLayout } from './end-store.ts';
import { listNames } from './folder.ts';
import { canWrite, checkLayoutVersion, completeLayout, isLayout, makeFolder } from './layout.ts';
import { blobPath, type StorePaths, storePaths } from './paths.ts';
import { ownerRuns } from './process-owner.ts';
import { sweepQuarantine } from './quarantine.ts';
import { keepReserve, releaseReserve } from './reserve.ts';
import { setAsideIndex } from './set-aside-index.ts';
import { diskMarks, marksEqual, rebuildCatalog, revision, seenMarks, syncCatalog } from './sync.ts';
import type { DoomedBlob } from './take-away.ts';
import { discardExpired, discardTrash, trashBytes, trashUntilMs, unlinkDiscarded } from './trash.ts';
import { assertCanLock, type Statfs, volumeOf } from './volume.ts';
import { Work } from './work.ts';

/**
 * `create` makes a missing store; `existing` refuses it; `peek` shows a missing one as empty and writes nothing; `mend` is as
 * `existing`, and sets an index.json aside that cannot be read.
 */
export type OpenMode = 'create' | 'existing' | 'peek' | 'mend';

export interface OpenOptions {
  /** Write nothing, even where that could be done. */
  readonly readOnly?: boolean;
  readonly statfs?: Statfs;
}

export class Store {
  readonly paths: StorePaths;
  readonly catalog: Catalog;
  readonly door: string;
  /** True where nothing can be written: the catalogue then lives in memory. */
  readonly readOnly: boolean;
  /** When the trash has had its time; null where there is none. */
  #trashUntilMs: number | null = null;
  /** The disk was full: what the reserve had is kept back again as soon as can be. */
  #isReserveUsed = false;
  /** What this opening made: the layout, perhaps with its folder. */
  #made: 'folder' | 'layout' | null = null;

  private constructor(paths: StorePaths, catalog: Catalog, door: string, readOnly: boolean) {
    this.paths = paths;
    this.catalog = catalog;
    this.door = door;
    this.readOnly = readOnly;
  }

  /**
   * Opens the store at `path`: an OCI image layout of any tool, opened as it is, or an empty folder to make one in.
   * @throws StowageError store-not-found, store-not-a-layout, store-busy, store-newer, store-damaged, store-read-only,
   * store-cannot-lock (unless it is to be read only)
   */
  static open(path: string, door: string, mode: OpenMode, options: OpenOptions = {}): Store {
    const paths = storePaths(resolve(path));
    try {
      return Store.#open(paths, door, mode, options);
    } catch (error) {
      if (isCatalogCorrupt(error)) discardCatalog(paths);
      else if (!isStowageError(error, 'no-space') || !releaseReserve(paths)) throw error;
      const store = Store.#open(paths, door, mode, options);
      store.#isReserveUsed = isStowageError(error, 'no-space');
      if (store.#isReserveUsed) store.#keepReserve();
      return store;
    }
  }

  static #open(paths: StorePaths, door: string, mode: OpenMode, { readOnly: asked = false, statfs }: OpenOptions): Store {
    let made: 'folder' | 'layout' | null = null;
    if (!isLayout(paths)) {
      if (mode === 'peek') return new Store(paths, Catalog.open(':memory:', paths.root).catalog, door, true);
      if (mode === 'existing' || mode === 'mend' || asked) throw new StowageError('store-not-found', { store: paths.root });
      assertCanLock(paths.root, statfs);
      made = makeFolder(paths) ? 'folder' : 'layout';
    }
    checkLayoutVersion(paths);
    const readOnly = asked || !canWrite(paths, statfs);
    const { catalog, fresh } = readOnly ? Catalog.open(':memory:', paths.root) : Catalog.open(paths.catalog, paths.root);
    const store = new Store(paths, catalog, door, readOnly);
    store.#made = made;
    try {
      if (!readOnly) completeLayout(catalog, paths);
      if (mode === 'mend') store.setAsideIndex();
      if (fresh) store.rebuild();
      else store.refresh();
      if (!readOnly) {
        store.#sweepLeftovers();
        store.#keepReserve();
      }
    } catch (error) {
      catalog.close();
      throw error;
    }
    return store;
  }

  /** False for a store that is only looked at before it exists, and for one that has to be opened again. */
  get exists(): boolean {
    return isLayout(this.paths) && this.catalog.isInPlace();
  }

  get revision(): number {
    return revision(this.catalog);
  }

  /** Picks up what other processes and tools did since the last look. */
  refresh(): void {
    if (!isLayout(this.paths)) return;
    if (this.#trashUntilMs !== null && Date.now() > this.#trashUntilMs) this.#sweepLeftovers();
    if (marksEqual(seenMarks(this.catalog), diskMarks(this.paths))) return;
    if (this.readOnly) this.catalog.critical(() => syncCatalog(this.catalog, this.paths, false));
    else {
      syncStore(this.#context(null));
      this.#trashUntilMs = trashUntilMs(this.paths);
    }
  }

  /** Takes an index.json that cannot be read out of the way; the next look brings its names back from the ledger. */
  setAsideIndex(): void {
    if (!this.readOnly) setAsideIndex(this.catalog, this.paths);
  }

  /** Makes the catalogue again from index.json, blobs and ledger. */
  rebuild(): void {
    if (this.readOnly) this.catalog.critical(() => rebuildCatalog(this.catalog, this.paths));
    else syncStore(this.#context(null), rebuildCatalog);
  }

  /**
   * Gives up a catalogue of which the error says that it is bad: the store has to be opened again, which makes another (I4).
   * False for any other error. What still runs on it, here or in other processes, fails when it commits.
   */
  mend(error: unknown): boolean {
    if (this.readOnly || !isCatalogCorrupt(error)) return false;
    // Windows does not remove an open file.
    if (process.platform === 'win32') this.close();
    if (this.catalog.isInPlace()) discardCatalog(this.paths);
    return true;
  }

  /** Changes the store; see commit.ts. @throws StowageError store-read-only, no-space, file-system, and what `build` throws */
  commit(build: () => Commit | null, work: Work | null = null): CommitResult {
    return this.#settled(this.#commitOrMakeRoom(work?.leaseId ?? null, build));
  }

  /** As `commit`, of what brings blobs back from the trash: on a full disk that makes no room. */
  commitFromTrash(build: () => Commit | null): CommitResult {
    this.assertWritable();
    return this.#settled(commit(this.#context(null), build));
  }

  /** What a commit would take away. Nothing changes. */
  rehearse(build: () => Commit): readonly DoomedBlob[] {
    return rehearse(this.#context(null), build);
  }

  /** Gives up what `undo` could bring back. False where that frees nothing. */
  emptyTrash(): boolean {
    if (this.readOnly || trashBytes(this.paths) === 0) return false;
    unlinkDiscarded(this.catalog.critical(() => discardTrash(this.paths)));
    this.#trashUntilMs = null;
    return true;
  }

  /** Bytes free on the volume. Where fewer are than needed, what `undo` could bring back makes room first. */
  makeRoom(neededBytes: number): number {
    if (this.volume().freeBytes < neededBytes) this.emptyTrash();
    return this.volume().freeBytes;
  }

  /** @throws StowageError store-read-only; store-not-found, store-busy where it has to be opened again */
  assertWritable(): void {
    assertThere(this.catalog, this.paths);
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
    const known = this.catalog
      .sql('SELECT size_bytes FROM blob WHERE digest = ? AND present = 1 AND verified = 1')
      .pluck()
      .get(digest);
    return typeof known === 'number' && this.fileBytes(digest) === known ? known : null;
  }

  /** Size of a blob file that nobody vouches for yet: it is hashed before it counts as held. */
  unverifiedBytes(digest: string): number | null {
    return this.heldBytes(digest) === null ? this.fileBytes(digest) : null;
  }

  /** Size of a blob's file, held or unverified; null where there is none. */
  fileBytes(digest: string): number | null {
    return isDigest(digest) ? fileSize(this.blobPath(digest)) : null;
  }

  volume(): Volume {
    return volumeOf(this.paths.root);
  }

  /** Takes away a store that this opening made and nothing came into. It is closed then. */
  discardIfNew(): void {
    if (this.#made === null) return;
    try {
      const isUnused = this.catalog.critical(() => {
        if (this.revision > 0 || !marksEqual(seenMarks(this.catalog), diskMarks(this.paths))) return false;
        if (sweepLeases(this.catalog, ownerRuns, Date.now()).size > 0) return false;
        endLayout(this.paths);
        return true;
      });
      if (!isUnused) return;
      this.close();
      clearFolder(this.paths, [], this.#made === 'layout');
    } catch {
      // The disk is failing, and what went before has said so: an empty store stays.
    }
  }

  close(): void {
    this.catalog.close();
    if (this.#isReserveUsed) this.#keepReserve();
  }

  /** False where there is none any more. */
  #useReserve(): boolean {
    this.#isReserveUsed = true;
    return releaseReserve(this.paths);
  }

  #keepReserve(): void {
    if (!this.readOnly && isLayout(this.paths)) keepReserve(this.paths, this.volume().freeBytes, this.#isReserveUsed);
  }

  #context(leaseId: string | null): { catalog: Catalog; paths: StorePaths; door: string; leaseId: string | null } {
    return { catalog: this.catalog, paths: this.paths, door: this.door, leaseId };
  }

  #settled(result: CommitResult): CommitResult {
    unlinkDiscarded(result.discarded);
    if (result.swept.length > 0) this.#keepReserve();
    sweepQuarantine(this.paths, (digest) => isVerified(this.catalog, digest));
    if (result.undoUntil === null) return result;
    this.#trashUntilMs = trashUntilMs(this.paths);
    // Room on a disk that is nearly full is worth more than second thoughts.
    if (this.volume().freeBytes >= trashBytes(this.paths)) return result;
    this.emptyTrash();
    return { ...result, undoUntil: null };
  }

  #commitOrMakeRoom(leaseId: string | null, build: () => Commit | null): CommitResult {
    this.assertWritable();
    let isDeletion = false;
    const watched = (): Commit | null => {
      const plan = build();
      isDeletion = (plan?.sweep ?? plan?.unreferenced) !== undefined;
      return plan;
    };
    try {
      return commit(this.#context(leaseId), watched);
    } catch (error) {
      if (!isStowageError(error, 'no-space') || !(this.emptyTrash() || (isDeletion && this.#useReserve()))) throw error;
      return commit(this.#context(leaseId), build);
    }
  }

  /** Removes staging folders whose work is gone, trash that has had its time, and a half-written index.json (I6). */
  #sweepLeftovers(): void {
    const staged = listNames(this.paths.staging);
    const torn = listNames(this.paths.root).filter((name) => isTemporaryOf(this.paths.index, name));
    if (staged.length === 0 && listNames(this.paths.trash).length === 0 && torn.length === 0) return;
    const expired = this.catalog.critical(() => {
      for (const name of torn) rmSync(join(this.paths.root, name), { force: true });
      const alive = sweepLeases(this.catalog, ownerRuns, Date.now());
      for (const name of staged) if (!alive.has(name)) rmSync(join(this.paths.staging, name), { recursive: true, force: true });
      return discardExpired(this.paths, Date.now());
    });
    unlinkDiscarded(expired);
    this.#trashUntilMs = trashUntilMs(this.paths);
  }
}

function discardCatalog(paths: StorePaths): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${paths.catalog}${suffix}`, { force: true });
}

function fileSize(path: string): number | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? stat.size : null;
  } catch {
    return null;
  }
}
