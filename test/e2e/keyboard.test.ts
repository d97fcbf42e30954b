// Room test/e2e: the whole way with the keyboard alone: from the sample archive over tags and an export to a deletion; and what helps to
// find the way: F6 round the panes, the palette, the list of keys.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ask, jobStates } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { ExportDialog } from './pages/export-dialog.ts';
import { FirstRun } from './pages/first-run.ts';
import { Frame } from './pages/frame.ts';
import { ImportPlan } from './pages/import-plan.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const worker = 'docker.io/shipyard/worker';

/** Where the focus is: the pane, and the text or name of what has it. */
async function focus(page: Page): Promise<{ readonly pane: string; readonly name: string; readonly role: string }> {
  return await page.evaluate(() => {
    const at = document.activeElement;
    return {
      pane: at?.closest('[data-pane]')?.getAttribute('aria-label') ?? '',
      name: at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '',
      role: at?.getAttribute('role') ?? at?.tagName.toLowerCase() ?? '',
    };
  });
}

/** Presses the key until the focus is where it is wanted. */
async function pressUntil(page: Page, key: string, isThere: (at: Awaited<ReturnType<typeof focus>>) => boolean): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (isThere(await focus(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead there: ${JSON.stringify(await focus(page))}`);
}

/** The sample archive in the store, by keys. */
async function startWithSample(door: HostKind): Promise<{ app: Launched; page: Page; library: Library }> {
  const app = await journey.start(door);
  const { page } = app;
  const plan = new ImportPlan(page);
  const library = new Library(page);
  await new FirstRun(page).sample.waitFor();
  await page.keyboard.press('s');
  await plan.proceed.waitFor();
  await pressUntil(page, 'Tab', ({ name, role }) => role === 'button' && /^Import \d/.test(name));
  await page.keyboard.press('Enter');
  await library.artifacts.waitFor();
  await plan.dialog.waitFor({ state: 'hidden' });
  return { app, page, library };
}

describe.each(doors)('in %s, with the keyboard alone', (door) => {
  test('one imports, opens, tags, exports and deletes', async () => {
    const { app, page, library } = await startWithSample(door);
    const frame = new Frame(page);
    await pressUntil(page, 'F6', ({ pane }) => pane === 'Repositories');
    await pressUntil(page, 'Tab', ({ role }) => role === 'row');
    await pressUntil(page, 'ArrowDown', ({ name }) => name === 'shipyard/worker');
    await library.artifact('2024.01').waitFor();
    await page.keyboard.press('ArrowRight');
    await pressUntil(page, 'ArrowDown', ({ pane, role }) => pane === 'Artifacts' && role === 'row');

    await page.keyboard.press('t');
    await frame.dialog('Add tag').getByRole('textbox').waitFor();
    await page.keyboard.type('by-key');
    await page.keyboard.press('Enter');
    await library.artifact('by-key').waitFor();
    await frame.dialog('Add tag').waitFor({ state: 'hidden' });

    // The focus is back on the row it came from.
    await eventually(async () => (await focus(page)).pane).toBe('Artifacts');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Layers' }).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('grid', { name: 'Layers' }).waitFor();
    await page.keyboard.press('e');
    const dialog = new ExportDialog(app);
    await dialog.act.waitFor();
    const target = join(journey.folder, 'worker.tar');
    await dialog.saveTo(target, async () => {
      await pressUntil(page, 'Tab', ({ name, role }) => role === 'button' && /^(?:Export|Download) \d/.test(name));
      await page.keyboard.press('Enter');
    });
    await eventually(async () => await jobStates(app)).toEqual(['finished', 'finished']);
    expect(statSync(target).size).toBeGreaterThan(0);

    await page.keyboard.press('Alt+ArrowLeft');
    await page.getByRole('tab', { name: 'Layers' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await library.artifact('by-key').waitFor();
    await pressUntil(page, 'F6', ({ pane }) => pane === 'Artifacts');
    await pressUntil(page, 'Tab', ({ role }) => role === 'row');
    await page.keyboard.press('Delete');
    const question = frame.question('Delete this artifact?');
    await question.getByText('2 tags go with it').waitFor();
    await pressUntil(page, 'Tab', ({ name, role }) => role === 'button' && name.startsWith('Delete and free'));
    await page.keyboard.press('Enter');
    await frame.notice('1 artifact deleted').waitFor();
    expect((await ask(app, 'repository.list', {})).items.map(({ repository }) => repository)).not.toContain(worker);
  });

  test('F6 goes round every pane and back, and Shift with it the other way', async () => {
    const { page } = await startWithSample(door);
    const seen: string[] = [];
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('F6');
      seen.push((await focus(page)).pane);
    }
    const round = [...new Set(seen)];
    expect(round.toSorted()).toEqual(['Artifacts', 'Inspector', 'Main', 'Repositories', 'Stowage']);
    expect(seen[5]).toBe(seen[0]);
    await page.keyboard.press('Shift+F6');
    expect((await focus(page)).pane).toBe(seen[4]);
  });

  test('the palette finds an artifact by what is typed, says what can be done with it, and runs commands', async () => {
    const { page } = await startWithSample(door);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('worker 2024');
    const option = page.getByRole('option').first();
    await option.filter({ hasText: '2024.01' }).waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: 'Show layers' }).waitFor();
    await page.keyboard.press('Escape');
    await option.filter({ hasText: '2024.01' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Overview' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('>Theme: Dark');
    await page.getByRole('option', { name: 'Theme: Dark' }).waitFor();
    await page.keyboard.press('Enter');
    await eventually(async () => await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });

  test('the list of keys names those of the screen behind it, and they work', async () => {
    const { page } = await startWithSample(door);
    const help = new Frame(page).dialog('Keyboard');
    await page.keyboard.press('?');
    await help.getByText('Go to Storage').waitFor();
    // Every line has its keys.
    const lines = await help
      .locator('dl > div')
      .evaluateAll((all) =>
        all.map((line) => [line.querySelector('dt')?.textContent, line.querySelector('dd')?.textContent?.trim()]),
      );
    expect(lines.filter(([name, keys]) => name === '' || keys === '')).toEqual([]);
    expect(lines.map(([name]) => name)).toEqual(
      expect.arrayContaining(['Add tag…', 'Delete…', 'Command palette', 'Next, previous pane']),
    );
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    for (const [keys, heading] of [
      ['gs', 'Storage'],
      ['gt', 'Transfers'],
    ] as const) {
      for (const key of keys) await page.keyboard.press(key);
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor({ state: 'attached' });
    }
    await page.keyboard.press('Control+,');
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.getByRole('heading', { name: 'Transfers', level: 1 }).waitFor();
  });
});
