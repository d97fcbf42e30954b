// Room test/e2e: from an empty store over the sample archive to a file that other stores read again with the same digests.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HistoryLineInfo } from '../../preload/contract/model.ts';
import { blobsIn, namesIn, withStore } from '../main/opened-store.ts';
import { ask, jobStates } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import { ArtifactPage } from './pages/artifact-page.ts';
import { ExportDialog } from './pages/export-dialog.ts';
import { FirstRun } from './pages/first-run.ts';
import { exactBytes, Frame } from './pages/frame.ts';
import { ImportPlan } from './pages/import-plan.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const worker = 'docker.io/shipyard/worker';

const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const lineText = ({ instruction, text }: Pick<HistoryLineInfo, 'instruction' | 'text'>): string =>
  words(`${instruction} ${text.replaceAll(/\s*\\?\n\s*/g, ' ')}`);

describe.each(doors)('in %s, the first import', (door) => {
  test('goes from the sample archive over its plan to a file that loads again', async () => {
    const app = await journey.start(door);
    const { page } = app;
    const frame = new Frame(page);
    const plan = new ImportPlan(page);
    const library = new Library(page);

    await new FirstRun(page).trySample();
    await eventually(async () => await plan.artifacts.getByRole('rowheader').count()).toBe(4);
    expect(await plan.dialog.getByText('Nothing has been written yet.').count()).toBe(1);
    // What is planned is not done.
    await expect(ask(app, 'repository.list', {})).resolves.toMatchObject({ total: 0 });
    await plan.proceed.click();

    await library.artifacts.waitFor();
    const { items } = await ask(app, 'repository.list', {});
    expect(items.map(({ repository }) => repository).toSorted()).toEqual([
      'docker.io/library/heldout-base',
      'docker.io/library/heldout-dup',
      worker,
      'registry.example.com:5000/shipyard/app',
    ]);
    for (const { familiar } of items) await library.repository(familiar).waitFor();

    await library.repository('shipyard/worker').click();
    await library.artifact('2024.01').dblclick();
    const artifact = new ArtifactPage(page);
    await artifact.tag('2024.01').waitFor();
    await artifact.tab('Layers').click();
    const { image } = await ask(app, 'artifact.show', { reference: `${worker}:2024.01` });
    if (image === null) throw new Error('the sample has no image');
    await expectLayers(artifact, image.history, image.layers);

    const target = join(journey.folder, 'worker.tar');
    await artifact.head.getByRole('button', { name: 'Export…' }).click();
    await new ExportDialog(app).saveTo(target);
    await eventually(async () => await jobStates(app)).toEqual(['finished', 'finished']);
    await frame.open('Transfers');
    await page.getByRole('article', { name: /^Export/ }).waitFor();
    expect(statSync(target).size).toBeGreaterThan(0);

    const copy = join(journey.folder, 'copy');
    await withStore(copy, async (store) => await store.importPath(target));
    expect([...namesIn(copy)]).toEqual([...namesIn(journey.store)].filter(([name]) => name === `${worker}:2024.01`));
    const held = blobsIn(journey.store);
    for (const [digest, bytes] of blobsIn(copy)) expect(held.get(digest)?.equals(bytes)).toBe(true);
  });

  test('reaches screens that had nothing to show before', async () => {
    const app = await journey.start(door);
    const { page } = app;
    const frame = new Frame(page);
    await frame.open('Storage');
    await page.getByRole('main').getByText('There is no store at').waitFor();
    await frame.open('Library');
    await new FirstRun(page).trySample();
    await new ImportPlan(page).proceed.click();
    await new Library(page).artifacts.waitFor();
    await frame.open('Storage');
    await page.getByRole('group', { name: /^Map of the store/ }).waitFor();
  });

  test('changes nothing when its plan is turned down', async () => {
    const app = await journey.start(door);
    const plan = new ImportPlan(app.page);
    const firstRun = new FirstRun(app.page);
    await firstRun.trySample();
    await plan.giveUp.click();
    await plan.dialog.waitFor({ state: 'hidden' });
    await eventually(async () => await jobStates(app)).toEqual(['cancelled']);
    await firstRun.region.waitFor();
    expect(existsSync(join(journey.store, 'index.json'))).toBe(false);
  });
});

/** Every line of the history stands there in order; those that made a layer have its number and its size, to the byte. */
async function expectLayers(
  { layers: grid, strip }: ArtifactPage,
  history: readonly HistoryLineInfo[],
  layers: readonly { readonly number: number; readonly sizeBytes: number }[],
): Promise<void> {
  const rows = grid.getByRole('row').filter({ has: grid.page().getByRole('rowheader') });
  await eventually(async () => await rows.count()).toBe(history.length);
  for (const [place, line] of history.entries()) {
    const row = rows.nth(place);
    expect(words(await row.getByRole('rowheader').innerText())).toBe(lineText(line));
    const layer = layers.find(({ number }) => number === line.layerNumber);
    expect(words(await row.getByRole('gridcell').first().innerText())).toBe(layer === undefined ? '' : String(layer.number));
    expect((await exactBytes(row))[0]).toBe(layer?.sizeBytes);
  }
  // The strip is drawn to scale, but that a layer is never too thin to be seen.
  const widths = await strip.locator('> div').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width));
  const widest = Math.max(...layers.map(({ sizeBytes }) => sizeBytes));
  expect(widths.length).toBe(layers.length);
  expect(widths.indexOf(Math.max(...widths))).toBe(layers.findIndex(({ sizeBytes }) => sizeBytes === widest));
}
