// Room test/support: loaded into a process before the program (node --import), it kills the process as kill -9 would at
// the n-th change of a file, in the middle of it where it is a write. It changes nothing else.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const crashAt = Number(process.env['STOWAGE_TEST_CRASH_AT'] ?? 0);
let step = 0;

const die = (): void => void process.kill(process.pid, 'SIGKILL');
const isTheOne = (): boolean => ++step === crashAt;

type Write = (fd: number, bytes: Uint8Array, offset?: number, length?: number, position?: number | null) => number;
const write = fs.writeSync as Write;
const cutOff: Write = (fd, bytes, offset = 0, length = bytes.length - offset, position = null) => {
  if (!isTheOne()) return write(fd, bytes, offset, length, position);
  // A write that is cut off leaves what got through.
  write(fd, bytes, offset, length >> 1, position);
  die();
  return 0;
};
fs.writeSync = cutOff as typeof fs.writeSync;

type Change = (...parameters: never[]) => unknown;

function guard(holder: object, name: string): void {
  const table = holder as Record<string, Change>;
  const change = table[name] as Change;
  table[name] = (...parameters): unknown => {
    if (isTheOne()) die();
    return change(...parameters);
  };
}

for (const name of [
  'renameSync',
  'fsyncSync',
  'fdatasyncSync',
  'ftruncateSync',
  'mkdirSync',
  'rmSync',
  'unlinkSync',
  'chmodSync',
])
  guard(fs, name);
for (const name of ['rename', 'mkdir', 'rm', 'unlink', 'chmod']) guard(fs.promises, name);
syncBuiltinESMExports();
