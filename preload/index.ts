// Room preload: the bridge of the desktop app, in the window's sandbox: calls, events, and dropped files as picks. It holds
// no logic; the page gets neither a path nor anything of Electron.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type BridgeRequest, callChannel, eventChannel } from './contract/channels.ts';

const ask = async (request: BridgeRequest): Promise<unknown> => (await ipcRenderer.invoke(callChannel, request)) as unknown;

contextBridge.exposeInMainWorld('stowage', {
  /** Dispatches an operation of the contract; rejects where the host is gone. */
  call: async (name: string, input: unknown): Promise<unknown> => await ask({ kind: 'call', name, input }),

  /** Listens to events; the result stops listening. */
  onEvent: (listener: (event: unknown) => void): (() => void) => {
    const hear = (_event: unknown, event: unknown): void => listener(event);
    ipcRenderer.on(eventChannel, hear);
    return () => void ipcRenderer.off(eventChannel, hear);
  },

  /** A pick for each file that the user dropped or chose; files that only the page made have no path and get none. */
  pickFiles: async (files: readonly File[]): Promise<unknown> =>
    await ask({ kind: 'pick', paths: files.map((file) => webUtils.getPathForFile(file)) }),
});
