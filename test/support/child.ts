// Room test/support: the command line as a process of its own, for tests that kill it, run two at once, or need what only
// a fresh process shows.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const entry = join(import.meta.dirname, '..', '..', 'main', 'stowage.mjs');

export interface Ended {
  /** Null when it was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `stowage --store STORE …`. `preload` is a module that runs before it, in its threads too. */
export function startStowage(
  store: string,
  args: readonly string[],
  preload?: { readonly url: URL; readonly step: number },
): Child {
  const env =
    preload === undefined
      ? process.env
      : { ...process.env, NODE_OPTIONS: `--import=${preload.url.href}`, STOWAGE_TEST_CRASH_AT: String(preload.step) };
  const child = spawn(process.execPath, [entry, ...args, '--store', store], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { process: child, ended };
}

/** Runs `stowage --store STORE …` to its end. */
export async function stowage(store: string, ...args: readonly string[]): Promise<Ended> {
  return await startStowage(store, args).ended;
}
