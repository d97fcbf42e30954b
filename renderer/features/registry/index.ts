// Feature registry: the local registry, the remote ones, what clients did; pull and push.
import { RadioTower } from 'lucide-react';
import type { Feature } from '../../app/feature.ts';
import { RegistryCrumbs, RegistryFigure, RegistryLabel } from './nav-parts.tsx';
import { RegistryOverlay } from './registry-overlay.tsx';
import { RegistryPage } from './registry-page.tsx';

export const registry: Feature = {
  area: 'registry',
  Page: RegistryPage,
  Crumbs: RegistryCrumbs,
  nav: { href: '#/registry', icon: RadioTower, Label: RegistryLabel, End: RegistryFigure, place: 'top' },
  Overlay: RegistryOverlay,
};
export { useLocalRegistry } from './use-local-registry.ts';
