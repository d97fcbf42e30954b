// Room cli: `stowage serve --ui [--port N]`: prints the address first, then serves until it is interrupted.
import { StowageError } from '../../errors.ts';
import { onInterrupt } from '../interrupts.ts';
import type { CommandRun } from '../session.ts';
import { faint } from '../text/line.ts';

export const run: CommandRun<'serve'> = async (session, _operands, options) => {
  if (options.ui !== true) throw usage('stowage serve needs --ui.');
  const { url, close } = await session.serveInterface(options.store, portOf(options.port), options['read-only'] === true);
  const interrupted = Promise.withResolvers<void>();
  const stopListening = onInterrupt(interrupted.resolve);
  if (session.json) session.stdout.json({ url }, 0);
  else session.stdout.lines([[url]]);
  session.remark([[faint('Open this address in a browser. It works once. Ctrl-C stops.')]]);
  await interrupted.promise;
  await close();
  stopListening();
  return 0;
};

/** 0, for any that is free, when none was given. */
function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usage(`--port is a number up to 65535, not "${text}".`);
}

function usage(reason: string): StowageError {
  return new StowageError('usage', { reason, command: 'serve' });
}
