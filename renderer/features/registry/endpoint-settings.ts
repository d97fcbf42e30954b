// Feature registry: from what is remembered to what the local registry is started with, and what it is while it is off. Pure.
import type { Settings } from '../../../preload/contract/host-model.ts';
import type { OperationInput } from '../../../preload/contract/operations.ts';
import type { RegistryState } from '../../../preload/contract/registry-model.ts';
import { fileName } from '../../format/archive-format.ts';
import type { EndpointFacts } from './endpoint-commands.ts';

export type EndpointSettings = Pick<Settings, 'registryPort' | 'registryReach' | 'registryPush' | 'registryDelete'>;

/** A store that takes no changes is pulled from only. */
export function startInput(
  { registryPort, registryReach, registryPush, registryDelete }: EndpointSettings,
  isReadOnly: boolean,
): OperationInput<'registry.start'> {
  const allowPush = registryPush && !isReadOnly;
  return {
    port: registryPort,
    ...(registryReach === 'network' ? { host: '0.0.0.0' } : {}),
    allowPush,
    allowDelete: allowPush && registryDelete,
  };
}

/** What clients find: as it runs; while it is off, as it would run. */
export function endpointFacts(state: RegistryState, settings: EndpointSettings, isReadOnly: boolean): EndpointFacts {
  const { on, users, certificatePath } = state;
  const isNetwork = on ? state.reach === 'network' : settings.registryReach === 'network';
  const isTls = on ? state.scheme === 'https' : isNetwork;
  return {
    address: on ? state.address : `127.0.0.1:${settings.registryPort}`,
    isTls,
    certificate: isTls && certificatePath !== null ? fileName(certificatePath) : null,
    user: isNetwork ? (users[0]?.name ?? null) : null,
    allowPush: on ? state.allowPush : settings.registryPush && !isReadOnly,
  };
}
