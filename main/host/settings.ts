// Room host: the user's settings, in one JSON file beside other programs' settings. A file that cannot be read counts as
// none; values it does not know are left out, so that an older program can read a newer file.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Settings } from '../../preload/contract/host-model.ts';
import { settings as schema } from '../../preload/contract/operations.ts';
import { fileSystemError } from '../errors.ts';

const defaults: Settings = {
  language: 'system',
  theme: 'system',
  density: 'comfortable',
  units: 'decimal',
  singleKeys: true,
  notifications: true,
  diffPalette: 'green-rose',
  motion: 'system',
};

export class SettingsFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): Settings {
    const stored = this.#stored();
    const known = Object.entries(schema.shape).filter(([key, value]) => value.safeParse(stored[key]).success);
    return { ...defaults, ...Object.fromEntries(known.map(([key]) => [key, stored[key]])) };
  }

  /** Keeps what is not changed. @throws StowageError file-system, no-space */
  change(change: Partial<Settings>): Settings {
    const next = { ...this.#stored(), ...change };
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(`${this.#path}.new`, `${JSON.stringify(next, null, 2)}\n`);
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      throw fileSystemError(error, this.#path, 'write');
    }
    return this.read();
  }

  #stored(): Readonly<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    } catch {
      return {};
    }
  }
}
