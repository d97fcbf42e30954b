// Room test/e2e: what starts an app and what it gives, whichever app it is.
import type * as Electron from 'electron';
import type { Page } from 'playwright-core';
import type { DesktopBridge } from '../../renderer/host/desktop-carrier.ts';

declare global {
  interface Window {
    /** Desktop only. */
    readonly stowage: DesktopBridge;
  }
}

export interface LaunchOptions {
  /** Folder of the store; it need not exist. */
  readonly store: string;
  /** Where settings, window bounds and the browser's own data are kept; by default a new folder, removed at the end. */
  readonly profile?: string;
  /** Files named on the app's command line; desktop only. */
  readonly files?: readonly string[];
  /** BCP 47; English (United States) by default. */
  readonly locale?: string;
}

export interface StartOptions extends Required<LaunchOptions> {
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a function in the main process with the `electron` module; it sees nothing of the test but `arg`. */
export type Evaluate = <Arg, Value>(
  act: (electron: typeof Electron, arg: Arg) => Value | Promise<Value>,
  arg?: Arg,
) => Promise<Value>;

export interface Started {
  readonly page: Page;
  readonly close: () => Promise<void>;
  /** Desktop only. */
  readonly evaluate: Evaluate;
  /** Settles with the exit code when the program has ended. */
  readonly ended: Promise<number | null>;
}
