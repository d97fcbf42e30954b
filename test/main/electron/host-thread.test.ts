// Room test/main/electron: the host in a thread of its own: the real entry, started as the desktop starts it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HostThread } from '../../../main/electron/host-thread.ts';
import { isStowageError } from '../../../main/errors.ts';
import type { StowageEvent } from '../../../preload/contract/events.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const archive = join(root, 'test', 'fixtures', 'archives', 'docker-28.5', 'app.tar');

let folder: string;
let revealed: string[];
let asked: unknown[];
let chosen: readonly string[];
let host: HostThread;

const realHost = (): Worker =>
  new Worker(join(root, 'main', 'index.ts'), {
    env: { ...process.env, STOWAGE_STORE: join(folder, 'store'), XDG_CONFIG_HOME: folder, APPDATA: folder },
  });

function hostStartedBy(start: () => Worker): HostThread {
  return new HostThread(start, {
    choose: async (kind, suggestedName) => {
      asked.push([kind, suggestedName]);
      return await Promise.resolve(chosen);
    },
    reveal: (path) => void revealed.push(path),
    secrets: {
      seal: async (text) => await Promise.resolve(Buffer.from(text).toString('hex')),
      open: async (sealed) => await Promise.resolve(Buffer.from(sealed, 'hex').toString('utf8')),
    },
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stowage-host-'));
  revealed = [];
  asked = [];
  chosen = [];
  host = hostStartedBy(realHost);
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

/** The next event of that type and job. */
async function heard(type: StowageEvent['type'], job: string): Promise<StowageEvent> {
  return await new Promise((resolve) => {
    const stop = host.subscribe((event) => {
      if (event.type !== type || !('job' in event) || event.job !== job) return;
      stop();
      resolve(event);
    });
  });
}

describe('the host in its thread', () => {
  test('answers calls, and failures as results', async () => {
    expect(await host.call('host.describe', {})).toMatchObject({ door: 'electron', nativeDialogs: true, hostPaths: false });
    expect(await host.dispatch('store.status', { wrong: true })).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
    await expect(host.call('job.cancel', { job: '' })).rejects.toSatisfy((error) => isStowageError(error, 'input-invalid'));
  });

  test('imports what was offered, with events, and tells no path but that of the pick', async () => {
    const [pick] = await host.offer([archive]);
    expect(pick).toEqual({ pick: expect.any(String), name: 'app.tar' });
    const { job } = await host.call('archive.import', { picks: [pick?.pick ?? ''] });
    expect(await heard('job.settled', job)).toMatchObject({ outcome: { ok: true } });
    const seen = JSON.stringify([await host.call('job.list', {}), await host.call('artifact.list', {})]);
    const paths = seen.match(/"(?:\/|[A-Z]:)[^"]*"/g) ?? [];
    expect(paths.filter((path) => JSON.parse(path) !== archive)).toEqual([]);
  });

  test('asks for dialogs over here', async () => {
    chosen = [archive];
    expect(await host.call('pick.choose', { kind: 'archives' })).toEqual([{ pick: expect.any(String), name: 'app.tar' }]);
    chosen = [];
    expect(await host.call('pick.choose', { kind: 'save-file', suggestedName: 'a.tar' })).toEqual([]);
    expect(asked).toEqual([
      ['archives', undefined],
      ['save-file', 'a.tar'],
    ]);
  });

  test('has passwords sealed over here, and opened again', async () => {
    const server = createServer(({ headers: { authorization } }, outgoing) => {
      const isKnown = authorization === `Basic ${Buffer.from('carrier:secret').toString('base64')}`;
      outgoing.writeHead(isKnown ? 200 : 401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
    });
    try {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      await host.call('remote.set', { registry });
      const signedIn = await host.call('remote.sign-in', { registry, user: 'carrier', password: 'secret' });
      expect(signedIn).toMatchObject({ user: 'carrier', credentials: 'keychain' });
      const kept = readFileSync(join(folder, 'stowage', 'credentials.json'), 'utf8');
      expect(kept).toContain(Buffer.from('secret').toString('hex'));
      await host.close();
      host = hostStartedBy(realHost);
      expect(await host.call('remote.check', { registry })).toMatchObject({ state: 'reachable', user: 'carrier' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('lets nobody name a path', async () => {
    expect(await host.dispatch('pick.path', { path: archive })).toMatchObject({ ok: false });
    expect(await host.dispatch('archive.import', { picks: [archive] })).toMatchObject({
      ok: false,
      error: { code: 'pick-unknown' },
    });
  });

  test('is started again by the next call after its thread has died', async () => {
    const starts = [() => new Worker('process.exit(3)', { eval: true }), realHost];
    const mortal = hostStartedBy(() => (starts.shift() ?? realHost)());
    await expect(mortal.call('host.describe', {})).rejects.toThrow('the host stopped');
    expect(await mortal.call('host.describe', {})).toMatchObject({ door: 'electron' });
    await mortal.close();
  });
});
