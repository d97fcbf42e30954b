// Room renderer/i18n: all Traditional Chinese texts, one namespace per feature. A missing one does not type-check.
import type { english } from './en.ts';
import type { Twin } from './twin.ts';
import { archives } from './zh-hant/archives.ts';
import { artifact } from './zh-hant/artifact.ts';
import { exporting } from './zh-hant/exporting.ts';
import { firstRun } from './zh-hant/first-run.ts';
import { help } from './zh-hant/help.ts';
import { importing } from './zh-hant/importing.ts';
import { library } from './zh-hant/library.ts';
import { locks } from './zh-hant/locks.ts';
import { log } from './zh-hant/log.ts';
import { palette } from './zh-hant/palette.ts';
import { registry } from './zh-hant/registry.ts';
import { settings } from './zh-hant/settings.ts';
import { storage } from './zh-hant/storage.ts';
import { stores } from './zh-hant/stores.ts';
import { tagging } from './zh-hant/tagging.ts';
import { transfers } from './zh-hant/transfers.ts';
import { undo } from './zh-hant/undo.ts';
import { words } from './zh-hant/words.ts';

export const traditionalChinese: Twin<typeof english> = {
  artifact,
  storage,
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
};
