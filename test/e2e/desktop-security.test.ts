// Room test/e2e: what the desktop's page cannot do, tried from inside the page of the running app.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../.build/build-once.ts';
import { type Launched, launch } from './launch.ts';

const archive = join(root, 'test', 'fixtures', 'archives', 'docker-28.5', 'app.tar');

let folder: string;
let app: Launched;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-e2e-'));
  app = await launch('electron', { store: join(folder, 'store') });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where the page is after it has tried to leave. */
async function placeAfter(leave: () => void): Promise<string> {
  await app.page.evaluate(leave);
  // A navigation that was let through would replace the page before it answers again.
  await app.page.evaluate(async () => await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50))));
  return await app.page.evaluate(() => document.title);
}

describe('the page', () => {
  test('is sandboxed, in a world of its own, without Node', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // Electron has it, its types do not.
      const read = contents === undefined ? undefined : (Reflect.get(contents, 'getLastWebPreferences') as () => unknown);
      return read?.call(contents);
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false });
    const names = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'];
    expect(await app.page.evaluate((all) => all.filter((name) => name in globalThis), names)).toEqual([]);
  });

  test('has three functions of ours, and cannot replace them', async () => {
    const found = await app.page.evaluate(() => {
      try {
        Object.assign(window.stowage, { call: null });
      } catch {
        // It is frozen.
      }
      return Object.entries(window.stowage).map(([name, value]) => [name, typeof value]);
    });
    expect(new Map(found as [string, string][])).toEqual(
      new Map([
        ['call', 'function'],
        ['onEvent', 'function'],
        ['pickFiles', 'function'],
      ]),
    );
  });

  test('runs no inline script, loads nothing from elsewhere and connects to nothing', async () => {
    const violations = await app.page.evaluate(async () => {
      const seen = new Set<string>();
      const allSeen = new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
          if (seen.add(effectiveDirective).size === 5) resolve();
        });
      });
      const inline = document.createElement('script');
      inline.textContent = 'window.ran = true';
      document.head.append(inline);
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      document.head.append(style);
      const image = document.createElement('img');
      image.src = 'https://example.com/x.png';
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(image, frame);
      await fetch('https://example.com/').catch(() => undefined);
      await allSeen;
      for (const element of [inline, style, image, frame]) element.remove();
      return { seen: [...seen].toSorted(), ran: 'ran' in window };
    });
    expect(violations).toEqual({
      seen: ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem'],
      ran: false,
    });
  });

  test.each([
    ['another site', () => void (location.href = 'https://example.com/')],
    ['a file', () => void (location.href = 'file:///etc/passwd')],
    ['data', () => void (location.href = 'data:text/html,<title>gone</title>')],
    [
      'a form',
      () => {
        const form = document.createElement('form');
        form.action = 'https://example.com/';
        document.body.append(form);
        form.submit();
      },
    ],
    [
      'a link',
      () => {
        const link = document.createElement('a');
        link.href = 'https://example.com/';
        document.body.append(link);
        link.click();
      },
    ],
  ])('cannot leave for %s', async (_name, leave) => {
    expect(await placeAfter(leave)).toMatch(/Stowage$/);
    expect(await app.page.evaluate(() => typeof window.stowage)).toBe('object');
  });

  test('cannot open a window', async () => {
    await app.page.evaluate(() => void window.open('https://example.com/'));
    await app.page.evaluate(() => void window.open('about:blank'));
    expect(await placeAfter(() => undefined)).toMatch(/Stowage$/);
    await expect.poll(() => app.page.context().pages().length).toBe(1);
  });

  test('gets no permission', async () => {
    const answers = await app.page.evaluate(async () => {
      const place = new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          ({ code }) => resolve(code),
        ),
      );
      const states = await Promise.all(
        (['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]).map(
          async (name) => (await navigator.permissions.query({ name })).state,
        ),
      );
      const clipboard = await navigator.clipboard.readText().then(
        () => 'read',
        () => 'denied',
      );
      return { states, place: await place, notification: await Notification.requestPermission(), clipboard };
    });
    expect(answers).toEqual({
      states: ['denied', 'denied', 'denied', 'denied'],
      place: 1,
      notification: 'denied',
      clipboard: 'denied',
    });
  });

  test('gets a pick and a name for a dropped file, and never its path', async () => {
    await app.page.evaluate(() => {
      const target = window as Window & { dropped?: unknown };
      const take = async (event: DragEvent): Promise<void> => {
        event.preventDefault();
        event.stopImmediatePropagation();
        target.dropped = await window.stowage.pickFiles([...(event.dataTransfer?.files ?? [])]);
      };
      window.addEventListener('dragover', (event) => event.preventDefault());
      window.addEventListener('drop', (event) => void take(event), { once: true, capture: true });
    });
    await app.dropFiles([archive]);
    await app.page.waitForFunction(() => 'dropped' in window);
    const picks = await app.page.evaluate(() => (window as Window & { dropped?: unknown }).dropped);
    expect(picks).toEqual([{ pick: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'app.tar' }]);
  });

  test('gets no pick for a file it made itself, nor for a path it names', async () => {
    const answers = await app.page.evaluate(
      async (path) => [
        await window.stowage.pickFiles([new File(['x'], path)]),
        await window.stowage.call('pick.path', { path }),
        await window.stowage.call('archive.import', { picks: [path] }),
      ],
      archive,
    );
    expect(answers).toEqual([[], { ok: false, error: expect.anything() }, { ok: false, error: expect.anything() }]);
  });
});

describe('the channel', () => {
  test.each(['foreign window', 'inner frame', 'other origin'])('hears no %s', async (who) => {
    const answer = await app.evaluate(async ({ BrowserWindow, ipcMain }, from) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const frame = { origin: 'app://stowage', parent: null as unknown, url: 'app://stowage/index.html' };
      const event = {
        sender: from === 'foreign window' ? {} : contents,
        senderFrame: {
          ...frame,
          ...(from === 'inner frame' ? { parent: frame } : {}),
          ...(from === 'other origin' ? { origin: 'https://example.com' } : {}),
        },
      };
      // Both Electron and its stand-in keep handlers there; nothing public calls them.
      const handlers = Reflect.get(ipcMain, '_invokeHandlers') as Map<
        string,
        (event: unknown, message: unknown) => Promise<unknown>
      >;
      const handler = handlers.get('stowage:call');
      try {
        return await handler?.(event, { kind: 'call', name: 'host.describe', input: {} });
      } catch (error) {
        return String(error);
      }
    }, who);
    expect(answer).toBe('Error: not a page of this application');
  });

  test('is the only one', async () => {
    const channels = await app.evaluate(({ ipcMain }) => [
      ...(Reflect.get(ipcMain, '_invokeHandlers') as Map<string, unknown>).keys(),
    ]);
    expect(channels).toEqual(['stowage:call']);
  });
});
