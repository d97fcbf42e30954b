// Room test/e2e: the desktop app on the stand-in for Electron: the real built main process in a child, its window in Chromium.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { program, root } from '../../.build/build-once.ts';
import type { Evaluate, Started, StartOptions } from './started-app.ts';

/** The child's process, for tests of starts that end by themselves. */
export function spawnStandIn({ profile, files, locale, env }: StartOptions): ChildProcess {
  const args = ['--import', join(root, 'test', 'electron', 'register.ts'), program];
  return spawn(process.execPath, [...args, `--user-data-dir=${profile}`, `--lang=${locale}`, ...files], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

export async function startStandIn(options: StartOptions): Promise<Started> {
  const child = spawnStandIn(options);
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const ask = questions(child);
  const browser = await chromium.connectOverCDP(String(await ask(null, null)));
  const evaluate = (async (act: () => unknown, arg: unknown) => await ask(String(act), arg ?? null)) as Evaluate;
  const close = async (): Promise<void> => {
    // Without asking: whoever wants to be asked quits himself.
    child.kill('SIGKILL');
    await ended;
    await browser.close();
  };
  try {
    return { page: await appPage(browser.contexts()[0]?.pages() ?? []), close, evaluate, ended };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The window's page, once it shows the app. */
async function appPage(pages: readonly Page[]): Promise<Page> {
  const [page] = pages;
  if (page === undefined) throw new Error('the app has no window');
  await page.waitForURL(/index\.html/);
  return page;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

function questions(child: ChildProcess): (source: string | null, arg: unknown) => Promise<unknown> {
  let lastId = 0;
  return async (source, arg) => {
    lastId += 1;
    const id = lastId;
    const gone = Promise.withResolvers<never>();
    const onExit = (): void => gone.reject(new Error('the app has ended'));
    const answered = new Promise<unknown>((resolve, reject) => {
      const hear = (answer: Answer): void => {
        if (answer.id !== id) return;
        child.off('message', hear);
        if (answer.error === undefined) resolve(answer.value);
        else reject(new Error(answer.error));
      };
      child.on('message', hear);
    });
    child.once('exit', onExit);
    // An app that has ended says so by its exit.
    child.send({ id, source, arg }, () => undefined);
    if (child.exitCode !== null) onExit();
    try {
      return await Promise.race([answered, gone.promise]);
    } finally {
      child.off('exit', onExit);
    }
  };
}
