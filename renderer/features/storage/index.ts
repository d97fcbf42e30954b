// Feature storage: what the store weighs, where its bytes are, what could be freed, and whether it is whole.
import { HardDrive } from 'lucide-react';
import type { Feature } from '../../app/feature.ts';
import { StorageCrumbs, StorageFigure, StorageLabel } from './storage-frame.tsx';
import { StorageOverlay } from './storage-overlay.tsx';
import { StoragePage } from './storage-page.tsx';

export const storage: Feature = {
  area: 'storage',
  Page: StoragePage,
  Crumbs: StorageCrumbs,
  nav: { href: '#/storage', icon: HardDrive, Label: StorageLabel, End: StorageFigure, place: 'top' },
  Overlay: StorageOverlay,
};
