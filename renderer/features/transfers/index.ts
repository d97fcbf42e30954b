// Feature transfers: what comes in and goes out: running jobs, plans that wait, and how each one ended.
import { ArrowLeftRight } from 'lucide-react';
import type { Feature } from '../../app/feature.ts';
import { LogLine } from '../log/index.ts';
import { TransfersCrumbs, TransfersLabel, TransfersState } from './nav-parts.tsx';
import { TransfersOverlay } from './transfers-overlay.tsx';
import { TransfersPage } from './transfers-page.tsx';

export { UpkeepText } from './upkeep-text.tsx';

export const transfers: Feature = {
  area: 'transfers',
  Page: TransfersPage,
  Crumbs: TransfersCrumbs,
  nav: {
    href: '#/transfers',
    icon: ArrowLeftRight,
    Label: TransfersLabel,
    End: TransfersState,
    Sub: LogLine,
    place: 'top',
  },
  Overlay: TransfersOverlay,
};
