// Room renderer/app: whether there is anything to go back or forward to.
import { useSyncExternalStore } from 'react';

export function useHistory(): { readonly canGoBack: boolean; readonly canGoForward: boolean } {
  const canGoBack = useSyncExternalStore(watch, () => window.navigation.canGoBack);
  const canGoForward = useSyncExternalStore(watch, () => window.navigation.canGoForward);
  return { canGoBack, canGoForward };
}

function watch(watcher: () => void): () => void {
  window.navigation.addEventListener('currententrychange', watcher);
  return () => window.navigation.removeEventListener('currententrychange', watcher);
}
