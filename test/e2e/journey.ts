// Room test/e2e: what every journey through the app needs: a folder of its own, apps that are closed in the end, and an end that
// fails when the page threw something or broke its own security policy.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { type HostKind, type Launched, launch } from './launch.ts';
import type { LaunchOptions } from './started-app.ts';

/** Both ways to the same interface. */
export const doors = ['electron', 'web'] as const satisfies readonly HostKind[];

export interface Journey {
  /** Removed in the end. */
  readonly folder: string;
  /** Where the app keeps its artifacts unless `start` says something else; it does not exist yet. */
  readonly store: string;
  readonly start: (kind: HostKind, options?: Partial<LaunchOptions>) => Promise<Launched>;
}

/** Prepares and clears up around each test of a file. */
export function journeys(): Journey {
  let folder = '';
  let running: Launched[] = [];
  let complaints: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stowage-e2e-'));
    running = [];
    complaints = [];
  });
  afterEach(async () => {
    for (const app of running) await app.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    expect(complaints).toEqual([]);
  });
  return {
    get folder() {
      return folder;
    },
    get store() {
      return join(folder, 'store');
    },
    start: async (kind, options = {}) => {
      const app = await launch(kind, { store: join(folder, 'store'), profile: join(folder, 'profile'), ...options });
      running.push(app);
      app.page.on('pageerror', (error) => complaints.push(String(error)));
      app.page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) complaints.push(message.text());
      });
      return app;
    },
  };
}

/** Waits until what `read` gives is as expected, however busy the machine is. */
export function eventually<Value>(read: () => Value | Promise<Value>): ReturnType<typeof expect.poll<Value>> {
  return expect.poll(read, { timeout: 30_000, interval: 50 });
}
