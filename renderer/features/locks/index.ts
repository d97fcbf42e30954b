// Feature locks: what may not be deleted, changed, listed or read, and how to change that.
import type { Feature } from '../../app/feature.ts';
import { LocksCrumbs } from './locks-nav.tsx';
import { LocksOverlay } from './locks-overlay.tsx';
import { LocksPage } from './locks-page.tsx';

export const locks: Feature = { area: 'locks', Page: LocksPage, Crumbs: LocksCrumbs, Overlay: LocksOverlay };
export { LockBadge, LockMark } from './lock-mark.tsx';
export { lockName, targetsOf } from './lock-target.ts';
export { LocksLine } from './locks-nav.tsx';
