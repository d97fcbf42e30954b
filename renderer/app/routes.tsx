// Room renderer/app: every feature of the interface, in the order of the sidebar. This is the one place that lists them.
import { artifact } from '../features/artifact/index.ts';
import { exporting } from '../features/export/index.ts';
import { help } from '../features/help/index.ts';
import { importPlan } from '../features/import-plan/index.ts';
import { library } from '../features/library/index.ts';
import { locks } from '../features/locks/index.ts';
import { log } from '../features/log/index.ts';
import { palette } from '../features/palette/index.ts';
import { registry } from '../features/registry/index.ts';
import { settings } from '../features/settings/index.ts';
import { storage } from '../features/storage/index.ts';
import { stores } from '../features/stores/index.ts';
import { tagging } from '../features/tagging/index.ts';
import { transfers } from '../features/transfers/index.ts';
import { undo } from '../features/undo/index.ts';
import type { Feature } from './feature.ts';

export const features: readonly Feature[] = [
  library,
  artifact,
  storage,
  transfers,
  registry,
  settings,
  importPlan,
  exporting,
  tagging,
  locks,
  log,
  stores,
  undo,
  palette,
  help,
];
