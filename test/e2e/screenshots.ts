// Room test/e2e: `npm run screenshots`: every screen as a picture in test/e2e/screenshots/, from a store that looks like one in use: in
// English light and dark, in Traditional Chinese light.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../preload/contract/host-model.ts';
import { ask } from './ask.ts';
import { type Launched, launch } from './launch.ts';
import { fillTransfers, leave, screens } from './screens.ts';
import { fillShowcase } from './showcase.ts';
import { smallPng } from './small-png.ts';

const target = join(import.meta.dirname, 'screenshots');
const looks: readonly (Pick<Settings, 'theme' | 'language'> & { readonly suffix: string })[] = [
  { theme: 'light', language: 'en', suffix: '' },
  { theme: 'dark', language: 'en', suffix: '.dark' },
  { theme: 'light', language: 'zh-Hant', suffix: '.zh-Hant' },
];

/** Nothing that moves, no caret that blinks. */
async function shoot({ page }: Launched, name: string): Promise<void> {
  await page.evaluate(async () => await document.fonts.ready);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  writeFileSync(join(target, `${name}.png`), smallPng(png));
  console.log(name);
}

/** The folder of this run reads as one that a picture can show. */
async function hideFolder({ page }: Launched, real: string): Promise<void> {
  const shown = '/srv';
  await page.route('**/api/call', async (route) => {
    const response = await route.fetch({ postData: (route.request().postData() ?? '').replaceAll(shown, real) });
    await route.fulfill({ response, body: (await response.text()).replaceAll(real, shown) });
  });
}

/** What the page still asks when it goes is nobody's loss. */
async function end(app: Launched): Promise<void> {
  await app.page.unrouteAll({ behavior: 'ignoreErrors' });
  await app.close();
}

const folder = mkdtempSync(join(tmpdir(), 'stowage-'));
rmSync(target, { recursive: true, force: true });
mkdirSync(target);
try {
  const store = join(folder, 'stowage');
  await fillShowcase(store, folder, 1);
  for (const { suffix, ...look } of looks) {
    const empty = await launch('web', { store: join(folder, 'empty', 'stowage') });
    await ask(empty, 'settings.change', look);
    await hideFolder(empty, join(folder, 'empty'));
    await empty.page.reload();
    await empty.page.getByRole('heading', { level: 1 }).waitFor();
    await shoot(empty, `first-run${suffix}`);
    await end(empty);
    const app = await launch('web', { store });
    await ask(app, 'settings.change', { ...look, motion: 'reduced' });
    await fillTransfers(app);
    await hideFolder(app, folder);
    await app.page.reload();
    for (const screen of screens) {
      await screen.open(app);
      await shoot(app, `${screen.name}${suffix}`);
      await leave(app, screen);
    }
    await end(app);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
