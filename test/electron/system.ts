// Stand-in for Electron: the parts that talk to the system: dialogs answer as if dismissed, everything shown is kept for tests
// to see. A test replaces a method to answer differently, as it would in Electron.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';

export const dialog = {
  showOpenDialog: async (..._args: readonly unknown[]) => ({ canceled: true, filePaths: [] as string[] }),
  showSaveDialog: async (..._args: readonly unknown[]) => ({ canceled: true, filePath: '' }),
  showMessageBox: async (..._args: readonly unknown[]) => ({ response: 0, checkboxChecked: false }),
};

export const shell = {
  /** What was shown in the file manager. */
  shown: [] as string[],
  showItemInFolder: (path: string): void => void shell.shown.push(path),
};

interface ItemTemplate {
  readonly label?: string;
  readonly role?: string;
  readonly click?: (item: unknown, window: unknown, event: unknown) => void;
  readonly submenu?: readonly ItemTemplate[];
}

export class MenuItem {
  readonly label: string;
  readonly submenu: Menu | undefined;
  readonly #template: ItemTemplate;

  constructor(template: ItemTemplate) {
    this.#template = template;
    this.label = template.label ?? template.role ?? '';
    this.submenu = template.submenu === undefined ? undefined : Menu.buildFromTemplate(template.submenu);
  }

  click(event?: unknown, window?: unknown): void {
    this.#template.click?.(this, window, event);
  }
}

const sealKey = createHash('sha256').update('stand-in for a keychain').digest();

let applicationMenu: Menu | null = null;

export class Menu {
  readonly items: readonly MenuItem[];

  private constructor(items: readonly MenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(templates: readonly ItemTemplate[]): Menu {
    return new Menu(templates.map((template) => new MenuItem(template)));
  }

  static setApplicationMenu(menu: Menu): void {
    applicationMenu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }
}

export class Notification extends EventEmitter {
  /** Those that were shown. */
  static readonly shown: Notification[] = [];
  readonly title: string;
  readonly body: string;

  constructor({ title, body }: { readonly title: string; readonly body: string }) {
    super();
    this.title = title;
    this.body = body;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    Notification.shown.push(this);
  }
}

class NativeTheme extends EventEmitter {
  #source = 'system';

  get themeSource(): string {
    return this.#source;
  }

  set themeSource(source: string) {
    if (source === this.#source) return;
    this.#source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }
}

export const nativeTheme = new NativeTheme();

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
};

/** A keychain whose key is no secret, so that the next start opens what this one sealed; a test may say it has none. */
export const safeStorage = {
  backend: 'gnome_libsecret' as 'gnome_libsecret' | 'basic_text',
  isEncryptionAvailable: (): boolean => true,
  getSelectedStorageBackend: (): string => safeStorage.backend,
  encryptString: (text: string): Buffer => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  decryptString: (sealed: Buffer): string => {
    const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
  },
};
