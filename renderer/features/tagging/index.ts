// Feature tagging: gives artifacts tags and takes them away, for whichever page asks.
import type { Feature } from '../../app/feature.ts';
import { TaggingOverlay } from './tagging-overlay.tsx';

export const tagging: Feature = { area: '', Overlay: TaggingOverlay };
