// Room test/main/app: what the dry run of a push promises: bytes, and tags of the registry that would move. What else push does is
// tested against registries of others (test/interop) and within sync.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runJob } from '../../../main/host/client.ts';
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
        await runJob(store.host, 'remote.push', { references: [at('v2')], destination, dryRun });
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
