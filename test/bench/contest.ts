// Room test/bench: times commands against each other, run by run in turn, each with a fresh place to write, and prints a
// row with minimum, median, ratio and goal. It knows no command of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Contender {
  readonly name: string;
  /** The command, given an empty folder to write into. */
  readonly command: (place: string) => readonly string[];
  /** Fills the folder before the clock starts. */
  readonly prepare?: (place: string) => void;
}

/** What the exit hook of our own processes wrote down (exit-facts.ts). */
export interface ExitFacts {
  readonly peakBytes: number;
  /** Bytes that passed through read calls, page cache included. */
  readonly readBytes: number;
}

export interface Timing {
  readonly name: string;
  readonly minS: number;
  readonly medianS: number;
  readonly peakBytes: number;
  readonly readBytes: number;
}

export interface Goal {
  readonly text: string;
  readonly value: string;
  readonly passed: boolean;
}

const seconds = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

/** Runs a command to its end; throws what it said where it fails. Gives seconds. */
export function timed(words: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  const [command = '', ...args] = words;
  const startNs = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const tookNs = process.hrtime.bigint() - startNs;
  if (status !== 0) throw new Error(`${words.join(' ')} failed (${status ?? error?.message}):\n${stderr}`);
  return Number(tookNs) / 1e9;
}

const median = (sorted: readonly number[]): number =>
  ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;

/** All contenders `runs` times, in turn. `folder` lies on the disk to be measured. */
export function contest(folder: string, contenders: readonly Contender[], runs: number): ReadonlyMap<string, Timing> {
  const times = new Map<string, number[]>();
  const facts = new Map<string, ExitFacts>();
  for (let round = 0; round < runs; round += 1) {
    for (const { name, command, prepare } of contenders) {
      const place = join(folder, 'place');
      const factsPath = join(folder, 'facts.json');
      rmSync(place, { recursive: true, force: true });
      mkdirSync(place);
      prepare?.(place);
      // What earlier runs left dirty is not this run's work.
      spawnSync('sync');
      rmSync(factsPath, { force: true });
      times.set(name, [...(times.get(name) ?? []), timed(command(place), { STOWAGE_BENCH_FACTS: factsPath })]);
      facts.set(name, larger(facts.get(name), readFacts(factsPath)));
      rmSync(place, { recursive: true, force: true });
    }
  }
  return new Map([...times].map(([name, values]) => [name, timingOf(name, values, facts.get(name))]));
}

/** A contender's best and middle run. */
export function timingOf(
  name: string,
  valuesS: readonly number[],
  { peakBytes, readBytes }: ExitFacts = { peakBytes: 0, readBytes: 0 },
): Timing {
  const sorted = valuesS.toSorted((left, right) => left - right);
  return { name, minS: sorted[0] ?? 0, medianS: median(sorted), peakBytes, readBytes };
}

function readFacts(path: string): ExitFacts {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ExitFacts;
  } catch {
    return { peakBytes: 0, readBytes: 0 };
  }
}

function larger(left: ExitFacts | undefined, right: ExitFacts): ExitFacts {
  return {
    peakBytes: Math.max(left?.peakBytes ?? 0, right.peakBytes),
    readBytes: Math.max(left?.readBytes ?? 0, right.readBytes),
  };
}

/** The median of a contender, in seconds. */
export function medianOf(timings: ReadonlyMap<string, Timing>, name: string): number {
  const timing = timings.get(name);
  if (timing === undefined) throw new Error(`there is no contender ${name}`);
  return timing.medianS;
}

/** A goal of at most `limit`, shown as a number with its unit. */
export function atMost(text: string, value: number, limit: number, unit = ''): Goal {
  return { text: `${text} ≤ ${limit.toFixed(2)}${unit}`, value: `${value.toFixed(2)}${unit}`, passed: value <= limit };
}

/** A goal of at least `limit`. */
export function atLeast(text: string, value: number, limit: number): Goal {
  return { text: `${text} ≥ ${limit.toFixed(2)}`, value: value.toFixed(2), passed: value >= limit };
}

/** Prints a row: every contender's times, then every goal and whether it is met. Gives true where all are. */
export function printRow(title: string, timings: ReadonlyMap<string, Timing>, goals: readonly Goal[]): boolean {
  console.log(`\n${title}`);
  for (const { name, minS, medianS, peakBytes } of timings.values()) {
    const peak = peakBytes === 0 ? '' : `  peak ${Math.round(peakBytes / 2 ** 20)} MiB`;
    console.log(`  ${name.padEnd(34)} ${seconds(minS).padStart(7)} / ${seconds(medianS).padStart(6)} s${peak}`);
  }
  for (const { text, value, passed } of goals) console.log(`  ${passed ? 'pass' : 'FAIL'}  ${value.padStart(9)}  ${text}`);
  return goals.every(({ passed }) => passed);
}
