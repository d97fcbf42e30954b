// Room test/interop: runs another image tool, with its output kept for the message when it fails. A client that is not
// installed skips its file, saying so; with CI=true it fails instead. It knows no tool's options.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';

/** Runs the command to its end; throws with everything it said where it fails. Gives its standard output. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: Buffer } = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 120_000,
    env: { ...process.env, ...options.env },
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  if (status !== 0)
    throw new Error(`${[command, ...args].join(' ')} failed (${status ?? error?.message}):\n${stdout}\n${stderr}`);
  return stdout;
}

/** The command as root: as it is for root, else through a sudo that asks nothing. */
export function asRoot(words: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? words : ['sudo', '-n', ...words];
}

/** A suite that needs clients: skipped aloud where one is missing or `usable` says why not, failing there in CI. */
export function describeWith(
  clients: readonly string[],
  title: string,
  suite: () => void,
  usable: () => string | null = () => null,
): void {
  const absent = clients.filter((client) => spawnSync(client, ['--version']).error !== undefined);
  const reason = absent.length > 0 ? `${absent.join(', ')} not installed` : usable();
  if (reason !== null) console.warn(`!!! NOT USABLE for ${title}: ${reason}`);
  // oxlint-disable-next-line vitest/valid-title, vitest/valid-describe-callback -- both are the caller's
  describe.runIf(reason === null || process.env['CI'] === 'true')(title, suite);
}

/**
 * A folder that is removed after the file's tests. Its path is short, for sockets and podman's `--runroot` (50 characters),
 * and lower-case, since buildah makes names of paths.
 */
export function workFolder(): string {
  const folder = join(tmpdir(), `stow-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { mode: 0o700 });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
