// Tests of main/archive/roots.ts: folders side by side in one archive, and the names that their paths are.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { namesOfFolder } from '../../../main/archive/roots.ts';
import { smallImage } from '../../build/hostile-base.ts';
import { skopeoDir, skopeoOciArchive } from '../../build/producers-oci.ts';
import { file, type TarEntry, tarOf } from '../../build/tar.ts';
import { temporaryFolder, withNewStore } from '../opened-store.ts';
import { outcomeOf } from '../outcome.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const under = (path: string, entries: readonly TarEntry[]): readonly TarEntry[] =>
  entries.map((entry) => ({ ...entry, name: `${path}/${entry.name}` }));

describe('folders side by side', () => {
  it('come in each for itself: one that is bad, or means something else, costs the others nothing', async () => {
    const [image, other] = await Promise.all([smallImage('one'), smallImage('other')]);
    const root = (node: typeof image, name: string) => ({ node, names: [name], referrers: [] });
    const dir = skopeoDir([root(image, '')]).entries;
    const layout = skopeoOciArchive([root(other, 'registry.example.com/lay/out:1')], 'full').entries;
    const bad = dir.map((entry) => (entry.name === 'manifest.json' ? file('manifest.json', '{') : entry));
    const path = join(folder, 'mirror.tar');
    const all = [
      ...under('mirror/registry.example.com/bad:1', bad),
      ...under('mirror/registry.example.com/a/b:1', dir),
      ...under('mirror/quay.io/c:2', dir),
      ...under('mirror/layout', layout),
      file('mirror/app/manifest.json', '{"name":"an app of the web"}'),
      ...under('mirror/var/lib/layout', layout),
      ...under('mirror/var/lib/skopeo', dir),
    ];
    writeFileSync(path, await tarOf(all));
    await withNewStore(async (store) => {
      const report = await store.importPath(path);
      const artifacts = report.archives.flatMap((part) => part.artifacts);
      expect(artifacts.map(({ digest, references }) => [digest, references])).toEqual([
        [null, []],
        [image.manifest.digest, ['registry.example.com/a/b:1', 'quay.io/c:2']],
        [other.manifest.digest, ['registry.example.com/lay/out:1']],
      ]);
      expect(outcomeOf(report).refusals).toEqual(['json-invalid']);
    });
  });
});

describe('the name of a folder', () => {
  it.for([
    ['docker.io/library/alpine:3', 'docker.io/library/alpine:3'],
    ['mirror/2026/docker.io/library/alpine:3', 'docker.io/library/alpine:3'],
    ['mirror/localhost/a/b:1', 'localhost/a/b:1'],
    ['127.0.0.1:5500/a:1', '127.0.0.1:5500/a:1'],
    ['mirror/alpine:3', 'alpine:3'],
    ['alpine:3', 'alpine:3'],
  ])('%s is %s', ([path, name]) => {
    expect(namesOfFolder(path ?? '')).toEqual([
      expect.objectContaining({ raw: name, name: expect.objectContaining({ kind: 'full' }) }),
    ]);
  });

  it('is none without a tag or digest', () => {
    expect(namesOfFolder('registry.example.com/a/b')).toEqual([]);
    expect(namesOfFolder('layout')).toEqual([]);
  });
});
