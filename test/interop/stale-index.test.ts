// Room test/interop: skopeo and umoci write index.json whole, as they had read it, while we change the store: nothing of ours is
// lost, and what they add is there. What they had read is put in their way, so that it is stale every time; and once at random.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../../main/host/client.ts';
import { writeProduced } from '../build/archive.ts';
import { buildImage } from '../build/image.ts';
import { podmanDockerArchive } from '../build/producers-docker.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';
import { type OpenedStore, withStore } from '../main/opened-store.ts';
import { expectInvariants } from '../support/invariants.ts';
import { describeWith, run, workFolder } from './client.ts';

const app = 'docker.io/library/app';

async function archiveOf(folder: string, name: string, make: typeof hybrid): Promise<string> {
  const layers = [{ entries: [file(name, name.repeat(100))], compression: 'gzip' as const }];
  const image = await buildImage({ platform: 'linux/amd64', layers });
  const path = join(folder, `${name}.tar`);
  await writeProduced(make([{ node: image, names: [`${app}:${name}`], referrers: [] }]), path);
  return path;
}

async function tagsOf({ host }: OpenedStore): Promise<readonly string[]> {
  const { items } = await call(host, 'artifact.list', {});
  return items.flatMap(({ tags }) => tags).toSorted();
}

/** Runs `write` on the index.json of before `change`, as if it had read it then. */
async function stale({ path }: OpenedStore, change: () => Promise<unknown>, write: () => unknown): Promise<void> {
  const read = readFileSync(join(path, 'index.json'));
  await change();
  writeFileSync(join(path, 'index.json'), read);
  write();
}

describeWith(['skopeo'], 'skopeo, with an index.json it read before our change', () => {
  const folder = workFolder();

  it('adds its image, and what we imported, tagged and deleted meanwhile stays so', async () => {
    const [first, second, gone] = await Promise.all(
      ['first', 'second', 'gone'].map(async (name) => await archiveOf(folder, name, hybrid)),
    );
    const foreign = await archiveOf(folder, 'foreign', podmanDockerArchive);
    await withStore(join(folder, 'store'), async (store) => {
      await store.importPath(first ?? '');
      await store.importPath(gone ?? '');
      const change = async (): Promise<void> => {
        await store.importPath(second ?? '');
        await call(store.host, 'tag.add', { source: 'app:first', reference: 'app:moved' });
        await call(store.host, 'artifact.remove', { references: ['app:gone'] });
      };
      await stale(store, change, () =>
        run('skopeo', ['copy', '--quiet', `docker-archive:${foreign}`, `oci:${store.path}:${app}:foreign`]),
      );
      expect(await tagsOf(store)).toEqual(['first', 'foreign', 'moved', 'second']);
      await expectInvariants(store);
    });
  });

  it('copying all the while, it costs us nothing', { timeout: 120_000 }, async () => {
    const names = Array.from({ length: 12 }, (_, at) => `n${at}`);
    const archives = await Promise.all(names.map(async (name) => await archiveOf(folder, name, hybrid)));
    const foreign = await archiveOf(folder, 'again', podmanDockerArchive);
    await withStore(join(folder, 'busy'), async (store) => {
      await store.importPath(archives[0] ?? '');
      const imports = { left: archives.length - 1 };
      const copying = (async () => {
        for (let at = 0; imports.left > 0; at++) {
          const child = spawn('skopeo', [
            'copy',
            '--quiet',
            `docker-archive:${foreign}`,
            `oci:${store.path}:registry.example.com/theirs:${at}`,
          ]);
          await once(child, 'close');
        }
      })();
      for (const archive of archives.slice(1)) {
        await store.importPath(archive);
        imports.left--;
      }
      await copying;
      expect(await tagsOf(store)).toEqual(expect.arrayContaining(names));
      await expectInvariants(store);
    });
  });
});

describeWith(['umoci'], 'umoci, with an index.json it read before our change', () => {
  const folder = workFolder();

  it('tags an image, and what we imported meanwhile stays', async () => {
    const [first, second] = await Promise.all(['first', 'second'].map(async (name) => await archiveOf(folder, name, hybrid)));
    await withStore(join(folder, 'store'), async (store) => {
      await store.importPath(first ?? '');
      await stale(
        store,
        async () => await store.importPath(second ?? ''),
        () => run('umoci', ['tag', '--image', `${store.path}:${app}:first`, `${app}:theirs`]),
      );
      expect(await tagsOf(store)).toEqual(['first', 'second', 'theirs']);
      await expectInvariants(store);
    });
  });
});
