// Build: builds the app unless what is there is newer than every source. Processes that ask at the same time wait for the one
// that builds.
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const root = join(import.meta.dirname, '..');
/** The built program's entry. */
export const program = join(root, 'dist', 'app', 'main', 'index.js');
const lastWritten = join(root, 'dist', 'app', 'THIRD-PARTY-NOTICES.txt');
const lock = join(root, 'dist', '.building');
/** A lock older than this was left by a process that died. */
const patienceMs = 120_000;

export async function buildOnce(): Promise<void> {
  while (!isFresh()) {
    if (!claim()) {
      await wait(200);
      continue;
    }
    try {
      if (!isFresh()) build();
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
}

function build(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'build.ts')], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}

/** False where another process builds. */
function claim(): boolean {
  try {
    mkdirSync(join(root, 'dist'), { recursive: true });
    mkdirSync(lock);
    return true;
  } catch {
    if (Date.now() - modifiedMs(lock) > patienceMs) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isFresh(): boolean {
  const builtMs = modifiedMs(lastWritten);
  const sources = globSync('{main,preload,renderer,.build}/**/*.{ts,tsx,css,html,svg}', { cwd: root });
  return builtMs > 0 && [...sources, 'package.json'].every((path) => modifiedMs(join(root, path)) <= builtMs);
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
