// Feature stores: which store is open, and opening, making, moving and copying between stores.
import type { Feature } from '../../app/feature.ts';
import { ReadOnlyBanner } from './read-only-banner.tsx';
import { StoreCard } from './store-card.tsx';
import { StoresOverlay } from './stores-overlay.tsx';

export const stores: Feature = { area: '', Card: StoreCard, Banner: ReadOnlyBanner, Overlay: StoresOverlay };
export { StoreList } from './store-list.tsx';
