// Room test/e2e: disks that are full or cannot be written, with real mounts: each refusal has its sentence in both languages, what can
// be looked at is shown, and nothing is lost. Only root on Linux can mount; elsewhere these are skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { writeProduced } from '../build/archive.ts';
import { buildImage } from '../build/image.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';
import { filesOf, leftoversIn, namesIn, withStore } from '../main/opened-store.ts';
import { archives, ask, jobStates } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { ImportPlan } from './pages/import-plan.ts';
import { Library } from './pages/library.ts';
import { TransfersPage } from './pages/transfers-page.ts';

const mounted: string[] = [];
// Registered before the journeys, so that it runs after the apps are closed.
afterEach(() => {
  for (const path of mounted.splice(0).toReversed()) {
    spawnSync('umount', ['--lazy', path]);
    rmSync(path, { recursive: true, force: true });
  }
});
const journey = journeys();

function mount(...options: readonly string[]): string {
  const path = mkdtempSync(join(tmpdir(), 'stowage-e2e-mount-'));
  mounted.push(path);
  execFileSync('mount', [...options, path]);
  return path;
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const path = mkdtempSync(join(tmpdir(), 'stowage-e2e-probe-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', path]);
  if (status === 0) spawnSync('umount', [path]);
  rmSync(path, { recursive: true });
  return status === 0;
}

const app286 = join(archives, 'docker-28.5', 'app.tar');
const mebibyte = 1 << 20;

async function writeLarge(folder: string): Promise<string> {
  const layers = [12, 13].map((size, at) => ({
    entries: [file(`large-${at}`, Buffer.alloc(size * mebibyte, `large ${at}`))],
    compression: 'none' as const,
  }));
  const path = join(folder, 'large.tar');
  const node = await buildImage({ platform: 'linux/amd64', layers });
  await writeProduced(hybrid([{ node, names: ['docker.io/team/large:1'], referrers: [] }]), path);
  return path;
}

/** Sees both texts there, one after the other, and leaves English behind. */
async function expectBoth(app: Launched, where: Locator, english: RegExp, chinese: RegExp): Promise<void> {
  await where.filter({ hasText: english }).first().waitFor();
  await ask(app, 'settings.change', { language: 'zh-Hant' });
  await where.filter({ hasText: chinese }).first().waitFor();
  await ask(app, 'settings.change', { language: 'en' });
  await where.filter({ hasText: english }).first().waitFor();
}

describe.skipIf(!canMount()).each(doors)('in %s, a disk of 24 MiB', (door) => {
  test('too small for an archive is said to be so in its plan, which cannot be carried out', async () => {
    const disk = mount('-t', 'tmpfs', '-o', 'size=24m', 'tmpfs');
    const store = join(disk, 'store');
    await withStore(store, async (opened) => await opened.importPath(app286));
    const before = filesOf(store);
    const large = await writeLarge(journey.folder);
    const app = await journey.start(door, { store });
    const plan = new ImportPlan(app.page);
    await new Library(app.page).artifacts.waitFor();
    // Where the browser hands a file over, it has to be kept somewhere until the answer: there the disk is full at once.
    await app.dropFiles([large], { shift: door === 'web' });
    if (door === 'electron') {
      await plan.proceed.waitFor();
      await expectBoth(app, app.page.getByRole('dialog'), /Not enough room: this adds/, /空間不足/);
      expect(await plan.proceed.isDisabled()).toBe(true);
      await plan.giveUp.click();
    }
    await eventually(async () => await jobStates(app)).toEqual([door === 'electron' ? 'cancelled' : 'failed']);
    expect(filesOf(store)).toEqual(before);
    expect(leftoversIn(store)).toEqual([]);
  });

  test('that is full in the middle of an import whose size nobody knew, says so and keeps what it had', async () => {
    const disk = mount('-t', 'tmpfs', '-o', 'size=24m', 'tmpfs');
    const store = join(disk, 'store');
    await withStore(store, async (opened) => await opened.importPath(app286));
    const before = filesOf(store);
    const large = await writeLarge(journey.folder);
    execFileSync('gzip', ['--keep', large]);
    const app = await journey.start(door, { store });
    await new Library(app.page).artifacts.waitFor();
    await new Frame(app.page).open('Transfers');
    await app.dropFiles([`${large}.gz`], { shift: true });
    await eventually(async () => await jobStates(app)).toEqual(['failed']);
    const card = app.page.getByRole('article');
    await expectBoth(app, card, /The disk of .* is full\.|Not enough room/, /已滿|空間不足/);
    expect(filesOf(store)).toEqual(before);
    expect(leftoversIn(store)).toEqual([]);
    const small = join(archives, 'docker-28.5', 'several.tar');
    await app.dropFiles([small], { shift: true });
    await eventually(async () => (await jobStates(app))[0]).toBe('finished');
    expect(namesIn(store).size).toBeGreaterThan(1);
  });
});

describe.skipIf(!canMount()).each(doors)('in %s, a store that cannot be written', (door) => {
  test('is shown as such, can be looked at, and refuses changes with a sentence', async () => {
    const writable = join(journey.folder, 'writable');
    await withStore(writable, async (opened) => await opened.importPath(app286));
    const before = filesOf(writable);
    const store = mount('--bind', '-o', 'ro', writable);
    const app = await journey.start(door, { store });
    const { page } = app;
    const frame = new Frame(page);
    const library = new Library(page);
    const transfers = new TransfersPage(page);
    await library.artifact('1.2.0').waitFor();
    await page.getByRole('region', { name: 'Store' }).getByText('Read-only').waitFor();

    await library.artifact('1.2.0').click({ button: 'right' });
    for (const name of ['Add tag…', 'Delete…'])
      expect(await page.getByRole('menuitem', { name }).getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    const references = ['registry.example.com:5000/shipyard/app:1.2.0'];
    await expect(ask(app, 'tag.remove', { references })).rejects.toThrow('store-read-only');
    await expect(ask(app, 'artifact.remove', { references })).rejects.toThrow('store-read-only');
    await frame.open('Transfers');
    await app.dropFiles([join(archives, 'docker-28.5', 'several.tar')]);
    await expectBoth(app, page.getByRole('article'), /The store .* cannot be written\./, /無法寫入/);
    await transfers.card('Stopped').first().waitFor();
    expect(filesOf(writable)).toEqual(before);
  });
});
