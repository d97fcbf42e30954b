// Feature registry: the local registry as it is and as it is to be: what is changed is remembered and applied at once, where it runs.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RegistryState } from '../../../preload/contract/registry-model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useCall } from '../../host/use-call.ts';
import { useIsReadOnly } from '../../host/use-read-only.ts';
import { type EndpointSettings, startInput } from './endpoint-settings.ts';

interface Change {
  readonly settings?: Partial<EndpointSettings>;
  /** Left out: as it is. */
  readonly isOn?: boolean;
}

interface LocalRegistry {
  /** Undefined until the host has answered. */
  readonly state: RegistryState | undefined;
  readonly loadError: Error | null;
  readonly isBusy: boolean;
  /** Why the last change did not come to pass; the registry is off then. */
  readonly error: Error | null;
  readonly change: (change: Change) => void;
}

export function useLocalRegistry(): LocalRegistry {
  const { client } = useHost();
  const queries = useQueryClient();
  const isReadOnly = useIsReadOnly();
  const shown = useCall('registry.show', {});
  const state = shown.data;
  const { mutate, error, isPending } = useMutation<RegistryState, Error, Change>({
    mutationKey: ['registry.start'],
    mutationFn: async ({ settings = {}, isOn = state?.on === true }) => {
      const now = valueOf(await client.call('settings.change', settings));
      queries.setQueryData(['settings.get', {}], now);
      if (isOn) return valueOf(await client.call('registry.start', startInput(now, isReadOnly)));
      return valueOf(await client.call(state?.on === true ? 'registry.stop' : 'registry.show', {}));
    },
    onSuccess: (next) => queries.setQueryData(['registry.show', {}], next),
    onError: () => void queries.invalidateQueries({ queryKey: ['registry.show'] }),
  });
  return { state, loadError: shown.error, isBusy: isPending, error, change: mutate };
}
