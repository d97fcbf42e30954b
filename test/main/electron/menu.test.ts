// Room test/main/electron: the native menu's template.
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, test } from 'vitest';
import { menuTemplate } from '../../../main/electron/menu.ts';
import { textsIn } from '../../../main/electron/text.ts';

const nothing = (): void => undefined;
const actions = { importArchives: nothing, open: nothing, goBack: nothing, goForward: nothing, pressPaletteKey: nothing };

function itemsOf(isMac: boolean, given: Partial<typeof actions> | object = {}): readonly MenuItemConstructorOptions[] {
  const template = menuTemplate(textsIn('en'), { ...actions, ...given }, isMac);
  return template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
}

describe.each([
  ['macOS', true],
  ['elsewhere', false],
])('the menu on %s', (_system, isMac) => {
  test('has no accelerator twice', () => {
    const accelerators = itemsOf(isMac).flatMap(({ accelerator }) => accelerator ?? []);
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });

  test('has settings and the way out exactly once', () => {
    const items = itemsOf(isMac);
    expect(items.filter(({ label }) => label === 'Settings…')).toHaveLength(1);
    expect(items.filter(({ role }) => role === 'quit')).toHaveLength(1);
  });

  test('opens routes and asks for archives', () => {
    const done: string[] = [];
    const items = itemsOf(isMac, {
      open: (route: string) => done.push(route),
      importArchives: (kind: string) => done.push(kind),
    });
    for (const { click } of items) (click as (() => void) | undefined)?.();
    expect(done.toSorted()).toEqual(['/library', '/settings', '/storage', '/transfers', 'archives', 'folder']);
  });
});
