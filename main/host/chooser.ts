// Room host: what a door may offer beyond the contract's data: system dialogs, the file manager, the
// keychain, host paths. A door that
// lacks one of these says so through `HostInfo`, and screens offer another way.
import type { HostInfo } from '../../preload/contract/host-model.ts';

export type ChooseKind = 'archives' | 'file' | 'folder' | 'save-file' | 'save-folder';

export interface DoorAbilities {
  readonly info: Pick<HostInfo, 'door' | 'nativeDialogs' | 'showInFolder' | 'uploads' | 'hostPaths'>;
  /** Asks through the system's dialog; paths, none when it was dismissed. */
  readonly choose?: (kind: ChooseKind, suggestedName: string | undefined) => Promise<readonly string[]>;
  /** Shows a file in the system's file manager. */
  readonly reveal?: (path: string) => void;
  /** The system's keychain; without one, passwords are kept in memory only. */
  readonly secrets?: SecretKeeper;
}

/** Seals texts so that only this user of this system can open them. */
export interface SecretKeeper {
  /** Null where the system has no keychain. */
  readonly seal: (text: string) => Promise<string | null>;
  /** Null where it was not sealed here. */
  readonly open: (sealed: string) => Promise<string | null>;
}
