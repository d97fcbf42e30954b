// Room renderer/host: the hooks screens ask with. `useCall` reads and stays up to date; `useAct` changes something once;
// `useJobs` is the list of jobs, with progress as it comes.
import { keepPreviousData, type UseMutationResult, type UseQueryResult, useMutation, useQuery } from '@tanstack/react-query';
import type { CallName, OperationInput, OperationName, OperationOutput } from '../../preload/contract/operations.ts';
import type { JobRecord } from '../../preload/contract/transfer-model.ts';
import type { Answer } from './host-client.ts';
import { valueOf } from './host-failure.ts';
import { useHost } from './host-provider.tsx';

interface CallOptions {
  /** False: do not ask yet. */
  readonly enabled?: boolean;
  /** Shows the answer to the previous input until the new one is here (for filters); `isPlaceholderData` tells. */
  readonly keepPrevious?: boolean;
}

/** The answer of a call, kept up to date by events. Rows stay while it is asked again. `error` is a HostFailure or HostLost. */
export function useCall<Name extends CallName>(
  name: Name,
  input: OperationInput<Name>,
  { enabled = true, keepPrevious = false }: CallOptions = {},
): UseQueryResult<OperationOutput<Name>> {
  const { client } = useHost();
  return useQuery<OperationOutput<Name>>({
    queryKey: [name, input],
    queryFn: async () => valueOf(await client.call(name, input)) as OperationOutput<Name>,
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A call or job that is started by an act: `const rename = useAct('tag.add'); await rename.mutateAsync(input)`. */
export function useAct<Name extends OperationName>(name: Name): UseMutationResult<Answer<Name>, Error, OperationInput<Name>> {
  const { client } = useHost();
  return useMutation<Answer<Name>, Error, OperationInput<Name>>({
    mutationKey: [name],
    mutationFn: async (input) => valueOf(await client.call(name, input)),
  });
}

/** Every job of this host, newest progress included; empty until the first answer. */
export function useJobs(): readonly JobRecord[] {
  return useCall('job.list', {}).data ?? [];
}
