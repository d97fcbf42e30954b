// Feature log: what changed in the store, when and by whom, from the store's own ledger.
import type { Feature } from '../../app/feature.ts';
import { LogCrumbs } from './log-nav.tsx';
import { LogOverlay } from './log-overlay.tsx';
import { LogPage } from './log-page.tsx';

export const log: Feature = { area: 'log', Page: LogPage, Crumbs: LogCrumbs, Overlay: LogOverlay };
export { LogLine } from './log-nav.tsx';
