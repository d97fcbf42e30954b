// Room test/main/store: stores that are only read: nothing is written where that was asked for, and nothing else is possible
// where the file system cannot lock.
import { cpSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { Store } from '../../../main/store/store.ts';
import { assertCanLock } from '../../../main/store/volume.ts';
import { writeProduced } from '../../build/archive.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { rootPool } from '../../support/root-pool.ts';
import { temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));
const filled = join(folder, 'filled');

beforeAll(async () => {
  const [first] = await rootPool();
  const archive = join(folder, 'archive.tar');
  await writeProduced(hybrid([{ ...(first as NonNullable<typeof first>), names: ['docker.io/library/app:1'] }]), archive);
  await withStore(filled, async ({ importPath }) => await importPath(archive));
});

/** Every file and folder with its size and the time of its last change, to the nanosecond. */
function listing(path: string): readonly string[] {
  return ['', ...(readdirSync(path, { recursive: true }) as string[]).toSorted()].map((name) => {
    const stat = lstatSync(join(path, name), { bigint: true });
    return `${name} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
  });
}

/** What an NFS mount says of itself. */
function nfs(): { readonly type: number } {
  return { type: 0x6969 };
}

describe('a store that is opened read-only', () => {
  it.for([
    ['one of ours', () => filled],
    [
      'a plain layout of another program',
      () => {
        const path = newPath();
        cpSync(filled, path, { recursive: true, filter: (source) => !source.includes('.stowage') });
        return path;
      },
    ],
  ] as const)('is shown, exported and refuses changes without a single change of a file: %s', async ([, make]) => {
    const path = make();
    const before = listing(path);
    const host = composeHost({ storePath: path, readOnly: true });
    const pick = (target: string): string => host.picks.offer({ kind: 'path', path: target });
    expect(await call(host, 'store.status', {})).toMatchObject({ readOnly: true, tagCount: 1 });
    await runJob(host, 'archive.export', { references: ['app:1'], target: pick(newPath()) });
    await expect(call(host, 'tag.add', { source: 'app:1', reference: 'app:2' })).rejects.toMatchObject({
      code: 'store-read-only',
    });
    await expect(runJob(host, 'archive.import', { picks: [pick(join(folder, 'archive.tar'))] })).rejects.toMatchObject({
      code: 'store-read-only',
    });
    await expect(runJob(host, 'store.move', { folder: pick(newPath()) })).rejects.toMatchObject({ code: 'store-read-only' });
    await runJob(host, 'store.rebuild', {});
    const copied = await runJob(host, 'store.copy', { folder: pick(newPath()), references: [] });
    expect(copied.references).toEqual(['docker.io/library/app:1']);
    await host.close();
    expect(listing(path)).toEqual(before);
  });

  it('is not made', () => {
    const path = newPath();
    expect(() => Store.open(path, 'cli', 'create', { readOnly: true })).toThrow(
      expect.objectContaining({ code: 'store-not-found' }),
    );
    expect(readdirSync(folder)).not.toContain(path.slice(folder.length + 1));
  });
});

describe.skipIf(process.platform !== 'linux')('a file system that is shared between hosts', () => {
  const types = [
    ['NFS', 0x6969],
    ['SMB', 0xfe534d42],
    // As a 32-bit machine gives it.
    ['CIFS', 0xff534d42 - 2 ** 32],
    ['9p', 0x01021997],
    ['AFS', 0x5346414f],
  ] as const;

  it.for(types)('%s is refused for writing by name, and nothing is written', ([fileSystem, type]) => {
    const statfs = (): { type: number } => ({ type });
    const foreign = newPath();
    cpSync(filled, foreign, { recursive: true, filter: (source) => !source.includes('.stowage') });
    const empty = newPath();
    mkdirSync(empty);
    for (const path of [foreign, filled, empty, join(empty, 'missing')]) {
      const before = listing(folder);
      expect(() => Store.open(path, 'cli', 'create', { statfs })).toThrow(
        expect.objectContaining({ code: 'store-cannot-lock', params: { store: path, fileSystem } }),
      );
      expect(listing(folder)).toEqual(before);
    }
  });

  it('is opened read-only, and any other is written', () => {
    const store = Store.open(filled, 'cli', 'existing', { readOnly: true, statfs: nfs });
    expect(store.readOnly).toBe(true);
    store.close();
    // ext4, btrfs, xfs, tmpfs, overlay, FUSE.
    for (const type of [0xef53, 0x9123683e, 0x58465342, 0x01021994, 0x794c7630, 0x65735546])
      expect(() => assertCanLock(filled, () => ({ type }))).not.toThrow();
  });
});
