// Stand-in for Electron: a window: a page of Chromium without a head, with the state and events a window has.
import { EventEmitter } from 'node:events';
import { app, PreventableEvent } from './app.ts';
import { WebContents, type WebPreferences } from './web-contents.ts';

interface WindowOptions {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly webPreferences: WebPreferences;
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContents;
  /** What the taskbar shows. */
  progress = -1;
  readonly #bounds: { x: number; y: number; width: number; height: number };
  #visible = false;
  #focused = false;
  #minimized = false;
  #maximized = false;
  #destroyed = false;

  constructor(options: WindowOptions) {
    super();
    const { x = 0, y = 0, width, height } = options;
    this.#bounds = { x, y, width, height };
    this.webContents = new WebContents(options.webPreferences, { width, height });
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    app.windows.add(this);
    app.emit('browser-window-created', new PreventableEvent(), this);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...app.windows] as BrowserWindow[];
  }

  async loadURL(address: string): Promise<void> {
    await this.webContents.loadURL(address);
  }

  show(): void {
    this.#visible = true;
    this.#focused = true;
  }

  focus(): void {
    this.#focused = true;
    this.emit('focus');
  }

  blur(): void {
    this.#focused = false;
    this.emit('blur');
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isFocused(): boolean {
    return this.#focused;
  }

  minimize(): void {
    this.#minimized = true;
  }

  restore(): void {
    this.#minimized = false;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  maximize(): void {
    this.#maximized = true;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  setBounds(bounds: { x: number; y: number; width: number; height: number }): void {
    Object.assign(this.#bounds, bounds);
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { ...this.#bounds };
  }

  setProgressBar(progress: number): void {
    this.progress = progress;
  }

  setBackgroundColor(): void {
    // Nothing is painted behind the page.
  }

  setTitleBarOverlay(): void {
    // There is no frame.
  }

  close(): void {
    if (this.#destroyed) return;
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.#destroyed = true;
    void this.webContents.destroy();
    app.forget(this);
    this.emit('closed');
  }
}
