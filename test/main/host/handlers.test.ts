// Room test/main/host: every operation of the contract has its handler, what a door lacks is refused or answered with
// nothing.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import type { DoorAbilities } from '../../../main/host/chooser.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { callHandlers, jobHandlers } from '../../../main/host/handlers.ts';
import type { Host } from '../../../main/host/host.ts';
import type { StowageEvent } from '../../../preload/contract/events.ts';
import { operations } from '../../../preload/contract/operations.ts';
import { nextEvent, settled, startJob } from '../../support/job-watch.ts';
import { writeImages } from '../../support/small-archive.ts';
import { temporaryFolder, withNewStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});
let serial = 0;
const newPath = (): string => join(folder, String(++serial));
const root = join(import.meta.dirname, '../../..');

const webInfo: DoorAbilities['info'] = {
  door: 'web',
  nativeDialogs: false,
  showInFolder: false,
  uploads: true,
  hostPaths: false,
};
const appInfo: DoorAbilities['info'] = {
  door: 'electron',
  nativeDialogs: true,
  showInFolder: true,
  uploads: false,
  hostPaths: true,
};

async function withDoor(door: DoorAbilities, use: (host: Host, storePath: string) => Promise<void>): Promise<void> {
  const storePath = newPath();
  const host = composeHost({ storePath, door });
  try {
    await use(host, storePath);
  } finally {
    await host.close();
  }
}

const images = { 'docker.io/library/one:1': ['base', 'one'] };
const isStoreChange = (event: StowageEvent): event is StowageEvent & { type: 'store.changed' } => event.type === 'store.changed';

function operationsOf(kind: 'call' | 'job'): readonly string[] {
  const named = Object.entries(operations).filter(([, operation]) => operation.kind === kind);
  return named.map(([name]) => name).toSorted();
}

describe('the operations of a host', () => {
  it('are those of the contract, calls and jobs', () => {
    expect(Object.keys(callHandlers).toSorted()).toEqual(operationsOf('call'));
    expect(Object.keys(jobHandlers).toSorted()).toEqual(operationsOf('job'));
  });
});

describe('host.describe', () => {
  it('says what the door can do and whether there is a store, without making one', async () => {
    await withDoor({ info: appInfo }, async (host, storePath) => {
      const info = await call(host, 'host.describe', {});
      expect(info).toMatchObject({ ...appInfo, storePath, storeExists: false, platform: process.platform });
      expect(info.sampleArchive).toBe(existsSync(join(root, 'assets/sample.tar')));
      expect(info.volume.freeBytes).toBeGreaterThan(0);
      expect(info.volume.totalBytes).toBeGreaterThan(info.volume.freeBytes);
      expect(existsSync(storePath)).toBe(false);
      const pick = host.picks.offer({ kind: 'path', path: await writeImages(folder, 'describe.tar', images) });
      await runJob(host, 'archive.import', { picks: [pick] });
      expect((await call(host, 'host.describe', {})).storeExists).toBe(true);
    });
  });
});

describe('picks of a door', () => {
  it('are what its dialog chose, by name, and nothing when it was dismissed or there is none', async () => {
    const asked: unknown[] = [];
    const choose: DoorAbilities['choose'] = async (kind, suggestedName) => {
      asked.push([kind, suggestedName]);
      return await Promise.resolve(kind === 'archives' ? ['/media/a.tar', '/media/b.tar'] : []);
    };
    await withDoor({ info: appInfo, choose }, async (host) => {
      const chosen = await call(host, 'pick.choose', { kind: 'archives' });
      expect(chosen.map(({ name }) => name)).toEqual(['a.tar', 'b.tar']);
      expect(chosen.map(({ pick }) => host.picks.resolve(pick))).toEqual([
        { kind: 'path', path: '/media/a.tar' },
        { kind: 'path', path: '/media/b.tar' },
      ]);
      expect(await call(host, 'pick.choose', { kind: 'save-file', suggestedName: 'a.tar' })).toEqual([]);
      expect(asked).toEqual([
        ['archives', undefined],
        ['save-file', 'a.tar'],
      ]);
    });
    await withDoor({ info: webInfo }, async (host) => {
      expect(await call(host, 'pick.choose', { kind: 'archives' })).toEqual([]);
    });
  });

  it('name paths of the host only where the door says so', async () => {
    const path = await writeImages(folder, 'named.tar', images);
    await withDoor({ info: appInfo }, async (host) => {
      const { pick, name } = await call(host, 'pick.path', { path });
      expect(name).toBe('named.tar');
      expect(await runJob(host, 'archive.import', { picks: [pick] })).toMatchObject({ addedCount: 1 });
    });
    await withDoor({ info: webInfo }, async (host) => {
      await expect(call(host, 'pick.path', { path })).rejects.toMatchObject({ code: 'pick-unknown' });
    });
  });

  it('offer the sample archive, which comes in', async () => {
    await withDoor({ info: webInfo }, async (host) => {
      const { pick } = await call(host, 'pick.sample', {});
      const report = await runJob(host, 'archive.import', { picks: [pick] });
      expect(report.refusedCount).toBe(0);
      expect(report.addedCount).toBeGreaterThan(0);
    });
  });

  it('are refused where they are not what is asked for', async () => {
    await withDoor({ info: webInfo }, async (host) => {
      const out = host.picks.offer({ kind: 'download', name: 'a.tar', stream: new PassThrough() });
      expect((await settled(host, await startJob(host, 'archive.import', { picks: [out] }))).failure?.code).toBe('pick-unknown');
      const unknown = await host.dispatch('archive.import', { picks: ['never'] });
      expect(unknown).toMatchObject({ ok: false, error: { code: 'pick-unknown' } });
    });
  });
});

describe('settings of a host', () => {
  it('are told of when they change, and refused with a reason when they cannot be', async () => {
    const config = newPath();
    for (const variable of ['XDG_CONFIG_HOME', 'APPDATA', 'HOME']) vi.stubEnv(variable, config);
    await withDoor({ info: webInfo }, async (host) => {
      const before = await call(host, 'settings.get', {});
      const events: StowageEvent[] = [];
      host.subscribe((event) => events.push(event));
      expect(await call(host, 'settings.change', { theme: 'dark' })).toEqual({ ...before, theme: 'dark' });
      expect(events.filter((event) => event.type === 'settings.changed')).toHaveLength(1);
      for (const change of [{ theme: 'sepia' }, { volume: 3 }])
        expect(await host.dispatch('settings.change', change)).toMatchObject({ ok: false, error: { code: 'input-invalid' } });
      expect(await call(host, 'settings.get', {})).toEqual({ ...before, theme: 'dark' });
    });
  });
});

describe('job.reveal', () => {
  it('shows what an export wrote, where the door has a file manager', async () => {
    const shown: string[] = [];
    await withDoor({ info: appInfo, reveal: (path) => shown.push(path) }, async (host) => {
      const offer = (path: string): string => host.picks.offer({ kind: 'path', path });
      const imported = await startJob(host, 'archive.import', {
        picks: [offer(await writeImages(folder, 'reveal.tar', images))],
      });
      await settled(host, imported);
      expect(await call(host, 'job.reveal', { job: imported })).toEqual({ shown: false });
      const target = newPath();
      const exported = await startJob(host, 'archive.export', { references: ['one:1'], target: offer(target) });
      await settled(host, exported);
      expect(await call(host, 'job.reveal', { job: exported })).toEqual({ shown: true });
      expect(shown).toEqual([target]);
    });
  });
});

describe('a host that watches its store', () => {
  it('tells when another process changed it, also after something stood in the way of looking', async () => {
    await withNewStore(async ({ host, path, importPath }) => {
      await importPath(await writeImages(folder, 'first.tar', images));
      const { revision } = await call(host, 'store.status', {});
      const archive = await writeImages(folder, 'other.tar', { 'docker.io/library/other:1': ['base', 'other'] });
      const changed = nextEvent(host, isStoreChange);
      await call(host, 'store.status', {});
      host.watchStore();
      await promisify(execFile)(process.execPath, [join(root, 'main/index.ts'), 'import', archive, '--store', path]);
      expect((await changed).revision).toBeGreaterThan(revision);
      const index = join(path, 'index.json');
      const good = readFileSync(index);
      writeFileSync(index, 'damaged');
      await expect(call(host, 'store.status', {})).rejects.toMatchObject({ code: 'store-damaged' });
      const repaired = nextEvent(host, isStoreChange);
      const document = JSON.parse(good.toString()) as { readonly manifests: readonly object[] };
      writeFileSync(index, JSON.stringify({ ...document, manifests: document.manifests.slice(0, 1) }));
      expect((await repaired).revision).toBeGreaterThan(revision);
    });
  });
});
