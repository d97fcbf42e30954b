// Room test/e2e: the host dies and comes back: a banner says so, what was on screen stays, and everything is asked again.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesOf, withStore } from '../main/opened-store.ts';
import { archives, ask } from './ask.ts';
import { eventually, journeys } from './journey.ts';
import type { Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';

const journey = journeys();

async function start(door: 'electron' | 'web'): Promise<{ app: Launched; frame: Frame; library: Library }> {
  await withStore(journey.store, async (store) => await store.importPath(join(archives, 'docker-28.5', 'several.tar')));
  const app = await journey.start(door);
  const library = new Library(app.page);
  await library.artifacts.waitFor();
  return { app, frame: new Frame(app.page), library };
}

/** Ends the host's thread whenever it is asked something, until `reviveHost`. */
async function killHost(app: Launched): Promise<void> {
  await app.evaluate(() => {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    Object.assign(globalThis, { asked: Object.getOwnPropertyDescriptor(Worker.prototype, 'postMessage') });
    Object.defineProperty(Worker.prototype, 'postMessage', {
      configurable: true,
      value(this: InstanceType<typeof Worker>): void {
        void this.terminate();
      },
    });
  });
}

async function reviveHost(app: Launched): Promise<void> {
  await app.evaluate(() => {
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const { asked } = globalThis as unknown as { readonly asked: PropertyDescriptor };
    Object.defineProperty(Worker.prototype, 'postMessage', asked);
  });
}

describe('in electron, a host whose thread dies', () => {
  test('is missed at the next question; what was shown stays, and comes to life again with it', async () => {
    const { app, frame, library } = await start('electron');
    const before = filesOf(journey.store);
    const names = await library.repositories.getByRole('row').allInnerTexts();
    await killHost(app);
    await frame.open('Storage');
    await frame.banner.waitFor();
    await frame.open('Library');
    await eventually(async () => await library.repositories.getByRole('row').allInnerTexts()).toEqual(names);
    // It says so in the language of the page.
    await reviveHost(app);
    await frame.banner.waitFor({ state: 'hidden' });
    expect(filesOf(journey.store)).toEqual(before);
    await frame.open('Storage');
    await app.page.getByRole('group', { name: /^Map of the store/ }).waitFor();
    await ask(app, 'settings.change', { language: 'zh-Hant' });
    await app.page.getByRole('group', { name: /^Map of the store/ }).waitFor({ state: 'hidden' });
    await killHost(app);
    await app.page.getByRole('navigation', { name: '主要' }).getByRole('link', { name: '成品庫' }).click();
    await app.page.keyboard.press('Control+k');
    await app.page.keyboard.type('several');
    await app.page.getByRole('alert').filter({ hasText: 'Stowage 主機沒有回應。正在重試…' }).waitFor({ state: 'attached' });
    await reviveHost(app);
    await app.page.getByRole('alert').filter({ hasText: 'Stowage 主機沒有回應。正在重試…' }).waitFor({ state: 'detached' });
  });

  test('leaves a store without traces of what it was doing', async () => {
    const { app, frame } = await start('electron');
    const before = filesOf(journey.store);
    await app.dropFiles([join(archives, 'crane-0.20', 'tarball-several.tar')]);
    await app.page.getByRole('dialog').getByRole('table').waitFor();
    await killHost(app);
    await app.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Import \d/ })
      .click();
    await frame.banner.waitFor({ state: 'attached' });
    await reviveHost(app);
    await frame.banner.waitFor({ state: 'detached' });
    // The plan went with the host that had made it.
    await app.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await app.dropFiles([join(archives, 'crane-0.20', 'tarball-several.tar')], { shift: true });
    await eventually(async () => (await ask(app, 'job.list', {})).map(({ state }) => state)).toEqual(['finished']);
    for (const [path, hash] of before) if (path.startsWith('blobs')) expect(filesOf(journey.store).get(path)).toBe(hash);
  });
});

describe('in web, a host that cannot be reached', () => {
  test('is missed at the next question; what was shown stays, and is asked for again when it is back', async () => {
    const { app, frame, library } = await start('web');
    const { page } = app;
    const names = await library.repositories.getByRole('row').allInnerTexts();
    await page.context().setOffline(true);
    await frame.open('Storage');
    await frame.banner.waitFor();
    await frame.open('Library');
    await eventually(async () => await library.repositories.getByRole('row').allInnerTexts()).toEqual(names);
    await page.context().setOffline(false);
    await frame.banner.waitFor({ state: 'hidden' });
    await frame.open('Storage');
    await page.getByRole('group', { name: /^Map of the store/ }).waitFor();
  });

  test.skipIf(process.platform !== 'linux')('for good keeps what it showed, and says that it retries', async () => {
    const { app, frame, library } = await start('web');
    const rows = await library.artifacts.getByRole('row').count();
    const [server] = await serversOf(journey.store);
    expect(server).toBeDefined();
    process.kill(server ?? 0, 'SIGKILL');
    await app.ended;
    await frame.banner.waitFor();
    expect(await library.artifacts.getByRole('row').count()).toBe(rows);
  });
});

/** Ids of the processes that serve this store. */
async function serversOf(store: string): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    ids.map(async (id) => [id, await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')] as const),
  );
  return lines.flatMap(([id, line]) => (line.includes('serve') && line.includes(store) ? [Number(id)] : []));
}
