// Feature help: every key that does something here, in one dialog.
import type { Feature } from '../../app/feature.ts';
import { HelpOverlay } from './help-overlay.tsx';

export const help: Feature = { area: '', Overlay: HelpOverlay };
