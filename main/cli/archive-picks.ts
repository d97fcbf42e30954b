// Room cli: archives, folders and standard input as they are named on the command line, offered to the host as picks.
import { isatty } from 'node:tty';
import { StowageError } from '../errors.ts';
import type { Session } from './session.ts';

/** Pick ids in the order of the paths; `-` is standard input. @throws StowageError usage */
export async function offerArchives(session: Session, paths: readonly string[], command: string): Promise<string[]> {
  const times = paths.filter((path) => path === '-').length;
  if (times > 1) throw new StowageError('usage', { reason: 'Standard input can be read only once: give - once.', command });
  if (times === 1 && isatty(0))
    throw new StowageError('usage', { reason: 'Standard input is a terminal: pipe an archive into it.', command });
  return await Promise.all(paths.map((path) => session.offer(path === '-' ? { kind: 'stdin' } : { kind: 'path', path })));
}
