// Room test/e2e: settings act at once on what is on screen, and are still so after a reload and a new start.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withStore } from '../main/opened-store.ts';
import { archives, ask } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const journey = journeys();

async function start(door: HostKind): Promise<Launched> {
  await withStore(journey.store, async (store) => await store.importPath(join(archives, 'docker-28.5', 'app.tar')));
  const app = await journey.start(door);
  await new Library(app.page).artifacts.waitFor();
  return app;
}

const documentLanguage = async ({ page }: Launched): Promise<string> => await page.evaluate(() => document.documentElement.lang);
const background = async ({ page }: Launched): Promise<number> =>
  await page.evaluate(() =>
    Math.max(...(getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)),
  );

async function quit(app: Launched): Promise<void> {
  if (app.kind === 'web') return await app.close();
  // The answer to this call is to arrive before the end.
  await app.evaluate(({ app: electronApp }) => void setTimeout(() => electronApp.quit(), 10));
  await app.ended;
}

async function chooseLanguage({ page }: Launched, from: string, to: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: from }).first().click();
  await page.getByRole('option', { name: to }).click();
}

describe.each(doors)('in %s, settings', (door) => {
  test('switch the language at once, and it stays', async () => {
    const app = await start(door);
    const { page } = app;
    await new Frame(page).open('Settings');
    await chooseLanguage(app, 'As the system', '繁體中文');
    await page.getByRole('heading', { name: '設定', level: 1 }).waitFor();
    expect(await documentLanguage(app)).toBe('zh-Hant');
    await page.reload();
    await page.getByRole('heading', { name: '設定', level: 1 }).waitFor();
    expect(await documentLanguage(app)).toBe('zh-Hant');
    await quit(app);
    const next = await journey.start(door);
    await next.page.getByRole('treegrid', { name: '成品' }).waitFor();
    await next.page.keyboard.press('Control+,');
    await chooseLanguage(next, '繁體中文', 'English');
    await next.page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await documentLanguage(next)).toBe('en');
  });

  test('switch the theme at once, and it stays', async () => {
    const app = await start(door);
    const { page } = app;
    await new Frame(page).open('Settings');
    const choose = async (theme: string): Promise<void> =>
      await page.getByRole('radiogroup', { name: 'Theme' }).getByText(theme, { exact: true }).click();
    await choose('Dark');
    await eventually(async () => await background(app)).toBeLessThan(80);
    await page.reload();
    await eventually(async () => await background(app)).toBeLessThan(80);
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
    await choose('Light');
    await eventually(async () => await background(app)).toBeGreaterThan(200);
  });

  test('switch density and units at once, wherever sizes and rows are', async () => {
    const app = await start(door);
    const { page } = app;
    const frame = new Frame(page);
    const library = new Library(page);
    const row = library.artifacts.getByRole('row').nth(1);
    const height = async (): Promise<number> => (await row.boundingBox())?.height ?? 0;
    const before = await height();
    await frame.open('Settings');
    await page.getByText('Compact', { exact: true }).click();
    await page.getByText('Binary (KiB, MiB, GiB)', { exact: true }).click();
    await frame.open('Library');
    await eventually(height).toBeLessThan(before);
    await library.artifacts.getByText(/ KiB$/).first().waitFor();
    expect(await ask(app, 'settings.get', {})).toMatchObject({ density: 'compact', units: 'binary' });
  });

  test('turn single keys off, and chords still work', async () => {
    const app = await start(door);
    const { page } = app;
    await new Frame(page).open('Settings');
    const singleKeys = page.getByRole('switch', { name: 'Single-key shortcuts' });
    await singleKeys.press('Space');
    await eventually(async () => await singleKeys.isChecked()).toBe(false);
    expect((await ask(app, 'settings.get', {})).singleKeys).toBe(false);
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    // Had the first key acted, its dialog would keep the palette away.
    await page.getByRole('combobox', { name: 'Go to, search or run' }).waitFor();
    await page.keyboard.press('Escape');
  });
});
