// Room test/e2e: cleanup: its preview says what goes, what stays and what is freed within what is chosen; it keeps to it to the byte,
// takes nothing that the preview did not show, and what is deleted by hand comes back with Undo.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { blobsIn, filesOf, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask, jobStates } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { exactBytes, Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const tools = 'registry.example.com/team/tools';
const lone = 'registry.example.com/team/lone';

/** One untagged artifact shares a layer with a tagged one, the other has everything for itself. */
async function start(door: HostKind): Promise<{ app: Launched; frame: Frame }> {
  const archive = await writeImages(journey.folder, 'tools.tar', {
    [`${tools}:1`]: ['tools', 'more tools'],
    [`${tools}:2`]: ['tools', 'other tools'],
    [`${lone}:1`]: ['lone'],
  });
  await withStore(journey.store, async (store) => await store.importPath(archive));
  const app = await journey.start(door);
  await ask(app, 'tag.remove', { references: [`${tools}:1`, `${lone}:1`] });
  const frame = new Frame(app.page);
  await frame.open('Storage');
  return { app, frame };
}

async function openPreview({ page }: Launched, frame: Frame): Promise<Locator> {
  await page.getByRole('button', { name: 'Preview cleanup…' }).click();
  const preview = frame.dialog('Preview cleanup');
  await preview.getByRole('grid').or(preview.getByRole('treegrid')).waitFor();
  return preview;
}

/** Looks at everything, however new. */
async function withoutLimit({ page }: Launched, preview: Locator): Promise<void> {
  await preview.getByRole('button', { name: /Leave alone anything untagged/ }).click();
  await page.getByRole('option', { name: 'no limit' }).click();
  await row(preview, 'lone').waitFor();
}

function row(preview: Locator, name: string): Locator {
  return preview.getByRole('row').filter({ hasText: name });
}

/** Will be freed, freed, stays, full size. */
async function figures(preview: Locator): Promise<readonly number[]> {
  return await exactBytes(preview.getByRole('region', { name: 'Will be freed' }));
}

/** Bytes of all blobs, those in the trash and in staging too: what `du` would lose. */
function heldBytes(): number {
  return ['blobs', '.stowage/trash', '.stowage/staging'].reduce((sum, name) => {
    const folder = join(journey.store, name);
    const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
    const sizes = entries.filter((each) => each.isFile()).map((each) => statSync(join(each.parentPath, each.name)).size);
    return sizes.reduce((total, bytes) => total + bytes, sum);
  }, 0);
}

async function untagged(app: Launched): Promise<readonly (string | null)[]> {
  return (await ask(app, 'artifact.list', { show: 'untagged' })).items.map(({ repository }) => repository);
}

describe.each(doors)('in %s, cleanup', (door) => {
  test('leaves alone what has been untagged for less than the limit, and says so', async () => {
    const { app, frame } = await start(door);
    const preview = await openPreview(app, frame);
    await preview.getByText('Nothing to clean up').waitFor();
    await preview.getByText('Kept although no tag points to them: 2 untagged too recently.').waitFor();
    expect(await preview.getByRole('button', { name: /^Delete and free/ }).isDisabled()).toBe(true);
  });

  test('frees what its preview says of what is chosen, to the byte, at once', async () => {
    const { app, frame } = await start(door);
    const preview = await openPreview(app, frame);
    await withoutLimit(app, preview);
    const [all = 0] = await figures(preview);
    await row(preview, 'lone').locator('[data-check]').click();
    await preview.getByText('1 of 2 selected').waitFor();
    await eventually(async () => (await figures(preview))[0]).toBeLessThan(all);
    const [willFree = -1, freed, stays = 0, full] = await figures(preview);
    expect(freed).toBe(willFree);
    expect(stays).toBeGreaterThan(0);
    expect(full).toBe(willFree + stays);

    const before = heldBytes();
    await preview.getByRole('button', { name: /^Delete and free/ }).click();
    await frame.notice(/^Freed .*, as planned\./).waitFor();
    await preview.waitFor({ state: 'hidden' });
    expect(before - heldBytes()).toBe(willFree);
    expect(await untagged(app)).toEqual([lone]);
    expect((await ask(app, 'usage.show', {})).diskBytes).toBe(heldBytes());
    // What another artifact needs is whole.
    expect(blobsIn(journey.store).size).toBe((await ask(app, 'store.status', {})).blobCount);
  });

  test('takes nothing when the store changed since its preview', async () => {
    const { app, frame } = await start(door);
    const preview = await openPreview(app, frame);
    await withoutLimit(app, preview);
    const [artifact] = (await ask(app, 'artifact.list', { repository: lone })).items;
    await ask(app, 'tag.add', { source: `${lone}@${artifact?.digest}`, reference: `${lone}:again` });
    const before = filesOf(journey.store);
    await preview.getByText('The store changed since this preview.').waitFor();
    await preview.getByRole('button', { name: 'Preview again' }).click();
    await row(preview, 'lone').waitFor({ state: 'hidden' });
    await preview.getByText('1 of 1 selected').waitFor();
    expect(filesOf(journey.store)).toEqual(before);
    expect(await jobStates(app)).toEqual([]);
  });

  test('cannot take what Undo brings back: a deleted artifact is whole again, with its tag', async () => {
    const { app, frame } = await start(door);
    const blobs = blobsIn(journey.store);
    await frame.open('Library');
    const library = new Library(app.page);
    await library.repository(tools).click();
    await library.act(library.artifact('2'), 'Delete…');
    const question = frame.question('Delete this artifact?');
    await question.getByRole('button', { name: /^Delete and free/ }).click();
    await library.artifact('2').waitFor({ state: 'hidden' });
    expect(blobsIn(journey.store).size).toBeLessThan(blobs.size);
    await frame.undo('1 artifact deleted');
    await library.artifact('2').waitFor();
    await frame.notice('Undone. 1 artifact is back').waitFor();
    expect(blobsIn(journey.store)).toEqual(blobs);
  });
});
