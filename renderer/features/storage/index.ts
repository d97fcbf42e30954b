// Feature storage: what the store weighs, where its bytes are, and what could be freed.
import { HardDrive } from 'lucide-react';
import type { Feature } from '../../app/feature.ts';
import { StorageCommands, StorageCrumbs, StorageFigure, StorageLabel } from './storage-frame.tsx';
import { StoragePage } from './storage-page.tsx';

export const storage: Feature = {
  area: 'storage',
  Page: StoragePage,
  Crumbs: StorageCrumbs,
  nav: { href: '#/storage', icon: HardDrive, Label: StorageLabel, End: StorageFigure, place: 'top' },
  Overlay: StorageCommands,
};
