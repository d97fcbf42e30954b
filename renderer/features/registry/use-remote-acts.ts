// Feature registry: what is done with a remote registry from its row: test, sign out, forget. Each ends in a notice or an error.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RemoteRegistry } from '../../../preload/contract/registry-model.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useSentences } from '../../i18n/use-sentences.ts';
import { showToast } from '../../ui/toast.tsx';

interface RemoteActs {
  readonly isChecking: (remote: RemoteRegistry) => boolean;
  readonly check: (remote: RemoteRegistry) => void;
  readonly signOut: (remote: RemoteRegistry) => void;
  readonly forget: (remote: RemoteRegistry) => void;
}

export function useRemoteActs(): RemoteActs {
  const { t } = useTranslation('registry');
  const { client } = useHost();
  const sentences = useSentences();
  const [checking, setChecking] = useState<readonly string[]>([]);
  const say = async (act: () => Promise<string | null>): Promise<void> => {
    try {
      const said = await act();
      if (said !== null) showToast({ text: said });
    } catch (error) {
      showToast({ text: sentences.error(error).what });
    }
  };
  return {
    isChecking: ({ registry }) => checking.includes(registry),
    check: ({ registry, name }) => {
      setChecking((now) => [...now, registry]);
      void say(async () => {
        const { state } = valueOf(await client.call('remote.check', { registry }));
        // What stood in the way stands in the list.
        return state === 'reachable' ? t('remotes.isReachable', { name }) : null;
      }).finally(() => setChecking((now) => now.filter((each) => each !== registry)));
    },
    signOut: ({ registry, name }) =>
      void say(async () => {
        valueOf(await client.call('remote.sign-out', { registry }));
        return t('remotes.signedOut', { name });
      }),
    forget: ({ registry, name }) =>
      void say(async () => {
        valueOf(await client.call('remote.forget', { registry }));
        return t('remotes.forgotten', { name });
      }),
  };
}
