// Feature library: repositories and their artifacts. This is its only door.
import { Package } from 'lucide-react';
import type { Feature } from '../../app/feature.ts';
import { routeHref } from '../../app/router.ts';
import { isUntaggedRoute, LibraryCrumbs, LibraryFigure, LibraryLabel, LibraryLines } from './library-nav.tsx';
import { LibraryOverlay } from './library-overlay.tsx';
import { LibraryPage } from './library-page.tsx';

export const library: Feature = {
  area: 'library',
  Page: LibraryPage,
  Crumbs: LibraryCrumbs,
  Overlay: LibraryOverlay,
  nav: {
    href: routeHref('library'),
    icon: Package,
    Label: LibraryLabel,
    End: LibraryFigure,
    Sub: LibraryLines,
    areas: ['artifact'],
    isCurrent: (route) => !isUntaggedRoute(route),
    place: 'top',
  },
};
