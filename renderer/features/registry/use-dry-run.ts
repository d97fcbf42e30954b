// Feature registry: asks what a pull or a push would do. The answer stands while the user looks at it: a change of the store makes it
// outdated. Whoever goes away, or asks anew, cancels what was asked before.
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { OperationInput, OperationOutput } from '../../../preload/contract/operations.ts';
import { useHost } from '../../host/host-provider.tsx';
import { runJob } from '../../host/run-job.ts';

type RemoteJob = 'remote.pull' | 'remote.push';

interface DryRun<Name extends RemoteJob> {
  readonly ask: (input: OperationInput<Name>) => void;
  /** Back to where nothing was asked. */
  readonly forget: () => void;
  readonly report: OperationOutput<Name> | undefined;
  readonly isPending: boolean;
  /** The store is another than the one that was looked at. */
  readonly isOutdated: boolean;
  readonly error: Error | null;
}

export function useDryRun<Name extends RemoteJob>(name: Name): DryRun<Name> {
  const { client } = useHost();
  const asked = useRef(new AbortController());
  const [isOutdated, setOutdated] = useState(false);
  const { mutate, reset, data, isPending, error } = useMutation({
    mutationFn: async (input: OperationInput<Name>) => {
      asked.current.abort();
      asked.current = new AbortController();
      const { signal } = asked.current;
      setOutdated(false);
      return await runJob(client, name, { ...input, dryRun: true }, signal);
    },
  });
  useEffect(() => () => asked.current.abort(), []);
  useEffect(
    () =>
      client.onEvent((event) => {
        if (event.type === 'store.changed') setOutdated(true);
      }),
    [client],
  );
  return { ask: mutate, forget: reset, report: data, isPending, isOutdated, error };
}
