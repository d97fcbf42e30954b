// Room test/main/host: the settings file: what is set is read again, whatever stood in the file before, and what a newer
// program wrote there stays.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SettingsFile } from '../../../main/host/settings.ts';
import type { Settings } from '../../../preload/contract/host-model.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial), 'stowage', 'settings.json');

const defaults = new SettingsFile(newPath()).read();

const setting: fc.Arbitrary<Settings> = fc.record({
  language: fc.constantFrom('system', 'en', 'zh-Hant'),
  theme: fc.constantFrom('system', 'light', 'dark'),
  density: fc.constantFrom('comfortable', 'compact'),
  units: fc.constantFrom('decimal', 'binary'),
  singleKeys: fc.boolean(),
  notifications: fc.boolean(),
  diffPalette: fc.constantFrom('green-rose', 'blue-orange'),
  motion: fc.constantFrom('system', 'reduced'),
  untaggedGraceDays: fc.nat(36_500),
  registryPort: fc.integer({ min: 1, max: 65_535 }),
  registryReach: fc.constantFrom('this-computer', 'network'),
  registryPush: fc.boolean(),
  registryDelete: fc.boolean(),
  registryOnStart: fc.boolean(),
});
const change = fc
  .tuple(setting, fc.subarray(Object.keys(defaults) as (keyof Settings)[]))
  .map(([all, keys]): Partial<Settings> => {
    return Object.fromEntries(keys.map((key) => [key, all[key]]));
  });

function fileWith(text: string): { readonly path: string; readonly file: SettingsFile } {
  const path = newPath();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { path, file: new SettingsFile(path) };
}

describe('settings', () => {
  it('are the defaults where there is no file, and reading makes none', () => {
    const path = newPath();
    expect(new SettingsFile(path).read()).toEqual(defaults);
    expect(existsSync(dirname(path))).toBe(false);
  });

  it('are read as they were changed, by another reader too', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 5 }), (changes) => {
        const path = newPath();
        const file = new SettingsFile(path);
        let expected = defaults;
        for (const next of changes) {
          expected = { ...expected, ...next };
          expect(file.change(next)).toEqual(expected);
        }
        expect(new SettingsFile(path).read()).toEqual(expected);
        if (changes.length > 0) expect(readdirSync(dirname(path))).toEqual(['settings.json']);
      }),
      { numRuns: 30 },
    );
  });

  it('survive any file: what is good in it counts, the rest is as by default', () => {
    const damaged = fc.oneof(fc.string(), fc.json(), fc.constantFrom('', '{', 'null', '[1,2]', '"text"', '{"theme":"da'));
    fc.assert(
      fc.property(damaged, change, (text, next) => {
        const { file } = fileWith(text);
        const before = file.read();
        expect(Object.keys(before)).toEqual(Object.keys(defaults));
        expect(file.change(next)).toEqual({ ...before, ...next });
        expect(file.read()).toEqual({ ...before, ...next });
      }),
    );
  });

  it('keep values they do not know, and take the default for those they cannot use', () => {
    const { path, file } = fileWith('{"theme":"sepia","density":"compact","sounds":{"volume":3},"__proto__":{"units":"binary"}}');
    expect(file.read()).toEqual({ ...defaults, density: 'compact' });
    file.change({ language: 'en' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ theme: 'sepia', sounds: { volume: 3 }, language: 'en' });
  });

  it('say that they cannot be written, and are as they were', () => {
    const { path } = fileWith('{"theme":"dark"}');
    const beneath = new SettingsFile(join(path, 'settings.json'));
    expect(() => beneath.change({ theme: 'light' })).toThrow(expect.objectContaining({ code: 'file-system' }));
    expect(beneath.read()).toEqual(defaults);
    expect(new SettingsFile(path).read().theme).toBe('dark');
  });
});
