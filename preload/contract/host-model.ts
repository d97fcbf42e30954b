// Room preload/contract: what a host says of itself and keeps for its user: abilities, chosen files, settings. Plain data only.

/** A file or folder the user chose, by the id that stands for it. */
export interface PickInfo {
  readonly pick: string;
  readonly name: string;
}

/** A file system; `freeBytes` is what this user may still use. */
export interface Volume {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** What this host can do; screens ask this, never the user agent. */
export interface HostInfo {
  readonly version: string;
  readonly door: 'cli' | 'electron' | 'web';
  readonly platform: string;
  readonly storePath: string;
  readonly storeExists: boolean;
  /** Room where the store lies, or will. */
  readonly volume: Volume;
  readonly nativeDialogs: boolean;
  readonly showInFolder: boolean;
  readonly uploads: boolean;
  readonly hostPaths: boolean;
  readonly sampleArchive: boolean;
}

export interface Settings {
  readonly language: 'system' | 'en' | 'zh-Hant';
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  readonly units: 'decimal' | 'binary';
  readonly singleKeys: boolean;
  readonly notifications: boolean;
  readonly diffPalette: 'green-rose' | 'blue-orange';
  readonly motion: 'system' | 'reduced';
  readonly untaggedGraceDays: number;
  readonly registryPort: number;
  readonly registryReach: 'this-computer' | 'network';
  readonly registryPush: boolean;
  readonly registryDelete: boolean;
  readonly registryOnStart: boolean;
}

/** What holds until its user chooses otherwise. */
export const defaultSettings: Settings = {
  language: 'system',
  theme: 'system',
  density: 'comfortable',
  units: 'decimal',
  singleKeys: true,
  notifications: true,
  diffPalette: 'green-rose',
  motion: 'system',
  untaggedGraceDays: 7,
  registryPort: 5500,
  registryReach: 'this-computer',
  registryPush: false,
  registryDelete: false,
  registryOnStart: false,
};
