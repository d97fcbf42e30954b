// Room test/main/host: the border: inputs are checked, failures come out as codes, nothing is thrown across it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { LocalRegistry } from '../../../main/app/serve-registry.ts';
import { composeHost } from '../../../main/compose.ts';
import { call, runJob } from '../../../main/host/client.ts';
import { Host } from '../../../main/host/host.ts';
import { KeptPasswords } from '../../../main/host/kept-passwords.ts';
import { RemotesFile } from '../../../main/host/remotes-file.ts';
import { StoresFile } from '../../../main/host/stores-file.ts';
import { Store } from '../../../main/store/store.ts';
import type { StowageEvent } from '../../../preload/contract/events.ts';
import { operations } from '../../../preload/contract/operations.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});
const hostOf = (name: string): Host => composeHost({ storePath: join(folder, name) });

it('never throws, whatever is asked for', async () => {
  // An empty change of settings is a good one, and writes their file.
  for (const variable of ['XDG_CONFIG_HOME', 'APPDATA', 'HOME']) vi.stubEnv(variable, folder);
  const host = hostOf('none');
  const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', ...Object.keys(operations)));
  await fc.assert(
    fc.asyncProperty(name, fc.anything(), async (operation, input) => {
      expect(await host.dispatch(operation, input)).toHaveProperty('ok');
    }),
    { numRuns: 200 },
  );
  await host.close();
});

it.for([
  ['an operation nobody knows', 'store.explode', {}, 'operation-unknown'],
  ['a name that every object has', 'toString', {}, 'operation-unknown'],
  ['a field too many', 'store.status', { extra: 1 }, 'input-invalid'],
  ['a field of another type', 'tag.list', { repository: 7 }, 'input-invalid'],
  ['a store that is not there', 'store.status', {}, 'store-not-found'],
] as const)('refuses %s', async ([, name, input, code]) => {
  const host = hostOf('none');
  expect(await host.dispatch(name, input)).toMatchObject({ ok: false, error: { code } });
  await host.close();
});

it('an unexpected error is told as internal, with a reference under which its details were noted', async () => {
  const noted: (readonly [string, unknown])[] = [];
  const bug = new TypeError('a bug');
  const host = new Host({
    app: {
      openStore: () => {
        throw bug;
      },
      pool: () => {
        throw bug;
      },
      move: { announce: () => undefined, finish: () => undefined },
      remotes: { of: () => undefined, credentials: async () => null },
    },
    door: { info: { door: 'cli', nativeDialogs: false, showInFolder: false, uploads: false, hostPaths: true } },
    about: { version: '0', samplePath: null },
    stores: {
      defaultPath: folder,
      known: new StoresFile(join(folder, 'stores.json'), () => false),
      place: () => ({ path: folder, readOnly: false }),
      isStore: () => false,
      use: () => undefined,
    },
    registry: new LocalRegistry(
      { path: () => folder, open: () => Store.open(folder, 'registry', 'peek') },
      folder,
      () => undefined,
    ),
    mend: () => false,
    remotes: {
      file: new RemotesFile(join(folder, 'remotes.json')),
      passwords: new KeptPasswords(join(folder, 'credentials.json'), undefined),
    },
    settingsPath: join(folder, 'settings.json'),
    closeApp: async () => undefined,
    onInternal: (reference, error) => noted.push([reference, error]),
  });
  const result = await host.dispatch('store.status', {});
  expect(result).toEqual({ ok: false, error: { code: 'internal', params: { message: 'a bug' }, reference: noted[0]?.[0] } });
  expect(noted[0]?.[1]).toBe(bug);
  await host.close();
});

it('a job answers with its id at once; its events end with one outcome', async () => {
  const host = hostOf('jobs');
  const events: StowageEvent[] = [];
  host.subscribe((event) => events.push(event));
  await expect(runJob(host, 'store.rebuild', {})).rejects.toMatchObject({ code: 'store-not-found' });
  expect(events.map((event) => event.type)).toEqual(['job.changed', 'job.progress', 'job.settled', 'job.changed']);
  await host.close();
});

it('a job that was cancelled before it began settles as cancelled', async () => {
  const host = hostOf('cancelled');
  const pick = host.picks.offer({ kind: 'path', path: join(folder, 'no such archive') });
  await expect(runJob(host, 'archive.import', { picks: [pick] }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await call(host, 'job.cancel', { job: 'long gone' })).toEqual({ cancelled: false });
  await host.close();
});

it('a pick nobody offered is refused, and a stream is no place to import from or export to the wrong way', async () => {
  const host = hostOf('picks');
  await expect(runJob(host, 'archive.import', { picks: ['made up'] })).rejects.toMatchObject({ code: 'pick-unknown' });
  const stdout = host.picks.offer({ kind: 'stdout' });
  await expect(runJob(host, 'archive.import', { picks: [stdout] })).rejects.toMatchObject({ code: 'pick-unknown' });
  const stdin = host.picks.offer({ kind: 'stdin' });
  await expect(runJob(host, 'archive.export', { target: stdin, references: ['a'] })).rejects.toMatchObject({
    code: 'pick-unknown',
  });
  await host.close();
});
