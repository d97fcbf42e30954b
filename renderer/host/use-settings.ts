// Room renderer/host: the settings, with defaults until the host has answered. Changing one acts at once.
import type { Settings } from '../../preload/contract/host-model.ts';
import { useAct, useCall } from './use-call.ts';

const defaults: Settings = {
  language: 'system',
  theme: 'system',
  density: 'comfortable',
  units: 'decimal',
  singleKeys: true,
  notifications: true,
  diffPalette: 'green-rose',
  motion: 'system',
  untaggedGraceDays: 7,
  registryPort: 5500,
  registryReach: 'this-computer',
  registryPush: false,
  registryDelete: false,
  registryOnStart: false,
};

export function useSettings(): Settings {
  return useCall('settings.get', {}).data ?? defaults;
}

export function useChangeSettings(): (change: Partial<Settings>) => void {
  const { mutate } = useAct('settings.change');
  return mutate;
}
