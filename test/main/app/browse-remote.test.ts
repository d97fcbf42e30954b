// Room test/main/app: lists of remote registries, page by page: of our own endpoint, of registries that know no pages, and of
// those that tell nothing. All of them on loopback.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { composeHost } from '../../../main/compose.ts';
import { call } from '../../../main/host/client.ts';
import type { Host } from '../../../main/host/host.ts';
import type { RemoteNames } from '../../../preload/contract/registry-model.ts';
import { type Answer, serve, stopServers } from '../../support/loopback-server.ts';
import { becomeUser } from '../../support/user-folders.ts';
import { temporaryFolder } from '../opened-store.ts';

const folder = temporaryFolder();
let host: Host;

beforeEach(() => {
  becomeUser(folder);
  vi.stubEnv('DOCKER_CONFIG', folder);
  vi.stubEnv('XDG_RUNTIME_DIR', undefined);
  host = composeHost({ storePath: join(folder, 'store') });
});
afterEach(async () => {
  await host.close();
  await stopServers();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All pages, one after another. */
async function pages(ask: (after: string | undefined) => Promise<RemoteNames>): Promise<readonly (readonly string[])[]> {
  const all: (readonly string[])[] = [];
  for (let after: string | undefined; ; ) {
    const { items, hasMore } = await ask(after);
    all.push(items);
    if (!hasMore) return all;
    after = items.at(-1);
  }
}

const repositoriesOf = async (registry: string): Promise<readonly (readonly string[])[]> =>
  await pages(async (after) => await call(host, 'remote.repositories', { registry, ...(after === undefined ? {} : { after }) }));
const tagsOf = async (repository: string): Promise<readonly (readonly string[])[]> =>
  await pages(async (after) => await call(host, 'remote.tags', { repository, ...(after === undefined ? {} : { after }) }));

/** A registry with these names; one that knows pages gives at most `most` of them and says that there are more. */
function listing(names: readonly string[], most: number | null): Answer {
  return (incoming, outgoing, self) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', self);
    const field = pathname.endsWith('_catalog') ? 'repositories' : 'tags';
    const sorted = names.toSorted();
    const rest = most === null ? sorted : sorted.filter((name) => name > (searchParams.get('last') ?? ''));
    const page = rest.slice(0, most === null ? undefined : Math.min(most, Number(searchParams.get('n'))));
    if (rest.length > page.length) outgoing.setHeader('Link', `<${pathname}?last=${page.at(-1)}&n=${most}>; rel="next"`);
    outgoing.end(JSON.stringify({ [field]: page }));
  };
}

describe('lists of a registry', () => {
  it('come whole and in order, in pages of a hundred, whatever pages the registry makes', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 230 }),
        fc.option(fc.integer({ min: 1, max: 150 }).filter((most) => most > 20)),
        async (names, most) => {
          const { address } = await serve(listing(names, most));
          for (const found of [await repositoriesOf(address), await tagsOf(`${address}/team/app`)]) {
            expect(found.flat()).toEqual(names.toSorted());
            expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(100);
          }
          await stopServers();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('leave out what is no name', async () => {
    const { address } = await serve(listing(['fine', 'Not fine', '../up', '<b>'], null));
    expect(await repositoriesOf(address)).toEqual([['fine']]);
    expect(await tagsOf(`${address}/team/app`)).toEqual([['fine']]);
  });

  it('are empty where the registry says nothing of tags', async () => {
    const { address } = await serve((_incoming, outgoing) => void outgoing.end('{"name":"team/app","tags":null}'));
    expect(await tagsOf(`${address}/team/app`)).toEqual([[]]);
  });

  it('that a registry does not give are a failure that says so', async () => {
    for (const status of [404, 403, 405]) {
      const { address } = await serve((_incoming, outgoing) => void outgoing.writeHead(status).end());
      await expect(repositoriesOf(address)).rejects.toMatchObject({ code: 'remote-denied', params: { registry: address } });
    }
    const missing = await serve((_incoming, outgoing) => void outgoing.writeHead(404).end());
    await expect(tagsOf(`${missing.address}/team/app`)).rejects.toMatchObject({ code: 'remote-not-found' });
    const strange = await serve((_incoming, outgoing) => void outgoing.end('{"tags":"all"}'));
    await expect(tagsOf(`${strange.address}/team/app`)).rejects.toMatchObject({ code: 'remote-error' });
    await expect(tagsOf(`${strange.address}/team/app:1`)).rejects.toMatchObject({ code: 'reference-invalid' });
  });

  it('for which one must be signed in ask for that', async () => {
    const { address } = await serve(
      (_incoming, outgoing) => void outgoing.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end(),
    );
    await expect(repositoriesOf(address)).rejects.toMatchObject({ code: 'remote-sign-in' });
    await expect(tagsOf(`${address}/team/app`)).rejects.toMatchObject({ code: 'remote-sign-in' });
  });
});
