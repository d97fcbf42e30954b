// Stand-in for Electron: the module that `electron` resolves to in the main process: Chromium behind playwright-core, this process
// as the main process. It has what main/electron uses, with Electron's meaning.
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { session } from './session.ts';
export { dialog, Menu, Notification, nativeTheme, safeStorage, screen, shell } from './system.ts';

import { session } from './session.ts';

export const protocol = session.defaultSession.protocol;
