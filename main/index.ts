// Room main: the entry. It hands the command line to its door; the window's door comes with the desktop app.
import { main } from './cli/main.ts';

process.exitCode = await main(process.argv.slice(2), async (store) => {
  const { composeHost, defaultStorePath } = await import('./compose.ts');
  return composeHost({
    storePath: store ?? defaultStorePath(),
    door: 'cli',
    onInternal: (_reference, error) => {
      if (process.env['STOWAGE_DEBUG'] !== undefined) console.error(error);
    },
  });
});
