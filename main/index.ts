// Room main: the entry. It hands the command line to its door, with the ways to a host and to the door for browsers; inside
// Electron it opens the desktop app unless a command is asked for, and in a thread of that app it serves the host.
import { extname, join } from 'node:path';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { main } from './cli/main.ts';
import { appWords, commandLineIn } from './cli/packaged-start.ts';

/** Where the built interface lies: beside the sources, and beside the built program. */
const appFolder = join(import.meta.dirname, '..', ...(extname(import.meta.filename) === '.ts' ? ['dist', 'app'] : []));
const rendererFolder = join(appFolder, 'renderer');

const inElectron = process.versions['electron'] !== undefined;
const commandLine = inElectron ? commandLineIn(appWords(process.argv, process.defaultApp)) : process.argv.slice(2);

if (!isMainThread) await serveDesktop();
else if (commandLine === null) await openDesktop();
else {
  process.exitCode = await runCommandLine(commandLine);
  // Without a window nothing else ends the app.
  if (inElectron) (await import('electron')).app.exit(process.exitCode);
}

async function runCommandLine(words: readonly string[]): Promise<number> {
  return await main(
    words,
    async (store, readOnly) => {
      const { composeHost } = await import('./compose.ts');
      return composeHost({ storePath: store, readOnly, onInternal });
    },
    async (store, port, readOnly) => {
      const [{ composeHost }, { serve, webDoor }] = await Promise.all([import('./compose.ts'), import('./web/serve.ts')]);
      const host = composeHost({ storePath: store, readOnly, door: webDoor, onInternal });
      return { host, ...(await serve({ host, port, rendererFolder })) };
    },
  );
}

/** Opens the desktop app; this file, started again as a thread, is its host. */
async function openDesktop(): Promise<void> {
  const { startDesktop } = await import('./electron/app.ts');
  startDesktop(() => new Worker(new URL(import.meta.url), { name: 'host' }), {
    rendererFolder,
    preload: join(appFolder, 'preload', 'index.cjs'),
  });
}

async function serveDesktop(): Promise<void> {
  const [{ composeHost }, { serveHost }] = await Promise.all([import('./compose.ts'), import('./electron/host-service.ts')]);
  if (parentPort === null) throw new Error('the host serves the thread that started it');
  serveHost(parentPort, (door) => composeHost({ door, onInternal }));
}

function onInternal(_reference: string, error: unknown): void {
  if (process.env['STOWAGE_DEBUG'] !== undefined) console.error(error);
}
