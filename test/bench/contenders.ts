// Room test/bench: what the rows of the table share: our command line as a contender, a store to measure on, the memory goal.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, type Goal, type Timing, timed } from './contest.ts';

export interface Bench {
  /** Where archives are kept and stores are written: on the disk that is measured. */
  readonly folder: string;
  readonly runs: number;
}

const root = join(import.meta.dirname, '..', '..');
const memoryLimitMebibytes = 200;

/** Our command line, as packaged users start it: Node and the entry. */
export function stowage(...args: readonly string[]): readonly string[] {
  return [process.execPath, '--import', join(import.meta.dirname, 'exit-facts.ts'), join(root, 'main', 'stowage.mjs'), ...args];
}

export const shell = (script: string, ...args: readonly string[]): readonly string[] => ['sh', '-euc', script, 'sh', ...args];

export function memoryGoal(timing: Pick<Timing, 'peakBytes'> | undefined): Goal {
  return atMost('peak memory', (timing?.peakBytes ?? Number.POSITIVE_INFINITY) / 2 ** 20, memoryLimitMebibytes, ' MiB');
}

/** A store with the archive in it, made once; commands that only add small things may share it. */
export function storeWith(folder: string, name: string, ...archives: readonly string[]): string {
  const store = join(folder, name);
  rmSync(store, { recursive: true, force: true });
  for (const archive of archives) timed(stowage('import', '--quiet', '--store', store, archive));
  return store;
}
