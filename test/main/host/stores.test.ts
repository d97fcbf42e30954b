// Room test/main/host: several stores over real folders: which one is used, what is remembered, what is refused and leaves
// everything as it was.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ComposeOptions, composeHost } from '../../../main/compose.ts';
import { call, runJob } from '../../../main/host/client.ts';
import type { Host } from '../../../main/host/host.ts';
import type { StowageEvent } from '../../../preload/contract/events.ts';
import type { StoreInfo } from '../../../preload/contract/upkeep-model.ts';
import { writeProduced } from '../../build/archive.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { reached, startJob } from '../../support/job-watch.ts';
import { rootPool } from '../../support/root-pool.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { filesOf, temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let serial = 0;
const newPath = (): string => join(folder, String(++serial));
let home = '';
let hosts: Host[] = [];
beforeEach(() => {
  home = newPath();
  becomeUser(home);
});
afterEach(async () => {
  for (const host of hosts) await host.close();
  hosts = [];
  vi.unstubAllEnvs();
});

function newHost(options: ComposeOptions = {}): Host {
  const host = composeHost(options);
  hosts.push(host);
  return host;
}
const pick = (host: Host, path: string): string => host.picks.offer({ kind: 'path', path });
const create = async (host: Host, path: string, name?: string): Promise<StoreInfo> =>
  await call(host, 'store.create', { folder: pick(host, path), ...(name === undefined ? {} : { name }) });
const open = async (host: Host, path: string, readOnly?: boolean): Promise<StoreInfo> =>
  await call(host, 'store.open', { folder: pick(host, path), ...(readOnly === undefined ? {} : { readOnly }) });
const current = async (host: Host): Promise<string> => (await call(host, 'host.describe', {})).storePath;

async function archiveIn(path: string): Promise<string> {
  const [root] = await rootPool();
  const archive = join(path, 'archive.tar');
  mkdirSync(path, { recursive: true });
  await writeProduced(hybrid([{ ...(root as NonNullable<typeof root>), names: ['docker.io/library/app:1'] }]), archive);
  return archive;
}

describe('the store that is used', () => {
  it('is the one given, else STOWAGE_STORE, else the one opened last, else the default', async () => {
    const [given, fromEnvironment, last] = [newPath(), newPath(), newPath()];
    const fallback = await current(newHost());
    expect(fallback.startsWith(home)).toBe(true);
    await create(newHost(), last);
    expect(await current(newHost())).toBe(last);
    vi.stubEnv('STOWAGE_STORE', fromEnvironment);
    expect(await current(newHost())).toBe(fromEnvironment);
    expect(await current(newHost({ storePath: given }))).toBe(given);
  });

  it('is another one as soon as it is opened, and listeners hear of it', async () => {
    const [first, second] = [newPath(), newPath()];
    const host = newHost();
    const events: StowageEvent[] = [];
    await create(host, first);
    await runJob(host, 'archive.import', { picks: [pick(host, await archiveIn(home))] });
    host.subscribe((event) => events.push(event));
    expect((await call(host, 'store.status', {})).tagCount).toBe(1);
    await create(host, second);
    expect(await call(host, 'store.status', {})).toMatchObject({ path: second, tagCount: 0 });
    expect(events.map((event) => event.type)).toEqual(['store.changed']);
    await open(host, first);
    expect(await call(host, 'store.status', {})).toMatchObject({ path: first, tagCount: 1 });
    expect(events).toHaveLength(2);
  });
});

describe('the list of stores', () => {
  it('says after any sequence which were made, opened and forgotten, in this host and to the next one', async () => {
    const names = ['a', 'b', 'c'];
    const step = fc.record({ kind: fc.constantFrom('create', 'open', 'forget', 'restart'), name: fc.constantFrom(...names) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        home = newPath();
        becomeUser(home);
        let host = newHost();
        const standard = await current(host);
        const made = new Set<string>();
        let known: string[] = [];
        let used = standard;
        for (const { kind, name } of steps) {
          const path = join(home, name);
          if (kind === 'restart') host = newHost();
          if (kind === 'create') {
            if (made.has(path)) await expect(create(host, path)).rejects.toMatchObject({ code: 'store-exists' });
            else expect(await create(host, path)).toMatchObject({ path, name, current: true, exists: true, readOnly: false });
          }
          if (kind === 'open') {
            if (made.has(path)) expect(await open(host, path)).toMatchObject({ path, current: true });
            else await expect(open(host, path)).rejects.toMatchObject({ code: 'store-not-found' });
          }
          const works = kind === 'create' ? !made.has(path) : kind === 'open' && made.has(path);
          if (works) {
            made.add(path);
            used = path;
            if (!known.includes(path)) known.push(path);
          }
          if (kind === 'forget') {
            await call(host, 'store.forget', { path });
            known = known.filter((each) => each !== path);
            if (used === path) used = standard;
          }
          const list = await call(host, 'store.list', {});
          expect(list.map((store) => store.path)).toEqual([standard, ...known]);
          expect(list.find((store) => store.current)?.path).toBe(used);
          for (const each of made) expect(existsSync(join(each, 'index.json'))).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('calls a store by its folder, or as it was named, and keeps the name when it is opened again', async () => {
    const [plain, named] = [newPath(), newPath()];
    const host = newHost();
    expect((await create(host, plain)).name).toBe(basename(plain));
    expect((await create(host, named, ' Air gap ')).name).toBe('Air gap');
    await open(host, plain);
    expect((await open(newHost(), named)).name).toBe('Air gap');
  });

  it('shows what is not there any more, and starts empty where its file is damaged', async () => {
    const path = newPath();
    await create(newHost(), path);
    rmSync(path, { recursive: true });
    const [, gone] = await call(newHost(), 'store.list', {});
    expect(gone).toMatchObject({ path, exists: false, current: true });
    const file = join(home, 'config', 'stowage', 'stores.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ current: path });
    for (const text of ['', '{"stores":7}', '[]', '{"current":"/x"}']) {
      writeFileSync(file, text);
      expect(await call(newHost(), 'store.list', {})).toHaveLength(1);
    }
  });
});

describe('a store is not made', () => {
  it.for([
    ['where one is', 'index.json', '{"schemaVersion":2,"manifests":[]}', 'store-exists'],
    ['among other files', 'holiday.jpg', 'x', 'store-not-a-layout'],
  ] as const)('%s, and nothing changes', async ([, name, text, code]) => {
    const path = newPath();
    mkdirSync(path);
    writeFileSync(join(path, name), text);
    const host = newHost();
    const before = await current(host);
    await expect(create(host, path)).rejects.toMatchObject({ code });
    expect([...filesOf(path).keys()]).toEqual([name]);
    expect(await current(host)).toBe(before);
    expect(await call(host, 'store.list', {})).toHaveLength(1);
  });

  it('by an import of which nothing comes in', async () => {
    const [missing, empty] = [newPath(), newPath()];
    mkdirSync(empty);
    const bad = join(home, 'bad.tar');
    mkdirSync(home, { recursive: true });
    writeFileSync(bad, 'this is no archive');
    for (const storePath of [missing, empty]) {
      const host = newHost({ storePath });
      const report = await runJob(host, 'archive.import', { picks: [pick(host, bad)] });
      expect(report.archives[0]?.failure).not.toBeNull();
      expect(existsSync(storePath)).toBe(storePath === empty);
      expect(filesOf(storePath).size).toBe(0);
      // The next one makes it all the same.
      await runJob(host, 'archive.import', { picks: [pick(host, await archiveIn(home))] });
      expect((await call(host, 'store.status', {})).tagCount).toBe(1);
    }
    const made = newPath();
    const host = newHost();
    await create(host, made);
    await runJob(host, 'archive.import', { picks: [pick(host, bad)] });
    expect(existsSync(join(made, 'index.json'))).toBe(true);
  });
});

it('another store is not opened while a job runs, and the job goes on', async () => {
  const [first, second] = [newPath(), newPath()];
  const host = newHost();
  await create(host, second);
  await create(host, first);
  const archive = pick(host, await archiveIn(home));
  const job = await startJob(host, 'archive.import', { picks: [archive], review: true });
  await reached(host, job, 'needs-answer');
  const refused = { code: 'store-in-use', params: { store: first, jobCount: 1 } };
  await expect(open(host, second)).rejects.toMatchObject(refused);
  await expect(create(host, newPath())).rejects.toMatchObject(refused);
  await expect(call(host, 'store.forget', { path: first })).rejects.toMatchObject(refused);
  await expect(runJob(host, 'store.move', { folder: pick(host, newPath()) })).rejects.toMatchObject(refused);
  expect(await current(host)).toBe(first);
  await call(host, 'job.answer', { job, proceed: true });
  await reached(host, job, 'finished');
  expect((await call(host, 'store.status', {})).tagCount).toBe(1);
  expect(await open(host, second)).toMatchObject({ current: true });
});

it('a store that is opened read-only is so in the next host, too, until it is opened otherwise', async () => {
  const path = newPath();
  await create(newHost(), path);
  expect(await open(newHost(), path, true)).toMatchObject({ readOnly: true });
  const host = newHost();
  expect(await call(host, 'store.status', {})).toMatchObject({ path, readOnly: true });
  expect(await open(host, path)).toMatchObject({ readOnly: false });
  expect(await call(newHost(), 'store.status', {})).toMatchObject({ readOnly: false });
});
