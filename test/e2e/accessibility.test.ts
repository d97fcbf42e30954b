// Room test/e2e: axe finds nothing on any screen or dialog, in either theme and language.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Axe from 'axe-core';
import { expect, test } from 'vitest';
import type { Settings } from '../../preload/contract/host-model.ts';
import { ask } from './ask.ts';
import { journeys } from './journey.ts';
import type { Launched } from './launch.ts';
import { fillTransfers, leave, screens } from './screens.ts';
import { fillShowcase } from './showcase.ts';

const journey = journeys();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rule, and where: as short as a list of many screens needs. */
async function violations({ page }: Launched): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    const { axe } = window as unknown as { readonly axe: typeof Axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations: found, passes } = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    // A run that looked at nothing finds nothing.
    if (passes.length < 10) return [`only ${passes.length} rules had something to check`];
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  });
}

const looks: readonly Pick<Settings, 'theme' | 'language'>[] = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'zh-Hant' },
  { theme: 'dark', language: 'zh-Hant' },
];

test('no screen and no dialog violates a rule', { timeout: 240_000 }, async () => {
  await fillShowcase(journey.store, journey.folder, 0.001);
  const app = await journey.start('web');
  await ask(app, 'settings.change', { motion: 'reduced' });
  await fillTransfers(app);
  const found: Record<string, readonly string[]> = {};
  for (const look of looks) {
    await ask(app, 'settings.change', look);
    await app.page.reload();
    for (const screen of screens) {
      await screen.open(app);
      const here = await violations(app);
      if (here.length > 0) found[`${screen.name} in ${look.language}, ${look.theme}`] = here;
      await leave(app, screen);
    }
  }
  expect(found).toEqual({});
});

test('the first run violates no rule', async () => {
  const app = await journey.start('web');
  for (const look of looks) {
    await ask(app, 'settings.change', look);
    await app.page.reload();
    await app.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await violations(app)).toEqual([]);
  }
});
