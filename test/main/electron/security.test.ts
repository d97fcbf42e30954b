// Room test/main/electron: the window's preferences.
import { expect, test } from 'vitest';
import { webPreferences } from '../../../main/electron/security.ts';

test('the page runs in a sandbox, in a world of its own, without Node', () => {
  expect(webPreferences('/app/preload.cjs')).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
});
