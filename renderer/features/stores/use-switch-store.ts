// Feature stores: opens another store. Everything that was asked of the one before is forgotten, so that nothing of it stays on screen.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoreInfo } from '../../../preload/contract/upkeep-model.ts';
import { navigate, routeHref } from '../../app/router.ts';
import { valueOf } from '../../host/host-failure.ts';
import { useHost } from '../../host/host-provider.tsx';
import { useSentences } from '../../i18n/use-sentences.ts';
import { showToast } from '../../ui/toast.tsx';

/** Answers that do not depend on the store. */
const storeFree: ReadonlySet<unknown> = new Set(['settings.get', 'host.describe', 'job.list', 'store.list', 'pick.sample']);

/** To be called when the host has opened another store: shows it from its beginning. */
export function useStoreOpened(): (store: StoreInfo) => void {
  const { t } = useTranslation('stores');
  const queries = useQueryClient();
  return useCallback(
    ({ name }) => {
      navigate(routeHref('library'));
      void queries.resetQueries({ predicate: ({ queryKey }) => !storeFree.has(queryKey[0]) });
      for (const call of ['host.describe', 'store.list']) void queries.invalidateQueries({ queryKey: [call] });
      showToast({ text: t('opened', { name }) });
    },
    [queries, t],
  );
}

/** Opens a store the host names in its list; a failure is said at once. */
export function useSwitchStore(): (store: { readonly path: string; readonly readOnly: boolean }) => Promise<void> {
  const { client } = useHost();
  const sentences = useSentences();
  const opened = useStoreOpened();
  return async ({ path, readOnly }) => {
    try {
      const { pick } = valueOf(await client.call('pick.path', { path }));
      opened(valueOf(await client.call('store.open', { folder: pick, readOnly })));
    } catch (error) {
      showToast({ text: sentences.error(error).what });
    }
  };
}
