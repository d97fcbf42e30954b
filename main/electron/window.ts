// Room electron: the one window: its bounds from last time, its frame in the theme's colours, and the ways to bring it up. What
// it shows comes from the renderer; what it may do stands in security.ts.
import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { appOrigin } from './protocol.ts';
import { webPreferences } from './security.ts';
import { keepBounds, readBounds } from './window-bounds.ts';

const titleBarHeight = 46;
/** `--bg-window` and `--fg-2` of the tokens, for the strip that the system paints. */
const colors = {
  light: { color: '#f3f5f7', symbolColor: '#414c57' },
  dark: { color: '#13171b', symbolColor: '#b9c4cd' },
};

/** Opens the window on its page; it shows itself when there is something to see. */
export function openWindow(preload: string): BrowserWindow {
  const boundsPath = join(app.getPath('userData'), 'window.json');
  const kept = readBounds(
    boundsPath,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const { x, y, width = 1440, height = 900, maximized = false } = kept ?? {};
  const window = new BrowserWindow({
    ...(x === undefined || y === undefined ? {} : { x, y }),
    width,
    height,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Stowage',
    backgroundColor: frameColors().color,
    autoHideMenuBar: true,
    ...(process.platform === 'darwin'
      ? { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 16, y: 16 }, titleBarOverlay: { height: titleBarHeight } }
      : { titleBarStyle: 'hidden', titleBarOverlay: { ...frameColors(), height: titleBarHeight } }),
    webPreferences: webPreferences(preload),
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepBounds(boundsPath, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
  const repaint = (): void => {
    window.setBackgroundColor(frameColors().color);
    if (process.platform !== 'darwin') window.setTitleBarOverlay({ ...frameColors(), height: titleBarHeight });
  };
  nativeTheme.on('updated', repaint);
  window.once('closed', () => nativeTheme.off('updated', repaint));
  load(window, '/library');
  return window;
}

/** Shows a route. The page is loaded already, or will be: this only changes the fragment. */
export function openRoute(window: BrowserWindow, route: string): void {
  if (window.webContents.isLoadingMainFrame()) window.webContents.once('did-finish-load', () => load(window, route));
  else load(window, route);
}

function load(window: BrowserWindow, route: string): void {
  window.loadURL(addressOf(route)).catch((error: unknown) => console.error('The window could not show its page:', error));
}

/** Brings the window before the user. */
export function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function frameColors(): { readonly color: string; readonly symbolColor: string } {
  return nativeTheme.shouldUseDarkColors ? colors.dark : colors.light;
}

function addressOf(route: string): string {
  return `${appOrigin}/index.html#${route}`;
}
