// Room electron: where the window was, kept in a small file; a place that no screen shows any more, or a file that cannot be
// read, counts as none.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const schema = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(900),
  height: z.int().min(600),
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof schema>;
export type Area = Pick<WindowBounds, 'x' | 'y' | 'width' | 'height'>;

/** What was kept, where its title bar can still be reached on one of the screens. */
export function readBounds(path: string, screens: readonly Area[]): WindowBounds | undefined {
  try {
    const kept = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return screens.some((screen) => showsTitleBar(screen, kept)) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the bounds; where that fails they are merely forgotten. */
export function keepBounds(path: string, bounds: WindowBounds): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(bounds));
    renameSync(`${path}.new`, path);
  } catch {
    // Not worth a word to the user.
  }
}

/** True where at least 100 pixels of the upper edge lie on the screen. */
function showsTitleBar(screen: Area, { x, y, width }: Area): boolean {
  const seen = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  return seen >= 100 && y >= screen.y && y <= screen.y + screen.height - 46;
}
