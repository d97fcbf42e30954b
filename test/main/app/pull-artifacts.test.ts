// Room test/main/app: pull as a repair, where an artifact that is pulled again is whole again, and what its dry run promises. What
// else pull does is tested against registries of others (test/interop) and within sync.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { call, runJob } from '../../../main/host/client.ts';
import { harmBlob, quarantined, verify } from '../../support/harmed-store.ts';
import { expectInvariants } from '../../support/invariants.ts';
import { blobsIn, withStore } from '../opened-store.ts';
import { withRegistry } from '../registry/server/served-registry.ts';

it.each(['flip', 'truncate', 'delete'] as const)('heals a layer that has met with: %s', async (harm) => {
  await withRegistry(async (registry) => {
    const { layer, config } = await registry.pushImage('team/app', 'v1', 'the layer');
    const reference = `127.0.0.1:${registry.port}/team/app:v1`;
    await withStore(join(registry.store, '..', 'other'), async (store) => {
      await runJob(store.host, 'remote.pull', { references: [reference] });
      const before = blobsIn(store.path);
      harmBlob(store, layer.digest, harm, 3);
      expect((await verify(store)).damage).toMatchObject([{ digest: layer.digest }]);
      await expect(store.exportTo(join(store.path, '..', 'out.tar'), { references: [reference] })).rejects.toThrow('artifact-');
      const { newBytes, heldBytes } = await runJob(store.host, 'remote.pull', { references: [reference] });
      expect(newBytes).toBe(layer.bytes.length);
      expect(heldBytes).toBeGreaterThanOrEqual(config.bytes.length);
      expect(blobsIn(store.path)).toEqual(before);
      expect(await call(store.host, 'damage.list', {})).toEqual([]);
      expect(quarantined(store)).toEqual([]);
      await expectInvariants(store);
    });
  });
});

it('promises in a dry run what it then does, a layer of two references once, and by digest what was shown', async () => {
  await withRegistry(async (registry) => {
    const one = await registry.pushImage('team/app', 'v1', 'the layer');
    const two = await registry.pushImage('team/app', 'v2', 'the layer', { annotations: { two: 'yes' } });
    const at = (tag: string): string => `127.0.0.1:${registry.port}/team/app:${tag}`;
    await withStore(join(registry.store, '..', 'other'), async (store) => {
      const promised = await runJob(store.host, 'remote.pull', { references: [at('v1'), at('v2')], dryRun: true });
      await expect(call(store.host, 'store.status', {})).rejects.toThrow('store-not-found');
      const shared = [one.config, one.layer];
      const newBytes = [one.manifest, two.manifest, ...shared].reduce((sum, { bytes }) => sum + bytes.length, 0);
      expect(promised).toMatchObject({ newBytes, artifacts: [{ digest: one.manifest.digest }, { digest: two.manifest.digest }] });
      // Someone moves the tag before the answer: what was shown is what comes.
      await registry.pushImage('team/app', 'v1', 'another layer');
      const references = promised.artifacts.map(({ reference, digest }) => `${reference}@${digest}`);
      expect(await runJob(store.host, 'remote.pull', { references })).toEqual({ ...promised, dryRun: false });
      const { items } = await call(store.host, 'tag.list', { repository: `127.0.0.1:${registry.port}/team/app` });
      expect(items.map(({ tag, digest }) => [tag, digest])).toEqual([
        ['v1', one.manifest.digest],
        ['v2', two.manifest.digest],
      ]);
    });
  });
});
