// Room test/e2e: History: what changed the store stands there, the newest first, with who and of what, and can be looked for.
import { describe, expect, test } from 'vitest';
import { withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';

const journey = journeys();
const web = 'registry.example.com/team/web';

describe.each(doors)('in %s, History', (door) => {
  test('shows every change, by whom and of what, in both languages, and finds one again', async () => {
    const archive = await writeImages(journey.folder, 'web.tar', { [`${web}:1`]: ['base'], [`${web}:2`]: ['other'] });
    await withStore(journey.store, async (store) => await store.importPath(archive));
    const app = await journey.start(door);
    const { page } = app;
    await ask(app, 'tag.add', { source: `${web}:1`, reference: `${web}:stable` });
    await ask(app, 'lock.set', { reference: `${web}:stable`, deleteEnabled: false });
    await ask(app, 'artifact.remove', { references: [`${web}:2`] });
    await ask(app, 'undo.run', {});
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'History' }).click();
    const list = page.getByRole('treegrid', { name: 'History' });
    const acts = async (): Promise<readonly string[]> => await list.getByRole('rowheader').allInnerTexts();
    await eventually(acts).toEqual(['Undid a change', 'Deleted', 'Locked', 'Set a tag', 'Imported']);
    const deleted = list.getByRole('row').filter({ hasText: 'Deleted' });
    expect(await deleted.innerText()).toContain(door === 'web' ? 'Browser' : 'Desktop app');

    await page.getByRole('searchbox', { name: /^Filter by name/ }).fill('stable');
    await eventually(acts).toEqual(['Locked', 'Set a tag']);
    await page.keyboard.press('Escape');
    await ask(app, 'settings.change', { language: 'zh-Hant' });
    await page.getByRole('heading', { level: 1, name: '變更記錄' }).waitFor();
  });
});
