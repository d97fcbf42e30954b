// Room test/e2e: the Registry screen: what it says of the local registry is so for clients, and what it pulls and pushes arrives.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { call } from '../../main/host/client.ts';
import { type OpenedStore, withStore } from '../main/opened-store.ts';
import { writeImages } from '../support/small-archive.ts';
import { ask } from './ask.ts';
import { doors, eventually, journeys } from './journey.ts';
import type { HostKind, Launched } from './launch.ts';
import { Frame } from './pages/frame.ts';
import { Library } from './pages/library.ts';
import { RegistryPage } from './pages/registry.ts';
import { TransfersPage } from './pages/transfers-page.ts';

const journey = journeys();
const web = 'registry.example.com/team/web';

/** A port that nobody listens at, nor at the one after it. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port !== null && port < 65_535 && (await listenOnce(port + 1)) !== null) return port;
  }
}

/** Null where someone else listens there. */
async function listenOnce(port: number): Promise<number | null> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return null;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : null;
}

interface Begun {
  readonly app: Launched;
  readonly frame: Frame;
  readonly screen: RegistryPage;
  readonly port: number;
}

/** The app over a store with two images, on the Registry screen; the local registry is off. */
async function start(door: HostKind): Promise<Begun> {
  const archive = await writeImages(journey.folder, 'web.tar', { [`${web}:1`]: ['base', 'first'], [`${web}:2`]: ['base'] });
  await withStore(journey.store, async (store) => await store.importPath(archive));
  const app = await journey.start(door);
  const frame = new Frame(app.page);
  const screen = new RegistryPage(app.page);
  await frame.open('Registry');
  await screen.local.waitFor();
  const port = await freePort();
  await ask(app, 'settings.change', { registryPort: port });
  return { app, frame, screen, port };
}

interface Remote {
  readonly store: OpenedStore;
  readonly address: string;
}

/** Another store with one image, served on loopback while `use` runs; with `password`, to `ops` alone. */
async function withRemote(use: (remote: Remote) => Promise<void>, password?: string): Promise<void> {
  const archive = await writeImages(journey.folder, 'tool.tar', { 'docker.io/team/tool:3': ['base', 'tool'] });
  await withStore(join(journey.folder, 'remote'), async (store) => {
    await store.importPath(archive);
    const { address } = await call(store.host, 'registry.start', {
      port: 0,
      allowPush: true,
      ...(password === undefined ? {} : { users: usersFile(store, password) }),
    });
    try {
      await use({ store, address });
    } finally {
      await call(store.host, 'registry.stop', {});
    }
  });
}

async function waitForFocus(control: Locator): Promise<void> {
  await eventually(async () => await control.evaluate((element) => element === document.activeElement)).toBe(true);
}

/** The pick of an htpasswd file. */
function usersFile({ host }: OpenedStore, password: string): string {
  const path = join(journey.folder, 'htpasswd');
  writeFileSync(path, `ops:${hashSync(password, 4)}\n`);
  return host.picks.offer({ kind: 'path', path });
}

describe.each(doors)('in %s, the local registry', (door) => {
  test('is switched on, serves what its commands name, lists what clients did, and is switched off', async () => {
    const { app, screen, port } = await start(door);
    const base = `http://127.0.0.1:${port}/v2/`;
    await screen.local.getByText(`127.0.0.1:${port}`).waitFor();
    await expect(fetch(base)).rejects.toThrow('fetch failed');
    await screen.turn();
    await screen.local.getByText(/^On since \d\d:\d\d$/).waitFor();
    expect((await fetch(base)).status).toBe(200);

    const command = await screen.command('Pull by tag').textContent();
    expect(command).toBe(`docker pull 127.0.0.1:${port}/${web}:2`);
    await screen.commands.getByRole('tab', { name: 'skopeo' }).click();
    await screen.command('Pull by tag').getByText('--src-tls-verify=false').waitFor();

    const headers = { 'user-agent': 'docker/27.0.3 go/go1.22' };
    const manifest = await fetch(`${base}${web}/manifests/2`, { headers });
    expect(manifest.status).toBe(200);
    await manifest.arrayBuffer();
    await screen.activity.filter({ hasText: 'Pull web:2' }).filter({ hasText: 'docker 27.0.3' }).waitFor();
    expect((await fetch(`${base}${web}/manifests/9`, { headers })).status).toBe(404);
    await screen.activity.filter({ hasText: 'Not found web:9' }).filter({ hasText: 'no such tag' }).waitFor();

    await screen.turn();
    await eventually(async () => (await ask(app, 'registry.show', {})).on).toBe(false);
    await expect(fetch(base)).rejects.toThrow('fetch failed');
  });

  test('lets clients push once that is chosen, at once, and remembers it', async () => {
    const { app, screen, port } = await start(door);
    const upload = `http://127.0.0.1:${port}/v2/team/new/blobs/uploads/`;
    await screen.turn();
    await screen.local.getByText(/^On since/).waitFor();
    expect((await fetch(upload, { method: 'POST' })).status).toBe(405);
    await screen.activity.filter({ hasText: 'Push refused' }).filter({ hasText: 'push is switched off' }).waitFor();
    await screen.choice('Pull and push').click({ force: true });
    await screen.command('Push by tag').waitFor();
    expect((await fetch(upload, { method: 'POST' })).status).toBe(202);
    expect((await ask(app, 'settings.get', {})).registryPush).toBe(true);
  });

  test('offers the next port where its own is taken', async () => {
    const { app, screen, port } = await start(door);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      await screen.turn();
      await screen.local.getByRole('alert').getByText(`Port ${port} is used by another program.`).waitFor();
      await screen.local.getByRole('button', { name: `Use ${port + 1}` }).click();
      await screen.local.getByText(/^On since/).waitFor();
      expect((await ask(app, 'registry.show', {})).port).toBe(port + 1);
    } finally {
      other.close();
    }
  });

  test('asks for a user before it opens to the network, and says what its clients must trust', async () => {
    const { app, frame, screen } = await start(door);
    await screen.choice('Local network').click({ force: true });
    const dialog = frame.dialog('Open to the local network');
    await dialog.getByRole('button', { name: 'Add and open' }).click();
    await dialog.getByText('A name has 1 to 64 characters').waitFor();
    await dialog.getByRole('textbox', { name: 'User name' }).fill('ops');
    await dialog.getByRole('radio', { name: 'Token' }).click({ force: true });
    await dialog.getByRole('button', { name: 'Make token and open' }).click();
    const made = frame.dialog('Token of ops');
    await made.getByRole('button', { name: 'Copy token' }).waitFor();
    await made.getByRole('button', { name: 'Done' }).click();
    await screen.users.getByRole('row', { name: /ops/ }).waitFor();
    expect((await ask(app, 'settings.get', {})).registryReach).toBe('network');
    expect(await screen.users.getByRole('button', { name: 'Remove ops' }).isDisabled()).toBe(true);

    await screen.turn();
    await screen.local.getByText(/^On since/).waitFor();
    const { certificateFingerprint, scheme } = await ask(app, 'registry.show', {});
    expect(scheme).toBe('https');
    await screen.users.getByText(certificateFingerprint ?? 'no fingerprint').waitFor();
    await screen.command('Sign in').getByText('docker login -u ops').waitFor();
    await screen.command('Trust the certificate').waitFor();
  });
});

describe.each(doors)('in %s, a remote registry', (door) => {
  test('is added, tested, looked through and pulled from, and gets what is pushed', async () => {
    const { app, frame, screen } = await start(door);
    await withRemote(async ({ store, address }) => {
      await screen.remotes.getByRole('button', { name: 'Add…' }).click();
      const dialog = frame.dialog('Add a remote registry');
      await dialog.getByRole('textbox', { name: 'Address' }).fill(address);
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Site B');
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      await screen.remote('Site B').getByText('Not checked').waitFor();
      await screen.act('Site B', 'Test');
      await screen.remote('Site B').getByText('Reachable').waitFor();

      await screen.remote('Site B').getByRole('button', { name: 'Pull…' }).click();
      const pull = frame.dialog('Pull from a registry');
      await pull.getByRole('option', { name: 'team/tool' }).click();
      await pull.getByRole('option', { name: '3', exact: true }).click();
      expect(await pull.getByRole('textbox', { name: 'What to pull' }).inputValue()).toBe(`${address}/team/tool:3`);
      await pull.getByRole('radio', { name: 'All', exact: true }).click({ force: true });
      await pull.getByRole('button', { name: 'Preview' }).click();
      await pull.getByText('Nothing has been written yet.').waitFor();
      await pull.getByRole('row', { name: /tool.*3/ }).waitFor();
      expect((await ask(app, 'repository.list', {})).total).toBe(1);
      await pull.getByRole('button', { name: /^Pull [\d.]+ kB$/ }).click();
      await frame.notice(/^Pulling/).waitFor();
      await eventually(async () => (await ask(app, 'tag.list', { repository: `${address}/team/tool` })).total).toBe(1);
      await frame.open('Transfers');
      const transfers = new TransfersPage(app.page);
      await transfers
        .card(/Pull .*team\/tool:3/)
        .getByText('1 artifact pulled')
        .waitFor();

      await frame.goTo(`#/library/${web}`);
      const library = new Library(app.page);
      await library.artifact('1').click();
      await app.page.keyboard.press('u');
      const push = frame.dialog('Push to a registry');
      expect(await push.getByRole('textbox', { name: 'Repository and tag' }).inputValue()).toBe('team/web:1');
      await push.getByRole('textbox', { name: 'Repository and tag' }).fill('mirror/web:one');
      await push.getByRole('button', { name: 'Preview' }).click();
      await push.getByText('Nothing has been sent yet.').waitFor();
      await push.getByRole('button', { name: 'Back' }).click();
      await waitForFocus(push.getByRole('button', { name: 'Preview' }));
      expect(await push.getByRole('textbox', { name: 'Repository and tag' }).inputValue()).toBe('mirror/web:one');
      await push.getByRole('button', { name: 'Preview' }).click();
      await push.getByRole('button', { name: /^Push [\d.]+ kB$/ }).click();
      await eventually(async () =>
        (await call(store.host, 'tag.list', { repository: 'docker.io/mirror/web' })).items.map(({ tag }) => tag),
      ).toEqual(['one']);
    });
    await frame.open('Registry');
    await screen.act('Site B', 'Test');
    await screen.remote('Site B').getByText('Not reachable').waitFor();
    await screen.act('Site B', 'Forget');
    await screen.remote('Site B').waitFor({ state: 'hidden' });
  });

  test('shows what a pull and a push would change, by keys alone, and changes nothing before', async () => {
    const { app, frame } = await start(door);
    await withRemote(async ({ store, address }) => {
      const reference = `${address}/team/tool:3`;
      const { keyboard } = app.page;
      const pull = frame.dialog('Pull from a registry');
      const preview = async (): Promise<void> => {
        await keyboard.press('p');
        await pull.waitFor();
        await keyboard.type(reference);
        await keyboard.press('Enter');
        await pull.getByRole('table', { name: 'Artifacts' }).waitFor();
      };
      // The tag is there, and means something else.
      await ask(app, 'tag.add', { source: `${web}:1`, reference });
      await preview();
      await pull.getByText('1 tag already points to something else.').waitFor();
      await pull.getByText('moves', { exact: true }).waitFor();
      await waitForFocus(pull.getByRole('button', { name: /^Pull/ }));
      // Somebody else changes the store meanwhile.
      await ask(app, 'tag.remove', { references: [reference] });
      await pull.getByRole('button', { name: 'Preview again' }).waitFor();
      await keyboard.press('Enter');
      await pull.getByText('1 tag already points to something else.').waitFor({ state: 'hidden' });
      await waitForFocus(pull.getByRole('button', { name: /^Pull/ }));
      await keyboard.press('Enter');
      await eventually(async () => (await ask(app, 'tag.list', { repository: `${address}/team/tool` })).total).toBe(1);
      await preview();
      await pull.getByText('All of it is already here.').waitFor();
      await keyboard.press('Enter');
      await pull.waitFor({ state: 'hidden' });
      expect((await ask(app, 'job.list', {})).map(({ operation }) => operation)).toEqual(['remote.pull']);

      await frame.goTo(`#/library/${web}`);
      await new Library(app.page).artifact('1').click();
      await keyboard.press('u');
      const push = frame.dialog('Push to a registry');
      await push.getByRole('textbox', { name: 'Repository and tag' }).fill('team/tool:3');
      await push.getByRole('button', { name: 'To' }).click();
      await app.page.getByRole('option', { name: 'Another registry…' }).click();
      await push.getByRole('textbox', { name: 'Registry' }).fill(address);
      await push.getByRole('textbox', { name: 'Repository and tag' }).press('Enter');
      await push.getByText('Who pulls by this tag gets the new artifact.').waitFor();
      const tagged = async (): Promise<string | undefined> =>
        (await call(store.host, 'tag.list', { repository: 'docker.io/team/tool' })).items[0]?.digest;
      const before = await tagged();
      await keyboard.press('Enter');
      await eventually(tagged).not.toBe(before);
    });
  });

  test('that cannot be reached says so in the dialog, and what was typed stays', async () => {
    const { app, frame } = await start(door);
    await app.page.keyboard.press('p');
    const pull = frame.dialog('Pull from a registry');
    await pull.waitFor();
    await app.page.keyboard.type('127.0.0.1:1/team/tool:3');
    await app.page.keyboard.press('Enter');
    await pull.getByRole('alert').getByText('127.0.0.1:1 cannot be reached').waitFor();
    await pull.getByRole('alert').getByText('Nothing was pulled.').waitFor();
    expect(await pull.getByRole('textbox', { name: 'What to pull' }).inputValue()).toBe('127.0.0.1:1/team/tool:3');
    expect(await ask(app, 'job.list', {})).toEqual([]);
  });

  test('that asks for a password is signed in to on the way, and then shows its plan', async () => {
    const { app, frame, screen } = await start(door);
    await withRemote(async ({ address }) => {
      await ask(app, 'remote.set', { registry: address, name: 'Site B' });
      await screen.act('Site B', 'Test');
      await screen.remote('Site B').getByText('Sign-in refused').waitFor();
      await app.page.keyboard.press('p');
      const pull = frame.dialog('Pull from a registry');
      await pull.getByRole('textbox', { name: 'What to pull' }).fill(`${address}/team/tool:3`);
      await pull.getByRole('button', { name: 'Preview' }).click();
      await pull.getByRole('alert').getByRole('button', { name: 'Sign in…' }).click();
      const dialog = frame.dialog('Sign in to Site B');
      await dialog.getByRole('textbox', { name: 'User name' }).fill('ops');
      await dialog.getByLabel('Password or token').fill('wrong password');
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await dialog.getByRole('alert').getByText(`${address} does not accept the password of ops.`).waitFor();
      await dialog.getByLabel('Password or token').fill('right password');
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await frame.notice('Signed in to Site B as ops').waitFor();
      await pull.getByRole('table', { name: 'Artifacts' }).waitFor();
      await app.page.keyboard.press('Escape');
      await pull.waitFor({ state: 'hidden' });
      await screen.remote('Site B').getByText('ops', { exact: true }).waitFor();
      await screen.act('Site B', 'Sign out');
      await screen.remote('Site B').getByText('anonymous').waitFor();
    }, 'right password');
  });
});
