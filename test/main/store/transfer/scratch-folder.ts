// Shared by the tests of the transfer engine: a folder that goes away with its test, bytes to put there, copies to ask for, mounts
// of file systems that a test needs and a machine may not allow, and a view of open files and started threads.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { CopyTask } from '../../../../main/store/transfer/copy-task.ts';

export function scratchFolder(parent: string = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'transfer-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeRandom(path: string, sizeBytes: number): Buffer {
  const bytes = randomBytes(sizeBytes);
  writeFileSync(path, bytes);
  return bytes;
}

export function digest(bytes: Uint8Array, algorithm: 'sha256' | 'sha512' = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Runs a command of the system; false when it fails or is not there. */
export function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function mount(folder: string, ...args: readonly string[]): void {
  if (!succeeds('mount', ...args, folder)) throw new Error(`mount ${args.join(' ')} failed`);
  onTestFinished(() => {
    succeeds('umount', '-l', folder);
  });
}

/** All mounts below stay until the test is over. */
export function mountTmpfs(folder: string, sizeBytes: number): void {
  mount(folder, '-t', 'tmpfs', '-o', `size=${sizeBytes}`, 'tmpfs');
}

/** A file system that knows no direct I/O. */
export function mountRamfs(folder: string): void {
  mount(folder, '-t', 'ramfs', 'ramfs');
}

/** A file system with blocks on a disk, as far as it can tell. */
export function mountExt4(folder: string, sizeBytes: number): void {
  const image = join(scratchFolder(), 'image');
  writeFileSync(image, '');
  truncateSync(image, sizeBytes);
  if (!succeeds('mkfs.ext4', '-q', '-m', '0', image)) throw new Error('mkfs.ext4 failed');
  mount(folder, '-o', 'loop', image);
}

/** Takes away all writing on what is mounted at `folder`. */
export function remountReadOnly(folder: string): void {
  if (!succeeds('mount', '-o', 'remount,ro', folder)) throw new Error('remounting failed');
}

/** Tries it out: to be root is not enough in a container. Tests that need a mount are skipped without. */
function tryMount(type: 'tmpfs' | 'ext4'): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'transfer-'));
  try {
    const image = join(folder, 'image');
    if (type === 'ext4') {
      writeFileSync(image, '');
      truncateSync(image, 2 ** 20);
      if (!succeeds('mkfs.ext4', '-q', image)) return false;
    }
    const args = type === 'ext4' ? ['-o', 'loop', image] : ['-t', type, type];
    const target = join(folder, 'target');
    mkdirSync(target);
    return succeeds('mount', ...args, target) && succeeds('umount', target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

export const canMount = mayMount && tryMount('tmpfs');

export const canMountExt4 = canMount && tryMount('ext4');

/** Worker threads that this process starts, from now until `stopWatching`. */
export function startedWorkers(): { readonly workers: readonly Worker[]; readonly stopWatching: () => void } {
  const workers: Worker[] = [];
  const onWorker = (worker: Worker): void => void workers.push(worker);
  process.on('worker', onWorker);
  return { workers, stopWatching: () => void process.off('worker', onWorker) };
}

/** Files in `folder` that this process has open; always none where the system does not tell. */
export function openUnder(folder: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  const open = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // the listing's own
    }
  });
  return open.filter((path) => path.startsWith(folder));
}

export const edgeSizes = [0, 1, 511, 512, 513, 4095, 4096, 4097, 65_535, 65_536, 65_537].concat(
  [1, 4].flatMap((mebibytes) => [-1, 0, 1].map((more) => mebibytes * 1024 * 1024 + more)),
  12 * 1024 * 1024 + 7,
);

/** A copy of a file's beginning into a new file. */
export function fileTask(id: number, path: string, sizeBytes: number, to: string, more: Partial<CopyTask> = {}): CopyTask {
  return {
    id,
    from: { path, offsetBytes: 0, sizeBytes },
    to: { kind: 'file', path: to },
    algorithm: 'sha256',
    sync: false,
    ...more,
  };
}
