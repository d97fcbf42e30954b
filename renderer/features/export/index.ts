// Feature export: writes artifacts into one archive or folder. A dialog over any screen; its progress is in Transfers.
import type { Feature } from '../../app/feature.ts';
import { ExportOverlay } from './export-overlay.tsx';

export { ArtifactSearch } from './artifact-search.tsx';

export const exporting: Feature = { area: '', Overlay: ExportOverlay };
