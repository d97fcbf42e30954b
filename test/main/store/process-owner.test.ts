// Room test/main/store: whether the process behind a lease still runs (I8).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ownerRuns, processOwner } from '../../../main/store/process-owner.ts';

it('this process runs', () => {
  expect(ownerRuns(processOwner())).toBe(true);
  expect(processOwner()).toBe(processOwner());
});

it('a process that ended does not', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  const { pid = 0 } = child;
  await once(child, 'exit');
  expect(ownerRuns({ ...processOwner(), processId: pid })).toBe(false);
});

it.skipIf(process.platform !== 'linux')('a process that got the id of one that ended is not taken for it', () => {
  expect(ownerRuns({ ...processOwner(), startMark: '1' })).toBe(false);
});

it('of another host nothing is known', () => {
  expect(ownerRuns({ ...processOwner(), host: 'elsewhere' })).toBeUndefined();
});
