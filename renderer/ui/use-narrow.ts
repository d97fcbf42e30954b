// Room renderer/ui: whether the window is too narrow for what would stand beside the content.
import { useSyncExternalStore } from 'react';

/** Under these widths the inspector lies over the content, and so does the list before it. */
export const widths = { inspector: 1240, list: 980 } as const;

export function useNarrowerThan(widthPx: number): boolean {
  return useSyncExternalStore(
    (watcher) => {
      const query = matchMedia(`(max-width: ${widthPx - 1}px)`);
      query.addEventListener('change', watcher);
      return () => query.removeEventListener('change', watcher);
    },
    () => window.innerWidth < widthPx,
  );
}
