// Room test/main/store: how long the trash keeps what a deletion took away: until the next one, for an hour, or until its room
// is needed; and that a commit brings it back whole.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { StowageError } from '../../../main/errors.ts';
import { type Digest, digestOf } from '../../../main/oci/digest.ts';
import { Store } from '../../../main/store/store.ts';
import { restoreFromTrash, trashedBlobs, undoWindowMs } from '../../../main/store/trash.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;

/** Uses a store with a blob nothing names, published by itself. */
function withBlob(use: (store: Store, digest: Digest) => void): void {
  const store = Store.open(join(folder, String(++serial)), 'cli', 'create');
  try {
    const bytes = Buffer.from(`blob ${serial}`);
    const digest = digestOf(bytes, 'sha256');
    const work = store.startWork('test');
    const path = work.newPath();
    writeFileSync(path, bytes);
    store.commit(() => ({ change: { operation: 'import' }, publish: [{ digest, sizeBytes: bytes.length, path }] }), work);
    work.release();
    use(store, digest);
  } finally {
    store.close();
  }
}

/** Takes the blob away as a deletion does. */
function take(store: Store): ReturnType<Store['commit']> {
  const unreferenced = store.catalog.sql('SELECT id FROM blob').pluck().all() as number[];
  return store.commit(() => ({ change: { operation: 'remove' }, sweep: [], unreferenced }));
}

const trashed = (store: Store): readonly string[] => [...trashedBlobs(store.paths).keys()];

/** As if the deletion had been at another time. */
function shift(store: Store, byMs: number): void {
  const [blob] = trashedBlobs(store.paths).values();
  const old = join(blob?.path ?? '', '..');
  renameSync(old, join(store.paths.trash, String(Date.now() + byMs)));
}

describe('the trash', () => {
  it('keeps what was taken away, for an hour, over any number of openings', () => {
    withBlob((store, digest) => {
      const { swept, undoUntil } = take(store);
      expect(swept.map((blob) => blob.digest)).toEqual([digest]);
      expect(Date.parse(undoUntil ?? '') - Date.now()).toBeGreaterThan(undoWindowMs / 2);
      Store.open(store.paths.root, 'cli', 'existing').close();
      expect(trashed(store)).toEqual([digest]);
      shift(store, -undoWindowMs - 1);
      Store.open(store.paths.root, 'cli', 'existing').close();
      expect([trashed(store), existsSync(store.blobPath(digest))]).toEqual([[], false]);
    });
  });

  it('is emptied, too, when a clock that was set back makes it come from the future, and of what is no deletion', () => {
    withBlob((store, digest) => {
      take(store);
      const other = join(store.paths.trash, 'discarded-17-1');
      mkdirSync(other);
      writeFileSync(join(other, 'sha256-00'), 'x');
      Store.open(store.paths.root, 'cli', 'existing').close();
      expect([trashed(store), existsSync(other)]).toEqual([[digest], false]);
      shift(store, 2 * undoWindowMs);
      Store.open(store.paths.root, 'cli', 'existing').close();
      expect(trashed(store)).toEqual([]);
    });
  });

  it('gives way to what needs the room', () => {
    withBlob((store, digest) => {
      take(store);
      store.makeRoom(1);
      expect(trashed(store)).toEqual([digest]);
      expect(store.makeRoom(Number.MAX_SAFE_INTEGER)).toBe(store.volume().freeBytes);
      expect(trashed(store)).toEqual([]);
      expect(store.emptyTrash()).toBe(false);
    });
  });

  it('gives a blob back through a commit, and has it again when that fails', () => {
    withBlob((store, digest) => {
      take(store);
      const back = { change: { operation: 'undo' } };
      // Found out only after the blobs were moved.
      const unwritable = 1n as unknown as string;
      expect(() =>
        store.commit(() => ({
          ...back,
          publish: restoreFromTrash(store.paths, [digest]),
          change: { operation: 'undo', source: unwritable },
        })),
      ).toThrow(TypeError);
      expect(trashed(store)).toEqual([digest]);
      store.commit(() => ({ ...back, publish: restoreFromTrash(store.paths, [digest]) }));
      expect([trashed(store), store.heldBytes(digest) !== null]).toEqual([[], true]);
      expect(restoreFromTrash(store.paths, [digest])).toEqual([]);
    });
  });

  it('makes no room for the commit that brings it back', () => {
    withBlob((store, digest) => {
      take(store);
      const fill = (): never => {
        throw new StowageError('no-space', { path: store.paths.root, neededBytes: 0, freeBytes: 0 });
      };
      expect(() => store.commitFromTrash(fill)).toThrow(expect.objectContaining({ code: 'no-space' }));
      expect(trashed(store)).toEqual([digest]);
      expect(() => store.commit(fill)).toThrow(expect.objectContaining({ code: 'no-space' }));
      expect(trashed(store)).toEqual([]);
    });
  });

  it('says which blob it does not have', () => {
    withBlob((store, digest) => {
      take(store);
      store.emptyTrash();
      expect(() => restoreFromTrash(store.paths, [digest])).toThrowError(
        expect.objectContaining({ code: 'undo-gone', params: { digest } }),
      );
    });
  });
});
