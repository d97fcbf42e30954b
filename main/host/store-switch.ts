// Room host: what the host asks of whoever wired it about stores: where the one it works on is, and to work on another one.
import type { OpenMode } from '../store/store.ts';
import type { StoresFile } from './stores-file.ts';

/** Where a store is, and whether it is only read. */
export interface StorePlace {
  readonly path: string;
  readonly readOnly: boolean;
}

/** The store a host works on, and the others its user knows. */
export interface StoreSwitch {
  readonly defaultPath: string;
  readonly known: StoresFile;
  readonly place: () => StorePlace;
  /** True where a store, of any tool, lies at the path. */
  readonly isStore: (path: string) => boolean;
  /** Works on another store from now on. @throws what Store.open throws; then nothing has changed */
  readonly use: (place: StorePlace, mode: OpenMode) => void;
}
