// Feature undo: takes back the last deletion or change of tags, for whoever asks.
import type { Feature } from '../../app/feature.ts';
import { UndoOverlay } from './undo-overlay.tsx';

export const undo: Feature = { area: '', Overlay: UndoOverlay };
