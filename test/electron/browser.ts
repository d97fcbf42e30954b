// Stand-in for Electron: the Chromium behind it. Pages at `app://host/` live at an https address that no network has, and are
// answered by the app's own handler; everything else is cut off.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { findBrowser } from '../browser.ts';

const suffix = '-scheme.invalid';

export interface StartedBrowser {
  readonly context: BrowserContext;
  /** Where a second client, the test, reaches the same pages. */
  readonly debuggerUrl: string;
}

let started: Promise<StartedBrowser> | undefined;

/** The one browser of this process. */
export function browser(profile: string): Promise<StartedBrowser> {
  started ??= start(profile);
  return started;
}

async function start(profile: string): Promise<StartedBrowser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no Chromium, Chrome or Edge is installed');
  mkdirSync(profile, { recursive: true });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: ['--remote-debugging-port=0'],
    handleSIGINT: false,
    handleSIGTERM: false,
    viewport: null,
  });
  const [port = ''] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  return { context, debuggerUrl: `http://127.0.0.1:${port}` };
}

/** The address at which Chromium shows one of an app's own schemes. */
export function toBrowser(address: string): string {
  const url = new URL(address);
  if (/^(?:https?|about|data|blob|file):$/.test(url.protocol)) return address;
  return address.replace(/^([a-z]+):\/\/([^/]+)/, `https://$2.$1${suffix}`);
}

/** What the app calls that address. */
export function fromBrowser(address: string): string {
  return address.replace(/^https:\/\/([^/]+)\.([a-z]+)-scheme\.invalid/, '$2://$1');
}
