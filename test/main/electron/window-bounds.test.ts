// Room test/main/electron: remembered bounds: kept as they were, used only where they can be seen.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepBounds, readBounds } from '../../../main/electron/window-bounds.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'stowage-bounds-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const screen = { x: 0, y: 0, width: 1920, height: 1080 };

describe('bounds', () => {
  test('come back as they were kept, where they are on a screen', () => {
    const path = join(folder, 'any', 'window.json');
    const anyBounds = fc.record({
      x: fc.integer({ min: 0, max: 1820 }),
      y: fc.integer({ min: 0, max: 1034 }),
      width: fc.integer({ min: 900, max: 4000 }),
      height: fc.integer({ min: 600, max: 3000 }),
      maximized: fc.boolean(),
    });
    fc.assert(
      fc.property(anyBounds, (bounds) => {
        keepBounds(path, bounds);
        expect(readBounds(path, [screen])).toEqual(bounds);
      }),
    );
  });

  test.each([
    ['beside every screen', { x: 1900, y: 0 }],
    ['below every screen', { x: 0, y: 1080 }],
    ['with the title bar above the screen', { x: 0, y: -30 }],
    ['too small', { width: 100 }],
  ])('%s are forgotten', (_name, change) => {
    const path = join(folder, 'window.json');
    keepBounds(path, { x: 0, y: 0, width: 1000, height: 700, maximized: false, ...change });
    expect(readBounds(path, [screen])).toBeUndefined();
  });

  test.each(['', 'null', '{"x":"1"}', '[]', '{'])('in a damaged file (%s) are forgotten', (text) => {
    const path = join(folder, 'damaged.json');
    writeFileSync(path, text);
    expect(readBounds(path, [screen])).toBeUndefined();
  });

  test('that cannot be kept are forgotten without a word', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    keepBounds(join(path, 'window.json'), { ...screen, maximized: false });
    expect(readBounds(join(path, 'window.json'), [screen])).toBeUndefined();
  });
});
