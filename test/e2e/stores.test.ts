// Room test/e2e: several stores: one is made, moved and opened, one switches between them, and one that is open read-only offers no changes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blobsIn, filesOf, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask, jobStates } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const web = 'registry.example.com/team/web';

async function start(door: HostKind): Promise<{ app: Launched; frame: Frame; library: Library }> {
  const archive = await writeImages(journey.folder, 'web.tar', { [`${web}:1`]: ['base'] });
  await withStore(journey.store, async (store) => await store.importPath(archive));
  const app = await journey.start(door);
  const library = new Library(app.page);
  await library.repository(web).waitFor();
  return { app, frame: new Frame(app.page), library };
}

/** Chooses from the menu of the card in the sidebar. */
async function choose({ page }: Launched, entry: string): Promise<void> {
  await page.getByRole('button', { name: /^Store .*: other stores and more$/ }).click();
  await page.getByRole('menu').getByText(entry, { exact: true }).click();
}

/** Names a folder in the open dialog, as the door lets one. */
async function nameFolder(app: Launched, folder: string): Promise<void> {
  const dialog = app.page.getByRole('dialog');
  if (app.kind === 'web') await dialog.getByRole('textbox').first().fill(folder);
  else {
    await app.answerDialog([folder]);
    await dialog.getByRole('button', { name: 'Choose folder…' }).click();
  }
}

describe.each(doors)('in %s, a store', (door) => {
  test('is made and opened, and one switches back to the one before', async () => {
    const { app, frame, library } = await start(door);
    const before = filesOf(journey.store);
    const folder = join(journey.folder, 'second');
    await choose(app, 'Create a store…');
    await nameFolder(app, folder);
    const dialog = frame.dialog('Create a store');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Spare');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await frame.notice('Spare is open').waitFor();
    await library.repository(web).waitFor({ state: 'hidden' });
    expect((await ask(app, 'host.describe', {})).storePath).toBe(folder);
    expect(existsSync(join(folder, 'oci-layout'))).toBe(true);
    await choose(app, 'store');
    await library.repository(web).waitFor();
    expect((await ask(app, 'host.describe', {})).storePath).toBe(journey.store);
    expect(filesOf(journey.store)).toEqual(before);
  });

  test('is moved with all it holds, and is the one that stays open', async () => {
    const { app, frame, library } = await start(door);
    const blobs = blobsIn(journey.store);
    const folder = join(journey.folder, 'moved');
    await choose(app, 'Move this store…');
    await nameFolder(app, folder);
    await frame
      .dialog('Move this store?')
      .getByRole('button', { name: /^Move \d/ })
      .click();
    await eventually(async () => await jobStates(app)).toEqual(['finished']);
    expect(blobsIn(folder)).toEqual(blobs);
    expect(existsSync(join(journey.store, 'index.json'))).toBe(false);
    expect((await ask(app, 'host.describe', {})).storePath).toBe(folder);
    await eventually(async () => await app.page.getByRole('region', { name: 'Store' }).innerText()).toContain(folder);
    await library.repository(web).waitFor();
  });

  test('that is open read-only offers no changes until it is opened for them', async () => {
    const { app, frame, library } = await start(door);
    const before = filesOf(journey.store);
    const { page } = app;
    await choose(app, 'Open another store…');
    await nameFolder(app, journey.store);
    await frame.dialog('Open another store').getByRole('checkbox').check({ force: true });
    await frame.dialog('Open another store').getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByText('This store is open read-only').waitFor();
    await library.repository(web).click();
    await library.artifact('1').click({ button: 'right' });
    expect(await page.getByRole('menuitem', { name: 'Delete…' }).getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    await frame.open('Storage');
    for (const name of ['Verify…', 'Preview cleanup…', 'Import…'])
      expect(await page.getByRole('button', { name }).isDisabled()).toBe(true);
    await expect(ask(app, 'tag.remove', { references: [`${web}:1`] })).rejects.toThrow('store-read-only');
    expect(filesOf(journey.store)).toEqual(before);
    await page.getByRole('button', { name: 'Open it for changes' }).click();
    await page.getByText('This store is open read-only').waitFor({ state: 'hidden' });
    await frame.open('Storage');
    await eventually(async () => await page.getByRole('button', { name: 'Verify…' }).isEnabled()).toBe(true);
  });
});
