// Room test/e2e: the interface in a browser, served by the built program as `stowage serve --ui`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { program } from '../../.build/build-once.ts';
import { findBrowser } from '../browser.ts';
import type { Started, StartOptions } from './started-app.ts';

export async function startWeb({ store, locale, env }: StartOptions): Promise<Started> {
  const child = spawn(process.execPath, [program, 'serve', '--ui', '--port', '0', '--store', store], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const lines = createInterface({ input: child.stdout });
  const [firstLine] = (await once(lines, 'line')) as [string];
  const url = /http:\S+/.exec(firstLine)?.[0];
  if (url === undefined) throw new Error(`no address in the first line: ${firstLine}`);
  const browser = await chromium.launch({ ...executable() });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale, acceptDownloads: true });
  await page.goto(url);
  return {
    page,
    ended,
    evaluate: async () => await Promise.reject(new Error('there is no Electron behind a browser')),
    close: async () => {
      await browser.close();
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function executable(): { readonly executablePath: string } {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no Chromium, Chrome or Edge is installed');
  return { executablePath };
}
