// Room test/main/app: what the dry run of a push promises: bytes, and tags of the registry that would move. What else push does is
// tested against registries of others (test/interop) and within sync.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import { writeImages } from '../../support/small-archive.ts';
import { withStore } from '../opened-store.ts';
import { withRegistry } from '../registry/server/served-registry.ts';

it('tells which tag would move there, and moves it only when it is meant', async () => {
  await withRegistry(async (registry) => {
    const ours = await registry.pushImage('team/app', 'v2', 'our layer');
    const theirs = await registry.pushImage('team/app', 'v1', 'their layer');
    const at = (tag: string): string => `127.0.0.1:${registry.port}/team/app:${tag}`;
    await withStore(join(registry.store, '..', 'other'), async (store) => {
      await runJob(store.host, 'remote.pull', { references: [at('v2')] });
      const push = async (destination: string, dryRun: boolean) =>
        await runJob(store.host, 'remote.push', { references: [at('v2')], destinations: [destination], dryRun });
      const promised = await push(at('v1'), true);
      expect(promised).toMatchObject({
        artifacts: [{ destination: at('v1'), status: 'new' }],
        movedTags: [{ reference: at('v1'), from: theirs.manifest.digest, to: ours.manifest.digest }],
        heldBytes: ours.layer.bytes.length + ours.config.bytes.length,
      });
      const { body } = await registry.ask('GET', '/v2/team/app/manifests/v1');
      expect(body).toEqual(theirs.manifest.bytes);
      expect(await push(at('v1'), false)).toEqual({ ...promised, dryRun: false });
      expect(await push(at('v1'), true)).toMatchObject({ artifacts: [{ status: 'held' }], movedTags: [], newBytes: 0 });
      expect(await push(at('v3'), true)).toMatchObject({ artifacts: [{ status: 'new' }], movedTags: [] });
    });
  });
});

it('sends what several tags share once, and says so before', async () => {
  await withRegistry(async (registry) => {
    const at = (tag: string): string => `127.0.0.1:${registry.port}/mirror/app:${tag}`;
    await withStore(join(registry.store, '..', 'other'), async (store) => {
      await store.importPath(
        await writeImages(join(registry.store, '..'), 'app.tar', { 'docker.io/team/app:1': ['base', 'app'] }),
      );
      const references = ['team/app:1', 'team/app:1'];
      const push = async (destinations: readonly string[], dryRun: boolean) =>
        await runJob(store.host, 'remote.push', {
          references: references.slice(0, destinations.length),
          destinations: [...destinations],
          dryRun,
        });
      const one = await push([at('v1')], true);
      const both = await push([at('v1'), at('latest')], true);
      // Nothing but the manifest is written twice, once under each tag.
      const manifestBytes = both.newBytes - one.newBytes;
      expect(manifestBytes).toBeLessThan(one.newBytes / 2);
      expect(both.heldBytes).toBe(0);
      expect(await push([at('v1'), at('latest')], false)).toEqual({ ...both, dryRun: false });
      const { items } = await call(registry.opened.host, 'tag.list', { repository: 'docker.io/mirror/app' });
      expect(items.map(({ tag }) => tag).toSorted()).toEqual(['latest', 'v1']);
    });
  });
});

it('refuses destinations that do not stand for the references', async () => {
  await withRegistry(async ({ opened, port }) => {
    const destinations = [`127.0.0.1:${port}/a:1`, `127.0.0.1:${port}/b:1`];
    await expect(runJob(opened.host, 'remote.push', { references: ['a:1'], destinations })).rejects.toThrow('input-invalid');
  });
});
