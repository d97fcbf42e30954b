// Room test: `npm test`, everything this machine can check, ending in one line that sums it up. A part that cannot run
// says why; on Linux with CI=true that counts as a failure. `--checks` leaves out the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { canInstall, install, missingPrograms, type Part } from './peers.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const root = join(import.meta.dirname, '..');
// Tools and children find the project's own Node first, whatever the system has.
const env = { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter) };
// Linux is where everything can run, so there CI lets nothing be left out.
const strict = process.env['CI'] === 'true' && process.platform === 'linux';
const onePassed: Counts = { passed: 1, failed: 0, skipped: 0 };
const oneFailed: Counts = { passed: 0, failed: 1, skipped: 0 };

const checks: Readonly<Record<string, string>> = {
  format: 'biome check .',
  lint: 'npm run -s lint',
  types: 'npm run -s typecheck',
  unused: 'knip --no-progress',
};

function heading(name: string): void {
  console.log(`\n=== ${name}`);
}

/** Counts as one test, so that a failed check shows in the last line too. */
function runCheck(name: string, command: string): Counts {
  heading(`${name}: ${command}`);
  const { status } = spawnSync(command, { cwd: root, env, shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  console.log(status === 0 ? `${name}: ok` : `${name}: FAILED`);
  return status === 0 ? onePassed : oneFailed;
}

/** A part that does not run at all: named, and a failure where nothing may be left out. */
function leaveOut(part: string, reason: string): Counts {
  console.log(`!!! ${part} ${strict ? 'FAILED' : 'SKIPPED'}: ${reason}`);
  return strict ? oneFailed : { passed: 0, failed: 0, skipped: 1 };
}

function runProject(name: string): Counts {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-test-'));
  const report = join(folder, 'report.json');
  const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', '.vitest.config.ts', '--project', name];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const { status } = spawnSync(process.execPath, [...vitest, ...reporters], {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return counted(name, status, report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function counted(name: string, status: number | null, report: string): Counts {
  let counts = oneFailed;
  try {
    const json = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
    const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = json;
    counts = { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch {
    console.log(`!!! ${name} FAILED: it ended without a report`);
  }
  if (strict && counts.skipped > 0) {
    console.log(`!!! ${name} FAILED: ${counts.skipped} tests were skipped, and CI skips nothing`);
    return { ...counts, failed: counts.failed + 1 };
  }
  // A file that does not load, or an error outside every test, fails the run without failing a test.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Installs what the part talks to and this machine lacks, where that can be done unasked. Returns what is still missing. */
function equip(part: Part): readonly string[] {
  const missing = missingPrograms(part);
  if (missing.length > 0 && canInstall()) {
    console.log(`Installing what the ${part} tests talk to and this machine lacks: ${missing.join(', ')}`);
    install(part, missing);
  }
  return missingPrograms(part);
}

function runPart(part: Part): Counts {
  if (part === 'interop' && process.platform !== 'linux') return leaveOut(part, 'the other image tools run on Linux only');
  const absent = process.platform === 'linux' ? equip(part) : [];
  if (part === 'e2e' && missingPrograms(part).length > 0) {
    console.log('!!! e2e FAILED: install Chrome, Chromium or Edge');
    return oneFailed;
  }
  if (absent.length > 0 && part === 'interop') return leaveOut(part, `not on PATH: ${absent.join(', ')}`);
  if (absent.length > 0) console.log(`!!! Some ${part} tests need what is not on PATH: ${absent.join(', ')}`);
  return runProject(part);
}

const results = Object.entries(checks).map(([name, command]) => runCheck(name, command));
const parts: readonly Part[] = process.argv.includes('--checks') ? [] : ['unit', 'interop', 'e2e'];
for (const part of parts) {
  heading(part);
  results.push(runPart(part));
}

const sum = (key: keyof Counts) => results.reduce((total, counts) => total + counts[key], 0);
const skipped = sum('skipped');
process.exitCode = sum('failed') === 0 ? 0 : 1;
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
