// Room electron: the native menu. What it does is what the page does too: it opens routes, asks for archives, or presses the
// page's own key; it keeps no state.
import type { BaseWindow, MenuItemConstructorOptions } from 'electron';
import type { Texts } from './text.ts';

export interface MenuActions {
  readonly importArchives: (kind: 'archives' | 'folder') => void;
  readonly open: (route: string) => void;
  readonly goBack: () => void;
  readonly goForward: () => void;
  readonly pressPaletteKey: () => void;
}

/** The menu's template; `isMac` adds the application's own menu and window roles. */
export function menuTemplate(text: Texts, actions: MenuActions, isMac: boolean): MenuItemConstructorOptions[] {
  const settings = item(text.settings, 'CmdOrCtrl+,', () => actions.open('/settings'));
  return [
    ...(isMac ? [appMenu(text, settings)] : []),
    {
      label: text.file,
      submenu: [
        item(text.import, 'CmdOrCtrl+O', () => actions.importArchives('archives')),
        item(text.importFolder, 'CmdOrCtrl+Shift+O', () => actions.importArchives('folder')),
        { type: 'separator' },
        ...(isMac
          ? [{ label: text.closeWindow, role: 'close' } as const]
          : [settings, { type: 'separator' } as const, quit(text)]),
      ],
    },
    {
      label: text.edit,
      submenu: [
        { label: text.undo, role: 'undo' },
        { label: text.redo, role: 'redo' },
        { type: 'separator' },
        { label: text.cut, role: 'cut' },
        { label: text.copy, role: 'copy' },
        { label: text.paste, role: 'paste' },
        { label: text.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: text.view,
      submenu: [
        { label: text.actualSize, role: 'resetZoom' },
        { label: text.zoomIn, role: 'zoomIn' },
        { label: text.zoomOut, role: 'zoomOut' },
        { type: 'separator' },
        { label: text.fullScreen, role: 'togglefullscreen' },
      ],
    },
    {
      label: text.go,
      submenu: [
        // The page listens for these keys itself; the menu shows them.
        { ...item(text.back, 'Alt+Left', actions.goBack), registerAccelerator: false },
        { ...item(text.forward, 'Alt+Right', actions.goForward), registerAccelerator: false },
        { type: 'separator' },
        item(text.library, 'CmdOrCtrl+1', () => actions.open('/library')),
        item(text.storage, 'CmdOrCtrl+2', () => actions.open('/storage')),
        item(text.transfers, 'CmdOrCtrl+3', () => actions.open('/transfers')),
        { type: 'separator' },
        { ...item(text.palette, 'CmdOrCtrl+K', actions.pressPaletteKey), registerAccelerator: false },
      ],
    },
    ...(isMac ? [{ label: text.window, role: 'windowMenu' } as const] : []),
  ];
}

function appMenu(text: Texts, settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quit(text),
    ],
  };
}

function quit(text: Texts): MenuItemConstructorOptions {
  return { label: text.quit, role: 'quit', accelerator: 'CmdOrCtrl+Q' };
}

function item(label: string, accelerator: string, act: () => void): MenuItemConstructorOptions {
  return { label, accelerator, click: (_item, _window: BaseWindow | undefined) => act() };
}
