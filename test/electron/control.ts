// Stand-in for Electron: the test's hand in the main process: where its pages are, and functions to run with the `electron`
// module, as playwright does it for the real one.
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { app } from './app.ts';
import { browser } from './browser.ts';

interface Asked {
  readonly id: number;
  /** A function's text; null asks for the debugger's address. */
  readonly source: string | null;
  readonly arg: unknown;
}

export function listenToTest(): void {
  process.on('message', (asked: Asked) => void answer(asked));
  process.on('disconnect', () => process.exit(1));
  // The app alone decides how long this process lives.
  process.channel?.unref();
}

async function answer({ id, source, arg }: Asked): Promise<void> {
  try {
    const value = source === null ? await debuggerUrl() : await run(source, arg);
    process.send?.({ id, value });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}

async function debuggerUrl(): Promise<string> {
  await app.whenReady();
  return (await browser(join(app.getPath('userData'), 'chromium'))).debuggerUrl;
}

async function run(source: string, arg: unknown): Promise<unknown> {
  const electron = await import('./electron.ts');
  // The test's own function, sent as text.
  const act = runInThisContext(`(${source})`) as (module: unknown, arg: unknown) => unknown;
  return await act(electron, arg);
}
