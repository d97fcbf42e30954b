// Room test/main/app: the figures and the search of screens as they are asked for: names without a store, artifacts without
// a name, and familiar names in what is shown.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../../../main/host/client.ts';
import type { UsageNode } from '../../../preload/contract/model.ts';
import { writeImages } from '../../support/small-archive.ts';
import { type OpenedStore, withNewStore } from '../opened-store.ts';

async function withNames(names: readonly string[], use: (store: OpenedStore) => Promise<void>): Promise<void> {
  await withNewStore(async (store) => {
    const images = Object.fromEntries(names.map((name) => [name, ['base', name]]));
    await store.importPath(await writeImages(join(store.path, '..'), 'all.tar', images));
    await use(store);
  });
}

const childrenOf = (map: UsageNode, kind: UsageNode['kind']): readonly UsageNode[] =>
  map.children.filter((node) => node.kind === kind);

describe('the overview', () => {
  it('of a store that is not there says so', async () => {
    await withNewStore(async ({ host }) => {
      const artifacts = [{ repository: null, digest: `sha256:${'0'.repeat(64)}` }];
      for (const asked of [
        call(host, 'usage.map', {}),
        call(host, 'search.find', { query: 'a', limit: 5 }),
        call(host, 'selection.footprint', { artifacts }),
      ])
        await expect(asked).rejects.toMatchObject({ code: 'store-not-found' });
    });
  });

  it('shows familiar names and answers with full ones', async () => {
    const names = ['docker.io/library/alpine:3', 'docker.io/marketing/web:1', 'localhost/tool:1'];
    await withNames(names, async ({ host }) => {
      const hits = await call(host, 'search.find', { query: 'docker.io', limit: 10 });
      expect(hits.map(({ title, repository }) => [title, repository])).toEqual([
        ['marketing/web', 'docker.io/marketing/web'],
        ['alpine', 'docker.io/library/alpine'],
      ]);
      const map = await call(host, 'usage.map', {});
      const repositories = childrenOf(map, 'namespace').flatMap((group) =>
        group.children.map((node) => [group.label, node.label, node.repository]),
      );
      expect(repositories).toEqual([
        ['', 'alpine', 'docker.io/library/alpine'],
        ['marketing', 'web', 'docker.io/marketing/web'],
        ['localhost', 'tool', 'localhost/tool'],
      ]);
      expect(childrenOf(map, 'shared')).toHaveLength(1);
    });
  });

  it('knows artifacts without a name by their digest', async () => {
    await withNewStore(async (store) => {
      const path = await writeImages(
        join(store.path, '..'),
        'unnamed.tar',
        { 'x:1': ['only'] },
        { producer: 'skopeo-oci-archive-unnamed' },
      );
      const report = await store.importPath(path);
      const digest = report.archives[0]?.artifacts[0]?.digest ?? '';
      const [hit] = await call(store.host, 'search.find', { query: digest, limit: 5 });
      expect(hit).toMatchObject({ kind: 'artifact', title: digest, repository: null, tag: null, digest });
      const { diskBytes } = await call(store.host, 'usage.show', {});
      const footprint = await call(store.host, 'selection.footprint', { artifacts: [{ repository: null, digest }] });
      expect(footprint).toMatchObject({ sizeBytes: diskBytes, uniqueBytes: diskBytes, tags: [] });
      const [group] = childrenOf(await call(store.host, 'usage.map', {}), 'namespace');
      expect(group?.children.map(({ label, repository, artifactCount }) => ({ label, repository, artifactCount }))).toEqual([
        { label: '', repository: null, artifactCount: 1 },
      ]);
      expect(group?.children[0]?.children.every((leaf) => leaf.repository === null)).toBe(true);
    });
  });
});
