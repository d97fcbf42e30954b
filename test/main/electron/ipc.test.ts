// Room test/main/electron: whose calls are heard.
import type { BrowserWindow, WebContents, WebFrameMain } from 'electron';
import { describe, expect, test } from 'vitest';
import { isOurPage } from '../../../main/electron/ipc.ts';

const ours = {} as WebContents;
const window = { webContents: ours } as BrowserWindow;
const frame = (origin: string, parent: WebFrameMain | null = null): WebFrameMain => ({ origin, parent }) as WebFrameMain;
const mainFrame = frame('app://stowage');
const from = (sender: WebContents, senderFrame: WebFrameMain | null): boolean => isOurPage({ sender, senderFrame }, window);

describe('a call is heard', () => {
  test('from the main frame of our window at our address', () => {
    expect(from(ours, mainFrame)).toBe(true);
  });

  test.each([
    ['another window', {} as WebContents, mainFrame],
    ['a frame inside the page', ours, frame('app://stowage', mainFrame)],
    ['another address in our window', ours, frame('https://example.com')],
    ['another host of our scheme', ours, frame('app://other')],
    ['a page without an origin', ours, frame('null')],
    ['a frame that is gone', ours, null],
  ])('not from %s', (_name, sender, senderFrame) => {
    expect(from(sender, senderFrame)).toBe(false);
  });
});
