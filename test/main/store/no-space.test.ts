// Room test/main/store: a full disk (a small tmpfs) and a folder mounted read-only, with real mounts and real processes.
// Only root on Linux can mount; elsewhere these are skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeProduced } from '../../build/archive.ts';
import { buildImage } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { file } from '../../build/tar.ts';
import { stowage } from '../../support/child.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { filesOf, leftoversIn, namesIn, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
const mounted: string[] = [];
afterAll(() => {
  for (const path of mounted.toReversed()) spawnSync('umount', ['--lazy', path]);
  rmSync(folder, { recursive: true, force: true });
});

function mount(path: string, ...options: readonly string[]): void {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', [...options, path]);
  mounted.push(path);
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const path = join(folder, 'probe');
  mkdirSync(path, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', path]);
  if (status === 0) spawnSync('umount', [path]);
  return status === 0;
}

const app = 'docker.io/library/app';

async function archiveOf(tag: string, layerBytes: readonly number[]): Promise<string> {
  const layers = layerBytes.map((bytes, at) => ({
    entries: [file(`${tag}-${at}`, Buffer.alloc(bytes, `${tag} ${at}`))],
    compression: 'none' as const,
  }));
  const path = join(folder, `${tag}.tar`);
  const image = await buildImage({ platform: 'linux/amd64', layers });
  await writeProduced(hybrid([{ node: image, names: [`${app}:${tag}`, `${app}:latest`], referrers: [] }]), path);
  return path;
}

const mebibyte = 1 << 20;

describe.skipIf(!canMount())('on a disk of 24 MiB', () => {
  it.for([
    // Known beforehand: nothing is written.
    ['that says its size', []],
    // Not known beforehand: the disk is full in the middle of a blob.
    ['from a gzip wrapper, whose size nobody knows', ['gzip']],
  ] as const)('an archive too large, %s, is refused and leaves the store as it was', { timeout: 60_000 }, async ([, wrapper]) => {
    const disk = join(folder, `disk-${wrapper.length}`);
    mount(disk, '-t', 'tmpfs', '-o', 'size=24m', 'tmpfs');
    const store = join(disk, 'store');
    const small = await archiveOf('small', [mebibyte, 2000]);
    const large = await archiveOf('large', [2 * mebibyte, 12 * mebibyte, 12 * mebibyte]);
    if (wrapper.length > 0) execFileSync('gzip', ['--force', '--keep', large]);
    expect(await stowage(store, 'import', small)).toMatchObject({ exitCode: 0 });
    const before = filesOf(store);
    const refused = await stowage(store, 'import', '--json', wrapper.length > 0 ? `${large}.gz` : large);
    expect(refused.exitCode).toBe(6);
    expect(refused.stderr).toContain('no-space');
    expect(filesOf(store)).toEqual(before);
    expect(leftoversIn(store)).toEqual([]);
    const next = await archiveOf('next', [2 * mebibyte]);
    expect(await stowage(store, 'import', next)).toMatchObject({ exitCode: 0 });
    expect([...namesIn(store).keys()]).toEqual([`${app}:latest`, `${app}:next`, `${app}:small`]);
    await withStore(store, expectInvariants);
  });

  it.for([
    ['that says its size, and has no room beside it', 14 * mebibyte, false],
    // It is spooled first, and that alone has no room.
    ['from a gzip wrapper, whose size nobody knows', 8 * mebibyte, true],
  ] as const)(
    'what a deletion keeps for undo gives way to an archive %s',
    { timeout: 60_000 },
    async ([, sizeBytes, wrapped]) => {
      const disk = join(folder, `trash-${wrapped}`);
      mount(disk, '-t', 'tmpfs', '-o', 'size=26m', 'tmpfs');
      const store = join(disk, 'store');
      const [first, second] = [await archiveOf('first', [12 * mebibyte]), await archiveOf('second', [sizeBytes])];
      expect(await stowage(store, 'import', first)).toMatchObject({ exitCode: 0 });
      expect(await stowage(store, 'rm', 'app:first')).toMatchObject({ exitCode: 0 });
      const trash = join(store, '.stowage', 'trash');
      expect(readdirSync(trash)).toHaveLength(1);
      if (wrapped) {
        execFileSync('gzip', ['--force', '--keep', second]);
        writeFileSync(join(disk, 'filler'), Buffer.alloc(6.5 * mebibyte));
      }
      const imported = await stowage(store, 'import', wrapped ? `${second}.gz` : second);
      expect(imported).toMatchObject({ exitCode: 0, stderr: '' });
      expect(readdirSync(trash)).toEqual([]);
      await withStore(store, expectInvariants);
    },
  );

  it('a deletion on a disk without room for second thoughts frees at once', { timeout: 60_000 }, async () => {
    const disk = join(folder, 'little-room');
    mount(disk, '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs');
    const store = join(disk, 'store');
    expect(await stowage(store, 'import', await archiveOf('most', [10 * mebibyte]))).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await stowage(store, 'rm', 'app:most', '--json');
    expect([exitCode, (JSON.parse(stdout) as { undoUntil: unknown }).undoUntil]).toEqual([0, null]);
    expect(leftoversIn(store)).toEqual([]);
    expect(readdirSync(join(store, '.stowage', 'trash'))).toEqual([]);
  });

  it('a disk that is full to the last byte, the reserve used up, refuses a tag and keeps every name', {
    timeout: 60_000,
  }, async () => {
    const disk = join(folder, 'full');
    mount(disk, '-t', 'tmpfs', '-o', 'size=12m', 'tmpfs');
    const store = join(disk, 'store');
    expect(await stowage(store, 'import', await archiveOf('kept', [mebibyte]))).toMatchObject({ exitCode: 0 });
    const before = namesIn(store);
    rmSync(join(store, '.stowage', 'reserve'));
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k']);
    const { exitCode } = await stowage(store, 'tag', `${app}:kept`, `${app}:more`);
    expect(exitCode).toBe(6);
    expect(namesIn(store)).toEqual(before);
    rmSync(join(disk, 'filler'));
    expect(await stowage(store, 'tag', `${app}:kept`, `${app}:more`)).toMatchObject({ exitCode: 0 });
    expect(namesIn(store).has(`${app}:more`)).toBe(true);
    await withStore(store, expectInvariants);
  });

  it('a disk that is full to the last byte lets everything be looked at, and deleted to the last artifact', {
    timeout: 60_000,
  }, async () => {
    const disk = join(folder, 'reserved');
    mount(disk, '-t', 'tmpfs', '-o', 'size=20m', 'tmpfs');
    const store = join(disk, 'store');
    const fill = (): unknown =>
      spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k', 'oflag=append', 'conv=notrunc']);
    for (const tag of ['one', 'two'])
      expect(await stowage(store, 'import', await archiveOf(tag, [4000]))).toMatchObject({ exitCode: 0 });
    fill();
    for (const look of [['manifests'], ['status'], ['log'], ['rm', '--dry-run', 'app:one'], ['cleanup', '--dry-run']]) {
      expect(await stowage(store, ...look)).toMatchObject({ exitCode: 0, stderr: '' });
      fill();
    }
    expect(await stowage(store, 'rm', 'app:one')).toMatchObject({ exitCode: 0 });
    fill();
    expect(await stowage(store, 'cleanup', '--tag', '.*', '--untagged', '--older-than', '0')).toMatchObject({ exitCode: 0 });
    expect(namesIn(store)).toEqual(new Map());
    rmSync(join(disk, 'filler'));
    await withStore(store, expectInvariants);
  });

  describe.each([
    ['to the last byte', 0],
    ['but for 1 MiB', mebibyte],
  ] as const)('a disk that is full %s', (_, leftBytes) => {
    it.for([
      ['a tag', ['tag', 'app:kept', 'app:more']],
      ['a lock', ['lock', 'app:kept']],
      ['a deletion', ['rm', 'app:kept']],
      ['an undo', ['undo']],
      ['a cleanup', ['cleanup', '--older-than', '0', '--tag', 'kept|latest', '--untagged']],
      ['a verify', ['verify']],
    ] as const)('lets %s happen, or refuses it and loses nothing', { timeout: 120_000 }, async ([what, args]) => {
      const disk = join(folder, `full-${what}-${leftBytes}`);
      mount(disk, '-t', 'tmpfs', '-o', 'size=16m', 'tmpfs');
      const store = join(disk, 'store');
      for (const tag of ['gone', 'kept'])
        expect(await stowage(store, 'import', await archiveOf(tag, [mebibyte]))).toMatchObject({ exitCode: 0 });
      expect(await stowage(store, 'rm', 'app:gone')).toMatchObject({ exitCode: 0 });
      const before = filesOf(store);
      const filler = join(disk, 'filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
      truncateSync(filler, statSync(filler).size - leftBytes);
      const { exitCode, stderr } = await stowage(store, ...args, '--json');
      const code = /"code": ?"([a-z-]+)"/.exec(stderr)?.[1];
      // Where the ledger and the catalogue (for a verify, another to compare it with) have room to be written, they happen.
      expect([exitCode, code]).toEqual(exitCode === 0 || leftBytes > 0 ? [0, undefined] : [6, 'no-space']);
      if (exitCode !== 0) expect(filesOf(store)).toEqual(before);
      rmSync(filler);
      if (exitCode !== 0) expect(await stowage(store, ...args)).toMatchObject({ exitCode: 0 });
      await withStore(store, expectInvariants);
    });
  });
});

describe.skipIf(!canMount())('a store on a read-only file system', () => {
  it.for([
    ['with its catalogue', false],
    ['that Stowage never opened for writing', true],
  ] as const)('%s can be looked at and exported, and refuses changes', { timeout: 60_000 }, async ([, bare]) => {
    const writable = join(folder, `writable-${bare}`);
    expect(await stowage(writable, 'import', await archiveOf('seen', [2000]))).toMatchObject({ exitCode: 0 });
    if (bare) rmSync(join(writable, '.stowage'), { recursive: true });
    const store = join(folder, `read-only-${bare}`);
    mount(store, '--bind', '-o', 'ro', writable);
    for (const look of [['repos'], ['tags', 'app'], ['manifests', 'app'], ['show', 'app:seen'], ['du'], ['status']]) {
      const { exitCode, stdout, stderr } = await stowage(store, ...look);
      expect({ look, exitCode, stderr }).toEqual({ look, exitCode: 0, stderr: '' });
      expect(stdout).not.toBe('');
    }
    const target = join(folder, `exported-${bare}.tar`);
    expect(await stowage(store, 'export', 'app:seen', '-o', target)).toMatchObject({ exitCode: 0 });
    const more = await archiveOf('more', [3000]);
    for (const change of [
      ['import', more],
      ['tag', 'app:seen', 'app:other'],
      ['untag', 'app:seen'],
      ['rm', 'app:seen'],
    ]) {
      const { exitCode, stderr } = await stowage(store, ...change, '--json');
      expect({ change, exitCode, code: stderr.includes('store-read-only') }).toEqual({ change, exitCode: 6, code: true });
    }
    expect(await stowage(store, 'import', '--dry-run', more)).toMatchObject({ exitCode: 0 });
  });
});
