// Room test/e2e: verify finds a blob that was damaged on purpose, what needs it is marked and not exported, and an archive that has the
// blob repairs it.
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { blobsIn, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask, jobStates } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const web = 'registry.example.com/team/web';

async function start(
  door: HostKind,
): Promise<{ app: Launched; frame: Frame; archive: string; before: ReturnType<typeof blobsIn> }> {
  const archive = await writeImages(journey.folder, 'web.tar', { [`${web}:1`]: ['base', 'first'], [`${web}:2`]: ['second'] });
  await withStore(journey.store, async (store) => await store.importPath(archive));
  const app = await journey.start(door);
  return { app, frame: new Frame(app.page), archive, before: blobsIn(journey.store) };
}

/** Turns a byte of the last layer of that artifact into another one. */
async function damage(app: Launched, tag: string): Promise<void> {
  const manifest = JSON.parse((await ask(app, 'manifest.read', { reference: `${web}:${tag}` })).text) as {
    readonly layers: readonly { readonly digest: string }[];
  };
  const path = join(journey.store, 'blobs', ...(manifest.layers.at(-1)?.digest ?? '').split(':'));
  const bytes = readFileSync(path);
  bytes[10] = (bytes[10] ?? 0) ^ 0xff;
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
}

async function verify({ page }: Launched, frame: Frame): Promise<Locator> {
  await frame.open('Storage');
  await page.getByRole('button', { name: 'Verify…' }).click();
  const dialog = frame.dialog('Verify and repair');
  await dialog.getByRole('button', { name: 'Verify', exact: true }).click();
  await dialog.getByRole('status').waitFor();
  return dialog;
}

/** Chooses the archive as the door lets one: the system's dialog, or a path on the machine of the host. */
async function repairFrom(app: Launched, dialog: Locator, archive: string): Promise<void> {
  if (app.kind === 'electron') await app.answerDialog([archive]);
  await dialog.getByRole('button', { name: 'Repair from an archive…' }).click();
  if (app.kind === 'electron') return;
  const from = app.page.getByRole('dialog').last();
  await from.getByRole('textbox').fill(archive);
  await from.getByRole('textbox').press('Enter');
}

describe.each(doors)('in %s, verify', (door) => {
  test('of a store that is whole says so', async () => {
    const { app, frame, before } = await start(door);
    const dialog = await verify(app, frame);
    await dialog.getByText(`All ${before.size} blobs match their digests.`).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await app.page.getByRole('region', { name: 'Integrity' }).getByText('Healthy').waitFor();
  });

  test('finds a damaged blob; what needs it is not exported until an archive that has the blob repaired it', async () => {
    const { app, frame, archive, before } = await start(door);
    await damage(app, '1');
    const dialog = await verify(app, frame);
    const list = dialog.getByRole('region', { name: 'Damaged and missing blobs' });
    await list.getByText('does not match its digest').waitFor();
    await list.getByText('team/web:1').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await app.page.getByRole('region', { name: 'Integrity' }).getByText('1 damaged').waitFor();

    await frame.open('Library');
    const library = new Library(app.page);
    await library.repository(web).click();
    await library
      .artifact('1')
      .getByRole('img', { name: /^1 blob is damaged/ })
      .waitFor();
    expect(
      await library
        .artifact('2')
        .getByRole('img', { name: /damaged/ })
        .count(),
    ).toBe(0);
    await expect(
      withStore(
        journey.store,
        async (store) => await store.exportTo(join(journey.folder, 'out.tar'), { references: [`${web}:1`] }),
      ),
    ).rejects.toMatchObject({ code: 'artifact-damaged' });

    await frame.open('Storage');
    await app.page.getByRole('region', { name: 'Integrity' }).getByRole('button', { name: 'Repair…' }).click();
    await repairFrom(app, dialog, archive);
    await dialog.getByText('1 blob repaired.').waitFor();
    expect(await jobStates(app)).toEqual(['finished', 'finished']);
    expect(blobsIn(journey.store)).toEqual(before);
    await eventually(async () => (await ask(app, 'damage.list', {})).length).toBe(0);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await frame.open('Library');
    await library
      .artifact('1')
      .getByRole('img', { name: /damaged/ })
      .waitFor({ state: 'hidden' });
  });
});
