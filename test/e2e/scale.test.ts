// Room test/e2e: the Library over 2,000 repositories and 50,000 tags: only rows in sight exist, none of them stays blank, and the filter
// leaves what it should. How long each takes is printed, not judged: that depends on the machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { blobsOf, type Image } from '../build/image.ts';
import { withStore } from '../main/opened-store.ts';
import { imageOf } from '../support/small-archive.ts';
import { eventually, journeys } from './journey.ts';
import { Library } from './pages/library.ts';

const journey = journeys();
const repositoryCount = 2000;
const tagCount = 50_000;
/** This one has many of them, the others share the rest. */
const crowded = 'registry.example.com/team-00/crowded';
const crowdedTags = 6_020;
const imageCount = 40;

const nameOf = (number: number): string =>
  number === 0
    ? crowded
    : `registry.example.com/team-${String(number % 50).padStart(2, '0')}/service-${String(number).padStart(4, '0')}`;

/** A layout folder with so many names, of a few images. */
async function writeCrowd(folder: string): Promise<void> {
  const images: Image[] = [];
  for (let at = 0; at < imageCount; at += 1) images.push(await imageOf(['base', `own ${at}`]));
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true });
  for (const image of images)
    for (const [digest, bytes] of blobsOf(image)) writeFileSync(join(folder, 'blobs', digest.replace(':', '/')), bytes);
  const perRepository = (tagCount - crowdedTags) / (repositoryCount - 1);
  const manifests = Array.from({ length: repositoryCount }, (_, repository) =>
    Array.from({ length: repository === 0 ? crowdedTags : perRepository }, (_tag, tag) => ({
      ...images[(repository + Math.floor(tag / 5)) % imageCount]?.descriptor,
      annotations: { 'io.containerd.image.name': `${nameOf(repository)}:1.${tag}` },
    })),
  ).flat();
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
}

const rowsIn = (grid: Locator): Locator => grid.locator('[role=row][data-index]');

/** Of the part of the list that is in sight: how much of it rows with something in them cover. */
async function covered(grid: Locator): Promise<number> {
  return await grid.evaluate((scroller) => {
    const sight = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll('[role=row]')].filter(
      (row) => row.textContent?.trim() !== '' && row.getAttribute('aria-busy') !== 'true',
    );
    const filled = rows.map((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return Math.max(0, Math.min(bottom, sight.bottom) - Math.max(top, sight.top));
    });
    // A header that stays in sight lies over a row.
    return Math.min(1, filled.reduce((sum, height) => sum + height, 0) / scroller.clientHeight);
  });
}

/** Scrolls by pages, fast and slow, and to places far apart. */
async function expectNoBlanks(grid: Locator): Promise<void> {
  for (const place of [0.1, 0.9, 0.35, 0.351, 0.352, 1, 0]) {
    await grid.evaluate((scroller, part) => {
      scroller.scrollTop = part * (scroller.scrollHeight - scroller.clientHeight);
    }, place);
    await eventually(async () => await covered(grid)).toBeGreaterThan(0.97);
    expect(await rowsIn(grid).count()).toBeLessThan(120);
  }
}

/** Milliseconds from the start of the page's load until the first repository stands there. */
async function firstRowMs(page: Page): Promise<number> {
  return await page.evaluate(
    async () =>
      await new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector('[role=row][aria-level="2"]') === null) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(performance.now()));
        };
        look();
      }),
  );
}

/** Milliseconds from a key in the filter until the list shows what is left of it, each. */
async function filterMs(field: Locator, grid: Locator, text: string): Promise<readonly number[]> {
  const times: number[] = [];
  await field.focus();
  for (const key of text) {
    await grid.evaluate((scroller) => {
      const count = scroller.getAttribute('aria-rowcount');
      const shown = new Promise<number>((resolve) => {
        const look = (startMs: number): void => {
          // A key that leaves out nothing changes nothing.
          const passedMs = performance.now() - startMs;
          if (scroller.getAttribute('aria-rowcount') !== count || passedMs > 1000) resolve(passedMs);
          else requestAnimationFrame(() => look(startMs));
        };
        document.addEventListener('keydown', ({ timeStamp }) => look(timeStamp), { once: true, capture: true });
      });
      Object.assign(window, { shown });
    });
    await field.press(key);
    times.push(Math.round(await grid.evaluate(async () => await (window as unknown as { shown: Promise<number> }).shown)));
  }
  return times;
}

test('2,000 repositories and 50,000 tags stay whole while one scrolls and filters', { timeout: 180_000 }, async () => {
  const folder = join(journey.folder, 'crowd');
  await writeCrowd(folder);
  await withStore(journey.store, async (store) => await store.importPath(folder));
  const app = await journey.start('web');
  const { page } = app;
  const library = new Library(page);
  await library.repositories.waitFor();
  await page.reload();
  const openedMs = await firstRowMs(page);
  await eventually(async () => Number(await library.repositories.getAttribute('aria-rowcount'))).toBe(repositoryCount + 50);
  await expectNoBlanks(library.repositories);

  const filterTimes = await filterMs(library.filterRepositories, library.repositories, '1234');
  await library.filterRepositories.fill('service-1234');
  await eventually(async () => await rowsIn(library.repositories).count()).toBe(2);
  await library.filterRepositories.fill('crowded');
  await library.repository(crowded).click();
  await page.getByRole('radiogroup', { name: 'View' }).getByText('By tag', { exact: true }).click();
  await eventually(async () => Number(await library.tags.getAttribute('aria-rowcount'))).toBe(crowdedTags + 1);
  await expectNoBlanks(library.tags);
  const tagTimes = await filterMs(page.getByRole('searchbox', { name: 'Filter tags or digests' }), library.tags, '4242');
  await page.getByRole('searchbox', { name: 'Filter tags or digests' }).fill('1.4242');
  await eventually(async () => await rowsIn(library.tags).count()).toBe(1);
  console.log(JSON.stringify({ openedMs: Math.round(openedMs), filterTimes, tagTimes }));
});
