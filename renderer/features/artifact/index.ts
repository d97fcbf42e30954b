// Feature artifact: one artifact: what it is, how to get at it, what it is made of and what it costs.
import type { Feature } from '../../app/feature.ts';
import { ArtifactCrumbs } from './artifact-crumbs.tsx';
import { ArtifactPage } from './artifact-page.tsx';
import { WhyOverlay } from './why/why-overlay.tsx';

export const artifact: Feature = { area: 'artifact', Page: ArtifactPage, Crumbs: ArtifactCrumbs, Overlay: WhyOverlay };
