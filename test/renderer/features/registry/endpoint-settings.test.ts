// Room test: what is remembered of the local registry becomes what it is started with, and what clients are told to type.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegistryState } from '../../../../preload/contract/registry-model.ts';
import { type EndpointSettings, endpointFacts, startInput } from '../../../../renderer/features/registry/endpoint-settings.ts';

const settings = fc.record<EndpointSettings>({
  registryPort: fc.integer({ min: 1, max: 65_535 }),
  registryReach: fc.constantFrom('this-computer', 'network'),
  registryPush: fc.boolean(),
  registryDelete: fc.boolean(),
});
const off: RegistryState = {
  on: false,
  since: null,
  address: '127.0.0.1:5500',
  host: '127.0.0.1',
  port: 5500,
  scheme: 'http',
  reach: 'this-computer',
  allowPush: false,
  allowDelete: false,
  users: [{ name: 'ops', kind: 'token', rights: ['pull'] }],
  certificateFingerprint: null,
  certificatePath: '/home/ops/registry.crt',
};

describe('the local registry', () => {
  it('lets nobody push to a store that takes no changes, nor delete where nobody pushes', () => {
    fc.assert(
      fc.property(settings, fc.boolean(), (remembered, isReadOnly) => {
        const input = startInput(remembered, isReadOnly);
        expect(input.port).toBe(remembered.registryPort);
        expect(input.allowPush).toBe(remembered.registryPush && !isReadOnly);
        if (input.allowDelete === true) expect(input.allowPush).toBe(true);
        expect('host' in input).toBe(remembered.registryReach === 'network');
      }),
    );
  });

  it('is described as it would be while it is off', () => {
    fc.assert(
      fc.property(settings, fc.boolean(), (remembered, isReadOnly) => {
        const isNetwork = remembered.registryReach === 'network';
        expect(endpointFacts(off, remembered, isReadOnly)).toEqual({
          address: `127.0.0.1:${remembered.registryPort}`,
          isTls: isNetwork,
          certificate: isNetwork ? 'registry.crt' : null,
          user: isNetwork ? 'ops' : null,
          allowPush: remembered.registryPush && !isReadOnly,
        });
      }),
    );
  });

  it('is described as it runs while it is on, whatever is remembered', () => {
    const on: RegistryState = {
      ...off,
      on: true,
      address: '192.168.1.5:5501',
      scheme: 'https',
      reach: 'network',
      allowPush: true,
    };
    fc.assert(
      fc.property(settings, fc.boolean(), (remembered, isReadOnly) => {
        expect(endpointFacts(on, remembered, isReadOnly)).toEqual({
          address: '192.168.1.5:5501',
          isTls: true,
          certificate: 'registry.crt',
          user: 'ops',
          allowPush: true,
        });
      }),
    );
  });
});
