// Room cli: `stowage serve [--ui] [--port N]`: prints the address first, then serves the store as a registry, or the
// interface, until it is interrupted.
import { StowageError } from '../../errors.ts';
import type { CommandOptions } from '../command-table.ts';
import { onInterrupt } from '../interrupts.ts';
import type { CommandRun, Session } from '../session.ts';
import { faint } from '../text/line.ts';

interface Serving {
  readonly url: string;
  readonly remark: string;
  readonly close: () => Promise<unknown>;
}

export const run: CommandRun<'serve'> = async (session, _operands, options) => {
  const { url, remark, close } = await (options.ui === true ? serveInterface : serveRegistry)(session, options);
  const interrupted = Promise.withResolvers<void>();
  const stopListening = onInterrupt(interrupted.resolve);
  if (session.json) session.stdout.json({ url }, 0);
  else session.stdout.lines([[url]]);
  session.remark([[faint(remark)]]);
  await interrupted.promise;
  await close();
  stopListening();
  return 0;
};

async function serveInterface(session: Session, options: CommandOptions<'serve'>): Promise<Serving> {
  for (const name of ['host', 'allow-push', 'allow-delete'] as const)
    if (options[name] !== undefined) throw usage(`--${name} is for the registry, not for --ui.`);
  // Any port that is free, when none was given.
  const served = await session.serveInterface(options.store, portOf(options.port) ?? 0, options['read-only'] === true);
  return { ...served, remark: 'Open this address in a browser. It works once. Ctrl-C stops.' };
}

async function serveRegistry(session: Session, options: CommandOptions<'serve'>): Promise<Serving> {
  const { scheme, address, allowPush } = await session.call('registry.start', {
    port: portOf(options.port),
    host: options.host,
    allowPush: options['allow-push'],
    allowDelete: options['allow-delete'],
  });
  const remark = allowPush ? 'Clients may pull and push. Ctrl-C stops.' : 'Clients may pull. Ctrl-C stops.';
  return { url: `${scheme}://${address}`, remark, close: async () => await session.call('registry.stop', {}) };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usage(`--port is a number up to 65535, not "${text}".`);
}

function usage(reason: string): StowageError {
  return new StowageError('usage', { reason, command: 'serve' });
}
