// Room electron: the one channel calls come in by, and the one events go out by. A call is heard from the main frame of our
// own window at our own address only; what it asks is checked by the host.
import { isAbsolute } from 'node:path';
import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { callChannel, eventChannel } from '../../preload/contract/channels.ts';
import type { HostThread } from './host-thread.ts';
import { appOrigin } from './protocol.ts';

const request = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('pick'), paths: z.array(z.string()).max(1000) }),
]);

/** Carries calls and events between the window and the host. */
export function connect(ipcMain: IpcMain, window: BrowserWindow, host: HostThread): void {
  ipcMain.handle(callChannel, async (event, message: unknown) => {
    if (!isOurPage(event, window)) throw new Error('not a page of this application');
    const asked = request.parse(message);
    if (asked.kind === 'call') return await host.dispatch(asked.name, asked.input);
    // A file that the page made itself has no path.
    return await host.offer(asked.paths.filter((path) => isAbsolute(path)));
  });
  const stop = host.subscribe((event) => window.webContents.send(eventChannel, event));
  window.once('closed', () => {
    stop();
    ipcMain.removeHandler(callChannel);
  });
}

/** True for the main frame of this window while it shows our own address. */
export function isOurPage(
  { sender, senderFrame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  window: Pick<BrowserWindow, 'webContents'>,
): boolean {
  if (sender !== window.webContents || senderFrame === null) return false;
  return senderFrame.parent === null && senderFrame.origin === appOrigin;
}
