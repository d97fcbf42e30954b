// Room electron: the system's dialogs for opening and saving. They answer with paths; the host turns them into picks.
import { basename, join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import type { ChooseKind } from '../host/chooser.ts';
import type { Texts } from './text.ts';

const archiveExtensions = ['tar', 'gz', 'tgz', 'zst', 'xz', 'bz2', 'oci'];

const properties = {
  file: ['openFile'],
  folder: ['openDirectory', 'multiSelections'],
  'save-folder': ['openDirectory', 'createDirectory', 'promptToCreate'],
} as const;

/** Paths the user chose, none when the dialog was dismissed. */
export async function choosePaths(
  window: BrowserWindow,
  text: Texts,
  kind: ChooseKind,
  suggestedName: string | undefined,
): Promise<readonly string[]> {
  const filters = [
    { name: text.archives, extensions: archiveExtensions },
    { name: text.allFiles, extensions: ['*'] },
  ];
  if (kind === 'save-file') {
    const name = basename(suggestedName ?? 'images.tar');
    const saved = await dialog.showSaveDialog(window, { defaultPath: join(app.getPath('downloads'), name), filters });
    return saved.canceled ? [] : [saved.filePath];
  }
  const opened = await dialog.showOpenDialog(
    window,
    kind === 'archives' ? { properties: ['openFile', 'multiSelections'], filters } : { properties: [...properties[kind]] },
  );
  return opened.canceled ? [] : opened.filePaths;
}
