// Room renderer/host: one figure of the open store, for the lines that show one whether there is a store yet or not.
import type { StoreSummary } from '../../preload/contract/model.ts';
import { useCall } from './use-call.ts';

/** 0 where there is no store yet; null until it is known. */
export function useStoreFigure(figure: (store: StoreSummary) => number): number | null {
  const exists = useCall('host.describe', {}).data?.storeExists;
  const store = useCall('store.status', {}).data;
  if (store !== undefined) return figure(store);
  return exists === false ? 0 : null;
}
