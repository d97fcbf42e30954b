// Room test/e2e: locks: what is locked is marked, is not deleted by any way, and is again once it is unlocked.
import { describe, expect, test } from 'vitest';
import { filesOf, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const web = 'registry.example.com/team/web';

async function start(door: HostKind): Promise<{ app: Launched; frame: Frame; library: Library }> {
  const archive = await writeImages(journey.folder, 'web.tar', { [`${web}:1`]: ['base', 'first'], [`${web}:2`]: ['base'] });
  await withStore(journey.store, async (store) => await store.importPath(archive));
  const app = await journey.start(door);
  const library = new Library(app.page);
  await library.repository(web).click();
  await library.artifact('1').waitFor();
  return { app, frame: new Frame(app.page), library };
}

async function tags(app: Launched): Promise<readonly string[]> {
  return (await ask(app, 'tag.list', { repository: web })).items.map(({ tag }) => tag).toSorted();
}

describe.each(doors)('in %s, a locked artifact', (door) => {
  test('is marked, is not deleted, and is once it is unlocked where that is said', async () => {
    const { app, frame, library } = await start(door);
    await library.act(library.artifact('1'), 'Lock…');
    await frame.dialog('Lock').getByRole('button', { name: 'Lock', exact: true }).click();
    await frame.notice('is locked: not deleted and not changed').waitFor();
    await library.artifact('1').getByRole('img', { name: 'Locked: not deleted and not changed' }).waitFor();

    const before = filesOf(journey.store);
    await library.act(library.artifact('1'), 'Delete…');
    const question = frame.question('Delete this artifact?');
    const act = question.getByRole('button', { name: /^Delete and free/ });
    const unlock = question.getByRole('button', { name: 'Unlock…' });
    await unlock.waitFor();
    expect(await act.isDisabled()).toBe(true);
    await expect(ask(app, 'artifact.remove', { references: [`${web}:1`], force: true })).rejects.toThrow('locked');
    await expect(ask(app, 'tag.remove', { references: [`${web}:1`] })).rejects.toThrow('locked');
    expect(filesOf(journey.store)).toEqual(before);

    await unlock.click();
    await frame.dialog('Change lock').getByRole('button', { name: 'Unlock' }).click();
    await frame.notice('is unlocked').waitFor();
    await eventually(async () => await act.isEnabled()).toBe(true);
    await act.click();
    await library.artifact('1').waitFor({ state: 'hidden' });
    expect(await tags(app)).toEqual(['2']);
  });

  test('that is hidden is found under Locks, and stands in its list again when it is unlocked there', async () => {
    const { app, frame, library } = await start(door);
    await library.act(library.artifact('2'), 'Lock…');
    const dialog = frame.dialog('Lock');
    await dialog.getByRole('switch', { name: 'List' }).click({ force: true });
    await dialog.getByRole('button', { name: 'Lock', exact: true }).click();
    await library.artifact('2').waitFor({ state: 'hidden' });
    expect(await tags(app)).toEqual(['1']);
    await frame.goTo('#/locks');
    const lock = app.page.getByRole('grid', { name: 'Locks' }).getByRole('row').filter({ hasText: 'hidden' });
    await lock.click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: 'Unlock' }).click();
    await app.page.getByText('Nothing is locked').waitFor();
    expect(await tags(app)).toEqual(['1', '2']);
  });
});
