// Room main: the only wiring. It makes a host over one store for a door; nothing else constructs across rooms.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import type { AppContext } from './app/context.ts';
import { LocalRegistry } from './app/serve-registry.ts';
import type { DoorAbilities } from './host/chooser.ts';
import { Host } from './host/host.ts';
import { KeptPasswords } from './host/kept-passwords.ts';
import { RemotesFile } from './host/remotes-file.ts';
import type { StorePlace, StoreSwitch } from './host/store-switch.ts';
import { StoresFile } from './host/stores-file.ts';
import { isLayout } from './store/layout.ts';
import { storePaths } from './store/paths.ts';
import { type OpenMode, Store } from './store/store.ts';
import { TransferPool } from './store/transfer/pool.ts';

export interface ComposeOptions {
  /** Else STOWAGE_STORE, else the one its user opened last, else the default. */
  readonly storePath?: string | undefined;
  /** Write nothing to the store. */
  readonly readOnly?: boolean;
  /** Which door it is for and what that offers; the command line offers nothing but the contract. */
  readonly door?: DoorAbilities;
  readonly onInternal?: (reference: string, error: unknown) => void;
}

/** The archive that ships with Stowage, beside the sources and beside the built program. */
const samplePath = join(import.meta.dirname, '..', 'assets', 'sample.tar');

const plainDoor: DoorAbilities = {
  info: { door: 'cli', nativeDialogs: false, showInFolder: false, uploads: false, hostPaths: true },
};

/** A host over one store at a time. The store is opened by the first operation that needs it. */
export function composeHost({ storePath, readOnly = false, door, onInternal = () => undefined }: ComposeOptions): Host {
  let store: Store | undefined;
  let pool: TransferPool | undefined;
  const known = new StoresFile(join(settingsFolder(), 'stores.json'), isStore);
  let place = startPlace(known, storePath, readOnly);
  const open = (at: StorePlace, mode: OpenMode): Store =>
    Store.open(at.path, door?.info.door ?? 'cli', mode, { readOnly: at.readOnly });
  const remotes = {
    file: new RemotesFile(join(settingsFolder(), 'remotes.json')),
    passwords: new KeptPasswords(join(settingsFolder(), 'credentials.json'), door?.secrets),
  };
  const app: AppContext = {
    openStore: (mode) => {
      // Moved or taken away since: it is looked for again. What still runs on it keeps it open, and meets its end there.
      if (store?.exists === false) store = undefined;
      if (store === undefined) {
        const opened = open(place, mode);
        // A store that is not there yet is looked for again the next time.
        if (opened.exists) store = opened;
        return opened;
      }
      if (mode === 'mend') store.setAsideIndex();
      store.refresh();
      return store;
    },
    pool: () => (pool ??= new TransferPool()),
    remotes: { of: (registry) => remotes.file.find(registry), credentials: remotes.passwords.of },
    move: {
      announce: (to) => known.announceMove(place.path, to),
      finish: (to) => {
        known.finishMove(place.path, to, place.path === defaultPath());
        close();
        place = { path: to, readOnly: false };
      },
    },
  };
  const stores: StoreSwitch = {
    defaultPath: defaultPath(),
    known,
    isStore,
    place: () => place,
    use: (next, mode) => {
      // Opened once more below, as any other: what is made on purpose is not taken away when the first import is refused.
      open(next, mode).close();
      close();
      place = next;
    },
  };
  const close = (): void => {
    store?.close();
    store = undefined;
  };
  const registry = new LocalRegistry(
    {
      path: () => place.path,
      open: (mode) => Store.open(place.path, 'registry', mode, { readOnly: place.readOnly }),
    },
    settingsFolder(),
    (error) => onInternal('registry', error),
  );
  const closeApp = async (): Promise<void> => {
    await registry.stop();
    await pool?.close();
    close();
  };
  const host = new Host({
    app,
    closeApp,
    onInternal,
    door: door ?? plainDoor,
    stores,
    registry,
    remotes,
    mend: (error) => store?.mend(error) ?? false,
    about: { version: packageFile.version, samplePath: existsSync(samplePath) ? samplePath : null },
    settingsPath: join(settingsFolder(), 'settings.json'),
  });
  // The command line starts it when told.
  if (door !== undefined) void host.startRegistry();
  return host;
}

/** Which store to begin with. */
function startPlace(known: StoresFile, given: string | undefined, readOnly: boolean): StorePlace {
  const path = given ?? (process.env['STOWAGE_STORE'] || undefined);
  if (path !== undefined) return { path: resolve(path), readOnly };
  const used = known.current() ?? known.movedFrom(defaultPath());
  return { path: used?.path ?? defaultPath(), readOnly: readOnly || used?.readOnly === true };
}

/** `stowage` in the system's folder for application data. */
function defaultPath(): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = process.env;
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

function isStore(path: string): boolean {
  return isLayout(storePaths(path));
}
