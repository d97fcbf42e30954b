// Room renderer/host: the settings, with defaults until the host has answered. Changing one acts at once.
import { defaultSettings, type Settings } from '../../preload/contract/host-model.ts';
import { useAct, useCall } from './use-call.ts';

export function useSettings(): Settings {
  return useCall('settings.get', {}).data ?? defaultSettings;
}

export function useChangeSettings(): (change: Partial<Settings>) => void {
  const { mutate } = useAct('settings.change');
  return mutate;
}
