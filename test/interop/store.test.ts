// Room test/interop: skopeo writes into the store's own layout between two imports of ours: what it adds is picked up,
// under a full name and under a tag alone, and nothing of ours is lost.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call } from '../../main/host/client.ts';
import { writeProduced } from '../build/archive.ts';
import { buildImage } from '../build/image.ts';
import { podmanDockerArchive } from '../build/producers-docker.ts';
import { hybrid } from '../build/producers-oci.ts';
import { file } from '../build/tar.ts';
import { namesIn, withStore } from '../main/opened-store.ts';
import { expectInvariants } from '../support/invariants.ts';
import { describeWith, run, workFolder } from './client.ts';

const app = 'docker.io/library/app';

describeWith(['skopeo'], 'skopeo writing into a store', () => {
  const folder = workFolder();

  async function archiveOf(name: string, make: typeof hybrid): Promise<{ readonly path: string; readonly digest: string }> {
    const layers = [{ entries: [file(name, name.repeat(100))], compression: 'none' as const }];
    const image = await buildImage({ platform: 'linux/amd64', layers });
    const path = join(folder, `${name}.tar`);
    await writeProduced(make([{ node: image, names: [`${app}:${name}`], referrers: [] }]), path);
    return { path, digest: image.manifest.digest };
  }

  it('between two imports is taken over, and keeps what we have', async () => {
    const store = join(folder, 'store');
    const [first, last] = [await archiveOf('first', hybrid), await archiveOf('last', hybrid)];
    const foreign = await archiveOf('foreign', podmanDockerArchive);
    await withStore(store, async (opened) => {
      await opened.importPath(first.path);
      for (const name of [`${app}:foreign`, 'v7'])
        run('skopeo', ['copy', '--quiet', `docker-archive:${foreign.path}`, `oci:${store}:${name}`]);
      await opened.importPath(last.path);
      const { items } = await call(opened.host, 'artifact.list', {});
      const tags = items.flatMap(({ repository, tags: own }) => own.map((tag) => `${repository}:${tag}`)).toSorted();
      expect(tags).toEqual([`${app}:first`, `${app}:foreign`, `${app}:last`]);
      await expectInvariants(opened);
    });
    expect(namesIn(store).get(`${app}:first`)).toBe(first.digest);
    expect(namesIn(store).get(`${app}:last`)).toBe(last.digest);
    // Its own names still answer to skopeo.
    for (const name of [`${app}:foreign`, 'v7', `${app}:last`])
      expect(
        run('skopeo', ['inspect', '--override-os', 'linux', '--override-arch', 'amd64', '--raw', `oci:${store}:${name}`]),
      ).toContain('layers');
  });
});
