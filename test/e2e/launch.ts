// Room test/e2e: starts the built app for a test and gives its page: the desktop app on the stand-in for Electron, or on Electron
// itself where its binary is installed, or the interface that `stowage serve --ui` serves.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildOnce, root } from '../../.build/build-once.ts';
import { dropFiles } from './drop-files.ts';
import { startElectron } from './electron-process.ts';
import { startStandIn } from './stand-in-process.ts';
import type { Evaluate, LaunchOptions, Started } from './started-app.ts';
import { startWeb } from './web-process.ts';

export type HostKind = 'electron' | 'web';

export interface Launched extends Started {
  readonly kind: HostKind;
  /** What really runs. */
  readonly runs: 'stand-in' | 'electron' | 'web';
  /** Drops files from outside onto the page, as a file manager would; with `shift`, while that key is held. */
  readonly dropFiles: (paths: readonly string[], options?: { readonly shift?: boolean }) => Promise<void>;
  /** Answers the next open or save dialog of the desktop with these paths. */
  readonly answerDialog: (paths: readonly string[]) => Promise<void>;
}

/** True where Electron's own binary is installed: then the desktop app is tested on it. */
export function hasElectron(): boolean {
  return existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
}

/** Starts the app; close it in the end, whatever happens. */
export async function launch(kind: HostKind, options: LaunchOptions): Promise<Launched> {
  await buildOnce();
  const { profile = mkdtempSync(join(tmpdir(), 'stowage-e2e-')), files = [], locale = 'en-US', store } = options;
  const env = {
    ...process.env,
    STOWAGE_STORE: store,
    XDG_CONFIG_HOME: join(profile, 'config'),
    APPDATA: join(profile, 'config'),
  };
  const runs = kind === 'web' ? 'web' : hasElectron() ? 'electron' : 'stand-in';
  const starters = { web: startWeb, electron: startElectron, 'stand-in': startStandIn };
  const started = await starters[runs]({ store, profile, files, locale, env });
  return {
    ...started,
    kind,
    runs,
    dropFiles: async (paths, { shift = false } = {}) => await dropFiles(started.page, paths, shift),
    answerDialog: async (paths) => await answerDialog(started.evaluate, paths),
    close: async () => {
      await started.close();
      if (options.profile === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function answerDialog(evaluate: Evaluate, paths: readonly string[]): Promise<void> {
  await evaluate(({ dialog }, chosen) => {
    const original = { ...dialog };
    const restore = (): void => void Object.assign(dialog, original);
    Object.assign(dialog, {
      showOpenDialog: async () => {
        restore();
        return { canceled: chosen.length === 0, filePaths: chosen };
      },
      showSaveDialog: async () => {
        restore();
        return { canceled: chosen.length === 0, filePath: chosen[0] ?? '' };
      },
    });
  }, paths);
}
