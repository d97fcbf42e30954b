// Room test/main/store: two real processes that import into one store at once (I7), into an existing one and into one
// that both have to make. Nothing of either is lost.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeProduced } from '../../build/archive.ts';
import { buildImage } from '../../build/image.ts';
import { hybrid } from '../../build/producers-oci.ts';
import { file } from '../../build/tar.ts';
import { startStowage } from '../../support/child.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { namesIn, temporaryFolder, withStore } from '../opened-store.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Archive {
  readonly path: string;
  readonly name: string;
  readonly digest: string;
}

/** An archive of one image with a layer of its own and one that all have. */
async function archiveOf(label: string): Promise<Archive> {
  const layers = ['shared', label].map((content) => ({
    entries: [file(content, content.repeat(5000))],
    compression: 'none' as const,
  }));
  const image = await buildImage({ platform: 'linux/amd64', layers });
  const name = `docker.io/library/company:${label}`;
  const path = join(folder, `${label}.tar`);
  await writeProduced(hybrid([{ node: image, names: [name], referrers: [] }]), path);
  return { path, name, digest: image.manifest.digest };
}

async function importAtOnce(store: string, archives: readonly Archive[]): Promise<void> {
  const ended = await Promise.all(archives.map(async ({ path }) => await startStowage(store, ['import', path]).ended));
  expect(ended.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(ended.map(() => ({ exitCode: 0, stderr: '' })));
}

it('two imports into one store at once both come in, again and again', { timeout: 120_000 }, async () => {
  const store = join(folder, 'shared-store');
  const wanted = new Map<string, string>();
  for (const round of [1, 2, 3, 4, 5]) {
    const archives = [await archiveOf(`left-${round}`), await archiveOf(`right-${round}`)];
    await importAtOnce(store, archives);
    for (const { name, digest } of archives) wanted.set(name, digest);
    expect(namesIn(store)).toEqual(wanted);
  }
  await withStore(store, expectInvariants);
});

it('imports that all make the store at once lose nothing', { timeout: 120_000 }, async () => {
  const archives = [await archiveOf('first'), await archiveOf('second'), await archiveOf('third')];
  for (const round of [1, 2, 3, 4, 5]) {
    const store = join(folder, `new-store-${round}`);
    await importAtOnce(store, archives);
    expect(namesIn(store)).toEqual(new Map(archives.map(({ name, digest }) => [name, digest])));
    await withStore(store, expectInvariants);
  }
});

it('a change of one process is seen by another that has the store open', async () => {
  const store = join(folder, 'watched');
  const first = await archiveOf('watched-1');
  const second = await archiveOf('watched-2');
  await withStore(store, async (opened) => {
    await opened.importPath(first.path);
    await importAtOnce(store, [second]);
    expect(await opened.manifestText(second.name)).toContain('schemaVersion');
    await expectInvariants(opened);
  });
});
