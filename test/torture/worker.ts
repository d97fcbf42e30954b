// Room test/torture: what one worker does: a command or a few of them as processes of their own, most of them killed at a random
// moment, and what each makes of the worker's names. It stops at the first failure that may not arise.
import { join } from 'node:path';
import { startStowage } from '../support/child.ts';
import { type Archive, ours } from './archives.ts';
import type { Change, ExpectedNames } from './expected-names.ts';
import type { UndoableChanges } from './undoable-changes.ts';

export interface Counts {
  finished: number;
  killed: number;
  /** Commands that were refused for a reason that may arise here, by failure code. */
  readonly refused: Map<string, number>;
  foreign: number;
  /** Foreign names that were there at the last look, of those the tools had written without an error. */
  foreignKept: number;
}

export interface Worker {
  readonly store: string;
  readonly folder: string;
  readonly at: number;
  readonly archives: readonly Archive[];
  readonly names: ExpectedNames;
  readonly random: () => number;
  readonly counts: Counts;
  readonly undoable: UndoableChanges;
  /** Told whenever a command ended. */
  readonly ended: () => void;
}

/** Failures that say nothing is wrong: the store was busy for longer than a command waits. */
const harmless: ReadonlySet<string> = new Set(['store-busy']);
const noChange: Change = new Map();
/** How long a command of each kind took last, so that kills fall into it. */
const tookMs = new Map<string, number>();

interface Circumstances {
  /** What the command makes of the worker's names. */
  readonly change?: Change;
  readonly isSpared?: boolean;
  /** The failure it must end with, if it is not killed. */
  readonly fails?: string;
}

/** Does one thing that a user would, of those that can be done now. @throws Error where a command fails that must not */
export async function oneAct(worker: Worker): Promise<void> {
  const { at, folder, archives, names, random, undoable } = worker;
  const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(random() * from.length)] as Value;
  const name = `${ours}/worker-${at}:t${Math.floor(random() * 6)}`;
  const certain = names.certain();
  const dice = random();
  if (dice < 0.38 || certain.length === 0) {
    const { path, digest } = pick(archives);
    await run(worker, ['import', path, '--name', name], { change: names.setting(name, digest) });
    return;
  }
  const [known, digest] = pick(certain);
  const change = async (args: readonly string[], becomes: Change): Promise<Outcome> =>
    await undoable.beside(async () => await run(worker, args, { change: becomes }));
  if (dice < 0.52) await change(['tag', known, name], names.setting(name, digest));
  else if (dice < 0.66) await change(['rm', known], names.deleting(digest));
  else if (dice < 0.72) await change(['untag', known], names.setting(known, null));
  else if (dice < 0.79) await change(['cleanup', '--older-than', '1h'], noChange);
  else if (dice < 0.85) await run(worker, ['verify', ...(random() < 0.5 ? ['--since-last'] : [])]);
  else if (dice < 0.87) await run(worker, ['repair', '--all', '--from', pick(archives).path]);
  else if (dice < 0.9) await undoable.alone(async () => await removeAndUndo(worker, known, digest));
  else if (dice < 0.93) await lockAndUnlock(worker, known);
  else await run(worker, ['export', known, '-o', join(folder, `export-${at}.tar`)]);
}

/** The removal is let end, so that it is what the undo takes back. */
async function removeAndUndo(worker: Worker, known: string, digest: string): Promise<void> {
  const { names, random } = worker;
  const isDeletion = random() < 0.7;
  const removed = isDeletion ? names.deleting(digest) : names.setting(known, null);
  const before = names.asBefore(removed);
  const removal = await run(worker, [isDeletion ? 'rm' : 'untag', known], { change: removed, isSpared: true });
  if (removal === 'finished') await run(worker, ['undo'], { change: before });
}

/** While a lock of this worker is there, nothing of what it forbids happens; in the end it is lifted. */
async function lockAndUnlock(worker: Worker, known: string): Promise<void> {
  const locking = await run(worker, ['lock', known]);
  if (locking === 'finished') await run(worker, [worker.random() < 0.5 ? 'rm' : 'untag', known], { fails: 'locked' });
  while ((await run(worker, ['unlock', known])) !== 'finished');
}

type Outcome = 'finished' | 'killed' | 'refused';

async function run(worker: Worker, args: readonly string[], how: Circumstances = {}): Promise<Outcome> {
  const { store, random, names, counts } = worker;
  const { change = noChange, isSpared = false, fails } = how;
  const kind = args[0] ?? '';
  const startedMs = performance.now();
  const child = startStowage(store, [...args, '--json']);
  const isDoomed = !isSpared && random() < 0.8;
  const timer = isDoomed
    ? setTimeout(() => child.process.kill('SIGKILL'), random() * 1.2 * (tookMs.get(kind) ?? 1000))
    : undefined;
  const { exitCode, stderr, stdout } = await child.ended;
  clearTimeout(timer);
  worker.ended();
  if (exitCode === null) {
    counts.killed++;
    names.killed(change);
    return 'killed';
  }
  tookMs.set(kind, performance.now() - startedMs);
  if (exitCode === 0 && fails === undefined) {
    counts.finished++;
    names.finished(change);
    return 'finished';
  }
  const code = /"code": ?"([a-z-]+)"/.exec(stderr)?.[1] ?? '';
  counts.refused.set(code, (counts.refused.get(code) ?? 0) + 1);
  if (code !== fails && !harmless.has(code))
    throw new Error(`${args.join(' ')}: exit code ${exitCode}\n${stderr}\n${stdout.slice(0, 4000)}`);
  return 'refused';
}
