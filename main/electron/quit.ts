// Room electron: the way out: asks while a job runs, then lets the host cancel what runs and close the store, then ends.
import { app, type BrowserWindow, dialog } from 'electron';
import type { HostThread } from './host-thread.ts';
import type { Texts } from './text.ts';

/** Guards every way to quit; `window` and `texts` are asked when it comes to it. */
export function guardQuit(host: HostThread, window: () => BrowserWindow | undefined, texts: () => Texts): void {
  let asking = false;
  let leaving = false;
  const leave = async (): Promise<void> => {
    asking = true;
    const mayLeave = await mayQuit(host, window(), texts());
    asking = false;
    if (!mayLeave) return;
    // A host that has died has nothing left to close, and one that hangs loses nothing by being ended (I6).
    await within(10_000, host.close()).catch(() => undefined);
    leaving = true;
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (leaving) return;
    event.preventDefault();
    if (!asking) void leave();
  });
  // Closing the window would end the app: so it is asked first, while there is a window to ask in.
  app.on('browser-window-created', (_event, created) =>
    created.on('close', (event) => {
      if (leaving || process.platform === 'darwin') return;
      event.preventDefault();
      app.quit();
    }),
  );
}

async function mayQuit(host: HostThread, window: BrowserWindow | undefined, text: Texts): Promise<boolean> {
  if (!(await isBusy(host))) return true;
  const question = {
    type: 'question' as const,
    message: text.quitQuestion,
    detail: text.quitEffect,
    buttons: [text.keepRunning, text.quitNow],
    defaultId: 0,
    cancelId: 0,
  };
  const { response } = await (window === undefined ? dialog.showMessageBox(question) : dialog.showMessageBox(window, question));
  return response === 1;
}

/** True while a job runs, and where the host is too busy to say. */
async function isBusy(host: HostThread): Promise<boolean> {
  try {
    const jobs = await within(2000, host.call('job.list', {}));
    return jobs === undefined || jobs.some(({ state }) => state === 'running');
  } catch {
    return false;
  }
}

/** The value, or undefined when it takes longer. */
async function within<Value>(limitMs: number, value: Promise<Value>): Promise<Value | undefined> {
  const limit = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => limit.resolve(undefined), limitMs);
  try {
    return await Promise.race([value, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
