// Room test/main/app: pull as a repair: an artifact that is pulled again is whole again. What else pull does is tested against
// registries of others (test/interop) and within sync.
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
