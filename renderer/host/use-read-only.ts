// Room renderer/host: whether the store that is open takes no changes; screens then offer none. A store that is not there yet does.
import { useCall } from './use-call.ts';

export function useIsReadOnly(): boolean {
  return useCall('store.status', {}).data?.readOnly === true;
}
