// Room renderer/i18n: all English texts, one namespace per feature.

import { archives } from './en/archives.ts';
import { artifact } from './en/artifact.ts';
import { exporting } from './en/exporting.ts';
import { firstRun } from './en/first-run.ts';
import { help } from './en/help.ts';
import { importing } from './en/importing.ts';
import { library } from './en/library.ts';
import { locks } from './en/locks.ts';
import { log } from './en/log.ts';
import { palette } from './en/palette.ts';
import { registry } from './en/registry.ts';
import { settings } from './en/settings.ts';
import { storage } from './en/storage.ts';
import { stores } from './en/stores.ts';
import { tagging } from './en/tagging.ts';
import { transfers } from './en/transfers.ts';
import { undo } from './en/undo.ts';
import { words } from './en/words.ts';

export const english = {
  storage,
  artifact,
  transfers,
  settings,
  palette,
  importing,
  help,
  exporting,
  archives,
  firstRun,
  library,
  tagging,
  locks,
  log,
  stores,
  registry,
  undo,
  words,
} as const;
