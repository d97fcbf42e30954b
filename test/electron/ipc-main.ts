// Stand-in for Electron: the main process's end of ipc: values arrive and leave as structured clones.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

type Handler = (event: unknown, ...args: readonly unknown[]) => unknown;

interface Wire {
  readonly toWire: (value: unknown) => unknown;
  readonly fromWire: (wire: unknown) => unknown;
}

export const worldSource = (name: string): string => readFileSync(join(import.meta.dirname, 'worlds', `${name}.js`), 'utf8');

// The very text that runs in the pages.
export const wire = runInThisContext(`(() => {${worldSource('wire')}; return { toWire, fromWire }; })()`) as Wire;

class IpcMain {
  readonly #handlers = new Map<string, Handler>();

  constructor() {
    // As Electron keeps them: tests look there for what nothing public tells.
    Object.defineProperty(this, '_invokeHandlers', { value: this.#handlers });
  }

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Runs the handler of a channel; the answer is what the page's promise settles with. */
  async run(
    channel: string,
    event: unknown,
    args: readonly unknown[],
  ): Promise<{ readonly ok: boolean; readonly value: unknown }> {
    const handler = this.#handlers.get(channel);
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      return { ok: true, value: structuredClone(await handler(event, ...args)) };
    } catch (error) {
      return { ok: false, value: `Error invoking remote method '${channel}': ${String(error)}` };
    }
  }
}

export const ipcMain = new IpcMain();
