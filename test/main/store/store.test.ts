// Room test/main/store: opening a store: what is made, what is refused, and that the catalogue is only derived (I4): lost,
// torn, foreign or older, it is made again; newer, it is left alone.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaseDurationMs, takeLease } from '../../../main/catalog/leases.ts';
import { processOwner } from '../../../main/store/process-owner.ts';
import { Store } from '../../../main/store/store.ts';
import { writeProduced } from '../../build/archive.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { catalogRows } from '../../support/catalog-rows.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { rootPool } from '../../support/root-pool.ts';
import { leftoversIn, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));
const filled = join(folder, 'filled');

beforeAll(async () => {
  const [first, , , , platforms] = await rootPool();
  const archive = join(folder, 'archive.tar');
  const roots = [first, platforms].map((root, at) => ({
    ...(root as NonNullable<typeof root>),
    names: [`docker.io/library/a:${at}`],
  }));
  await writeProduced(hybrid(roots), archive);
  await withStore(filled, async ({ importPath }) => await importPath(archive));
});

function copyOfFilled(): string {
  const path = newPath();
  cpSync(filled, path, { recursive: true });
  return path;
}

const open = (path: string, mode: 'create' | 'existing' | 'peek', use: (store: Store) => void = () => undefined): void => {
  const store = Store.open(path, 'cli', mode);
  try {
    use(store);
  } finally {
    store.close();
  }
};
const coded = (code: string): unknown => expect.objectContaining({ code });

describe('a store that is not there', () => {
  it('is made by create, as a layout any tool reads', () => {
    const path = newPath();
    open(path, 'create', (store) => expect(store.readOnly).toBe(false));
    expect(JSON.parse(readFileSync(join(path, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(JSON.parse(readFileSync(join(path, 'index.json'), 'utf8'))).toMatchObject({ schemaVersion: 2, manifests: [] });
    expect(readdirSync(join(path, 'blobs'))).toEqual(['sha256']);
  });

  it('is refused by existing and shown empty by peek, which both write nothing', () => {
    const path = newPath();
    expect(() => open(path, 'existing')).toThrowError(coded('store-not-found'));
    open(path, 'peek', (store) => expect(store.exists).toBe(false));
    expect(readdirSync(folder)).not.toContain(path.slice(folder.length + 1));
  });

  it('is made in an empty folder, and where the making of one was cut off', () => {
    for (const leftovers of [[], ['.stowage/', 'blobs/'], ['blobs/', 'index.json.17.tmp'], ['oci-layout.9.tmp', 'lost+found/']]) {
      const path = newPath();
      mkdirSync(path);
      for (const name of leftovers)
        if (name.endsWith('/')) mkdirSync(join(path, name));
        else writeFileSync(join(path, name), 'torn');
      open(path, 'create', (store) => expect(store.exists).toBe(true));
      expect(readdirSync(path)).not.toContain('index.json.17.tmp');
    }
  });

  it('is refused in a folder with other files, and in place of a file, which stay as they are', () => {
    const path = newPath();
    mkdirSync(path);
    writeFileSync(join(path, 'holiday.jpg'), 'x');
    expect(() => open(path, 'create')).toThrowError(coded('store-not-a-layout'));
    expect(readdirSync(path)).toEqual(['holiday.jpg']);
    expect(() => open(join(path, 'holiday.jpg'), 'create')).toThrowError(coded('store-not-a-layout'));
    expect(() => open(join(path, 'holiday.jpg', 'sub'), 'create')).toThrowError(coded('store-not-a-layout'));
  });

  it('is refused in a layout of another version, which gets nothing of ours', () => {
    const path = newPath();
    mkdirSync(path);
    writeFileSync(join(path, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}');
    expect(() => open(path, 'create')).toThrowError(coded('store-not-a-layout'));
    expect(readdirSync(path)).toEqual(['oci-layout']);
  });
});

describe('a damaged index.json', () => {
  it.for(['', '{"manifests":[', '[]'])('%j is refused and stays as it is', (text) => {
    const path = copyOfFilled();
    writeFileSync(join(path, 'index.json'), text);
    expect(() => open(path, 'existing')).toThrowError(coded('store-damaged'));
    expect(readFileSync(join(path, 'index.json'), 'utf8')).toBe(text);
  });
});

const file = (path: string): string => join(path, '.stowage', 'catalog.db');
const expectSame = async (path: string): Promise<void> => {
  const wanted = catalogRows(filled);
  await withStore(path, async (store) => {
    await expectInvariants(store);
    const { meta: _meta, ...rows } = catalogRows(path);
    expect(rows).toEqual({ ...wanted, meta: undefined });
  });
};

describe('the catalogue', () => {
  it('deleted, it comes out as it was', async () => {
    const path = copyOfFilled();
    rmSync(file(path));
    await expectSame(path);
  });

  it('damaged anywhere, it is made again', { timeout: 60_000 }, async () => {
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant('noise' as const), at: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ({ kind, at }) => {
        const path = copyOfFilled();
        const size = readFileSync(file(path)).length;
        if (kind === 'cut') truncateSync(file(path), Math.floor(size * at));
        else writeFileSync(file(path), 'this is no database'.repeat(500));
        await expectSame(path);
        rmSync(path, { recursive: true });
      }),
      { numRuns: 12 },
    );
  });

  it('of an older version is made again', async () => {
    const path = copyOfFilled();
    const database = new Database(file(path));
    database.pragma('user_version = 0');
    database.exec('DROP TABLE former_tag; CREATE TABLE ancient (x)');
    database.close();
    await expectSame(path);
  });

  it('of a newer version is refused and left alone', () => {
    const path = copyOfFilled();
    const database = new Database(file(path));
    database.pragma('user_version = 999');
    database.close();
    expect(() => open(path, 'existing')).toThrowError(coded('store-newer'));
    const after = new Database(file(path));
    expect(after.pragma('user_version', { simple: true })).toBe(999);
    after.close();
  });
});

describe('what a crash left', () => {
  it('in staging and trash is swept at the next open, but not what running work holds', () => {
    const path = copyOfFilled();
    const store = Store.open(path, 'cli', 'existing');
    const running = store.startWork('import');
    writeFileSync(running.newPath(), 'on its way');
    const dead = takeLease(store.catalog, { ...processOwner(), processId: 2 ** 22 + 1 }, 'import', Date.now() + leaseDurationMs);
    for (const name of [`staging/${dead}`, 'staging/unknown', 'trash/sha256-00'])
      mkdirSync(join(path, '.stowage', name), { recursive: true });
    open(path, 'existing');
    expect(leftoversIn(path).map((name) => name.split(' ')[0])).toEqual([`staging/${running.leaseId}`]);
    running.release();
    expect(leftoversIn(path)).toEqual([]);
    store.close();
  });
});
