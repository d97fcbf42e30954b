// Feature export: gets the target, by dialog, download or path, and starts the export into it.
import { useMutation } from '@tanstack/react-query';
import type { PickInfo } from '../../../preload/contract/host-model.ts';
import type { OperationInput } from '../../../preload/contract/operations.ts';
import type { HostClient } from '../../host/host-client.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';

interface Wanted {
  readonly kind: 'dialog' | 'download' | 'path';
  readonly path: string;
  readonly name: string;
  readonly isFolder: boolean;
}

type MakeInput = (target: string) => OperationInput<'archive.export'>;

interface StartExport {
  /** The job's id; null when the user thought better of it or it could not start, which `error` then tells. */
  readonly run: (wanted: Wanted, input: MakeInput) => Promise<string | null>;
  readonly error: unknown;
  readonly isPending: boolean;
}

export function useStartExport(): StartExport {
  const { client } = useHost();
  const { mutateAsync, error, isPending } = useMutation({
    mutationKey: ['archive.export'],
    mutationFn: async ({ wanted, input }: { readonly wanted: Wanted; readonly input: MakeInput }) => {
      const target = await targetOf(client, wanted);
      return target === null ? null : valueOf(await client.call('archive.export', input(target.pick))).job;
    },
  });
  return { error, isPending, run: async (wanted, input) => await mutateAsync({ wanted, input }).catch(() => null) };
}

async function targetOf(client: HostClient, { kind, path, name, isFolder }: Wanted): Promise<PickInfo | null> {
  if (kind === 'path') return valueOf(await client.call('pick.path', { path }));
  if (kind === 'dialog' && isFolder)
    return valueOf(await client.call('pick.choose', { kind: 'save-folder', suggestedName: name }))[0] ?? null;
  return await client.pickTarget(name);
}
