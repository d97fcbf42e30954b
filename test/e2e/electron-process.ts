// Room test/e2e: the desktop app on Electron itself, where its binary is installed.
import { once } from 'node:events';
import { _electron } from 'playwright-core';
import { root } from '../../.build/build-once.ts';
import type { Evaluate, Started, StartOptions } from './started-app.ts';

export async function startElectron({ profile, files, locale, env }: StartOptions): Promise<Started> {
  const app = await _electron.launch({
    args: [root, `--user-data-dir=${profile}`, `--lang=${locale}`, ...files],
    env: Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    cwd: root,
  });
  const ended = once(app.process(), 'exit').then(([code]) => code as number | null);
  return {
    page: await app.firstWindow(),
    evaluate: (async (act: never, arg: never) => await app.evaluate(act, arg)) as Evaluate,
    ended,
    close: async () => {
      app.process().kill('SIGKILL');
      await ended;
    },
  };
}
