// Room test/e2e: archives dropped on the window with a real drag: many at once of which some are broken, without a preview, and
// files that are gone or different by the time the plan is answered. Every refusal has its sentence in both languages.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../preload/contract/failure.ts';
import { failureSentence, type Sentence } from '../../preload/contract/sentences.ts';
import { failureSentenceZhHant } from '../../preload/contract/sentences-zh-hant.ts';
import { blobsIn, filesOf, leftoversIn, namesIn, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { archives, ask, jobStates } from './ask.ts';
import { dragFiles } from './drop-files.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { ImportFrom, ImportPlan } from './pages/import-plan.ts';
import { Library } from './pages/library.ts';
import { TransfersPage } from './pages/transfers-page.ts';

const journey = journeys();
const good = [
  'docker-20.10/app.tar',
  'docker-28.5/several.tar',
  'docker-28.5/app-two-tags.tar',
  'podman-5.8/oci-archive-app.tar',
  'skopeo-1.22/oci-archive-multi-all.tar',
  'crane-0.20/tarball.tar',
  'oras-1.3/backup-referrers.tar',
  'compressed/docker-28.5-app.tar.zst',
].map((name) => join(archives, name));

const format = { bytes: String };

/** What happened, in whole; commands in it are drawn as such, without their quotes. */
function said({ what }: Sentence): string {
  return what.replaceAll('`', '');
}

/** Sees the failure's sentence in English there, then in Chinese, then puts English back. */
async function expectSentences(app: Launched, failure: Failure, where: Locator): Promise<void> {
  const english = where.filter({ hasText: said(failureSentence(failure, format)) }).first();
  await english.waitFor();
  await ask(app, 'settings.change', { language: 'zh-Hant' });
  await where
    .filter({ hasText: said(failureSentenceZhHant(failure, format)) })
    .first()
    .waitFor();
  await ask(app, 'settings.change', { language: 'en' });
  await english.waitFor();
}

describe.each(doors)('in %s, archives that are dropped', (door) => {
  test('come in ten at once, and the two broken ones are named', async () => {
    const app = await journey.start(door);
    const { page } = app;
    const plan = new ImportPlan(page);
    const text = join(journey.folder, 'notes.txt');
    writeFileSync(text, 'Not an archive, but long enough to look like something.\n'.repeat(40));
    // A browser cannot hand over a folder.
    const broken = door === 'web' ? join(archives, 'hostile-notimage', 'rootfs.tar') : join(journey.folder, 'plain-folder');
    if (door === 'electron') mkdirSync(broken);
    await new Frame(page).main.waitFor();

    await app.dropFiles([...good.slice(0, 3), text, ...good.slice(3), broken]);
    await page.getByRole('dialog', { name: 'Import 8 of 10 items' }).waitFor();
    expect(await plan.problems.count()).toBe(2);
    const shown = (path: string): string => (door === 'web' ? (path.split('/').at(-1) ?? '') : path);
    const codes =
      door === 'web'
        ? (['archive-not-tar', 'archive-is-root-filesystem'] as const)
        : (['archive-not-tar', 'folder-without-layout'] as const);
    for (const [place, path] of [text, broken].entries())
      await expectSentences(
        app,
        { code: codes[place] ?? 'archive-not-tar', params: { archive: shown(path) } },
        page.getByRole('alert'),
      );
    expect((await plan.inputs.allInnerTexts()).slice(0, 2).map((line) => line.includes('left out'))).toEqual([true, true]);

    await plan.proceed.click();
    await eventually(async () => await jobStates(app)).toEqual(['finished']);
    const expected = join(journey.folder, 'expected');
    await withStore(expected, async (store) => {
      for (const path of good) await store.importPath(path);
    });
    expect([...namesIn(journey.store)]).toEqual([...namesIn(expected)]);
    expect([...blobsIn(journey.store).keys()]).toEqual([...blobsIn(expected).keys()]);
    expect(leftoversIn(journey.store)).toEqual([]);
    const frame = new Frame(page);
    await frame.open('Transfers');
    await new TransfersPage(page).card('2 left out').waitFor();
  });

  test('are counted while they hang over the window, which says what would become of them', async () => {
    const app = await journey.start(door);
    const { page } = app;
    const three = good.slice(0, 3);
    await new Frame(page).main.waitFor();
    await dragFiles(page, three, ['dragEnter', 'dragOver']);
    await page.getByRole('heading', { name: 'Drop 3 files to import' }).waitFor();
    await page.getByText('You see what would change before anything is written.').waitFor();
    await dragFiles(page, three, ['dragOver'], true);
    await page.getByText('Imported at once. Tags that exist move to what comes in.').waitFor();
    expect(await jobStates(app)).toEqual([]);
    await dragFiles(page, three, ['drop']);
    await page.getByRole('heading', { name: 'Drop 3 files to import' }).waitFor({ state: 'hidden' });
    await page.getByRole('dialog', { name: 'Import 3 items' }).waitFor();
  });

  test('with Shift go in without a plan', async () => {
    const app = await journey.start(door);
    await new Frame(app.page).main.waitFor();
    const seen: string[] = [];
    await app.dropFiles(good.slice(0, 2), { shift: true });
    await eventually(async () => {
      const states = await jobStates(app);
      seen.push(...states);
      return states;
    }).toEqual(['finished']);
    expect(seen).not.toContain('needs-answer');
    expect(await new ImportPlan(app.page).dialog.count()).toBe(0);
    await new Library(app.page).repository('registry.example.com:5000/shipyard/app').waitFor();
  });
});

describe('in electron, a file that by the time of the answer', () => {
  test.each([
    ['is gone', (path: string) => rmSync(path)],
    ['is another', (path: string) => copyFileSync(join(archives, 'docker-28.5', 'several.tar'), path)],
  ])('%s leaves the store as it was, says so, and can be tried again', async (_what, spoil) => {
    await withStore(journey.store, async (store) => await store.importPath(join(archives, 'docker-28.5', 'app.tar')));
    const before = filesOf(journey.store);
    const path = await writeImages(journey.folder, 'fleeting.tar', { 'docker.io/team/fleeting:1': ['only here'] });
    const kept = join(journey.folder, 'kept.tar');
    copyFileSync(path, kept);
    const app = await journey.start('electron');
    const { page } = app;
    const plan = new ImportPlan(page);
    const frame = new Frame(page);
    const transfers = new TransfersPage(page);
    await new Library(page).artifacts.waitFor();
    await frame.open('Transfers');
    await app.dropFiles([path]);
    await plan.proceed.waitFor();
    spoil(path);
    await plan.proceed.click();
    const [job] = await failedJobs(app);
    const failure = job?.importReport?.archives[0]?.failure ?? job?.failure;
    expect(failure?.code).toMatch(/^archive-(?:changed|not-found)$/);
    if (failure !== undefined && failure !== null) await expectSentences(app, failure, page.getByRole('article'));
    expect(filesOf(journey.store)).toEqual(before);
    expect(leftoversIn(journey.store)).toEqual([]);

    copyFileSync(kept, path);
    await transfers.card('Stopped').getByRole('button', { name: 'Retry' }).click();
    // What one tries again has its plan again.
    await plan.proceed.click();
    await eventually(() => [...namesIn(journey.store).keys()]).toContain('docker.io/team/fleeting:1');
  });
});

/** The jobs, once none of them runs any more. */
async function failedJobs(app: Launched): ReturnType<typeof ask<'job.list'>> {
  await eventually(async () => await jobStates(app)).not.toContain('running');
  return await ask(app, 'job.list', {});
}

describe('in a browser, a folder', () => {
  test('that is dropped is asked for by its path, and goes in from there', async () => {
    const app = await journey.start('web');
    const { page } = app;
    const from = new ImportFrom(page);
    const plan = new ImportPlan(page);
    const layout = join(archives, 'umoci-0.6', 'layout');
    await new Frame(page).main.waitFor();
    await app.dropFiles([layout]);
    await from.dialog.getByText('A browser cannot hand over a folder. Name it by its path on the host.').waitFor();
    await from.importPath(layout);
    await plan.proceed.click();
    await eventually(async () => await jobStates(app)).toEqual(['finished']);
    expect(blobsIn(journey.store).size).toBeGreaterThan(0);
  });

  test('without a layout has nothing to import', async () => {
    const app = await journey.start('web');
    const from = new ImportFrom(app.page);
    const folder = join(journey.folder, 'plain');
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), 'notes');
    await app.page.getByRole('button', { name: 'Import…' }).click();
    await from.importPath(folder);
    const plan = app.page.getByRole('dialog', { name: 'Nothing here can be imported' });
    await plan.waitFor();
    await expectSentences(app, { code: 'folder-without-layout', params: { archive: folder } }, app.page.getByRole('alert'));
  });
});
