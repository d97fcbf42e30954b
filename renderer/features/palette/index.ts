// Feature palette: one field for everything: artifacts, repositories, digests and commands.
import type { Feature } from '../../app/feature.ts';
import { PaletteOverlay } from './palette-overlay.tsx';

export const palette: Feature = { area: '', Overlay: PaletteOverlay };
