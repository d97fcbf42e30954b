// Room test/support: a user's own folders for settings and data under one folder, so that the stores a test opens are nobody
// else's.
import { join } from 'node:path';
import { vi } from 'vitest';

/** Environment of a user without a chosen store, whose folders all lie in `home`. */
export function userEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    STOWAGE_STORE: '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    APPDATA: join(home, 'config'),
    LOCALAPPDATA: join(home, 'data'),
  };
}

/** Makes this process that user's, until `vi.unstubAllEnvs`. */
export function becomeUser(home: string): void {
  for (const [name, value] of Object.entries(userEnvironment(home))) vi.stubEnv(name, value);
}
