// Stand-in for Electron: the app: its life, its folders, and the lock that makes it the only one.
import { EventEmitter } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { browser } from './browser.ts';

/** An event that a listener can hold up. */
export class PreventableEvent {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

interface ClosableWindow {
  readonly close: () => void;
}

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly windows = new Set<ClosableWindow>();
  readonly #paths = new Map([
    ['userData', option('user-data-dir') ?? join(tmpdir(), 'stowage-stand-in')],
    ['downloads', join(homedir(), 'Downloads')],
    ['appData', join(homedir(), '.config')],
  ]);
  #ready: Promise<void> | undefined;
  #isReady = false;
  #quitting = false;

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getPreferredSystemLanguages(): string[] {
    return [option('lang') ?? 'en-US'];
  }

  isReady(): boolean {
    return this.#isReady;
  }

  async whenReady(): Promise<void> {
    this.#ready ??= this.#getReady();
    await this.#ready;
  }

  /** A folder can be made once only; the second one leaves its words beside it. */
  requestSingleInstanceLock(data: unknown): boolean {
    const folder = join(this.getPath('userData'), 'instances');
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, 'lock');
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const words = join(folder, `${process.pid}.json`);
      writeFileSync(`${words}.new`, JSON.stringify({ argv: process.argv, folder: process.cwd(), data }));
      renameSync(`${words}.new`, words);
      return false;
    }
    const watcher = watch(folder, () => this.#hearSecond(folder));
    watcher.unref();
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    return true;
  }

  quit(): void {
    if (this.#quitting) return;
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    for (const window of this.windows) window.close();
    if (this.windows.size > 0) {
      this.#quitting = false;
      return;
    }
    this.emit('will-quit', new PreventableEvent());
    this.exit(0);
  }

  exit(code: number = 0): void {
    this.emit('quit', new PreventableEvent(), code);
    if (this.#ready === undefined) process.exit(code);
    else void this.#closeBrowser().finally(() => process.exit(code));
  }

  /** A window is gone. */
  forget(window: ClosableWindow): void {
    this.windows.delete(window);
    if (this.windows.size === 0 && !this.#quitting) this.emit('window-all-closed');
  }

  async #getReady(): Promise<void> {
    await browser(join(this.getPath('userData'), 'chromium'));
    this.#isReady = true;
    this.emit('ready');
  }

  async #closeBrowser(): Promise<void> {
    const { context } = await browser(this.getPath('userData'));
    await context.close();
  }

  #hearSecond(folder: string): void {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const { argv, folder: cwd, data } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
      rmSync(join(folder, name));
      this.emit('second-instance', new PreventableEvent(), argv, cwd, data);
    }
  }
}

/** The value of a `--name=value` switch, as Chromium takes it. */
function option(name: string): string | undefined {
  return process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

export const app = new App();
