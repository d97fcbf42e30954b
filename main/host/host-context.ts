// Room host: what a handler gets of the host, beside its input. It holds nothing of its own.
import type { AppContext } from '../app/context.ts';
import type { LocalRegistry } from '../app/serve-registry.ts';
import type { DoorAbilities } from './chooser.ts';
import type { Jobs } from './jobs.ts';
import type { Picks } from './picks.ts';
import type { Remotes } from './remotes.ts';
import type { SettingsFile } from './settings.ts';
import type { StoreSwitch } from './store-switch.ts';

/** What the host itself knows and keeps, beside the application. */
export interface HostContext {
  readonly app: AppContext;
  readonly picks: Picks;
  readonly jobs: Jobs;
  readonly settings: SettingsFile;
  readonly door: DoorAbilities;
  readonly about: HostAbout;
  readonly stores: StoreSwitch;
  readonly registry: LocalRegistry;
  readonly remotes: Remotes;
  readonly onSettings: () => void;
}

export interface HostAbout {
  readonly version: string;
  /** The sample archive that ships with the application, where it is installed. */
  readonly samplePath: string | null;
}
