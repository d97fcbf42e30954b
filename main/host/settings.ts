// Room host: the user's settings, in one JSON file beside other programs' settings. A file that cannot be read counts as
// none; values it does not know are left out, so that an older program can read a newer file.
import { defaultSettings, type Settings } from '../../preload/contract/host-model.ts';
import { settings as schema } from '../../preload/contract/operations.ts';
import { readJsonObject, writeJsonObject } from './json-file.ts';

export class SettingsFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): Settings {
    const stored = readJsonObject(this.#path);
    const known = Object.entries(schema.shape).filter(([key, value]) => value.safeParse(stored[key]).success);
    return { ...defaultSettings, ...Object.fromEntries(known.map(([key]) => [key, stored[key]])) };
  }

  /** Keeps what is not changed. @throws StowageError file-system, no-space */
  change(change: Partial<Settings>): Settings {
    writeJsonObject(this.#path, { ...readJsonObject(this.#path), ...change });
    return this.read();
  }
}
