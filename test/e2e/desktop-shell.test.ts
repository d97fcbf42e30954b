// Room test/e2e: the desktop app around its page: files handed over, dialogs, the native menu, the window's place, the way out.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildOnce, program, root } from '../../.build/build-once.ts';
import { exitCodes } from '../../main/cli/exit-codes.ts';
import type { CallName, OperationInput, OperationOutput } from '../../preload/contract/operations.ts';
import type { JobRecord } from '../../preload/contract/transfer-model.ts';
import { hasElectron, type Launched, launch } from './launch.ts';
import { writeSlowArchive } from './slow-archive.ts';
import { spawnStandIn } from './stand-in-process.ts';
import type { LaunchOptions } from './started-app.ts';

const archives = join(root, 'test', 'fixtures', 'archives', 'docker-28.5');
const archive = join(archives, 'app.tar');
const standIn = join(root, 'test', 'electron', 'register.ts');

let folder: string;
let running: Launched[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-e2e-'));
  running = [];
});
afterEach(async () => {
  for (const app of running) await app.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const options = (): LaunchOptions & { readonly profile: string } => ({
  store: join(folder, 'store'),
  profile: join(folder, 'profile'),
});

async function start(files: readonly string[] = []): Promise<Launched> {
  const app = await launch('electron', { ...options(), files });
  running.push(app);
  return app;
}

async function call<N extends CallName>({ page }: Launched, name: N, input: OperationInput<N>): Promise<OperationOutput<N>> {
  const result = await page.evaluate(async ([asked, given]) => await window.stowage.call(asked, given), [name, input] as const);
  if (!result.ok) throw new Error(result.error.code);
  return result.value as OperationOutput<N>;
}

/** The titles of imports that wait with their plan. */
async function waiting(app: Launched): Promise<readonly (readonly string[])[]> {
  const jobs: readonly JobRecord[] = await call(app, 'job.list', {});
  return jobs.filter(({ state }) => state === 'needs-answer').map(({ title }) => title);
}

/** Clicks the menu item behind these labels. */
async function clickMenu(app: Launched, ...labels: readonly string[]): Promise<void> {
  await app.evaluate(({ Menu }, path) => {
    let items = Menu.getApplicationMenu()?.items ?? [];
    for (const label of path) {
      const item = items.find((one) => one.label === label);
      if (item === undefined) throw new Error(`no ${label} in the menu`);
      if (item.submenu === undefined || item.submenu === null) item.click();
      items = item.submenu?.items ?? [];
    }
  }, labels);
}

async function menuLabels(app: Launched): Promise<readonly string[]> {
  return await app.evaluate(({ Menu }) => (Menu.getApplicationMenu()?.items ?? []).map(({ label }) => label));
}

/** Answers the next questions with that button; the result counts them. */
async function answerQuestions(app: Launched, button: number): Promise<() => Promise<number>> {
  await app.evaluate(({ dialog }, response) => {
    const counted = Object.assign(globalThis, { questions: 0 });
    const showMessageBox = async (): Promise<unknown> => {
      counted.questions += 1;
      return { response, checkboxChecked: false };
    };
    Object.assign(dialog, { showMessageBox });
  }, button);
  return async () => await app.evaluate(() => (globalThis as unknown as { questions: number }).questions);
}

describe('files', () => {
  test('from the command line wait with their plan', async () => {
    const app = await start([archive]);
    await expect.poll(async () => await waiting(app)).toEqual([['app.tar']]);
    await expect.poll(() => app.page.url()).toMatch(/#\/transfers\/[0-9a-f-]{36}$/);
  });

  test.skipIf(hasElectron())('from a second start are handed over, and that start ends', async () => {
    const app = await start();
    const second = spawnStandIn({
      ...options(),
      files: [archive],
      locale: 'en-US',
      env: { ...process.env, STOWAGE_STORE: options().store, XDG_CONFIG_HOME: join(folder, 'profile', 'config') },
    });
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(0);
    await expect.poll(async () => await waiting(app)).toEqual([['app.tar']]);
  });

  test('from the system, opened or dropped on the icon, come the same way', async () => {
    const app = await start();
    await app.evaluate(
      ({ app: electronApp }, path) => void electronApp.emit('open-file', { preventDefault: () => undefined }, path),
      archive,
    );
    await expect.poll(async () => await waiting(app)).toEqual([['app.tar']]);
  });

  test('from the menu are chosen in the system’s dialog', async () => {
    const app = await start();
    await app.answerDialog([archive, join(archives, 'several.tar')]);
    await clickMenu(app, 'File', 'Import…');
    await expect.poll(async () => await waiting(app)).toEqual([['app.tar', 'several.tar']]);
  });

  test('from a dialog that is dismissed are none', async () => {
    const app = await start();
    await app.answerDialog([]);
    expect(await call(app, 'pick.choose', { kind: 'archives' })).toEqual([]);
  });
});

describe('the menu', () => {
  test('opens the page’s places', async () => {
    const app = await start();
    await app.page.evaluate(() => Object.assign(window, { kept: true }));
    for (const [label, route] of [
      ['Storage', '/storage'],
      ['Transfers', '/transfers'],
      ['Library', '/library'],
    ] as const) {
      await clickMenu(app, 'Go', label);
      await expect.poll(() => app.page.url()).toContain(`#${route}`);
    }
    // The page was not loaded again for it.
    expect(await app.page.evaluate(() => 'kept' in window)).toBe(true);
  });

  test('speaks the language of the settings at once', async () => {
    const app = await start();
    await expect.poll(async () => await menuLabels(app)).toContain('File');
    await call(app, 'settings.change', { language: 'zh-Hant' });
    await expect.poll(async () => await menuLabels(app)).toContain('檔案');
    await call(app, 'settings.change', { language: 'en' });
    await expect.poll(async () => await menuLabels(app)).toContain('Go');
  });
});

test('the theme of the settings is the window’s', async () => {
  const app = await start();
  const isDark = async (): Promise<boolean> => await app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await call(app, 'settings.change', { theme: 'dark' });
  await expect.poll(isDark).toBe(true);
  await call(app, 'settings.change', { theme: 'light' });
  await expect.poll(isDark).toBe(false);
});

test('the window comes back where it was', async () => {
  const first = await start();
  const place = { x: 40, y: 60, width: 1010, height: 720 };
  await first.evaluate(({ BrowserWindow, app }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
    // The answer to this call is to arrive before the end.
    setTimeout(() => app.quit(), 10);
  }, place);
  expect(await first.ended).toBe(0);
  const second = await start();
  expect(await second.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())).toEqual(place);
});

describe('the way out', () => {
  test('is free while nothing runs', async () => {
    const app = await start();
    await app.evaluate(({ BrowserWindow }) => void setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 10));
    expect(await app.ended).toBe(0);
  });

  test('asks while a job runs, and ends it only when told to', async () => {
    const app = await start();
    const slow = join(folder, 'slow.tar');
    await writeSlowArchive(slow);
    await app.answerDialog([slow]);
    const [pick] = await call(app, 'pick.choose', { kind: 'archives' });
    await app.page.evaluate(async (id) => await window.stowage.call('archive.import', { picks: [id ?? ''] }), pick?.pick);
    const quit = async (): Promise<void> =>
      await app.evaluate(({ app: electronApp }) => void setTimeout(() => electronApp.quit(), 10));

    const questions = await answerQuestions(app, 0);
    await quit();
    await expect.poll(questions).toBe(1);
    expect((await call(app, 'job.list', {})).map(({ state }) => state)).toEqual(['running']);

    await answerQuestions(app, 1);
    await quit();
    expect(await app.ended).toBe(0);
  });
});

/** The packaged program asked for a command. */
const stowage = (...words: readonly string[]) =>
  spawnSync(process.execPath, ['--import', standIn, program, ...words], {
    encoding: 'utf8',
    env: { ...process.env, STOWAGE_STORE: options().store },
  });

describe.skipIf(hasElectron())('the command inside the package', () => {
  test('is a command line without a window, with its output and exit codes', async () => {
    await buildOnce();
    expect(stowage('--no-sandbox', '--cli', '--', 'import', '--json', archive)).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(stowage('repos', '--json').stdout)).toMatchObject({ total: 1 });
    expect(stowage('--cli', '--', 'show', 'nothing/here').status).toBe(exitCodes['reference-not-found']);
  });
});
