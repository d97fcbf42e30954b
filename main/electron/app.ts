// Room electron: the door's entry: puts the window, the host's thread, the menu and the system's ways in together. It returns at
// once, since the app gets ready only after the entry has been read.
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import {
  app,
  type BrowserWindow,
  ipcMain,
  Menu,
  Notification,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  shell,
} from 'electron';
import type { Settings } from '../../preload/contract/host-model.ts';
import { choosePaths } from './choose.ts';
import { HostThread } from './host-thread.ts';
import { connect } from './ipc.ts';
import { keychain } from './keychain.ts';
import { menuTemplate } from './menu.ts';
import { progressListener } from './progress.ts';
import { registerAppScheme, serveApp } from './protocol.ts';
import { guardQuit } from './quit.ts';
import { confinePages, denyPermissions } from './security.ts';
import { claimSingleInstance, filesIn, OpenedFiles } from './single-instance.ts';
import { languageOf, type Texts, textsIn } from './text.ts';
import { bringUp, openRoute, openWindow } from './window.ts';

/** Where the build put the other two parts of the app. */
export interface BuiltParts {
  readonly rendererFolder: string;
  readonly preload: string;
}

/** Starts the desktop app; `startHost` starts the thread that serves the host. */
export function startDesktop(startHost: () => Worker, parts: BuiltParts): void {
  app.setPath('sessionData', join(app.getPath('userData'), 'session'));
  registerAppScheme(protocol);
  const desktop = new Desktop(startHost, parts);
  const words = process.argv.slice(app.isPackaged ? 1 : 2);
  if (!claimSingleInstance(app, filesIn(words, process.cwd()), desktop.opened, () => desktop.show())) {
    app.exit(0);
    return;
  }
  confinePages(app);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => desktop.show());
  void app.whenReady().then(async () => await desktop.start());
}

class Desktop {
  readonly opened = new OpenedFiles();
  readonly #parts: BuiltParts;
  readonly #host: HostThread;
  #window: BrowserWindow | undefined;
  #text: Texts = textsIn('en');

  constructor(startHost: () => Worker, parts: BuiltParts) {
    this.#parts = parts;
    this.#host = new HostThread(startHost, {
      choose: async (kind, suggestedName) => await choosePaths(this.#openedWindow(), this.#text, kind, suggestedName),
      reveal: (path) => shell.showItemInFolder(path),
      secrets: keychain(safeStorage, process.platform),
    });
  }

  async start(): Promise<void> {
    denyPermissions(session.defaultSession);
    serveApp(session.defaultSession, this.#parts.rendererFolder);
    guardQuit(
      this.#host,
      () => this.#window,
      () => this.#text,
    );
    this.#host.subscribe((event) => {
      if (event.type === 'settings.changed') void this.#applySettings();
    });
    this.#host.subscribe(
      progressListener(
        {
          bar: (value) => this.#window?.setProgressBar(value),
          ended: (job, ok) => void this.#notify(job, ok),
          isWatched: () => this.#window?.isFocused() ?? false,
        },
        () => performance.now(),
      ),
    );
    await this.#applySettings();
    this.#openedWindow();
    this.opened.deliver((files) => void this.#importFiles(files));
  }

  /** Brings the window up, a new one where it was closed; nothing before the app is ready. */
  show(): void {
    if (app.isReady()) bringUp(this.#openedWindow());
  }

  #openedWindow(): BrowserWindow {
    if (this.#window !== undefined) return this.#window;
    const window = openWindow(this.#parts.preload);
    connect(ipcMain, window, this.#host);
    window.once('closed', () => (this.#window = undefined));
    this.#window = window;
    return window;
  }

  async #importFiles(files: readonly string[]): Promise<void> {
    if (files.length === 0) return;
    await this.#import((await this.#host.offer(files)).map(({ pick }) => pick));
  }

  async #chooseAndImport(kind: 'archives' | 'folder'): Promise<void> {
    await this.#import((await this.#host.call('pick.choose', { kind })).map(({ pick }) => pick));
  }

  /** Starts an import that shows its plan first, where the page shows jobs. */
  async #import(picks: readonly string[]): Promise<void> {
    if (picks.length === 0) return;
    const { job } = await this.#host.call('archive.import', { picks: [...picks], review: true });
    this.#open(`/transfers/${job}`);
  }

  #open(route: string): void {
    const window = this.#openedWindow();
    openRoute(window, route);
    bringUp(window);
  }

  async #applySettings(): Promise<void> {
    const settings = await this.#settings();
    nativeTheme.themeSource = settings.theme;
    this.#text = textsIn(languageOf(settings.language, app.getPreferredSystemLanguages()));
    const actions = {
      importArchives: (kind: 'archives' | 'folder') => void this.#chooseAndImport(kind),
      open: (route: string) => this.#open(route),
      goBack: () => this.#window?.webContents.navigationHistory.goBack(),
      goForward: () => this.#window?.webContents.navigationHistory.goForward(),
      pressPaletteKey: () => this.#pressPaletteKey(),
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(this.#text, actions, process.platform === 'darwin')));
  }

  #pressPaletteKey(): void {
    const key = { keyCode: 'K', modifiers: [process.platform === 'darwin' ? 'meta' : 'control'] } as const;
    for (const type of ['keyDown', 'keyUp'] as const) {
      this.#window?.webContents.sendInputEvent({ type, keyCode: key.keyCode, modifiers: [...key.modifiers] });
    }
  }

  async #notify(job: string, ok: boolean): Promise<void> {
    const { notifications } = await this.#settings();
    if (!notifications || !Notification.isSupported()) return;
    const record = (await this.#host.call('job.list', {})).find(({ id }) => id === job);
    const title = ok ? this.#text.finished : this.#text.stopped;
    const notification = new Notification({ title, body: record?.title.join(', ') ?? '' });
    notification.on('click', () => this.#open(`/transfers/${job}`));
    notification.show();
  }

  async #settings(): Promise<Settings> {
    return await this.#host.call('settings.get', {});
  }
}
