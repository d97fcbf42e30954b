// Feature import-plan: brings archives in: the button and its key, the drop target over the whole window, and the plan that is
// shown before anything is written.
import type { Feature } from '../../app/feature.ts';
import { ImportOverlay } from './import-overlay.tsx';

export const importPlan: Feature = { area: '', Overlay: ImportOverlay };
