// Room test/support: loaded into a process before the program (node --import), it lets the n-th call on a file below one folder
// fail as a bad disk, a system without free file numbers or a disk that went read-only would: that call alone, or with
// STOWAGE_TEST_FAULT_LASTS it and all after it. It changes nothing else.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const faultAt = Number(process.env['STOWAGE_TEST_CRASH_AT'] ?? 0);
const lasts = process.env['STOWAGE_TEST_FAULT_LASTS'] === 'true';
const under = process.env['STOWAGE_TEST_FAULT_UNDER'] ?? '';
let step = 0;
const descriptors = new Set<unknown>();

type Call = (...parameters: never[]) => unknown;

function errorOf(errno: string, call: string, path: unknown): Error {
  return Object.assign(new Error(`${errno}: injected, ${call} '${String(path)}'`), { code: errno, syscall: call, path });
}

const isBelow = (target: unknown): boolean => descriptors.has(target) || (typeof target === 'string' && target.startsWith(under));

function guard(holder: object, name: string, errno: string): void {
  const table = holder as Record<string, Call>;
  const call = table[name] as Call;
  const isAsync = holder === fs.promises;
  table[name] = (...parameters): unknown => {
    const [target] = parameters as unknown[];
    if (isBelow(target) && (++step === faultAt || (lasts && step > faultAt))) {
      const error = errorOf(errno, name.replace('Sync', ''), target);
      if (isAsync) return Promise.reject(error);
      throw error;
    }
    const result = call(...parameters);
    if (name === 'openSync' && isBelow(target)) descriptors.add(result);
    return result;
  };
}

const closeSync = fs.closeSync;
fs.closeSync = (descriptor): void => {
  descriptors.delete(descriptor);
  closeSync(descriptor);
};

const calls: Readonly<Record<string, readonly string[]>> = {
  EIO: ['readSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'readFileSync'],
  EMFILE: ['openSync', 'readdirSync'],
  EROFS: ['renameSync', 'ftruncateSync', 'mkdirSync', 'rmSync', 'unlinkSync', 'chmodSync', 'utimesSync'],
};
for (const [errno, names] of Object.entries(calls)) for (const name of names) guard(fs, name, errno);
for (const name of ['rename', 'mkdir', 'rm', 'unlink', 'chmod']) guard(fs.promises, name, 'EROFS');
for (const name of ['open', 'readdir', 'readFile']) guard(fs.promises, name, 'EMFILE');
syncBuiltinESMExports();
