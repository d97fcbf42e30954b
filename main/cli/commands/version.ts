// Room cli: `stowage version`.
import packageFile from '../../../package.json' with { type: 'json' };
import type { CommandRun } from '../session.ts';

export const run: CommandRun<'version'> = (session) => {
  const { version } = packageFile;
  session.answer({ version }, { lines: () => [`stowage ${version}`], names: () => [version] });
  return Promise.resolve(0);
};
