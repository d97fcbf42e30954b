// Stand-in for Electron: what a window shows: a Chromium page, with the real preload in a world of its own, its ipc, and the
// events by which an app denies navigation and new windows.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { CDPSession, Page, Route } from 'playwright-core';
import { app, PreventableEvent } from './app.ts';
import { browser, fromBrowser, toBrowser } from './browser.ts';
import { ipcMain, wire, worldSource } from './ipc-main.ts';
import { type Session, session } from './session.ts';
import { nativeTheme } from './system.ts';

const preloadWorld = 'electron-preload';
const fileMark = /^\0electron-file:(\d+)$/;

export interface WebPreferences {
  readonly preload: string;
  readonly [name: string]: unknown;
}

interface OpenHandlerAnswer {
  readonly action: 'allow' | 'deny';
}

export class WebContents extends EventEmitter {
  readonly session: Session = session.defaultSession;
  readonly mainFrame: { readonly parent: null; readonly url: string; readonly origin: string };
  readonly navigationHistory = {
    goBack: (): void => void this.#page.then((page) => page.goBack()),
    goForward: (): void => void this.#page.then((page) => page.goForward()),
  };
  readonly #preferences: WebPreferences;
  readonly #page: Promise<Page>;
  #cdp: CDPSession | undefined;
  #world: number | undefined;
  #url = '';
  #loading = false;
  #expected: string | undefined;
  #openHandler: (details: { readonly url: string }) => OpenHandlerAnswer = () => ({ action: 'allow' });

  constructor(preferences: WebPreferences, size: { readonly width: number; readonly height: number }) {
    super();
    this.#preferences = preferences;
    const url = (): string => this.#url;
    this.mainFrame = {
      parent: null,
      get url() {
        return url();
      },
      get origin() {
        const { protocol, host } = new URL(url());
        return `${protocol}//${host}`;
      },
    };
    this.#page = this.#open(size);
    app.emit('web-contents-created', new PreventableEvent(), this);
  }

  /** What the window was made with. */
  getLastWebPreferences(): WebPreferences {
    return this.#preferences;
  }

  setWindowOpenHandler(handler: (details: { readonly url: string }) => OpenHandlerAnswer): void {
    this.#openHandler = handler;
  }

  getURL(): string {
    return this.#url;
  }

  isLoadingMainFrame(): boolean {
    return this.#loading;
  }

  async loadURL(address: string): Promise<void> {
    const isOtherPage = withoutFragment(address) !== withoutFragment(this.#url);
    this.#loading = isOtherPage;
    const page = await this.#page;
    this.#expected = withoutFragment(toBrowser(address));
    await this.session.applyPermissions(page.context(), this, new URL(toBrowser(address)).origin);
    await page.goto(toBrowser(address));
    this.#loading = false;
    if (isOtherPage) this.emit('did-finish-load');
  }

  /** Sends to the preload of the main frame. */
  send(channel: string, ...args: readonly unknown[]): void {
    this.#receive({ kind: 'event', channel, args: structuredClone(args) });
  }

  sendInputEvent({ type, keyCode, modifiers }: { type: string; keyCode: string; modifiers?: readonly string[] }): void {
    const names: Readonly<Record<string, string>> = { control: 'Control', meta: 'Meta', shift: 'Shift', alt: 'Alt' };
    const keys = [...(modifiers ?? []).map((name) => names[name] ?? name), keyCode];
    if (type === 'keyDown') void this.#page.then((page) => page.keyboard.press(keys.join('+')));
  }

  /** Ends the page. */
  async destroy(): Promise<void> {
    await (await this.#page).close();
  }

  async #open(size: { readonly width: number; readonly height: number }): Promise<Page> {
    const { context } = await browser(app.getPath('userData'));
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize(size);
    await this.#followTheme(page);
    await page.route('**/*', async (route) => await this.#answer(route));
    // Windows that the page opens, until they are closed.
    await context.route('**/*', async (route) => await route.abort('aborted'));
    page.on('popup', (popup) => {
      if (this.#openHandler({ url: fromBrowser(popup.url()) }).action === 'deny') void popup.close();
    });
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#url = fromBrowser(frame.url());
    });
    await this.#injectPreload(page);
    return page;
  }

  async #followTheme(page: Page): Promise<void> {
    const follow = async (): Promise<void> => {
      const colorScheme = nativeTheme.themeSource === 'system' ? null : nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
      await page.emulateMedia({ colorScheme });
    };
    await follow();
    nativeTheme.on('updated', () => void follow());
  }

  async #injectPreload(page: Page): Promise<void> {
    const cdp = await page.context().newCDPSession(page);
    this.#cdp = cdp;
    await cdp.send('Page.enable');
    await cdp.send('Runtime.enable');
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === preloadWorld) this.#world = context.id;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === 'electronIpc') void this.#invoke(payload, executionContextId);
    });
    await cdp.send('Runtime.addBinding', { name: 'electronIpc', executionContextName: preloadWorld });
    const common = `${worldSource('wire')}\n${worldSource('bridge')}`;
    const preload = readFileSync(this.#preferences.preload, 'utf8');
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: `{${common}\n${worldSource('page-world')}}` });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: preloadWorld,
      source: `if (window === top) {${common}\n${worldSource('preload-world')}\n(function (require) {${preload}\n})(require);}`,
    });
  }

  /** Answers the app's own schemes; a page that wants to go elsewhere is reported as in Electron, and then cut off. */
  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const url = request.url();
    if (request.isNavigationRequest() && !this.#mayNavigate(url, request.frame().parentFrame() === null))
      return await route.abort('aborted');
    const answer = await this.session.answer({ url, method: request.method() });
    if (answer === undefined) return await route.abort('internetdisconnected');
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  }

  #mayNavigate(url: string, inMainFrame: boolean): boolean {
    if (inMainFrame && (withoutFragment(url) === this.#expected || fromBrowser(url) === this.#url)) return true;
    const event = new PreventableEvent();
    if (inMainFrame) this.emit('will-navigate', event, fromBrowser(url));
    if (!event.defaultPrevented) this.emit('will-frame-navigate', event);
    return !event.defaultPrevented;
  }

  async #invoke(payload: string, world: number): Promise<void> {
    const { id, channel, args } = wire.fromWire(JSON.parse(payload)) as { id: number; channel: string; args: readonly unknown[] };
    const event = { sender: this, senderFrame: this.mainFrame, type: 'frame' };
    const { ok, value } = await ipcMain.run(channel, event, (await this.#withPaths(args, world)) as readonly unknown[]);
    this.#receive({ kind: 'answer', id, ok, value }, world);
  }

  #receive(message: unknown, world: number | undefined = this.#world): void {
    if (world === undefined) return;
    const text = JSON.stringify(JSON.stringify(wire.toWire(message)));
    // A page that is gone hears nothing.
    this.#cdp?.send('Runtime.evaluate', { expression: `electronReceive(${text})`, contextId: world }).catch(() => undefined);
  }

  /** Puts the path that the browser knows in the place of each file's mark. */
  async #withPaths(value: unknown, world: number): Promise<unknown> {
    if (Array.isArray(value)) return await Promise.all(value.map(async (item) => await this.#withPaths(item, world)));
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).map(async ([key, item]) => [key, await this.#withPaths(item, world)] as const);
      return Object.fromEntries(await Promise.all(entries));
    }
    const mark = typeof value === 'string' ? fileMark.exec(value) : null;
    return mark === null ? value : await this.#pathOf(Number(mark[1]), world);
  }

  async #pathOf(file: number, world: number): Promise<string> {
    const found = await this.#cdp?.send('Runtime.evaluate', { expression: `electronFiles[${file}]`, contextId: world });
    const objectId = found?.result.objectId;
    if (objectId === undefined) return '';
    return (await this.#cdp?.send('DOM.getFileInfo', { objectId }).catch(() => undefined))?.path ?? '';
  }
}

function withoutFragment(address: string): string {
  return address.replace(/#.*$/, '');
}
