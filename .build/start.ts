// Build: `npm start`: builds what is not built and opens the desktop app. Where that cannot be, one line says why, and the same
// interface is served to a browser. Words after `--` go on to what is started.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce, program, root } from './build-once.ts';

const electron = join(root, 'node_modules', 'electron');
const words = process.argv.slice(2);

/** Electron's binary, where it is installed. */
function installedElectron(): string | undefined {
  const pathFile = join(electron, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(electron, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** Fetches the binary as the electron package does; false where it cannot. */
async function fetchElectron(): Promise<boolean> {
  const source = process.env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases/';
  const isReachable = await fetch(source, { method: 'HEAD', signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  );
  return isReachable && spawnSync(process.execPath, [join(electron, 'install.js')], { stdio: 'ignore' }).status === 0;
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || (process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/** Why there can be no window, or undefined. */
async function obstacle(): Promise<string | undefined> {
  if (!hasDisplay()) return 'There is no display';
  if (process.getuid?.() === 0) return 'Electron’s sandbox does not run as root';
  if (installedElectron() === undefined && !(await fetchElectron()))
    return 'Electron’s binary is not installed and cannot be fetched';
  return undefined;
}

function run(command: string, args: readonly string[]): void {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  // Ctrl+C reaches the child as well: it decides what becomes of running work.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => (process.exitCode = code ?? 1));
}

await buildOnce();
const reason = await obstacle();
if (reason === undefined) run(installedElectron() ?? '', [root, ...words]);
else {
  console.log(`${reason}: the same interface opens in a browser instead.`);
  run(process.execPath, [program, 'serve', '--ui', ...words]);
}
