// Room test/e2e: transfers while they run and after: progress, a stop that leaves the store as it was, another try, and a list that
// a new load of the page does not lose.
import { copyFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { filesOf, leftoversIn, namesIn, withStore } from '../main/opened-store.ts';
import { archives, jobStates } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { PacedArchive } from './paced-archive.ts';
import { Frame } from './pages/frame.ts';
import { ImportFrom, ImportPlan } from './pages/import-plan.ts';
import { Library } from './pages/library.ts';
import { TransfersPage } from './pages/transfers-page.ts';
import { writeSlowArchive } from './slow-archive.ts';

const journey = journeys();
const app286 = join(archives, 'docker-28.5', 'app.tar');
const several = join(archives, 'docker-28.5', 'several.tar');

interface Running {
  readonly app: Launched;
  readonly frame: Frame;
  readonly transfers: TransfersPage;
}

/** The app on Transfers, with something in its store already. */
async function start(door: HostKind): Promise<Running> {
  await withStore(journey.store, async (store) => await store.importPath(app286));
  const app = await journey.start(door);
  const frame = new Frame(app.page);
  await new Library(app.page).artifacts.waitFor();
  await frame.open('Transfers');
  const transfers = new TransfersPage(app.page);
  await transfers.region.waitFor();
  return { app, frame, transfers };
}

/** Imports what lies at this path on the host, without a plan. */
async function importAtOnce(app: Launched, path: string): Promise<void> {
  const { page } = app;
  if (app.kind === 'electron') {
    await app.answerDialog([path]);
    await page.getByRole('button', { name: 'Import…' }).click({ modifiers: ['Shift'] });
    return;
  }
  const from = new ImportFrom(page);
  await page.getByRole('button', { name: 'Import…' }).click({ modifiers: ['Shift'] });
  await from.importPath(path);
}

const isRunning = (card: Locator): Locator => card.getByRole('button', { name: 'Cancel' });

describe.each(doors)('in %s, a transfer', (door) => {
  test('shows how far it is, and a stop leaves the store as it was', async () => {
    const { app, frame, transfers } = await start(door);
    const before = filesOf(journey.store);
    const slow = join(journey.folder, 'slow.tar');
    await writeSlowArchive(slow);
    await importAtOnce(app, slow);
    const card = transfers.card('slow.tar');
    const bar = card.getByRole('progressbar');
    await bar.waitFor();
    await eventually(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    // Asked first, and the answer may be no.
    await isRunning(card).click();
    const question = frame.question('Stop this transfer?');
    await question.getByText('The store stays as it is.').waitFor();
    await question.getByRole('button', { name: 'Keep running' }).click();
    await transfers.stop(card);
    await eventually(async () => await jobStates(app)).toEqual(['cancelled']);
    await card.getByText('Cancelled', { exact: true }).waitFor();
    await card.getByText('the store is as it was').waitFor();
    expect(filesOf(journey.store)).toEqual(before);
    expect(leftoversIn(journey.store)).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('is still there after a reload, and goes on meanwhile', async () => {
    const { app, transfers } = await start(door);
    const archive = await PacedArchive.make(join(journey.folder, 'paced.tar'), several);
    try {
      await importAtOnce(app, archive.path);
      await archive.writeUpTo(0.4);
      await isRunning(transfers.card('paced.tar')).waitFor();
      await transfers.filter('Running').check({ force: true });
      await app.page.reload();
      await isRunning(transfers.card('paced.tar')).waitFor();
      expect(await transfers.filter('Running').isChecked()).toBe(true);
      await archive.writeUpTo(1);
      await eventually(async () => await jobStates(app)).toEqual(['finished']);
      await transfers.filter('Finished').check({ force: true });
      await transfers.card('paced.tar').getByText('Finished', { exact: true }).waitFor();
      await app.page.reload();
      await transfers.card('paced.tar').getByRole('button', { name: 'Details' }).click();
      await app.page.getByRole('table').waitFor();
      await app.page.reload();
      // Which one was open stands in the address.
      await app.page.getByRole('table').waitFor();
    } finally {
      await archive.release();
    }
  });

  test('that failed is tried again, and goes in once its file is whole', async () => {
    const { app, transfers } = await start(door);
    const before = filesOf(journey.store);
    const path = join(journey.folder, 'cut.tar');
    copyFileSync(several, path);
    truncateSync(path, 60_000);
    await importAtOnce(app, path);
    const card = transfers.card('cut.tar');
    await card.getByText('Stopped', { exact: true }).waitFor();
    await card
      .getByText(/ends early/)
      .first()
      .waitFor();
    expect(filesOf(journey.store)).toEqual(before);
    copyFileSync(several, path);
    await card.getByRole('button', { name: 'Retry' }).click();
    await eventually(async () => (await jobStates(app))[0]).toBe('finished');
    expect([...namesIn(journey.store)].length).toBeGreaterThan(1);
  });

  test('that waits for its answer still waits after a reload', async () => {
    const { app, transfers } = await start(door);
    const plan = new ImportPlan(app.page);
    const before = filesOf(journey.store);
    await app.dropFiles([several]);
    await plan.proceed.waitFor();
    await app.page.reload();
    await plan.proceed.waitFor();
    expect(await jobStates(app)).toEqual(['needs-answer']);
    await plan.giveUp.click();
    await eventually(async () => await jobStates(app)).toEqual(['cancelled']);
    await transfers.card('several.tar').getByText('Cancelled', { exact: true }).waitFor();
    expect(filesOf(journey.store)).toEqual(before);
    await app.page.getByRole('button', { name: 'Clear finished' }).click();
    await eventually(async () => await jobStates(app)).toEqual([]);
  });
});
