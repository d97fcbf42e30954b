// Room main: the only wiring. It makes a host over one store for a door; nothing else constructs across rooms.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import type { AppContext } from './app/context.ts';
import type { DoorAbilities } from './host/chooser.ts';
import { Host } from './host/host.ts';
import { Store } from './store/store.ts';
import { TransferPool } from './store/transfer/pool.ts';

export interface ComposeOptions {
  readonly storePath: string;
  /** Which door it is for and what that offers; the command line offers nothing but the contract. */
  readonly door?: DoorAbilities;
  readonly onInternal?: (reference: string, error: unknown) => void;
}

/** The archive that ships with Stowage, beside the sources and beside the built program. */
const samplePath = join(import.meta.dirname, '..', 'assets', 'sample.tar');

const plainDoor: DoorAbilities = {
  info: { door: 'cli', nativeDialogs: false, showInFolder: false, uploads: false, hostPaths: true },
};

/** A host over the store at `storePath`. The store is opened by the first operation that needs it. */
export function composeHost({ storePath, door, onInternal = () => undefined }: ComposeOptions): Host {
  let store: Store | undefined;
  let pool: TransferPool | undefined;
  const app: AppContext = {
    openStore: (mode) => {
      if (store === undefined) {
        const opened = Store.open(storePath, door?.info.door ?? 'cli', mode);
        // A store that is not there yet is looked for again the next time.
        if (opened.exists) store = opened;
        return opened;
      }
      store.refresh();
      return store;
    },
    pool: () => (pool ??= new TransferPool()),
  };
  const closeApp = async (): Promise<void> => {
    await pool?.close();
    store?.close();
  };
  return new Host({
    app,
    closeApp,
    onInternal,
    door: door ?? plainDoor,
    about: { version: packageFile.version, storePath, samplePath: existsSync(samplePath) ? samplePath : null },
    settingsPath: join(settingsFolder(), 'settings.json'),
  });
}

/** `STOWAGE_STORE`, else `stowage` in the system's folder for application data. */
export function defaultStorePath(): string {
  const { STOWAGE_STORE, XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (STOWAGE_STORE !== undefined && STOWAGE_STORE !== '') return STOWAGE_STORE;
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'stowage', 'store');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'stowage', 'store');
  return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'stowage', 'store');
}

/** `stowage` in the system's folder for settings. */
function settingsFolder(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  if (process.platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'stowage');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'stowage');
  return join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'stowage');
}
