// Feature settings: what the user may choose; every change applies at once.
import { Settings as Gear } from 'lucide-react';
import type { Feature } from '../../app/feature.ts';
import { SettingsCrumbs, SettingsKeys, SettingsLabel } from './nav-parts.tsx';
import { SettingsOverlay } from './settings-overlay.tsx';
import { SettingsPage } from './settings-page.tsx';

export const settings: Feature = {
  area: 'settings',
  Page: SettingsPage,
  Crumbs: SettingsCrumbs,
  nav: { href: '#/settings', icon: Gear, Label: SettingsLabel, End: SettingsKeys, place: 'bottom' },
  Overlay: SettingsOverlay,
};
